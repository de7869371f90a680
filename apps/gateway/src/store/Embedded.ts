/**
 * The embedded database: PGlite in the data directory, for one process. It never calls fsync: a crash of the process
 * loses nothing, a crash of the machine may. So it is for loopback providers, unless the config accepts it.
 */
import { join } from "node:path"
import * as PgClient from "@effect/sql-pg/PgClient"
import { PGlite } from "@electric-sql/pglite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { lockDataDirectory } from "../security/dataDirectoryLock.ts"
import { bridge } from "./bridge.ts"
import * as SqlStore from "./SqlStore.ts"

/** A SQL client over the embedded database in `directory`, which is held meanwhile. */
export const client = (directory: string) =>
  PgClient.layerFrom(
    Effect.gen(function* () {
      yield* lockDataDirectory(directory)
      const database = yield* Effect.acquireRelease(
        Effect.promise(() => PGlite.create(join(directory, "pglite"))),
        (opened) => Effect.promise(() => opened.close().catch(() => undefined))
      )
      return yield* PgClient.makeClient({
        stream: () => bridge(database),
        username: "postgres",
        database: "postgres"
      })
    })
  )

/** The records in the embedded database. */
export const layer = (directory: string) => SqlStore.layer.pipe(Layer.provideMerge(client(directory)))

/** Whether a URL leads to this very machine: what the embedded database is good enough for. */
export const isLoopback = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname)
}
