/** What is written down of a payment when a refund of it moves: in the same statement, or neither is. */
import type { Entry } from "../lifecycle/Decision.ts"
import { unwatched } from "../lifecycle/Facts.ts"
import type { Ours, Worth } from "../lifecycle/Money.ts"
import { endOf, type Policy } from "../lifecycle/Operation.ts"
import * as PaidBack from "../lifecycle/paidBack.ts"
import * as Schedule from "../lifecycle/Schedule.ts"
import { isEnded, isLegal } from "../lifecycle/Status.ts"
import { refundedOf } from "../lifecycle/Worth.ts"
import * as Bulkhead from "../model/Bulkhead.ts"
import * as Decimal from "../model/Decimal.ts"
import * as Instant from "../model/Instant.ts"
import { shown } from "../model/StoredAmount.ts"
import type { Results, Row } from "../store/Row.ts"
import type { Related } from "./relatives.ts"
import { oursOf } from "./relatives.ts"

/** A payment after a refund of it has moved, and what its merchant hears of that. */
export interface After {
  readonly payment: Row
  readonly news: string | null
}

/** What a payment shows of what was paid back of it; nothing where that says nothing new of it. */
export const resultsOf = (worth: Worth | undefined, refunds: ReadonlyArray<Ours>): Results =>
  worth === undefined
    ? {}
    : {
        refundedAmount: worth.elsewhere === null ? null : shown(refundedOf(worth, refunds), worth.currency)
      }

// Looked after again where nobody did any more, as long as the latest of its refunds.
const lookedAfter = (payment: Row, policy: Policy, now: number): Row => {
  const { facts, kind, provider, status, step } = payment
  if (step !== "none" || !isEnded(status) || provider === null) return payment
  const { count } = facts.watch ?? unwatched
  const at = Schedule.watch(kind, policy, endOf(payment), now, { since: facts.since, watched: count })
  if (at === null) return payment
  return {
    ...payment,
    step: "sweep",
    nextAt: Instant.of(at),
    bulkhead: Bulkhead.of(provider, "ended"),
    facts: { ...facts, watch: { ...facts.watch, count, at } }
  }
}

/** The payment once its refund is as given; undefined where nothing of it changes. */
export const after = (
  { payment, refunds }: NonNullable<Related["of"]>,
  before: Row,
  refund: Row,
  { now, policy }: { readonly now: number; readonly policy: Policy }
): After | undefined => {
  if (before.status === refund.status && Decimal.isSame(before.reserved, refund.reserved)) return undefined
  const all = refunds.map((each) => oursOf(each.id === refund.id ? refund : each))
  const { news, status } = PaidBack.after(payment, all, before.status, refund.status)
  return {
    news,
    payment: lookedAfter(
      {
        ...payment,
        status: isLegal(payment.kind, payment.status, status) ? status : payment.status,
        facts: { ...payment.facts, since: before.status === refund.status ? payment.facts.since : now },
        reserved: Decimal.sum([payment.reserved, refund.reserved, `-${before.reserved}`]),
        results: { ...payment.results, ...resultsOf(payment.worth ?? undefined, all) }
      },
      policy,
      now
    )
  }
}

/** The line of a payment's timeline about a refund of it. */
export const lineOf = (before: Row, { id, reference, reserved, status }: Row): Entry => ({
  kind: "read",
  summary:
    before.status === status ? `a refund holds ${reserved} of it now` : `a refund of it: ${before.status} → ${status}`,
  details: { refund: id, reference, reserved }
})
