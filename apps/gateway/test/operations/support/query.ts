/** Statements on a server, whatever state it is in: the gateway's own client would refuse some of them. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"

/** Where a database is. */
export const urlOf = (port: number, database = "postgres") => `postgres://postgres@127.0.0.1:${port}/${database}`

/** Runs statements over one connection of their own, and gives the rows of the last. */
export const query = async <Row>(url: string, ...statements: ReadonlyArray<string>): Promise<ReadonlyArray<Row>> => {
  const run = Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.forEach(statements, (statement) => sql.unsafe(statement))
  )
  const client = PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })
  const all = await Effect.runPromise(Effect.provide(run, client))
  return (all.at(-1) ?? []) as ReadonlyArray<Row>
}

/** Sets a setting for the whole server, and waits until it holds for everybody who connects. */
export const alterSystem = async (url: string, name: string, value: string) => {
  await query(url, `ALTER SYSTEM SET ${name} = '${value}'`, "SELECT pg_reload_conf()")
  for (;;) {
    const [row] = await query<{ readonly value: string }>(url, `SELECT current_setting('${name}') AS value`)
    if (row?.value === value) return
  }
}
