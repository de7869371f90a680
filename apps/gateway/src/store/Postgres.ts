/** A PostgreSQL server, shared by any number of gateway processes. */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { SqlClient } from "effect/sql/SqlClient"
import * as SqlStore from "./SqlStore.ts"
import { type DatabaseUnusable, tooOld, unusable } from "./unusable.ts"

/** How the server is reached. */
export interface Options {
  readonly url: Redacted.Redacted
  /** Connections of this process; 10 unless told otherwise. */
  readonly maxConnections?: number | undefined
}

// Everything here is read by an index. Without this the planner would go by what it saw when the tables were empty, and
// keep reading them whole until it is told of their growth.
const byIndex = { enable_seqscan: "off", enable_hashjoin: "off", enable_mergejoin: "off" }

// The first thing that is asked for, so that what is wrong with the server is told before its tables are touched.
const version = (sql: SqlClient) =>
  sql<{ readonly version: number }>`SELECT current_setting('server_version_num')::integer AS version`

/** A SQL client over a PostgreSQL server that can be used. */
export const client = ({ maxConnections = 10, url }: Options) =>
  PgClient.layerFrom(
    Effect.gen(function* () {
      const made = yield* PgClient.make({
        url,
        maxConnections,
        connectTimeout: "5 seconds",
        applicationName: "switchyard-gateway",
        startupParameters: byIndex
      })
      const [row] = yield* version(made)
      const refused = tooOld(row?.version ?? 0)
      return refused === undefined ? made : yield* refused
    }).pipe(Effect.catchTag("SqlError", (error) => Effect.fail(unusable(error, url))))
  )

/** The records on a PostgreSQL server. */
export const layer = (options: Options) => {
  const records = SqlStore.layer.pipe(Layer.provideMerge(client(options)))
  // Bringing the tables up to date may be refused as well.
  return Layer.catchTag(records, "SqlError", (error) =>
    failed<Layer.Success<typeof records>>(unusable(error, options.url))
  )
}

/** No records, for this reason. */
export const failed = <A>(error: DatabaseUnusable): Layer.Layer<A, DatabaseUnusable> =>
  Layer.effectContext(Effect.fail(error))
