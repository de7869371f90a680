/** A PostgreSQL server, shared by any number of gateway processes. */
import type { Socket } from "node:net"
import * as PgConnection from "@effect/sql-pg/PgConnection"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { Options as Fence } from "../fence/node.ts"
import * as Safety from "../fence/safety.ts"
import * as Bounds from "./bounds.ts"
import * as Client from "./client.ts"
import * as Connection from "./connection.ts"
import * as Fencing from "./fenced.ts"
import { migrate } from "./migrations.ts"
import { Patient } from "./Patient.ts"
import { placeOf } from "./place.ts"
import * as Pool from "./pool.ts"
import * as SqlStore from "./SqlStore.ts"
import * as Session from "./session.ts"
import { type DatabaseUnusable, noUrl, tooOld, unusable } from "./unusable.ts"

/** How the server is reached. */
export interface Options {
  readonly url: Redacted.Redacted
  /** Connections of this process; 10 unless given. */
  readonly maxConnections?: number | undefined
  /** How long its statements may take. */
  readonly bounds?: Bounds.Bounds | undefined
  /** How the records are fenced; without it they are not, and nothing may be sent by them. */
  readonly fence?: Fence | undefined
}

const connectTimeout = "5 seconds"

// A server that does not hear the goodbye is not waited for.
const goodbyeMillis = 2_000

/** Opens connections; each is closed with its scope. */
const opening = (url: Redacted.Redacted, parsed: URL, bounds: Bounds.Bounds) => {
  const place = placeOf(parsed)
  return Effect.gen(function* () {
    let socket: Socket | undefined
    yield* Effect.addFinalizer(() => Effect.sync(() => setTimeout(() => socket?.destroy(), goodbyeMillis).unref()))
    const session = yield* PgConnection.make({
      url,
      connectTimeout,
      applicationName: "switchyard-gateway",
      startupParameters: Session.parameters(bounds),
      stream: () => {
        socket = Session.open(place)
        return socket
      }
    })
    const stream = socket ?? (yield* Effect.die(new Error("a session has no socket")))
    const connection = Connection.make({
      session,
      stream,
      breakOff: (why) => Session.reset(stream, place, why),
      answer: bounds.answer
    })
    yield* connection.executeUnprepared(Session.keepingDurably, [], undefined)
    // Not every system that a server runs on can look for us.
    yield* Effect.catchIf(
      connection.executeUnprepared(Session.lookingForUs, [], undefined),
      () => !connection.isDead(),
      () => Effect.void
    )
    return connection
  })
}

// The first thing that is asked for, so that what is wrong with the server is reported before its tables are touched.
const version = (sql: SqlClient) =>
  sql<{ readonly version: number }>`SELECT current_setting('server_version_num')::integer AS version`

/** A SQL client over a PostgreSQL server that can be used. */
export const client = ({ bounds = Bounds.ordinary, maxConnections = 10, url }: Options) =>
  Client.layer(
    Effect.gen(function* () {
      const parsed = URL.parse(Redacted.value(url))
      if (parsed === null) return yield* noUrl
      const open = opening(url, parsed, bounds)
      const take = yield* Pool.make({ open, most: maxConnections, idle: "1 minute", waitMillis: bounds.connection })
      const sql = yield* Client.make(take)
      const [row] = yield* version(sql)
      const refused = tooOld(row?.version ?? 0)
      return refused === undefined ? sql : yield* refused
    }).pipe(Effect.catchTag("SqlError", (error) => Effect.fail(unusable(error, url))))
  )

// Before anything is touched in it.
const checked = ({ fence }: Options) =>
  fence === undefined ? Effect.void : Effect.flatMap(SqlClient, (sql) => Safety.check(sql, fence.isSynchronous))

// A connection of its own, closed again when the tables are up to date.
const upToDate = (options: Options) =>
  Layer.effectDiscard(
    Effect.scoped(
      Effect.provide(
        Effect.andThen(checked(options), migrate),
        client({ ...options, maxConnections: 1, bounds: Bounds.endless })
      )
    )
  )

const patient = (options: Options) =>
  Layer.effect(Patient, SqlClient).pipe(
    Layer.provide(client({ ...options, maxConnections: 4, bounds: Bounds.patient }))
  )

/** The records on a PostgreSQL server. */
export const layer = (options: Options) => {
  const records = SqlStore.layer.pipe(
    Layer.provideMerge(Fencing.layer(options.fence)),
    Layer.provideMerge(client(options)),
    Layer.provideMerge(patient(options)),
    Layer.provideMerge(upToDate(options))
  )
  // Bringing the tables up to date may be refused as well.
  return Layer.catchTag(records, "SqlError", (error: SqlError) =>
    failed<Layer.Success<typeof records>>(unusable(error, options.url))
  )
}

const failed = <A>(error: DatabaseUnusable): Layer.Layer<A, DatabaseUnusable> => Layer.effectContext(Effect.fail(error))
