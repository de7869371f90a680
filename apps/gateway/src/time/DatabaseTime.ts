/**
 * The source of the time that is stored: what this process counts, ahead by as much as the database's clock is. That one is
 * asked once a second; while it and this node's own clock do not agree, or it has just leapt, the node is not ready and takes
 * nothing new.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Instant from "../model/Instant.ts"
import * as Monotonic from "../model/Monotonic.ts"
import { StoreUnavailable } from "../model/Operations.ts"
import { Readiness } from "../model/Readiness.ts"
import { databaseClock } from "../store/databaseClock.ts"
import { DatabaseUnusable } from "../store/unusable.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { why } from "./doubtText.ts"
import * as Standing from "./Standing.ts"

/** The time of one program. */
export interface DatabaseTime {
  readonly source: Instant.Source
  /** Asks the database's clock once, and acts on what it shows. */
  readonly look: Effect.Effect<void, StoreUnavailable, SqlClient>
  /** Asks it before whatever needs this is made, and once a second from then on. */
  readonly layer: Layer.Layer<never, DatabaseUnusable, SqlClient>
}

const bound = "5 seconds"

// Nodes that were started together do not ask together for ever.
const pause = Effect.flatMap(Random.nextBetween(900, 1_100), (millis) => Effect.sleep(millis))

const firstTries = Schedule.upTo(Schedule.spaced("1 second"), { times: 30 })

const unavailable = new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: false })

const unusable = new DatabaseUnusable({ message: "the database cannot be used: it does not say what time it is" })

const moment = (clock: Clock.Clock) => ({ after: Monotonic.of(clock), wall: clock.currentTimeMillisUnsafe() })

// At this very moment, and not only when the database was asked last.
const isAgreed = (standing: Standing.Standing, clock: Clock.Clock): boolean => {
  const now = moment(clock)
  const isNear = Math.abs(now.wall - Standing.timeAt(standing, now.after)) <= Standing.farthest
  return isNear && Standing.doubt(standing, now) === undefined
}

/** The time of a program: the Clock's, until the database was asked for the first time. */
export const make = (): DatabaseTime => {
  let standing: Standing.Standing | undefined
  let reported: Standing.Doubt["_tag"] | undefined
  let isSilent = false

  // Whoever hears of the first doubt logs it, and that it is over.
  const report = Effect.fnUntraced(function* (now: Standing.Standing, sample: Standing.Sample) {
    const doubt = Standing.doubt(now, sample)
    const isAnother = doubt !== undefined && reported !== undefined && reported !== doubt._tag
    reported = doubt?._tag
    yield* Metrics.clockOffset((sample.wall - Standing.timeAt(now, sample.after)) / 1000)
    yield* (yield* Readiness).report("clock", doubt && why(doubt))
    if (isAnother) yield* Effect.logWarning(`not ready: clock: ${why(doubt)}`)
  })

  const ask = Effect.gen(function* () {
    const database = yield* databaseClock
    const clock = yield* Clock.Clock
    const newest = standing === undefined ? yield* database.newest : null
    const before = Monotonic.of(clock)
    const sample = { before, database: yield* database.now, ...moment(clock) }
    const updated = standing === undefined ? Standing.begin(sample, newest) : Standing.next(standing, sample)
    standing = updated
    yield* report(updated, sample)
    return { sample, updated }
  }).pipe(Effect.timeout(bound))

  // Once: other uses of the database report how it is.
  const silent = Effect.fnUntraced(function* (isNow: boolean) {
    if (isNow === isSilent) return
    isSilent = isNow
    yield* isNow
      ? Effect.logWarning("the database does not say what time it is: time is counted from its last answer")
      : Effect.logInfo("the database says again what time it is")
  })

  const asked = ask.pipe(
    Effect.tap(() => silent(false)),
    Effect.catch(() => Effect.andThen(silent(true), Effect.fail(unavailable)))
  )

  const correct = Effect.fnUntraced(function* (before: Standing.Standing) {
    const database = yield* databaseClock
    const count = yield* database.correct(Instant.of(Standing.timeAt(before, yield* Monotonic.millis)))
    yield* Effect.annotateLogs(Effect.logWarning("stored times were put right after the clock had leapt"), { count })
    // That took its time, in which it may have leapt again.
    const { sample, updated } = yield* asked
    standing = Standing.corrected(updated)
    yield* report(standing, sample)
  })

  const uncorrected = Effect.logWarning("stored times could not be put right after the clock had leapt: trying again")

  const look = asked.pipe(
    Effect.flatMap(({ updated }) =>
      updated.isUncorrected ? Effect.catch(correct(updated), () => uncorrected) : Effect.void
    ),
    Effect.withTracerEnabled(false)
  )

  return {
    source: {
      millis: Effect.clockWith((clock) =>
        Effect.sync(() =>
          standing === undefined ? clock.currentTimeMillisUnsafe() : Standing.timeAt(standing, Monotonic.of(clock))
        )
      ),
      isAgreed: Effect.clockWith((clock) => Effect.sync(() => standing !== undefined && isAgreed(standing, clock)))
    },
    look,
    layer: Layer.effectDiscard(
      Effect.andThen(
        Effect.mapError(Effect.retry(look, firstTries), () => unusable),
        Effect.forkScoped(Effect.forever(Effect.andThen(pause, Effect.ignore(look))))
      )
    )
  }
}
