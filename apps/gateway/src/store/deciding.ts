/**
 * Decisions of operators about messages to the merchant, in SQL: who decided what, when and why is written in the statement
 * that does it, with the message and in the timeline of its operation. What is being sent at this moment is left alone,
 * because nobody can say any more that it was not.
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Fragment } from "effect/sql/Statement"
import * as Deliveries from "../webhooks/Deliveries.ts"
import { type Columns, stored } from "./delivery.ts"
import { guarded } from "./guard.ts"

interface Deed {
  readonly action: Deliveries.Decision["action"]
  /** The deliveries that may be decided so. */
  readonly from: ReadonlyArray<Deliveries.Stored["status"]>
  readonly to: string | null
}

const discard: Deed = { action: "discarded", from: ["pending"], to: null }
const retarget = (to: string): Deed => ({ action: "retargeted", from: ["pending", "failed", "discarded"], to })

// In one transaction; the oldest first, so that two which decide about the same ones wait for each other in one direction.
const batch = 500

const over = ({ action }: Deed, { status }: Columns) =>
  new Deliveries.DeliveryConflict({
    code: "delivery_over",
    message: `a delivery that is ${status} cannot be ${action}`
  })

const inFlight = new Deliveries.DeliveryConflict({
  code: "delivery_in_flight",
  message: "it is being sent at this moment: read it again in a minute or two"
})

/** Decisions about messages. */
export const deciding = (
  sql: SqlClient
): Pick<Deliveries.Service, "discard" | "retarget" | "discardAll" | "retargetAll"> => {
  const decide = (which: Fragment, { action, from, to }: Deed, { note, now, operator }: Deliveries.Deciding) => {
    const change =
      to === null
        ? sql`status = 'discarded', next_at = NULL, lease_until = NULL`
        : sql`status = 'pending', endpoint = ${to}, next_at = ${now}, lease_until = NULL, first_attempt_at = NULL,
            attempts_elsewhere = attempts`
    const made = { action, at: new Date(now).toISOString(), operator, note, to }
    return sql<Columns>`
      WITH chosen AS MATERIALIZED (
        SELECT seq, endpoint FROM delivery
        WHERE ${which} AND ${sql.in("status", from)} AND (lease_until IS NULL OR lease_until <= ${now})
        ORDER BY seq LIMIT ${batch} FOR UPDATE
      ), changed AS (
        UPDATE delivery SET ${change},
          decisions = decisions || jsonb_build_array(${JSON.stringify(made)}::jsonb || jsonb_build_object('from', chosen.endpoint))
        FROM chosen WHERE delivery.seq = chosen.seq
        RETURNING delivery.*, chosen.endpoint AS was
      ), told AS (
        INSERT INTO event (operation, at, kind, summary, details)
        SELECT o.id, ${now}, 'operator', ${`${operator} ${action} the webhook `} || c.type,
          ${JSON.stringify(made)}::jsonb || jsonb_build_object('from', c.was, 'delivery', c.id)
        FROM changed c JOIN operation o ON o.id = c.operation
        ORDER BY c.seq
      )
      SELECT * FROM changed ORDER BY seq`
  }

  const one = Effect.fnUntraced(function* (id: string, deed: Deed, who: Deliveries.Deciding) {
    const [changed] = yield* guarded(decide(sql`id = ${id}`, deed, who))
    if (changed !== undefined) return stored(changed)
    const [there] = yield* guarded(sql<Columns>`SELECT * FROM delivery WHERE id = ${id}`)
    if (there === undefined) return yield* new Deliveries.NoSuchDelivery({ id })
    return yield* deed.from.includes(there.status) ? inFlight : over(deed, there)
  })

  const all = Effect.fnUntraced(function* (endpoint: string, deed: Deed, who: Deliveries.Deciding) {
    const pending = sql`endpoint = ${endpoint} AND next_at IS NOT NULL`
    let changed = 0
    for (;;) {
      const { length } = yield* guarded(decide(pending, deed, who))
      changed += length
      if (length < batch) break
    }
    const [left] = yield* guarded(
      sql<{ readonly count: bigint }>`SELECT count(*) AS count FROM delivery WHERE ${pending}`
    )
    return { changed, inFlight: Number(left?.count ?? 0) }
  })

  return {
    discard: (id, who) => one(id, discard, who),
    retarget: (id, to, who) => one(id, retarget(to), who),
    discardAll: (endpoint, who) => all(endpoint, discard, who),
    retargetAll: (endpoint, to, who) => all(endpoint, retarget(to), who)
  }
}
