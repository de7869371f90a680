/** A PostgreSQL server, shared by any number of gateway processes. */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as SqlStore from "./SqlStore.ts"

/** How the server is reached. */
export interface Options {
  readonly url: Redacted.Redacted
  /** Connections of this process; 10 unless told otherwise. */
  readonly maxConnections?: number | undefined
}

// Everything here is read by an index. Without this the planner would go by what it saw when the tables were empty, and
// keep reading them whole until it is told of their growth.
const byIndex = { enable_seqscan: "off", enable_hashjoin: "off", enable_mergejoin: "off" }

/** A SQL client over a PostgreSQL server. */
export const client = ({ maxConnections = 10, url }: Options) =>
  PgClient.layer({
    url,
    maxConnections,
    connectTimeout: "5 seconds",
    applicationName: "switchyard-gateway",
    startupParameters: byIndex
  })

/** The records on a PostgreSQL server. */
export const layer = (options: Options) => SqlStore.layer.pipe(Layer.provideMerge(client(options)))
