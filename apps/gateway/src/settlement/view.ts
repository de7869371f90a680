/** A stored settlement report as the public interface shows it, with one page of its findings. */
import { Effect } from "effect"
import * as Cursor from "../model/Cursor.ts"
import * as Instant from "../model/Instant.ts"
import { type Counts, NoSuchReport, type Page, type Pull, type SettlementReport } from "../model/SettlementReports.ts"
import { askedPeriod, progressOf } from "./pulls.ts"
import type { Records, ReportRow, StoredCounts } from "./records.ts"
import { noFindings } from "./tally.ts"

const iso = (at: bigint): string => new Date(Number(at)).toISOString()

// A report from before something was counted apart does not have its count.
const counted = (counts: StoredCounts): Counts => ({
  ...counts,
  lines: counts.lines ?? null,
  headerLines: counts.headerLines ?? null,
  blanks: counts.blanks ?? null,
  notComparable: counts.notComparable ?? null,
  findings: { ...noFindings(), ...counts.findings }
})

const total = ({ counts }: ReportRow): number =>
  counts === null ? 0 : counts.badRows + Object.values(counts.findings).reduce((sum, count) => sum + count, 0)

const isoOf = (at: number): string => new Date(at).toISOString()

// A pull is taken up again by itself.
const statusOf = (row: ReportRow, isLeased: boolean): SettlementReport["status"] => {
  if (row.status === "failed") return "failed"
  if (row.status === "done") return isLeased ? "comparing" : "done"
  return isLeased || askedPeriod(row) !== undefined ? "reading" : "interrupted"
}

const pullOf = (row: ReportRow): Pull | null => {
  const period = askedPeriod(row)
  if (period === undefined) return null
  const progress = progressOf(row)
  return {
    period: { from: isoOf(period.from), to: isoOf(period.to) },
    completeUntil: progress === undefined ? null : isoOf(progress.completeUntil),
    rows: progress?.rows ?? 0,
    pages: progress?.pages ?? 0,
    isRead: progress?.isDone ?? false,
    problem: row.problem,
    nextAttemptAt: row.problem === null || row.next_at === null ? null : iso(row.next_at)
  }
}

/** The public view of a settlement report. */
export const toView = Effect.fnUntraced(function* (records: Records, row: ReportRow, { cursor, limit }: Page) {
  const now = yield* Instant.now
  const isDone = row.status === "done"
  const isLeased = row.lease_until !== null && Number(row.lease_until) > now
  // A cursor of another list lists nothing rather than everything.
  const after = cursor === undefined ? -1 : (Cursor.seqOf("findings", cursor) ?? row.kept)
  const run = { id: row.id, run: row.shown_run ?? row.run }
  const found = isDone && after < row.kept ? yield* records.findings(run, after, limit) : []
  const last = found.at(-1)?.number
  const resource: SettlementReport = {
    id: row.id,
    object: "register",
    provider: row.instance,
    status: statusOf(row, isLeased),
    pull: pullOf(row),
    from: row.from_day,
    to: row.to_day,
    days: row.days,
    counts: row.counts && counted(row.counts),
    // One from before entries had ids of their own has none.
    findings: found.map(({ finding }) => ({ ...finding, entry: finding.entry ?? null })),
    isTruncated: total(row) > row.kept,
    nextCursor: last === undefined || last + 1 >= row.kept ? null : Cursor.after("findings", last),
    createdAt: iso(row.created_at),
    finishedAt: row.finished_at === null ? null : iso(row.finished_at),
    comparedAt: row.compared_at === null ? null : iso(row.compared_at)
  }
  return resource
})

/** The settlement report of an id. */
export const find = Effect.fnUntraced(function* (records: Records, id: string, page: Page) {
  const row = yield* records.find(id)
  return row === undefined ? yield* new NoSuchReport({ id }) : yield* toView(records, row, page)
})
