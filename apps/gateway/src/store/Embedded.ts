/**
 * The embedded database: PGlite in the data directory, for one process. It never calls fsync: a crash of the process
 * loses nothing, a crash of the machine may. So it is for loopback providers, unless the config accepts it. When it fails,
 * for want of room as a rule, it is left alone as a killed server would be, and opened anew once there is room.
 */
import { join } from "node:path"
import * as PgConnection from "@effect/sql-pg/PgConnection"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import type { Options as Fence } from "../fence/node.ts"
import { lockDataDirectory } from "../security/dataDirectoryLock.ts"
import * as Bounds from "./bounds.ts"
import { bridge } from "./bridge.ts"
import * as Checkpoints from "./checkpoints.ts"
import * as Client from "./client.ts"
import * as Connection from "./connection.ts"
import * as Fencing from "./fenced.ts"
import { migrate } from "./migrations.ts"
import { Patient } from "./Patient.ts"
import * as Pglite from "./pglite.ts"
import * as Pool from "./pool.ts"
import * as Room from "./room.ts"
import * as SqlStore from "./SqlStore.ts"
import { cannotOpen } from "./unusable.ts"

const connect = Effect.fnUntraced(function* (directory: string) {
  const database = yield* Pglite.opened(join(directory, "pglite"))
  const stream = bridge(database)
  stream.once("error", () => Pglite.abandon(database))
  const session = yield* PgConnection.make({ stream: () => stream, username: "postgres", database: "postgres" })
  return Connection.make({
    session,
    stream,
    breakOff: (why) => void stream.destroy(new Error(why)),
    answer: Bounds.embedded.answer
  })
})

// Opening it costs a second or two of this thread.
const againMillis = 10_000

/** A SQL client over the embedded database in `directory`, which is held meanwhile. */
export const client = (directory: string) =>
  Client.layer(
    Effect.gen(function* () {
      yield* lockDataDirectory(directory)
      yield* Room.watched(directory)
      let openedAt = Number.NEGATIVE_INFINITY
      const open = Effect.gen(function* () {
        const now = performance.now()
        const isFirst = openedAt === Number.NEGATIVE_INFINITY
        if (now - openedAt < againMillis)
          return yield* Pool.noConnection("the embedded database has failed a moment ago")
        if (!isFirst && !(yield* Room.hasRoom(directory))) {
          return yield* Pool.noConnection("the embedded database has failed, and there is no room to open it again")
        }
        openedAt = now
        const connection = yield* connect(directory)
        if (!isFirst) yield* Effect.logWarning("the embedded database had failed and is open again")
        return connection
      })
      const take = yield* Pool.make({ open, most: 1, idle: "Infinity", waitMillis: Bounds.embedded.connection })
      const sql = yield* Client.make(take)
      yield* Effect.mapError(sql`SELECT 1`, cannotOpen(directory))
      return sql
    })
  )

/** The records in the embedded database; without a fence nothing may be sent by them. */
export const layer = (directory: string, fence?: Fence) =>
  SqlStore.layer.pipe(
    Layer.provideMerge(Fencing.layer(fence)),
    Layer.provideMerge(Layer.effect(Patient, SqlClient)),
    Layer.provideMerge(Layer.merge(Layer.effectDiscard(migrate), Checkpoints.layer)),
    Layer.provideMerge(client(directory))
  )
