/** Statements on a server, whatever state it is in: the gateway's own client would refuse some of them. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"

/** Where a database is. */
export const urlOf = (port: number, database = "postgres") => `postgres://postgres@127.0.0.1:${port}/${database}`

/** Runs one statement over a connection of its own. */
export const query = <Row>(url: string, statement: string): Promise<ReadonlyArray<Row>> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement)).pipe(
    Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })),
    Effect.runPromise
  ) as Promise<ReadonlyArray<Row>>

/** Sets a setting for the whole server, and waits until it holds for everybody. */
export const alterSystem = async (url: string, name: string, value: string) => {
  await query(url, `ALTER SYSTEM SET ${name} = '${value}'`)
  await query(url, "SELECT pg_reload_conf()")
  for (;;) {
    const [row] = await query<{ readonly value: string }>(url, `SELECT current_setting('${name}') AS value`)
    if (row?.value === value) return
  }
}
