/**
 * Imports settlement reports: asks the instance to read the file, compares it with the ledger, keeps the findings and the lines, and
 * compares those again when asked to. A run holds a lease while it goes on, so one that was cut off is begun anew when it is
 * asked for again, and one that goes on is not done twice. Whatever the report says, no payment and no payout is changed;
 * their timelines show what it said.
 */
import { createHash, randomBytes } from "node:crypto"
import type { SettlementReports as Reader } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import { Effect, Layer, Semaphore } from "effect"
import { SqlClient } from "effect/sql"
import * as Instant from "../model/Instant.ts"
import { StoreUnavailable } from "../model/Operations.ts"
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
import { compare, leaseMillis, type Task } from "./comparison.ts"
import { keepLines, keptLines } from "./lines.ts"
import { Pulling } from "./Pulling.ts"
import { periodOf } from "./period.ts"
import { askedPeriod, completePart, pulls } from "./pulls.ts"
import { records as makeRecords, type ReportRow } from "./records.ts"
import type { Run } from "./run.ts"
import { find, toView } from "./view.ts"

// Reading needs a processor more than anything; two at once leave something for everybody else.
const atOnce = 2

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

// What a report covers that is compared again; undefined where its instance cannot read such reports any more.
const coversOf = (row: ReportRow, { pull, registers }: Switchyard.Instance): Task["covers"] | undefined => {
  if (askedPeriod(row) !== undefined) {
    // It keeps its place among those that were asked for, whatever that was.
    return pull && { period: completePart(row), isComplete: true }
  }
  const { from_day: from, is_given: isGiven, to_day: to } = row
  const days = isGiven && from !== null && to !== null ? { from, to } : undefined
  return registers && { days, utcOffsetMinutes: registers.utcOffsetMinutes }
}

const make = Effect.gen(function* () {
  const { instances } = yield* Switchyard.Switchyard
  const sql = yield* SqlClient.SqlClient
  const records = makeRecords(sql)
  const pulling = yield* Pulling
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
        const task = { run: own, account, covers: { days: given, utcOffsetMinutes }, linesRun: run.run }
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

    pull: Effect.fnUntraced(function* ({ from, provider, to }, page) {
      const instance = instances.find(({ name }) => name === provider)
      if (instance === undefined) return yield* refused("provider", "is not a configured provider instance")
      const { fingerprint, pull } = instance
      if (pull === undefined) return yield* refused("provider", "has no reporting interface that can be pulled")
      const now = yield* Instant.now
      const { longestPeriodMillis: longest = Number.POSITIVE_INFINITY } = pull.manifest
      if (to <= from) return yield* refused("period.to", "must be after from")
      if (from >= now) return yield* refused("period.from", "must be in the past")
      if (to - from > longest) {
        return yield* refused("period.to", `must be at most ${Math.floor(longest / 86_400_000)} days after from`)
      }
      const digest = createHash("sha256")
        .update(JSON.stringify([rules, provider, fingerprint, from, to]))
        .digest("base64url")
      const run = { id: id("rg"), run: id("run") }
      const period = { from: Instant.of(from), to: Instant.of(to) }
      const isNew = yield* taken(pulls(sql).begin({ ...run, ...period, digest, instance: provider, fingerprint, now }))
      yield* pulling.wake
      const row = yield* records.findByDigest(digest)
      // It was given up in this moment.
      if (row === undefined) return yield* new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: false })
      return { resource: yield* toView(records, row, page), replayed: !isNew }
    }),

    compare: Effect.fnUntraced(function* (reportId, page) {
      const row = yield* records.find(reportId)
      if (row === undefined) return yield* new NoSuchReport({ id: reportId })
      if (row.status !== "done") return yield* new NotComparable({ reason: "not_read" })
      const instance = instances.find(({ name }) => name === row.instance)
      const covers = instance === undefined ? undefined : coversOf(row, instance)
      if (instance === undefined || covers === undefined) {
        return yield* new NotComparable({ reason: "provider_not_configured" })
      }
      if (row.lines_run === null) return yield* new NotComparable({ reason: "lines_not_kept" })
      const now = yield* Instant.now
      const run = { id: reportId, run: id("run") }
      const begun = yield* taken(records.beginAgain({ ...run, now, leaseUntil: Instant.after(now, leaseMillis) }))
      if (begun !== undefined) {
        // What was pulled is of the account that it was pulled from.
        const account = { instance: instance.name, fingerprint: row.fingerprint ?? instance.fingerprint }
        const task = { run, account, covers, linesRun: row.lines_run }
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
export const layer: Layer.Layer<SettlementReports, never, Switchyard.Switchyard | SqlClient.SqlClient | Pulling> =
  Layer.effect(SettlementReports, make)
