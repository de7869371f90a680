/**
 * What a decision about an operation needs to know of others: a refund of its payment, and a payment that was read of its refunds.
 * Both are read after the row that they belong to, and written down with it only if nothing of them has changed since.
 */
import * as Effect from "effect/Effect"
import type { Event } from "../lifecycle/Event.ts"
import type { Ours } from "../lifecycle/Money.ts"
import type { Operation } from "../lifecycle/Operation.ts"
import { isForPerson } from "../lifecycle/Status.ts"
import type { StoreUnavailable } from "../model/Operations.ts"
import type { Row } from "../store/Row.ts"
import type { Service as Store } from "../store/Store.ts"

/** An operation with what its decisions need to know of others. */
export interface Related {
  readonly operation: Operation
  /** Of a refund: its payment, and all refunds of that. */
  readonly of: { readonly payment: Row; readonly refunds: ReadonlyArray<Row> } | null
}

/** A refund as its payment sees it. */
export const oursOf = ({ attempts, facts, id, providerReference, reference, reserved, status }: Row): Ours => ({
  id,
  reference,
  providerReference,
  amount: facts.asked.amount?.value ?? "0",
  status,
  isSent: attempts > 0,
  reserved,
  since: facts.since,
  // It has succeeded after it had failed, and another may have taken its place.
  stops: isForPerson(status) && facts.again?._tag === "Never" ? `another refund of it: ${facts.again.why}` : null
})

/** The operation with what its decisions need to know of others. */
export const of = Effect.fnUntraced(function* (
  store: Pick<Store, "find" | "refundsOf">,
  row: Row,
  event?: Event
): Effect.fn.Return<Related, StoreUnavailable> {
  if (row.parent !== null) {
    const payment = yield* store.find(row.parent)
    if (payment === undefined) return { operation: row, of: null }
    const refunds = yield* store.refundsOf(payment.id)
    const stopped = refunds.map(oursOf).find(({ id, stops }) => stops !== null && id !== row.id)?.stops ?? null
    const { reserved, worth } = payment
    return { operation: { ...row, payment: { worth, reserved, stopped } }, of: { payment, refunds } }
  }
  if (row.kind !== "payment" || event?._tag !== "Found") return { operation: row, of: null }
  return { operation: { ...row, refunds: (yield* store.refundsOf(row.id)).map(oursOf) }, of: null }
})
