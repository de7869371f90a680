/**
 * One comparison of the lines of a settlement report from its first to its last, under a lease: whoever has lost that stops, and the
 * result is then another one's.
 */
import type { Settlement } from "@switchyard/core"
import { Data, Effect, type Stream } from "effect"
import * as Instant from "../model/Instant.ts"
import * as Monotonic from "../model/Monotonic.ts"
import { type Account, compareLines, compareRest } from "./comparing.ts"
import type { Days } from "./days.ts"
import { type Period, periodOf } from "./period.ts"
import type { Records } from "./records.ts"
import type { Run } from "./run.ts"
import { makeTally } from "./tally.ts"

/** For how long a run has a report without saying that it goes on. */
export const leaseMillis = 60_000

/** Another run has taken over, and the result will be its own. */
export class TakenOver extends Data.TaggedError("TakenOver") {}

/** The part of the ledger that must be in the report: days of the provider, as given or as the rows show, or a period. */
export type Covers =
  | { readonly days: Days | undefined; readonly utcOffsetMinutes: number }
  | { readonly period: Period | undefined; readonly isComplete: boolean }

/** What is compared. */
export interface Task {
  readonly run: Run
  readonly account: Account
  readonly covers: Covers
  /** The run that has kept the lines, or keeps them. */
  readonly linesRun: string
}

/** Goes on, from time to time. */
export const leased = (records: Records, run: Run) => {
  let renewAt = Number.NEGATIVE_INFINITY
  return Effect.gen(function* () {
    const counted = yield* Monotonic.millis
    if (counted < renewAt) return
    const leaseUntil = Instant.after(yield* Instant.now, leaseMillis)
    if (!(yield* records.renew(run, leaseUntil))) return yield* new TakenOver()
    renewAt = counted + leaseMillis / 4
  })
}

/** Compares the lines with the ledger, and makes the result the one that is shown; `keep` is given each batch before. */
export const compare = Effect.fnUntraced(function* <E, R, E2, R2>(
  records: Records,
  { account, covers, linesRun, run }: Task,
  lines: Stream.Stream<Settlement.Line, E, R>,
  keep: (batch: ReadonlyArray<Settlement.Line>) => Effect.Effect<void, E2, R2>
) {
  const tally = makeTally("days" in covers ? covers.utcOffsetMinutes : 0)
  const go = leased(records, run)
  yield* compareLines(records, run, account, tally, lines, (batch) => Effect.andThen(go, keep(batch)))
  const given = "days" in covers ? covers.days : undefined
  const days = "days" in covers ? (given === undefined ? tally.days.covered() : [given]) : null
  const periods =
    "days" in covers ? (days ?? []).map(({ from, to }) => periodOf(from, to, covers.utcOffsetMinutes)) : [covers.period]
  for (const period of periods) {
    if (period !== undefined) yield* compareRest(records, run, account, tally, period, go)
  }
  const done = {
    now: yield* Instant.now,
    span: "days" in covers ? (given ?? tally.days.span()) : undefined,
    isGiven: given !== undefined,
    days,
    isComplete: "days" in covers || covers.isComplete,
    counts: tally.counts(),
    kept: tally.kept(),
    linesRun
  }
  if (!(yield* records.finish(run, done))) return yield* new TakenOver()
})
