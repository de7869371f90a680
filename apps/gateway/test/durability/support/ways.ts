/** The ways in which the records of a running or stopped node come to be older than the world. */
import { join } from "node:path"
import { freePorts } from "../../../soak/world/ports.ts"
import { directory } from "../../operations/support/databases.ts"
import { query, urlOf } from "../../operations/support/query.ts"
import { makeServer } from "../../operations/support/server.ts"
import * as Dump from "./dump.ts"

/** Records that can be kept as they are, and brought back to that later. */
export interface Records {
  readonly url: string
  readonly keep: () => Promise<void>
  readonly bringBack: () => Promise<void>
  readonly close: () => Promise<void>
}

const startServer = async () => {
  const { path, remove } = directory()
  const [port = 0] = await freePorts(1)
  const server = await makeServer(path, port)
  await server.start()
  const close = async () => {
    await server.killAll()
    remove()
  }
  return { server, path, admin: urlOf(port), url: urlOf(port, "books"), close }
}

/** A backup of the files of the whole server. */
export const files = async (): Promise<Records> => {
  const { admin, close, path, server, url } = await startServer()
  await query(admin, "CREATE DATABASE books")
  const backup = join(path, "backup")
  const stopped = (change: () => void) => async () => {
    await server.stop()
    change()
    await server.start()
  }
  return {
    url,
    keep: stopped(() => server.backUp(backup)),
    bringBack: stopped(() => server.restore(backup)),
    close
  }
}

/** A copy of the database in the same server, which takes its name. */
export const copy = async (): Promise<Records> => {
  const { admin, close, url } = await startServer()
  await query(admin, "CREATE DATABASE books")
  return {
    url,
    keep: async () => {
      const alone = [
        "ALTER DATABASE books ALLOW_CONNECTIONS false",
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'books'"
      ]
      await query(admin, ...alone, "CREATE DATABASE kept TEMPLATE books", "ALTER DATABASE books ALLOW_CONNECTIONS true")
    },
    bringBack: async () => {
      await query(admin, "DROP DATABASE books WITH (FORCE)", "ALTER DATABASE kept RENAME TO books")
    },
    close
  }
}

const dumped = (putBack: (url: string, dump: Dump.Dump) => Promise<unknown>) => async (): Promise<Records> => {
  const { admin, close, url } = await startServer()
  await query(admin, "CREATE DATABASE books")
  let kept: Dump.Dump = { tables: [], statements: [] }
  return {
    url,
    keep: async () => {
      kept = await Dump.dump(url)
    },
    bringBack: async () => {
      await putBack(url, kept)
    },
    close
  }
}

/** A dump of the rows, put into the same tables. */
export const rows = dumped(Dump.intoTables)

/** A dump, put into new tables in the place of the old ones. */
export const tables = dumped(Dump.intoNewTables)
