/** Where the records are: on the PostgreSQL server that the settings name, or else in the embedded database. */
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { DataDirectoryLocked } from "../security/dataDirectoryLock.ts"
import * as Embedded from "./Embedded.ts"
import type { Patient } from "./Patient.ts"
import * as Postgres from "./Postgres.ts"
import type { Store } from "./Store.ts"
import type { DatabaseUnusable } from "./unusable.ts"

/** What the settings say of it. */
export interface Where {
  readonly dataDirectory: string
  readonly databaseUrl: Redacted.Redacted | undefined
}

/** The records there. */
export const layer = ({
  dataDirectory,
  databaseUrl
}: Where): Layer.Layer<Store | SqlClient | Patient, DatabaseUnusable | DataDirectoryLocked | SqlError> =>
  databaseUrl === undefined ? Embedded.layer(dataDirectory) : Postgres.layer({ url: databaseUrl })
