/**
 * Callbacks on their way into the inbox, in SQL. Those that come at the same time are one statement; of two that are the
 * same the first counts. A verified event is kept once, under whatever path it comes; of those that may be forged about one
 * open operation one waits for all that come before it is claimed; and of the rest no more wait than is said.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { InboxBounds, NewCallback, Taken } from "./Inbox.ts"
import { toJson } from "./toJson.ts"
import { batched } from "./WriteBatcher.ts"

interface Put {
  readonly callback: NewCallback
  readonly bounds: InboxBounds
}

interface PutColumns {
  readonly n: number
  readonly is_new: boolean
  readonly is_written: boolean
  readonly has_room: boolean
}

const given = (all: ReadonlyArray<Put>): string =>
  toJson(
    all.map(({ bounds, callback: { sealed, standing, ...rest } }, n) => ({
      ...rest,
      n,
      sealed: Buffer.from(sealed).toString("base64"),
      standing: standing._tag,
      eventId: standing._tag === "Verified" ? standing.eventId : null,
      operation: standing._tag === "Open" ? standing.operation : null,
      ...bounds
    }))
  )

const takenOf = ({ callback }: Put, { has_room, is_new, is_written }: PutColumns): Taken => {
  if (is_written) return "stored"
  if (!is_new) return "repeated"
  if (callback.standing._tag === "Open") return "joined"
  return callback.standing._tag === "Unproven" && !has_room ? "full" : "repeated"
}

/** Puts callbacks in. */
export const putting = (sql: SqlClient) =>
  batched((all: ReadonlyArray<Put>) =>
    Effect.map(
      sql<PutColumns>`
        WITH given AS MATERIALIZED (
          SELECT *, row_number() OVER (PARTITION BY instance, digest ORDER BY n) = 1 AS is_first
          FROM json_to_recordset(${given(all)}::json)
            AS c(n integer, instance text, digest text, sealed text, "receivedAt" bigint, standing text, "eventId" text,
              operation text, "ofInstance" integer, "inAll" integer)
          WHERE (SELECT keep_durably())
        ), fresh AS MATERIALIZED (
          SELECT *, row_number() OVER about = 1 AS leads, count(*) OVER about > 1 AS is_followed FROM given g
          WHERE is_first AND NOT EXISTS (SELECT 1 FROM callback k WHERE k.instance = g.instance AND k.digest = g.digest)
            AND NOT EXISTS (
              SELECT 1 FROM callback k WHERE k.instance = g.instance AND k.event_id = g."eventId" AND k.trust = 'verified')
          WINDOW about AS (PARTITION BY instance, operation)
        ), joined AS (
          -- One that is claimed has another due time than when it came: what it leads to may be on its way already.
          UPDATE callback SET stands_for_more = true
          FROM (SELECT DISTINCT instance, operation FROM fresh WHERE standing = 'Open') f
          WHERE callback.operation = f.operation AND callback.instance = f.instance
            AND callback.next_at = callback.received_at
          RETURNING callback.instance, callback.operation
        ), room AS MATERIALIZED (
          SELECT f.instance,
            (SELECT count(*) FROM (
              SELECT 1 FROM callback k WHERE k.instance = f.instance AND NOT k.is_proven AND k.next_at IS NOT NULL
              LIMIT f."ofInstance") here) < f."ofInstance"
            AND (SELECT count(*) FROM (
              SELECT 1 FROM callback k WHERE NOT k.is_proven AND k.next_at IS NOT NULL
              LIMIT f."inAll") anywhere) < f."inAll" AS is_there
          FROM (SELECT DISTINCT instance, "ofInstance", "inAll" FROM fresh WHERE standing = 'Unproven') f
        ), written AS (
          INSERT INTO callback (instance, digest, sealed, received_at, state, next_at, is_proven, operation, stands_for_more,
            event_id, trust)
          SELECT f.instance, f.digest,
            CASE WHEN f.standing NOT IN ('Rejected', 'NotOurs') THEN decode(f.sealed, 'base64') END, f."receivedAt",
            CASE f.standing WHEN 'Rejected' THEN 'rejected' WHEN 'NotOurs' THEN 'handled' ELSE 'new' END,
            CASE WHEN f.standing NOT IN ('Rejected', 'NotOurs') THEN f."receivedAt" END,
            f.standing IN ('Verified', 'Open'), f.operation, f.standing = 'Open' AND f.is_followed,
            f."eventId", CASE WHEN f.standing = 'Verified' THEN 'verified' END
          FROM fresh f
          WHERE CASE f.standing
            WHEN 'Open' THEN f.leads AND NOT EXISTS (
              SELECT 1 FROM joined j WHERE j.instance = f.instance AND j.operation = f.operation)
            WHEN 'Unproven' THEN (SELECT is_there FROM room WHERE room.instance = f.instance)
            ELSE true END
          ORDER BY f.instance, f.digest
          ON CONFLICT (instance, digest) DO NOTHING
          RETURNING instance, digest
        )
        SELECT g.n, f.n IS NOT NULL AS is_new, w.digest IS NOT NULL AS is_written,
          coalesce((SELECT is_there FROM room WHERE room.instance = g.instance), true) AS has_room
        FROM given g
        LEFT JOIN fresh f ON f.n = g.n
        LEFT JOIN written w ON g.is_first AND w.instance = g.instance AND w.digest = g.digest`,
      (rows) => {
        const byNumber = new Map(rows.map((row) => [row.n, row]))
        return all.map((each, n) => {
          const row = byNumber.get(n)
          return row === undefined ? "repeated" : takenOf(each, row)
        })
      }
    )
  )
