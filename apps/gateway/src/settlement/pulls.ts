/**
 * Settlement reports that are pulled, in SQL: begun once for a period, claimed by one node at a time, and each page stored with the
 * place from which the next is asked for. A row that comes again is known by its id and content, whoever read it before.
 */
import { createHash } from "node:crypto"
import { type ProviderError, Settlement, SettlementPull } from "@switchyard/core"
import { Effect, Schema } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import * as Instant from "../model/Instant.ts"
import { guarded } from "../store/guard.ts"
import { toJson } from "../store/toJson.ts"
import { insertLines } from "./lines.ts"
import type { Period } from "./period.ts"
import type { ReportRow } from "./records.ts"
import type { Run } from "./run.ts"

/** The longest pause after a page that could not be had. */
export const longestPauseMillis = 1_800_000

const decodeProgress = Schema.decodeUnknownSync(Schema.NullOr(SettlementPull.Progress))
const encodeProgress = Schema.encodeSync(SettlementPull.Progress)

/** How far a report has come that is pulled; undefined where nothing of it has come. */
export const progressOf = ({ progress }: Pick<ReportRow, "progress">): SettlementPull.Progress | undefined =>
  decodeProgress(progress) ?? undefined

/** The period of a report that is pulled. */
export const askedPeriod = ({ period_from: from, period_to: to }: ReportRow): Period | undefined =>
  from === null || to === null ? undefined : { from: Instant.of(Number(from)), to: Instant.of(Number(to)) }

/** The part of a period in which nothing can still be lacking; undefined where there is none. */
export const completePart = (row: ReportRow): Period | undefined => {
  const period = askedPeriod(row)
  const until = progressOf(row)?.completeUntil
  if (period === undefined || until === undefined || until <= period.from) return undefined
  return { from: period.from, to: Instant.of(Math.min(until, period.to)) }
}

/** Whether nothing of the period can still be lacking. */
export const isComplete = (row: ReportRow): boolean => completePart(row)?.to === askedPeriod(row)?.to

const hash = (text: string): string => createHash("sha256").update(text).digest("base64url")

const keyOf = (row: Settlement.Row) => ({
  // Without an id nobody knows a row again.
  entry: hash(row.id ?? `line ${row.line}`),
  content: hash(row._tag === "Entry" ? Settlement.contentOf(row) : JSON.stringify([row.column, row.reason]))
})

/** Why a page could not be had, as it is kept and shown. */
export const problemOf = ({ message, providerCode, reason }: ProviderError.ReadFailed) => ({
  reason,
  message,
  providerCode: providerCode ?? null
})

/** The stored reports that are pulled. */
export const pulls = (sql: SqlClient) => ({
  /** Begins to pull a period; nothing where it is being or was pulled. */
  begin: (of: Run & { digest: string; instance: string; fingerprint: string; now: Instant.Instant } & Period) =>
    guarded(
      Effect.map(
        sql`
          INSERT INTO register (id, digest, instance, run, status, lease_until, kept, created_at, lines_run, fingerprint,
            period_from, period_to, next_at)
          VALUES (${of.id}, ${of.digest}, ${of.instance}, ${of.run}, 'reading', ${of.now}, 0, ${of.now}, ${of.run},
            ${of.fingerprint}, ${of.from}, ${of.to}, ${of.now})
          ON CONFLICT (digest) DO NOTHING
          RETURNING id`,
        (rows) => rows.length > 0
      )
    ),

  /** Takes one that is due, of an instance of which nobody pulls another. */
  claim: (instances: ReadonlyArray<string>, run: string, now: Instant.Instant, leaseUntil: Instant.Instant) =>
    instances.length === 0
      ? Effect.succeed(undefined)
      : guarded(
          Effect.map(
            sql<ReportRow>`
              UPDATE register SET run = ${run}, lease_until = ${leaseUntil}
              WHERE id = (
                SELECT r.id FROM register r
                -- What lies further ahead than any pause was written by a clock that was wrong.
                WHERE (r.next_at <= ${now} OR r.next_at > ${Instant.after(now, 4 * longestPauseMillis)})
                  AND r.status = 'reading' AND r.lease_until <= ${now} AND ${sql.in("r.instance", instances)}
                  AND NOT EXISTS (
                    SELECT 1 FROM register other WHERE other.next_at IS NOT NULL AND other.instance = r.instance
                      AND other.id <> r.id AND other.lease_until > ${now}
                  )
                ORDER BY r.next_at, r.id LIMIT 1 FOR UPDATE SKIP LOCKED
              )
              RETURNING *`,
            (rows) => rows[0]
          )
        ),

  /** Stores the rows of a page that are new, and from where it goes on; false when somebody else has taken over. */
  page: ({ id, run }: Run, linesRun: string, { progress, rows }: SettlementPull.Pulled, leaseUntil: Instant.Instant) =>
    guarded(
      sql.withTransaction(
        Effect.gen(function* () {
          const held = yield* sql`
            UPDATE register SET progress = ${toJson(encodeProgress(progress))}::jsonb, lease_until = ${leaseUntil},
              tries = 0, failing_since = NULL, problem = NULL
            WHERE id = ${id} AND run = ${run} AND status = 'reading' RETURNING id`
          if (held.length === 0) return false
          const keyed = rows.map((row) => ({ ...keyOf(row), row }))
          const asked = toJson(keyed.map(({ content, entry }) => ({ content, entry })))
          const added = yield* sql<{ readonly entry: string; readonly content: string }>`
            INSERT INTO register_entry (register, entry, content)
            SELECT ${id}, e.entry, e.content FROM jsonb_to_recordset(${asked}::jsonb) AS e(entry text, content text)
            ON CONFLICT DO NOTHING RETURNING entry, content`
          const isNew = new Set(added.map(({ content, entry }) => `${entry} ${content}`))
          const fresh = keyed.filter(({ content, entry }) => isNew.has(`${entry} ${content}`))
          const [last] = yield* sql<{ readonly number: number }>`
            SELECT number FROM register_row WHERE register = ${id} AND run = ${linesRun} ORDER BY number DESC LIMIT 1`
          const from = (last?.number ?? -1) + 1
          yield* insertLines(
            sql,
            { id, run: linesRun },
            from,
            fresh.map(({ row }, at) => ({ ...row, line: from + at + 1 }))
          )
          return true
        })
      )
    ),

  /** Lets go of it until then. */
  pause: ({ id, run }: Run, now: Instant.Instant, nextAt: Instant.Instant, problem: object | undefined) =>
    guarded(
      Effect.asVoid(sql`
        UPDATE register SET lease_until = ${now}, next_at = ${nextAt},
          tries = tries + ${problem === undefined ? 0 : 1},
          failing_since = CASE WHEN ${problem === undefined} THEN failing_since ELSE coalesce(failing_since, ${now}) END,
          problem = coalesce(${problem === undefined ? null : toJson(problem)}::jsonb, problem)
        WHERE id = ${id} AND run = ${run} AND status = 'reading'`)
    ),

  /** Gives it up: nothing is compared of what has come, and the period may be pulled anew. */
  fail: ({ id, run }: Run, now: Instant.Instant, problem: object) =>
    guarded(
      sql.withTransaction(
        Effect.gen(function* () {
          const held = yield* sql`
            UPDATE register SET status = 'failed', lease_until = NULL, next_at = NULL, finished_at = ${now}, digest = id,
              problem = ${toJson(problem)}::jsonb
            WHERE id = ${id} AND run = ${run} AND status = 'reading' RETURNING id`
          if (held.length === 0) return
          yield* sql`DELETE FROM register_entry WHERE register = ${id}`
          yield* sql`DELETE FROM register_row WHERE register = ${id}`
        })
      )
    )
})
