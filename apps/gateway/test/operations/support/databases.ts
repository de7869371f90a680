/** The real databases: PGlite in a temporary directory, and a PostgreSQL server of its own for a test file. */
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Exit, Layer, Redacted, Scope } from "effect"
import { SqlClient } from "effect/sql"
import * as Bounds from "../../../src/store/bounds.ts"
import * as Embedded from "../../../src/store/Embedded.ts"
import * as Postgres from "../../../src/store/Postgres.ts"
import type { Store } from "../../../src/store/Store.ts"
import { layEmbedded } from "./embedded.ts"
import { makeServer } from "./server.ts"

export const directory = () => {
  const path = mkdtempSync(join(tmpdir(), "switchyard-test-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

// Row by row, because PGlite takes twenty times as long to truncate; a table refers to older ones only.
const emptied = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname NOT IN ('schema_version', 'fence', 'fence_mark') AND relname NOT LIKE 'backup%' ORDER BY oid DESC
  LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$`

/** A database that stays open for a whole test file; its tables are emptied for each test. */
export const keepOpen = async <E>(layer: Layer.Layer<Store | SqlClient.SqlClient, E>) => {
  const scope = await Effect.runPromise(Scope.make())
  const context = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  const sql = Context.get(context, SqlClient.SqlClient)
  return {
    layer: Layer.succeedContext(context),
    sql: <A>(text: string) => Effect.runPromise(sql.unsafe(text)) as Promise<ReadonlyArray<A>>,
    empty: () => Effect.runPromise(sql.unsafe(emptied)),
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

/** PGlite in a temporary directory. */
export const openEmbedded = async () => {
  const { path, remove } = directory()
  await layEmbedded(path)
  const kept = await keepOpen(Embedded.layer(path))
  return { ...kept, directory: path, close: () => kept.close().finally(remove) }
}

export type Database = Omit<Awaited<ReturnType<typeof openEmbedded>>, "directory">

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/** A PostgreSQL server; each `database` of it is new and empty. */
export const startPostgres = async () => {
  const { path, remove } = directory()
  const port = await freePort()
  const server = await makeServer(path, port)
  await server.start()
  const url = (name: string) => Redacted.make(`postgres://postgres@127.0.0.1:${port}/${name}`)
  // What tests ask of the server by themselves may take as long as the machine is busy.
  const admin = Postgres.client({ url: url("postgres"), maxConnections: 1, bounds: Bounds.endless })
  let made = 0
  return {
    port,
    /** Where the server keeps everything. */
    directory: join(path, "data"),
    database: async () => {
      made += 1
      const name = `test_${made}`
      const create = Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(`CREATE DATABASE ${name}`))
      await Effect.runPromise(Effect.provide(create, admin))
      return url(name)
    },
    layer: (url: Redacted.Redacted) => Postgres.layer({ url, maxConnections: 8 }),
    /** Without the gateway's tables. */
    client: (url: Redacted.Redacted) => Postgres.client({ url, maxConnections: 1, bounds: Bounds.endless }),
    freeze: server.freeze,
    thaw: server.thaw,
    stop: server.stop,
    restart: server.start,
    close: async () => {
      await server.stop()
      remove()
    }
  }
}
