/**
 * Carries pulled settlement reports to their end, beside everything else: takes one that is due, asks its provider page by page, stores
 * each page with the place where it goes on, and compares what has come like the lines of a file. A node that is stopped or killed
 * in between loses nothing: another one goes on at the stored place. Nobody is sent anything, and only a provider is read.
 */
import { randomBytes } from "node:crypto"
import { type ProviderError, Reason, RetryPolicy, type SettlementPull } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Context, Effect, FiberSet, Latch, Layer, Random, Semaphore, Stream } from "effect"
import { SqlClient } from "effect/sql"
import * as Instant from "../model/Instant.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import { Readiness } from "../model/Readiness.ts"
import { compare, leaseMillis, TakenOver } from "./comparison.ts"
import { keptLines } from "./lines.ts"
import { askedPeriod, completePart, isComplete, longestPauseMillis, problemOf, progressOf, pulls } from "./pulls.ts"
import { records as makeRecords, type ReportRow } from "./records.ts"

/** How it works. */
export interface Options {
  /** How long to wait when nothing is due and nobody wakes it. */
  readonly idleMillis?: number | undefined
  /** False: nothing runs by itself, only `runDue`. For tests and tools. */
  readonly isRunning?: boolean | undefined
}

/** What pulls. */
export interface Service {
  /** Takes what is due now, one after another, as far as it goes; gives how many there were. */
  readonly runDue: Effect.Effect<number, StoreUnavailable>
  /** Looks for work now instead of at the next turn. */
  readonly wake: Effect.Effect<void>
}

/** What pulls, in the environment. */
export class Pulling extends Context.Service<Pulling, Service>()("@switchyard/gateway/Pulling") {}

// A pull waits more than it works.
const atOnce = 2

const givenUpAfterMillis = 24 * 3_600_000

const pauses = { firstMillis: 30_000, longestMillis: longestPauseMillis }

const accountChanged = {
  reason: "AccountChanged",
  message: "the instance reaches another merchant account than the one whose entries were begun",
  providerCode: null
}

const make = Effect.fnUntraced(function* ({ idleMillis = 5_000, isRunning = true }: Options) {
  const { instances } = yield* Switchyard.Switchyard
  const sql = yield* SqlClient.SqlClient
  const { mayClaim } = yield* Readiness
  const records = makeRecords(sql)
  const stored = pulls(sql)
  const places = yield* Semaphore.make(atOnce)
  const woken = Latch.makeUnsafe(false)
  const pullable = instances.filter(({ pull }) => pull !== undefined).map(({ name }) => name)

  const leaseUntil = Effect.map(Instant.now, (now) => Instant.after(now, leaseMillis))

  /** Says that it goes on while `work` does, however long a provider takes. */
  const holding = <A, E>(row: ReportRow, work: Effect.Effect<A, E>) =>
    Effect.raceFirst(
      work,
      Effect.forever(
        Effect.gen(function* () {
          yield* Effect.sleep(leaseMillis / 4)
          if (!(yield* records.renew(row, yield* leaseUntil))) return yield* new TakenOver()
        })
      )
    )

  const fetch = (row: ReportRow, pull: SettlementPull.Service) => {
    const period = askedPeriod(row)
    if (period === undefined) return Effect.void
    return pull.pull(period, { resume: progressOf(row) }).pipe(
      Stream.runForEach((page) =>
        Effect.gen(function* () {
          const isHeld = yield* stored.page(row, row.lines_run ?? row.run, page, yield* leaseUntil)
          if (!isHeld) return yield* new TakenOver()
        })
      )
    )
  }

  const compared = Effect.fnUntraced(function* (id: string, fingerprint: string) {
    const row = yield* records.find(id)
    if (row === undefined || row.lines_run === null) return
    yield* records.clear(row)
    const task = {
      run: row,
      account: { instance: row.instance, fingerprint },
      covers: { period: completePart(row), isComplete: isComplete(row) },
      linesRun: row.lines_run
    }
    yield* compare(records, task, keptLines(sql, { id, run: row.lines_run }), () => Effect.void)
  })

  const failed = Effect.fnUntraced(function* (row: ReportRow, error: ProviderError.ReadFailed) {
    const now = yield* Instant.now
    const since = row.failing_since === null ? now : Number(row.failing_since)
    // A page may have come since it was claimed.
    const current = yield* records.find(row.id)
    // What was asked for is wrong, and will be tomorrow.
    const isHopeless = Reason.isLasting(error.reason) || (current?.tries !== 0 && now - since >= givenUpAfterMillis)
    if (isHopeless) return yield* stored.fail(row, now, problemOf(error))
    const pause = RetryPolicy.pause(pauses, current?.tries ?? 0, {
      askedMillis: error.retryAfterMillis,
      random: yield* Random.next
    })
    yield* stored.pause(row, now, Instant.after(now, pause), problemOf(error))
  })

  // It is due again at once, for whoever is there next.
  const letGo = (row: ReportRow) =>
    Effect.flatMap(Instant.now, (now) => Effect.ignore(stored.pause(row, now, now, undefined)))

  const carry = Effect.fnUntraced(
    function* (row: ReportRow) {
      const instance = instances.find(({ name }) => name === row.instance)
      if (instance?.pull === undefined) return
      const { fingerprint, pull } = instance
      // Entries of two accounts must not stand in one report.
      if (row.fingerprint !== fingerprint) return yield* stored.fail(row, yield* Instant.now, accountChanged)
      yield* holding(row, fetch(row, pull))
      yield* compared(row.id, fingerprint)
    },
    (carrying, row) =>
      carrying.pipe(
        Effect.catchTags({ ReadFailed: (error) => failed(row, error), TakenOver: () => Effect.void }),
        Effect.onInterrupt(() => letGo(row)),
        // The lease ends by itself, and then it is due again.
        Effect.catchCause((cause) => Effect.logWarning("a pull of settlement entries broke off", cause))
      )
  )

  const claim = Effect.gen(function* () {
    if (!(yield* mayClaim)) return undefined
    const run = `run_${randomBytes(16).toString("base64url")}`
    return yield* stored.claim(pullable, run, yield* Instant.now, yield* leaseUntil)
  })

  const runDue = Effect.gen(function* () {
    let done = 0
    for (let row = yield* claim; row !== undefined; row = yield* claim) {
      yield* carry(row)
      done += 1
    }
    return done
  })

  const turn = (running: FiberSet.FiberSet) =>
    Effect.gen(function* () {
      woken.closeUnsafe()
      yield* places.take(1)
      const row = yield* Effect.onError(claim, () => places.release(1))
      if (row === undefined) {
        yield* places.release(1)
        return yield* Effect.timeoutOption(woken.await, idleMillis)
      }
      yield* FiberSet.run(running, Effect.ensuring(carry(row), places.release(1)))
    })

  if (isRunning && pullable.length > 0) {
    const running = yield* FiberSet.make()
    yield* turn(running).pipe(
      Effect.catchCause((cause) =>
        Effect.andThen(Effect.logWarning("settlement pulls: trying again", cause), Effect.sleep("1 second"))
      ),
      Effect.forever,
      Effect.forkScoped
    )
  }

  const service: Service = { runDue, wake: Effect.sync(() => void woken.openUnsafe()) }
  return service
})

/** Pulls for the configured instances over the SQL client in the environment, whose tables are there. */
export const layer = (
  options: Options = {}
): Layer.Layer<Pulling, never, Switchyard.Switchyard | SqlClient.SqlClient> => Layer.effect(Pulling, make(options))
