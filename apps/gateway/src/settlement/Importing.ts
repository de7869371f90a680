/**
 * Imports settlement reports: asks the instance to read the file, compares it with the ledger, keeps the findings and the lines, and
 * compares those again when asked to. A run holds a lease while it goes on, so one that was cut off is begun anew when it is
 * asked for again, and one that goes on is not done twice. Whatever the report says, no payment and no payout is changed;
 * their timelines show what it said.
 */
import { createHash, randomBytes } from "node:crypto"
import type { SettlementReports as Reader, Settlement } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Data, Effect, Layer, Semaphore, type Stream } from "effect"
import { SqlClient } from "effect/sql"
import * as Instant from "../model/Instant.ts"
import * as Monotonic from "../model/Monotonic.ts"
import { Readiness } from "../model/Readiness.ts"
import {
  type Import,
  NoSuchReport,
  NotComparable,
  ReportRefused,
  type Service,
  SettlementReports
} from "../model/SettlementReports.ts"
import { ifTaken } from "../store/held.ts"
import { type Account, compareLines, compareRest } from "./comparing.ts"
import type { Days } from "./days.ts"
import { keepLines, keptLines } from "./lines.ts"
import { periodOf } from "./period.ts"
import { records as makeRecords, type Records } from "./records.ts"
import type { Run } from "./run.ts"
import { makeTally } from "./tally.ts"
import { find, toView } from "./view.ts"

const leaseMillis = 60_000

// Reading needs a processor more than anything; two at once leave something for everybody else.
const atOnce = 2

class TakenOver extends Data.TaggedError("TakenOver") {}

const refused = (path: ReportRefused["path"], reason: string, isTooLarge = false) =>
  new ReportRefused({ path, reason, isTooLarge })

const id = (prefix: string): string => `${prefix}_${randomBytes(16).toString("base64url")}`

// Raised with every change of what is read or compared, so that a file that comes again is not answered with a report that
// overlooked something.
const rules = 4

// The days belong to what was asked: the same empty file may stand for two of them.
const digestOf = ({ digest, from, provider, to }: Import): string =>
  createHash("sha256")
    .update(JSON.stringify([rules, provider, from ?? null, to ?? null, digest]))
    .digest("base64url")

const givenDays = Effect.fnUntraced(function* ({ from, to }: Import, { utcOffsetMinutes }: Reader.Service) {
  if (from === undefined && to === undefined) return undefined
  if (from === undefined) return yield* refused("from", "must be given with to")
  if (to === undefined) return yield* refused("to", "must be given with from")
  return periodOf(from, to, utcOffsetMinutes) === undefined
    ? yield* refused("to", "must be a day such as 2024-04-19, and from one that is not after it")
    : { from, to }
})

const leased = (records: Records, run: Run) => {
  let renewAt = Number.NEGATIVE_INFINITY
  return Effect.gen(function* () {
    const counted = yield* Monotonic.millis
    if (counted < renewAt) return
    const leaseUntil = Instant.after(yield* Instant.now, leaseMillis)
    if (!(yield* records.renew(run, leaseUntil))) return yield* new TakenOver()
    renewAt = counted + leaseMillis / 4
  })
}

interface Task {
  readonly run: Run
  readonly account: Account
  readonly utcOffsetMinutes: number
  readonly given: Days | undefined
  /** The run that has kept the lines, or keeps them. */
  readonly linesRun: string
}

const compare = Effect.fnUntraced(function* <E, R, E2, R2>(
  records: Records,
  { account, given, linesRun, run, utcOffsetMinutes }: Task,
  lines: Stream.Stream<Settlement.Line, E, R>,
  keep: (batch: ReadonlyArray<Settlement.Line>) => Effect.Effect<void, E2, R2>
) {
  const tally = makeTally(utcOffsetMinutes)
  const go = leased(records, run)
  yield* compareLines(records, run, account, tally, lines, (batch) => Effect.andThen(go, keep(batch)))
  const days = given === undefined ? tally.days.covered() : [given]
  for (const { from, to } of days) {
    const period = periodOf(from, to, utcOffsetMinutes)
    if (period !== undefined) yield* compareRest(records, run, account, tally, period, go)
  }
  const done = {
    now: yield* Instant.now,
    span: given ?? tally.days.span(),
    isGiven: given !== undefined,
    days,
    counts: tally.counts(),
    kept: tally.kept(),
    linesRun
  }
  if (!(yield* records.finish(run, done))) return yield* new TakenOver()
})

const make = Effect.gen(function* () {
  const { instances } = yield* Switchyard.Switchyard
  const sql = yield* SqlClient.SqlClient
  const records = makeRecords(sql)
  const taken = ifTaken(yield* Readiness)
  const turn = yield* Semaphore.make(atOnce)

  // What earlier runs have left behind is gone then.
  const inTurn = <E, R>(run: Run, comparing: Effect.Effect<void, E, R>) =>
    Effect.andThen(records.clear(run), comparing).pipe(turn.withPermits(1))

  // Another run has taken over, and the result will be its own.
  const takenOver = () => Effect.void

  const readAll = Effect.fnUntraced(function* (task: Task, reader: Reader.Service, file: Import) {
    const lines = yield* reader.lines(file.path)
    let kept = 0
    yield* compare(records, task, lines, (batch) => {
      const from = kept
      kept += batch.length
      return keepLines(sql, task.run, from, batch)
    })
  })

  const service: Service = {
    import: Effect.fnUntraced(function* (file, page) {
      const instance = instances.find(({ name }) => name === file.provider)
      if (instance === undefined) return yield* refused("provider", "is not a configured provider instance")
      const { fingerprint, registers: reader } = instance
      if (reader === undefined) return yield* refused("provider", "issues no settlement reports that can be read")
      const given = yield* givenDays(file, reader)
      const digest = digestOf(file)
      const run = { id: id("rg"), run: id("run") }
      const now = yield* Instant.now
      const leaseUntil = Instant.after(now, leaseMillis)
      const begun = yield* taken(records.begin({ ...run, digest, instance: instance.name, now, leaseUntil }))
      if (begun !== undefined) {
        const own = { id: begun.id, run: run.run }
        const account = { instance: instance.name, fingerprint }
        const { utcOffsetMinutes } = reader
        const task = { run: own, account, utcOffsetMinutes, given, linesRun: run.run }
        yield* inTurn(own, readAll(task, reader, file)).pipe(
          Effect.catchTags({
            TakenOver: takenOver,
            UnreadableReport: ({ message, reason }) =>
              Effect.andThen(records.abandon(own), Effect.fail(refused("file", message, reason === "TooLarge")))
          })
        )
      }
      const row = yield* records.findByDigest(digest)
      // Somebody else's reading of the very same file was refused in this moment, and so is this one.
      if (row === undefined) return yield* refused("file", "cannot be read")
      return { resource: yield* toView(records, row, page), replayed: begun === undefined }
    }),

    compare: Effect.fnUntraced(function* (reportId, page) {
      const row = yield* records.find(reportId)
      if (row === undefined) return yield* new NoSuchReport({ id: reportId })
      if (row.status === "reading") return yield* new NotComparable({ reason: "not_read" })
      const instance = instances.find(({ name }) => name === row.instance)
      if (instance?.registers === undefined) return yield* new NotComparable({ reason: "provider_not_configured" })
      if (row.lines_run === null) return yield* new NotComparable({ reason: "lines_not_kept" })
      const now = yield* Instant.now
      const run = { id: reportId, run: id("run") }
      const begun = yield* taken(records.beginAgain({ ...run, now, leaseUntil: Instant.after(now, leaseMillis) }))
      if (begun !== undefined) {
        const { from_day: from, is_given: isGiven, to_day: to } = begun
        const given = isGiven && from !== null && to !== null ? { from, to } : undefined
        const account = { instance: instance.name, fingerprint: instance.fingerprint }
        const { utcOffsetMinutes } = instance.registers
        const task = { run, account, utcOffsetMinutes, given, linesRun: row.lines_run }
        const lines = keptLines(sql, { id: reportId, run: row.lines_run })
        yield* Effect.catchTag(
          inTurn(
            run,
            compare(records, task, lines, () => Effect.void)
          ),
          "TakenOver",
          takenOver
        )
      }
      return yield* find(records, reportId, page)
    }),

    get: (reportId, page) => find(records, reportId, page)
  }
  return service
})

/** Imports settlement reports of the configured instances over the SQL client in the environment, whose tables are there. */
export const layer: Layer.Layer<SettlementReports, never, Switchyard.Switchyard | SqlClient.SqlClient> = Layer.effect(
  SettlementReports,
  make
)
