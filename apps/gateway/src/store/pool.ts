/**
 * Connections that are opened when they are wanted, lent to one at a time, and thrown away once they are dead. Nobody
 * waits for one longer than the bound: a server that accepts and says nothing is as good as none.
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pool from "effect/Pool"
import type * as Scope from "effect/Scope"
import { ConnectionError, SqlError } from "effect/sql/SqlError"
import type { Connection } from "./connection.ts"

/** How many connections there may be, and how they come to be. */
export interface Options {
  readonly open: Effect.Effect<Connection, SqlError, Scope.Scope>
  readonly most: number
  /** Those that nobody has used for so long are closed. */
  readonly idle: Duration.Input
  /** How long somebody waits for one, in milliseconds. */
  readonly waitMillis: number
}

/** At the end an answer is waited for so long. */
const lastAnswerMillis = 2_000

/** A failure to get a connection: nothing was asked of the database. */
export const noConnection = (why: string): SqlError =>
  new SqlError({ reason: new ConnectionError({ cause: new Error(why), message: why, operation: "acquireConnection" }) })

/** Takes a connection, until the scope closes. */
export type Take = Effect.Effect<Connection, SqlError, Scope.Scope>

/** Makes a pool; its connections are closed with the scope. */
export const make = Effect.fnUntraced(function* ({
  idle,
  most,
  open,
  waitMillis
}: Options): Effect.fn.Return<Take, never, Scope.Scope> {
  // Sockets live in the machine's time, whoever asks.
  const clock = yield* Clock.Clock
  const run = Effect.runForkWith(yield* Effect.context())
  const living = new Set<Connection>()
  const pool: Pool.Pool<Connection, SqlError> = yield* Pool.makeWithTTL({
    acquire: Effect.tap(open, (connection) =>
      Effect.sync(() => {
        living.add(connection)
        connection.onDeath(() => {
          living.delete(connection)
          run(Pool.invalidate(pool, connection))
        })
      })
    ),
    min: 0,
    max: most,
    timeToLive: idle
  })
  // Whoever still waits for an answer then is not waited for: nobody is left who would hear it.
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      setTimeout(() => {
        for (const connection of living) connection.breakOff("the database is not needed any more")
      }, lastAnswerMillis).unref()
    })
  )
  const get: Take = Effect.flatMap(Pool.get(pool), (connection) =>
    connection.isDead() ? Effect.andThen(Pool.invalidate(pool, connection), get) : Effect.succeed(connection)
  )
  const take = Effect.timeoutOrElse(get, {
    duration: waitMillis,
    orElse: () => Effect.fail(noConnection(`no connection to the database within ${waitMillis / 1000} seconds`))
  })
  return Effect.provideService(take, Clock.Clock, clock)
})
