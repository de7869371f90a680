/**
 * The traces of callbacks at operations, in SQL: the wish for a read and lines of the timeline. Those that come at the
 * same time are one statement each.
 */

import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Entry } from "../lifecycle/Decision.ts"
import { isEnded, isOpen, isReading } from "../lifecycle/Status.ts"
import type * as Instant from "../model/Instant.ts"
import { everyStatus, everyStep } from "../model/statuses.ts"
import { guarded } from "./guard.ts"
import { listed } from "./listed.ts"
import type { Service } from "./Store.ts"
import { toJson } from "./toJson.ts"
import { batched, inOrder } from "./WriteBatcher.ts"

interface ReadRequest {
  readonly id: string
  readonly now: Instant.Instant
  readonly at: Instant.Instant
  readonly reopens: boolean
}

interface TimelineLines {
  readonly id: string
  readonly at: Instant.Instant
  readonly entries: ReadonlyArray<Entry>
}

const numbered = (requests: ReadonlyArray<ReadRequest>): string =>
  toJson(inOrder(requests.map((each, n) => ({ n, ...each }))))

/** Requested reads and lines of the timeline. */
export const readRequests = Effect.fnUntraced(function* (
  sql: SqlClient
): Effect.fn.Return<Pick<Service, "requestRead" | "record">> {
  const open = listed(sql, everyStatus.filter(isOpen))
  const ended = listed(sql, everyStatus.filter(isEnded))
  // What was sent, or is to be sent once more, and a change of what is held.
  const asked = listed(
    sql,
    everyStep.filter(
      (step) => isReading(step) || step === "send" || step === "replay" || step === "abandon" || step === "change"
    )
  )
  // A change that is on its way is waited for, and read after it.
  const isChanging = sql`step = 'change' AND coalesce(facts #>> '{changes,open,stage}' = 'sending', false)`
  // Once since the last read: however many callbacks come, they write and read no more than one.
  const request = yield* batched((requests: ReadonlyArray<ReadRequest>) =>
    Effect.map(
      sql<{ readonly n: number }>`
        UPDATE operation SET
          hinted_at = greatest(h.now, coalesce(last_read_at, 0) + 1), version = version + 1,
          -- What was to be sent again is asked for first; when it is replayed or abandoned next is a fact, and stays.
          step = CASE WHEN (${isChanging}) THEN step WHEN step = 'none' THEN 'sweep' WHEN step IN ('send', 'replay', 'abandon') THEN 'look_up'
            WHEN step = 'change' THEN 'sweep' ELSE step END,
          lane = CASE WHEN (${isChanging}) THEN lane ELSE coalesce(provider || '/read', lane) END,
          next_at = CASE WHEN (${isChanging}) THEN next_at
            ELSE greatest(least(next_at, h.at), coalesce(lease_until, 0)) END
        FROM json_to_recordset(${numbered(requests)}::json)
          AS h(n integer, id text, now bigint, at bigint, reopens boolean)
        WHERE operation.id = h.id
          AND CASE WHEN status IN (${open}) THEN step IN (${asked})
            ELSE h.reopens AND status IN (${ended}) END
          AND (hinted_at IS NULL OR hinted_at <= coalesce(last_read_at, 0))
        RETURNING h.n`,
      (written) => {
        const first = new Set(written.map(({ n }) => n))
        return requests.map((_, n) => first.has(n))
      }
    )
  )
  const record = yield* batched((lines: ReadonlyArray<TimelineLines>) =>
    Effect.as(
      sql`
        INSERT INTO event (operation, at, kind, summary, details)
        SELECT t.id, t.at, e.kind, e.summary, e.details
        FROM json_to_recordset(${toJson(lines)}::json) AS t(id text, at bigint, entries json),
          json_to_recordset(t.entries) AS e(kind text, summary text, details jsonb)`,
      lines.map(() => true)
    )
  )
  return {
    requestRead: (id, now, at, reopens) => guarded(request({ id, now, at, reopens })),
    record: (id, at, entries) => guarded(Effect.asVoid(record({ id, at, entries })))
  }
})
