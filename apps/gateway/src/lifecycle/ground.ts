/**
 * The ground on which a refund is sent: what its payment is worth, by a read that was asked for after the refund was made, with
 * room left for it (decision 0030, rules 8 and 12). Every plan of an attempt asks it again. Pure.
 */
import * as Decimal from "../model/Decimal.ts"
import type { Operation, Policy } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { traits } from "./traits.ts"
import { left } from "./Worth.ts"

/** Whether an attempt may be planned: it may; its payment is read first; or a person decides. */
export type Ground =
  | { readonly _tag: "Firm" }
  | { readonly _tag: "Stale"; readonly why: string }
  | { readonly _tag: "Missing"; readonly why: string }

const firm: Ground = { _tag: "Firm" }
const stale: Ground = { _tag: "Stale", why: "its payment was not read since it was made, or sent last" }
const missing = (why: string): Ground => ({ _tag: "Missing", why })

/** The ground on which an attempt of this operation may be planned now. */
export const groundOf = (operation: Operation, policy: Policy, now: number): Ground => {
  const { createdAt, facts, fingerprint, kind, payment, recovery, reserved = "0" } = operation
  if (!traits[kind].isOfPayment) return firm
  if (payment === undefined) return missing("its payment is not known")
  const { worth } = payment
  if (payment.stopped !== null) return missing(payment.stopped)
  if (worth !== null && worth.by !== fingerprint) return missing("another account has stated what its payment is worth")
  // What was sent before the records went back shows in a read no sooner than that.
  const shown = recovery === null ? 0 : Schedule.refundShownAfter(policy.lookUp.create?.foundAfterMillis)
  const since = Math.max(createdAt, facts.latest === null ? 0 : facts.latest.until + shown)
  // A time that cannot have been is none.
  if (worth === null || worth.at <= since || worth.at > now) return stale
  if (worth.currency !== facts.asked.amount?.currency) return missing("its payment was captured in another currency")
  const rest = left(worth, payment.reserved)
  if (rest === null) return missing("what was captured of its payment, or is left of that, is not known")
  if (!Decimal.isPositive(reserved)) return missing("it holds nothing of its payment any more")
  if (Decimal.isLess(rest, "0")) return missing("more would be paid back than was captured")
  // Whatever is not explained may be what was sent before the records went back.
  const isExplained = worth.statesRefunds && worth.elsewhere !== null && !Decimal.isPositive(worth.elsewhere)
  return recovery === null || isExplained
    ? firm
    : missing("after a recovery not everything that was paid back is explained by the records")
}
