/** Where the records are: on the PostgreSQL server that the settings name, or else in the embedded database. */
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { DatabaseUnsafe } from "../fence/safety.ts"
import type { DataDirectoryLocked } from "../security/dataDirectoryLock.ts"
import * as Embedded from "./Embedded.ts"
import * as Fencing from "./fenced.ts"
import * as Postgres from "./Postgres.ts"
import * as SqlStore from "./SqlStore.ts"
import type { Store } from "./Store.ts"
import { type DatabaseUnusable, unusable } from "./unusable.ts"

/** Where it is. */
export interface Place {
  readonly dataDirectory: string
  readonly databaseUrl: Redacted.Redacted | undefined
}

/** What the settings say of it. */
export interface Where extends Place {
  readonly fenceDirectory: string
}

/** What the config says of it. */
export interface Promised {
  readonly isSynchronous: boolean
  /** Every provider is on this machine. */
  readonly isSandbox: boolean
}

type Failure = DatabaseUnusable | DataDirectoryLocked | SqlError

/** The records there, for a command that sends nothing. */
export const unfenced = ({ databaseUrl, dataDirectory }: Place): Layer.Layer<Store | SqlClient, Failure> =>
  databaseUrl === undefined ? Embedded.layer(dataDirectory) : Postgres.layer({ url: databaseUrl })

/** The records there, fenced. */
export const layer = (where: Where, promised: Promised): Layer.Layer<Store | SqlClient, Failure | DatabaseUnsafe> => {
  const { databaseUrl, dataDirectory, fenceDirectory } = where
  const isDurable = databaseUrl !== undefined
  const fence = Fencing.layer({ ...promised, directory: fenceDirectory, isDurable })
  const records = SqlStore.layer.pipe(Layer.provide(fence))
  if (databaseUrl === undefined) return records.pipe(Layer.provideMerge(Embedded.client(dataDirectory)))
  return Layer.catchTag(records.pipe(Layer.provideMerge(Postgres.client({ url: databaseUrl }))), "SqlError", (error) =>
    Postgres.failed<Store | SqlClient>(unusable(error, databaseUrl))
  )
}
