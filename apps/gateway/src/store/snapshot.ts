/**
 * The snapshot of what is open and what is due, for gauges. Each class is read through an index and only up to a bound, the
 * longest waiting first, so that asking costs the same whether a thousand operations are open or ten million.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { isEnded, statuses } from "../lifecycle/Status.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import { everyKind } from "../model/statuses.ts"
import { ages, type OpenOperations, type QueueState } from "../telemetry/Gauges.ts"
import { presentBulkheads } from "./claiming.ts"
import { guarded } from "./guard.ts"
import type { Service } from "./Store.ts"

interface OpenColumns {
  readonly kind: OpenOperations["kind"]
  readonly status: string
  readonly class: number
  readonly count: bigint
}

interface QueueColumns {
  readonly queue: QueueState["queue"] | "orphaned"
  readonly lane: string | null
  readonly due: bigint
  readonly oldest: bigint | null
}

/** At most so many operations of each kind and state, and entries of each queue, are counted. */
const bound = 10_000

const bounds = ages.flatMap(({ below }) => (Number.isFinite(below) ? [below] : []))

const wanted = everyKind.flatMap((kind) =>
  statuses(kind)
    .filter((status) => !isEnded(status))
    .map((status) => ({ kind, status }))
)

/** Reads what is open and what is due. */
export const snapshot = (sql: SqlClient): Pick<Service, "snapshot"> => ({
  snapshot: (now, endpoints) =>
    guarded(
      Effect.gen(function* () {
        // Written as a range so that only the index by kind and status has the order: with two equalities the one by
        // number has it too, and where a state is rare that is a walk through the whole table.
        const open = yield* sql<OpenColumns>`
          SELECT w.kind, w.status, width_bucket((${now}::bigint - o.created_at) / 1000, ${bounds}::bigint[]) AS class,
            count(*) AS count
          FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(kind text, status text)
          CROSS JOIN LATERAL (
            SELECT created_at FROM operation
            WHERE (kind, status) >= (w.kind, w.status) AND (kind, status) <= (w.kind, w.status)
            ORDER BY kind, status, seq LIMIT ${bound}
          ) o
          GROUP BY 1, 2, 3`
        // Operations are due in each bulkhead by itself, and messages for each endpoint; their indexes show which bulkheads and
        // endpoints there are without looking at all.
        const rows = yield* sql<QueueColumns>`
          WITH RECURSIVE place AS (
            SELECT min(endpoint) AS endpoint FROM delivery WHERE next_at IS NOT NULL
            UNION ALL
            SELECT (SELECT min(endpoint) FROM delivery WHERE next_at IS NOT NULL AND endpoint > place.endpoint)
            FROM place WHERE place.endpoint IS NOT NULL
          ), ${presentBulkheads(sql)}
          SELECT 'operations' AS queue, present.lane, count(next_at) AS due, min(next_at) AS oldest
          FROM present LEFT JOIN LATERAL (
            SELECT next_at FROM operation WHERE operation.lane = present.lane AND next_at <= ${now}
            ORDER BY next_at LIMIT ${bound}
          ) o ON true
          WHERE present.lane IS NOT NULL GROUP BY present.lane
          UNION ALL
          SELECT 'callbacks', NULL, count(*), min(next_at)
          FROM (SELECT next_at FROM callback WHERE next_at <= ${now} ORDER BY next_at LIMIT ${bound}) c
          UNION ALL
          SELECT 'webhooks', NULL, count(*), min(next_at)
          FROM place CROSS JOIN LATERAL (
            SELECT next_at FROM delivery
            WHERE endpoint = place.endpoint AND endpoint = ANY(${endpoints}::text[]) AND next_at <= ${now}
            ORDER BY next_at LIMIT ${bound}
          ) d
          UNION ALL
          SELECT 'orphaned', NULL, count(*), NULL
          FROM place CROSS JOIN LATERAL (
            SELECT next_at FROM delivery
            WHERE endpoint = place.endpoint AND endpoint <> ALL(${endpoints}::text[]) AND next_at IS NOT NULL
            LIMIT ${bound}
          ) w`
        return {
          open: open.map((row) => ({
            kind: row.kind,
            state: row.status,
            age: ages[row.class]?.name ?? "older",
            count: Number(row.count)
          })),
          queues: (["operations", "callbacks", "webhooks"] as const).map((queue) => {
            const of = rows.filter((row) => row.queue === queue)
            const oldest = of.flatMap((row) => (row.oldest === null ? [] : [Number(row.oldest)]))
            return {
              queue,
              due: of.reduce((sum, { due }) => sum + Number(due), 0),
              oldestDueAt: oldest.length === 0 ? null : Math.min(...oldest)
            }
          }),
          bulkheads: rows.flatMap(({ due, lane, oldest }) =>
            lane === null
              ? []
              : [
                  {
                    provider: Bulkhead.instanceOf(lane),
                    work: lane.split("/")[1] ?? Bulkhead.other,
                    due: Number(due),
                    oldestDueAt: oldest === null ? null : Number(oldest)
                  }
                ]
          ),
          orphanedWebhooks: Number(rows.find(({ queue }) => queue === "orphaned")?.due ?? 0)
        }
      })
    )
})
