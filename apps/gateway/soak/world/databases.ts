/** The databases of the soak: a data directory for one node, or a real PostgreSQL server for any number of them. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { makeServer } from "../../test/worker/support/server.ts"

/** Which database. */
export type Kind = "embedded" | "postgres"

/** A database, as a gateway is told of it. */
export interface Database {
  readonly env: Readonly<Record<string, string>>
  /** kill -9 of the server, then a start that recovers; undefined where there is no server. */
  readonly crash: (() => Promise<void>) | undefined
  readonly close: () => Promise<void>
}

const mostStarts = 150

const postgres = async (directory: string, port: number): Promise<Database> => {
  const server = await makeServer(directory, port)
  // It refuses to start while a process of the one that died still holds the shared memory.
  const start = async (tries = 0): Promise<void> => {
    try {
      await server.start()
    } catch (error) {
      if (tries >= mostStarts) throw error
      await pause(200)
      await start(tries + 1)
    }
  }
  await start()
  return {
    env: { DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres` },
    crash: async () => {
      await server.kill()
      await start()
    },
    close: server.kill
  }
}

/** Opens a new database; PostgreSQL on this port. It is removed when it is closed. */
export const open = async (kind: Kind, port: number): Promise<Database> => {
  const directory = mkdtempSync(join(tmpdir(), "switchyard-soak-"))
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  if (kind === "embedded") {
    return { env: { SWITCHYARD_DATA_DIR: directory }, crash: undefined, close: async () => remove() }
  }
  const server = await postgres(directory, port)
  return { ...server, close: () => server.close().finally(remove) }
}
