/** The whole picture of what is open and what is due, for gauges. It counts rows: take it now and then, not often. */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { ages, type OpenOperations, type QueueState } from "../telemetry/Gauges.ts"
import { guarded } from "./guard.ts"
import type { Service } from "./Store.ts"

interface OpenColumns {
  readonly kind: OpenOperations["kind"]
  readonly status: string
  readonly class: number
  readonly count: bigint
}

interface QueueColumns {
  readonly queue: QueueState["queue"]
  readonly due: bigint
  readonly oldest: bigint | null
}

const bounds = ages.flatMap(({ below }) => (Number.isFinite(below) ? [below] : []))

/** What is open and what is due. */
export const picture = (sql: SqlClient): Pick<Service, "picture"> => ({
  picture: (now) =>
    guarded(
      Effect.gen(function* () {
        const open = yield* sql<OpenColumns>`
          SELECT kind, status, width_bucket((${now}::bigint - created_at) / 1000, ${bounds}::bigint[]) AS class,
            count(*) AS count
          FROM operation WHERE next_at IS NOT NULL GROUP BY 1, 2, 3`
        const queues = yield* sql<QueueColumns>`
          SELECT 'operations' AS queue, count(*) AS due, min(next_at) AS oldest FROM operation WHERE next_at <= ${now}
          UNION ALL
          SELECT 'callbacks', count(*), min(next_at) FROM callback WHERE next_at <= ${now}
          UNION ALL
          SELECT 'webhooks', count(*), min(next_at) FROM delivery WHERE next_at <= ${now}`
        return {
          open: open.map((row) => ({
            kind: row.kind,
            state: row.status,
            age: ages[row.class]?.name ?? "older",
            count: Number(row.count)
          })),
          queues: queues.map(({ due, oldest, queue }) => ({
            queue,
            due: Number(due),
            oldestDueAt: oldest === null ? null : Number(oldest)
          }))
        }
      })
    )
})
