/** A PostgreSQL server of the benchmark's own, as it comes, with `synchronous_commit` on; and its databases. */
import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import pg from "pg"
import { makeServer } from "../../apps/gateway/test/operations/support/server.ts"

/** A running server. */
export interface Postgres {
  /** The process whose children serve the connections. */
  readonly pid: number
  readonly version: string
  /** Makes an empty database and gives its URL. */
  readonly create: (name: string) => Promise<string>
  /** The output of the server so far. */
  readonly log: () => string
  readonly stop: () => Promise<void>
}

/** A port that nobody has at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/** Runs statements over a connection of their own and gives the rows of the last. */
export const query = async <Row extends pg.QueryResultRow>(
  url: string,
  ...statements: ReadonlyArray<string>
): Promise<ReadonlyArray<Row>> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    let rows: ReadonlyArray<Row> = []
    for (const statement of statements) rows = (await client.query<Row>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** Starts a server in an empty directory. */
export const start = async (directory: string): Promise<Postgres> => {
  const port = await freePort()
  const log: Array<string> = []
  const server = await makeServer(directory, port, (text) => log.push(text))
  const url = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`
  await server.start()
  const pid = Number(readFileSync(join(directory, "data", "postmaster.pid"), "utf8").split("\n")[0])
  // Whatever becomes of the benchmark, its server does not stay.
  const abandon = () => process.kill(pid, "SIGQUIT")
  process.once("exit", abandon)
  const [reported] = await query<{ server_version: string }>(url("postgres"), "SHOW server_version")
  return {
    pid,
    version: reported?.server_version ?? "unknown",
    create: async (name) => {
      await query(url("postgres"), `CREATE DATABASE ${name}`)
      return url(name)
    },
    log: () => log.join(""),
    stop: async () => {
      process.off("exit", abandon)
      await server.stop()
    }
  }
}
