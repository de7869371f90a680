/** Where the records are: on the PostgreSQL server that the settings name, or else in the embedded database. */
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { DatabaseUnsafe } from "../fence/safety.ts"
import type { DataDirectoryLocked } from "../security/dataDirectoryLock.ts"
import * as Embedded from "./Embedded.ts"
import type { Patient } from "./Patient.ts"
import * as Postgres from "./Postgres.ts"
import type { Store } from "./Store.ts"
import type { DatabaseUnusable } from "./unusable.ts"

/** Where it is. */
export interface Place {
  readonly dataDirectory: string
  readonly databaseUrl: Redacted.Redacted | undefined
}

/** The part that the settings give. */
export interface Where extends Place {
  readonly fenceDirectory: string
}

/** The part that the config gives. */
export interface Promised {
  readonly isSynchronous: boolean
  /** Every provider is on this machine. */
  readonly isSandbox: boolean
}

type Records = Layer.Layer<
  Store | SqlClient | Patient,
  DatabaseUnusable | DatabaseUnsafe | DataDirectoryLocked | SqlError
>

/** The records there, for a command that sends nothing. */
export const unfenced = ({ databaseUrl, dataDirectory }: Place): Records =>
  databaseUrl === undefined ? Embedded.layer(dataDirectory) : Postgres.layer({ url: databaseUrl })

/** The records there, fenced. */
export const layer = ({ databaseUrl, dataDirectory, fenceDirectory }: Where, promised: Promised): Records => {
  const fence = { ...promised, directory: fenceDirectory, isDurable: databaseUrl !== undefined }
  return databaseUrl === undefined ? Embedded.layer(dataDirectory, fence) : Postgres.layer({ url: databaseUrl, fence })
}
