/**
 * What a payment is worth: what was captured of it, and what of that is taken already by others than our refunds, as the latest
 * read states it (decision 0030, rules 10 and 11). What is not stated is not zero: where it cannot be told, it is null, and
 * nothing is paid back. Pure.
 */
import { Reference } from "@switchyard/core"
import * as Decimal from "../model/Decimal.ts"
import * as Compare from "./Compare.ts"
import type { Event } from "./Event.ts"
import type { Amount } from "./Facts.ts"
import { inCurrency, type Ours, type Part, summed, type Worth } from "./Money.ts"
import type { Observation, Operation, Policy } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isDead, isMoneyMoved, isPaidBack } from "./Status.ts"

const asked = ({ facts }: Operation): string => facts.asked.amount?.currency ?? facts.asked.currency ?? ""

const capturedOf = (
  { facts, worth }: Operation,
  { amount, money, status }: Observation,
  currency: string
): string | null => {
  if (money?.captured) return inCurrency(money.captured, currency)
  if (status === "paid") return amount === null ? (facts.asked.amount?.value ?? null) : inCurrency(amount, currency)
  if (isPaidBack(status)) return worth?.captured ?? null
  return isMoneyMoved(status) ? inCurrency(money?.received ?? null, currency) : null
}

// Ours only by our own name or by an id that an answer to us gave; two equal amounts are two. One that holds nothing any
// more and is listed as alive counts as anybody's, and so does one that was never sent by the records: they may have gone
// back since.
const isOurs = (ours: ReadonlyArray<Ours>, { id, reference }: Part): boolean =>
  ours.some(
    (each) =>
      each.isSent &&
      Decimal.isPositive(each.reserved) &&
      (reference === each.reference ||
        (each.providerReference !== null && Reference.sameProviderId(each.providerReference, id)))
  )

// Whatever has the name of a refund that was never sent by the records was sent by somebody, also where it is dead.
const isSomethingForgotten = ({ refunds: ours = [] }: Operation, { money }: Observation): boolean =>
  (money?.refunds?.parts ?? []).some(({ reference }) =>
    ours.some((each) => !each.isSent && reference === each.reference)
  )

const elsewhereOf = (
  operation: Operation,
  { money, status }: Observation,
  policy: Policy,
  currency: string,
  readAt: number
): string | null => {
  const { refunds: ours = [], worth } = operation
  const listed = money?.refunds ?? null
  const others = (listed?.parts ?? []).filter((part) => !part.isDead && !isOurs(ours, part))
  const parts = summed(others.map(({ amount }) => inCurrency(amount, currency)))
  if (listed?.isWhole === true || parts === null) return parts
  if (money?.refunded) {
    const sum = inCurrency(money.refunded, currency)
    const lag = Schedule.refundShownAfter(policy.refundsShownAfterMillis)
    // What may not be in the sum yet is not taken off it: it would hide what others have paid back.
    const known = ours.filter((each) => each.status === "succeeded" && each.since + lag <= readAt)
    return sum === null
      ? null
      : Decimal.greatest("0", parts, Decimal.minus(sum, Decimal.sum(known.map(({ amount }) => amount))))
  }
  const isUnsaid = listed !== null || policy.states?.refunded !== undefined
  if (isUnsaid || isPaidBack(status)) return null
  return worth?.elsewhere ?? "0"
}

const disputedOf = (operation: Operation, { money }: Observation, policy: Policy, currency: string): string | null => {
  const listed = money?.disputes ?? null
  if (listed === null) return policy.states?.disputed === undefined ? (operation.worth?.disputed ?? "0") : null
  if (!listed.isWhole) return null
  const refunds = money?.refunds?.parts ?? []
  const open = listed.parts.filter(
    ({ isRefused, refund }) => !isRefused && !refunds.some(({ id, isDead: isOver }) => id === refund && !isOver)
  )
  return summed(open.map(({ amount }) => inCurrency(amount, currency)))
}

// An older answer changes nothing, however late it comes; a time that cannot have been is none.
const isOlder = ({ worth }: Operation, readAt: number, now: number): boolean =>
  worth != null && worth.at <= now && readAt < worth.at

/** What a payment is worth after this event; undefined where that says nothing of it. */
export const after = (operation: Operation, event: Event, policy: Policy, now: number): Worth | undefined => {
  const { fingerprint, kind, provider } = operation
  if (kind !== "payment" || fingerprint === null || event._tag !== "Found") return undefined
  const { instance, observation, readAt = now } = event
  if (instance !== provider || isOlder(operation, readAt, now)) return undefined
  if (Compare.differences(operation, observation).some(Compare.isMismatch)) return undefined
  if (observation.status === "unrecognised" && observation.money?.captured == null) return undefined
  const currency = observation.money?.captured?.currency ?? observation.money?.received?.currency ?? asked(operation)
  return {
    currency,
    captured:
      isDead(observation.status) && !observation.money?.captured ? "0" : capturedOf(operation, observation, currency),
    elsewhere: elsewhereOf(operation, observation, policy, currency, readAt),
    disputed: disputedOf(operation, observation, policy, currency),
    at: readAt,
    by: fingerprint,
    // A sum is of what was paid back, and says nothing of what is under way.
    statesRefunds: observation.money?.refunds?.isWhole === true && !isSomethingForgotten(operation, observation)
  }
}

/** What is left of it to be paid back, with all that our refunds hold taken off; null while it is not known. */
export const left = (worth: Worth | null | undefined, reserved: string): string | null => {
  if (worth == null) return null
  const { captured, disputed, elsewhere } = worth
  return captured === null || disputed === null || elsewhere === null
    ? null
    : Decimal.minus(captured, elsewhere, disputed, reserved)
}

/** What was paid back of it in all, as far as that is known. */
export const refundedOf = (worth: Worth | null | undefined, ours: ReadonlyArray<Ours>): string =>
  Decimal.sum([
    worth?.elsewhere ?? "0",
    ...ours.flatMap(({ amount, status }) => (status === "succeeded" ? [amount] : []))
  ])

/** Whether all of it was paid back. */
export const isAllBack = (worth: Worth | null | undefined, ours: ReadonlyArray<Ours>): boolean =>
  worth?.captured != null &&
  Decimal.isPositive(worth.captured) &&
  !Decimal.isLess(refundedOf(worth, ours), worth.captured)

/** Whether what was captured is what was asked for. */
export const isCapturedAsAsked = (amount: Amount | undefined, worth: Worth | null | undefined): boolean =>
  amount === undefined ||
  worth?.captured == null ||
  (worth.currency === amount.currency && Decimal.isSame(worth.captured, amount.value))
