/**
 * Settlement reports in SQL. While one is compared its lines are remembered by what they are about, so that a second line about the
 * same operation and operations without a line are found by index, however long the report is; then that is forgotten.
 * A report that is compared again shows what was found before until the new comparison has come to its end.
 */
import { createHash } from "node:crypto"
import type { Settlement } from "@switchyard/core"
import { Reconciliation } from "@switchyard/settlement"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type * as Instant from "../model/Instant.ts"
import type { Counts, Finding } from "../model/SettlementReports.ts"
import { guarded } from "../store/guard.ts"
import type { Days } from "./days.ts"
import * as differences from "./differences.ts"
import { type LedgerColumns, ledgerColumns } from "./ledger.ts"
import type { Run } from "./run.ts"

type Always = "entries" | "badRows" | "matched" | "services"

/** Counts as they were stored, perhaps before some of them were counted apart. */
export interface StoredCounts extends Pick<Counts, Always>, Partial<Omit<Counts, Always | "findings">> {
  readonly findings: Partial<Counts["findings"]>
}

/** A settlement report as it is stored. */
export interface ReportRow {
  readonly id: string
  readonly instance: string
  readonly run: string
  /** Only one that is pulled can have failed. */
  readonly status: "reading" | "done" | "failed"
  /** Until when it is being read, or compared again. */
  readonly lease_until: bigint | null
  readonly from_day: string | null
  readonly to_day: string | null
  /** The days were given and do not come from the entries. */
  readonly is_given: boolean
  /** The days on which every operation of the ledger must be in it; null in reports from before they were stored. */
  readonly days: ReadonlyArray<Days> | null
  readonly counts: StoredCounts | null
  readonly kept: number
  readonly created_at: bigint
  readonly finished_at: bigint | null
  readonly compared_at: bigint | null
  /** The run whose findings are shown. */
  readonly shown_run: string | null
  /** The run that has kept the lines; null in reports from before they were kept. */
  readonly lines_run: string | null
  /** The period of one that is pulled; null for one that was read from a file. */
  readonly period_from: bigint | null
  readonly period_to: bigint | null
  /** The merchant account that one is pulled from. */
  readonly fingerprint: string | null
  /** How far a pull has come; null before its first page. */
  readonly progress: unknown
  /** When a pull that is open goes on. */
  readonly next_at: bigint | null
  /** How often in a row, and since when, no page could be had, and why the last time. */
  readonly tries: number
  readonly failing_since: bigint | null
  readonly problem: { readonly reason: string; readonly message: string; readonly providerCode: string | null } | null
}

/** A comparison that has come to its end. */
export interface Done {
  readonly now: Instant.Instant
  readonly span: Days | undefined
  readonly isGiven: boolean
  /** None of them for a period that was pulled. */
  readonly days: ReadonlyArray<Days> | null
  /** Nothing of it can still be lacking, so that it is not read anew when it is asked for again. */
  readonly isComplete: boolean
  readonly counts: Counts
  readonly kept: number
  /** The run that has kept the lines. */
  readonly linesRun: string
}

/** A line with the operation here that it is about, and the one that was found by what it names. */
export interface MatchedLine {
  readonly entry: Settlement.Entry
  readonly operation: string | null
  readonly named: Pick<Reconciliation.Operation, "reference"> | undefined
}

/** An attempt, in the order of when they were sent. */
export interface SentAt {
  readonly at: Instant.Instant
  readonly operation: string
  readonly number: number
}

const hash = (key: string) => createHash("sha256").update(key).digest("base64url")

// A content is as long as it is, and nobody has to read it there.
const hashed = ({ entry, paid, same }: Reconciliation.Keys): Reconciliation.Keys => ({
  entry: hash(entry),
  same: hash(same),
  paid: paid.map(hash)
})

const json = (value: unknown): string => JSON.stringify(value)

/** The stored settlement reports. */
export const records = (sql: SqlClient) => ({
  /** Begins to read a report, also one whose reading was given up; nothing where it is being or was read. */
  begin: (report: Run & { digest: string; instance: string; now: Instant.Instant; leaseUntil: Instant.Instant }) => {
    const { digest, id, instance, leaseUntil, now, run } = report
    return guarded(
      Effect.map(
        sql<ReportRow>`
          INSERT INTO register (id, digest, instance, run, status, lease_until, kept, created_at)
          VALUES (${id}, ${digest}, ${instance}, ${run}, 'reading', ${leaseUntil}, 0, ${now})
          ON CONFLICT (digest) DO UPDATE SET run = excluded.run, lease_until = excluded.lease_until
          WHERE register.status = 'reading' AND register.lease_until <= ${now}
          RETURNING *`,
        (rows) => rows[0]
      )
    )
  },

  /** Begins to compare a report again whose lines were kept; nothing where another run is at it. */
  beginAgain: ({ id, leaseUntil, now, run }: Run & { now: Instant.Instant; leaseUntil: Instant.Instant }) =>
    guarded(
      Effect.map(
        sql<ReportRow>`
          UPDATE register SET run = ${run}, lease_until = ${leaseUntil}
          WHERE id = ${id} AND status = 'done' AND lines_run IS NOT NULL
            AND (lease_until IS NULL OR lease_until <= ${now})
          RETURNING *`,
        (rows) => rows[0]
      )
    ),

  find: (id: string) => guarded(Effect.map(sql<ReportRow>`SELECT * FROM register WHERE id = ${id}`, (rows) => rows[0])),

  findByDigest: (digest: string) =>
    guarded(Effect.map(sql<ReportRow>`SELECT * FROM register WHERE digest = ${digest}`, (rows) => rows[0])),

  /** Goes on; false when somebody else has taken over. */
  renew: ({ id, run }: Run, leaseUntil: Instant.Instant) =>
    guarded(
      Effect.map(
        sql<{ id: string }>`
          UPDATE register SET lease_until = ${leaseUntil} WHERE id = ${id} AND run = ${run} RETURNING id`,
        (rows) => rows.length > 0
      )
    ),

  /** Forgets what runs have left behind that did not come to their end. */
  clear: ({ id, run }: Run) =>
    guarded(
      Effect.asVoid(sql`
        -- Nothing where another run has taken over since: what it has written is not left behind.
        WITH kept AS (SELECT id, shown_run, lines_run FROM register WHERE id = ${id} AND run = ${run}),
          marks AS (DELETE FROM register_line USING kept WHERE register = kept.id AND run <> ${run}),
          lines AS (
            DELETE FROM register_row USING kept WHERE register = kept.id AND run <> ${run}
              AND run IS DISTINCT FROM kept.lines_run
          ), differences AS (
            DELETE FROM register_difference USING kept WHERE register = kept.id AND run <> ${run}
              AND run IS DISTINCT FROM kept.shown_run
          )
        DELETE FROM register_finding USING kept WHERE register = kept.id AND run <> ${run}
          AND run IS DISTINCT FROM kept.shown_run`)
    ),

  /** Ends a reading that cannot succeed: nothing is kept of it. */
  abandon: ({ id, run }: Run) =>
    guarded(
      Effect.gen(function* () {
        yield* sql`
          WITH marks AS (DELETE FROM register_line WHERE register = ${id} AND run = ${run}),
            lines AS (DELETE FROM register_row WHERE register = ${id} AND run = ${run}),
            differences AS (DELETE FROM register_difference WHERE register = ${id} AND run = ${run})
          DELETE FROM register_finding WHERE register = ${id} AND run = ${run}`
        yield* sql`DELETE FROM register WHERE id = ${id} AND run = ${run}`
      })
    ),

  /** The operations that lines may be about: by our reference, and by the provider's id. */
  candidates: (instance: string, entries: ReadonlyArray<Settlement.Entry>) => {
    const asked = json(
      entries.map(({ kind, of }, n) => ({ n, kind, reference: of?.reference, provider_id: of?.providerReference }))
    )
    return guarded(sql<LedgerColumns & { readonly n: number; readonly by: number }>`
      WITH asked AS (
        SELECT * FROM jsonb_to_recordset(${asked}::jsonb) AS a(n integer, kind text, reference text, provider_id text)
      )
      SELECT a.n, 0 AS by, ${ledgerColumns(sql)} FROM asked a
        JOIN operation o ON o.kind = a.kind AND o.reference = a.reference
      UNION ALL
      SELECT a.n, 1 AS by, ${ledgerColumns(sql)} FROM asked a
        JOIN operation o ON o.provider = ${instance} AND o.provider_reference = a.provider_id AND o.kind = a.kind`)
  },

  /** Remembers lines; gives for each what stood in an earlier one. */
  remember: ({ id, run }: Run, lines: ReadonlyArray<MatchedLine>) => {
    const marked = lines.map(({ entry, named, operation }) => ({
      line: entry.line,
      operation,
      keys: hashed(Reconciliation.keysOf(entry, named))
    }))
    const asked = json(
      marked.flatMap(({ keys: { entry, paid, same }, line, operation }) =>
        // Each content that an entry has may be about another operation.
        [{ key: entry }, { key: same, operation }, ...paid.map((key) => ({ key }))].map((row) => ({ line, ...row }))
      )
    )
    return guarded(
      Effect.gen(function* () {
        yield* sql`
          INSERT INTO register_line (register, run, key, line, operation)
          SELECT ${id}, ${run}, a.key, a.line, a.operation
          FROM jsonb_to_recordset(${asked}::jsonb) AS a(key text, line integer, operation text)
          ORDER BY a.line
          ON CONFLICT DO NOTHING`
        const rows = yield* sql<{ readonly key: string; readonly line: number }>`
          SELECT l.key, l.line FROM jsonb_to_recordset(${asked}::jsonb) AS a(key text)
          JOIN register_line l ON l.register = ${id} AND l.run = ${run} AND l.key = a.key`
        const first = new Map(rows.map(({ key, line }) => [key, line]))
        return marked.map(({ keys: { entry, paid, same }, line }): Reconciliation.Earlier => {
          const before = (...of: ReadonlyArray<string>) => {
            const found = of.flatMap((key) => first.get(key) ?? []).filter((other) => other !== line)
            return found.length === 0 ? undefined : Math.min(...found)
          }
          return { entry: before(entry), same: before(same), paid: before(...paid) }
        })
      })
    )
  },

  /** Settled operations of a merchant account, by when they were last sent, that no line is about. */
  unmentioned: (
    { id, run }: Run,
    range: { fingerprint: string; from: Instant.Instant; to: Instant.Instant; after: SentAt; limit: number }
  ) => {
    const { after, fingerprint, from, limit, to } = range
    return guarded(sql<
      LedgerColumns & {
        readonly sent_at: bigint
        readonly number: number
        readonly is_unseen: boolean
        /** When it was first known as settled; null where that is not in its timeline. */
        readonly settled_at: bigint | null
      }
    >`
      SELECT a.started_at AS sent_at, a.number, ${ledgerColumns(sql)},
        (SELECT min(e.at) FROM event e WHERE e.operation = o.id AND e.kind = 'transition'
          AND split_part(e.summary, ' → ', 2) IN ${sql.in(Reconciliation.settledStatuses)}) AS settled_at,
        o.fingerprint = ${fingerprint} AND ${sql.in("o.status", Reconciliation.settledStatuses)}
          AND NOT EXISTS (
            SELECT 1 FROM attempt b
            WHERE b.operation = a.operation AND b.fingerprint = a.fingerprint AND b.number > a.number
          )
          AND NOT EXISTS (
            SELECT 1 FROM register_line l WHERE l.register = ${id} AND l.run = ${run} AND l.operation = o.id
          ) AS is_unseen
      FROM attempt a JOIN operation o ON o.id = a.operation
      WHERE a.fingerprint = ${fingerprint} AND a.started_at >= ${from} AND a.started_at < ${to}
        AND (a.started_at, a.operation, a.number) > (${after.at}, ${after.operation}, ${after.number})
      ORDER BY a.started_at, a.operation, a.number LIMIT ${limit}`)
  },

  /** Keeps findings, in order, and notes those of operations for their timelines. */
  keep: (
    { id, run }: Run,
    {
      differences: noted,
      findings,
      from
    }: Readonly<Record<"findings" | "differences", ReadonlyArray<Finding>>> & { from: number }
  ) =>
    guarded(
      Effect.gen(function* () {
        if (findings.length > 0) {
          yield* sql`
            INSERT INTO register_finding (register, run, number, finding)
            SELECT ${id}, ${run}, ${from} + f.n, f.finding
            FROM jsonb_to_recordset(${json(findings.map((finding, n) => ({ n, finding })))}::jsonb)
              AS f(n integer, finding jsonb)`
        }
        if (noted.length > 0) yield* differences.note(sql, { id, run }, noted)
      })
    ),

  /**
   * The comparison is complete: it is the one that is shown, and its findings are written into the timelines of the operations.
   * False when somebody else has taken over.
   */
  finish: ({ id, run }: Run, { counts, days, isComplete, isGiven, kept, linesRun, now, span }: Done) =>
    guarded(
      sql.withTransaction(
        Effect.gen(function* () {
          const [before] = yield* sql<{ readonly shown_run: string | null }>`
            SELECT shown_run FROM register WHERE id = ${id} AND run = ${run} AND lease_until IS NOT NULL FOR UPDATE`
          if (before === undefined) return false
          yield* differences.writeTimelines(sql, { id, run }, before.shown_run, now)
          yield* sql`
            WITH marks AS (DELETE FROM register_line WHERE register = ${id} AND run = ${run}),
              findings AS (DELETE FROM register_finding WHERE register = ${id} AND run <> ${run}),
              differences AS (DELETE FROM register_difference WHERE register = ${id} AND run <> ${run}),
              entries AS (DELETE FROM register_entry WHERE register = ${id})
            UPDATE register SET status = 'done', lease_until = NULL, finished_at = coalesce(finished_at, ${now}),
              compared_at = ${now}, from_day = ${span?.from ?? null}, to_day = ${span?.to ?? null},
              is_given = ${isGiven}, days = ${days === null ? null : json(days)}::jsonb, counts = ${json(counts)}, kept = ${kept}, shown_run = ${run},
              lines_run = ${linesRun}, next_at = NULL, tries = 0, failing_since = NULL, problem = NULL,
              digest = CASE WHEN ${isComplete} THEN digest ELSE id END
            WHERE id = ${id}`
          return true
        })
      )
    ),

  findings: ({ id, run }: Run, after: number, limit: number) =>
    guarded(sql<{ readonly number: number; readonly finding: Finding }>`
      SELECT number, finding FROM register_finding
      WHERE register = ${id} AND run = ${run} AND number > ${after} ORDER BY number LIMIT ${limit}`)
})

/** The stored settlement reports. */
export type Records = ReturnType<typeof records>
