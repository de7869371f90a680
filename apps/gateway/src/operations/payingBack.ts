/** What is written down of a payment when a refund of it moves: in the same statement, or neither is. */
import type { Entry } from "../lifecycle/Decision.ts"
import type { Ours, Worth } from "../lifecycle/Money.ts"
import * as PaidBack from "../lifecycle/paidBack.ts"
import { isLegal } from "../lifecycle/Status.ts"
import { refundedOf } from "../lifecycle/Worth.ts"
import * as Decimal from "../model/Decimal.ts"
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
        refundedAmount:
          worth.elsewhere === null ? null : { value: refundedOf(worth, refunds), currency: worth.currency }
      }

/** The payment once its refund is as given; undefined where nothing of it changes. */
export const after = (
  { payment, refunds }: NonNullable<Related["of"]>,
  before: Row,
  refund: Row,
  now: number
): After | undefined => {
  if (before.status === refund.status && Decimal.isSame(before.reserved, refund.reserved)) return undefined
  const all = refunds.map((each) => oursOf(each.id === refund.id ? refund : each))
  const { news, status } = PaidBack.after(payment, all, before.status, refund.status)
  return {
    news,
    payment: {
      ...payment,
      status: isLegal(payment.kind, payment.status, status) ? status : payment.status,
      // It is looked after as long as the latest of its refunds.
      facts: { ...payment.facts, since: before.status === refund.status ? payment.facts.since : now },
      reserved: Decimal.sum([payment.reserved, refund.reserved, `-${before.reserved}`]),
      results: { ...payment.results, ...resultsOf(payment.worth ?? undefined, all) }
    }
  }
}

/** The line of a payment's timeline about a refund of it. */
export const lineOf = (before: Row, { id, reference, reserved, status }: Row): Entry => ({
  kind: "read",
  summary:
    before.status === status ? `a refund holds ${reserved} of it now` : `a refund of it: ${before.status} → ${status}`,
  details: { refund: id, reference, reserved }
})
