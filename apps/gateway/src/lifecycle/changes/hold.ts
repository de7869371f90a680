/**
 * What is held of a payment and what was captured of it, as a read states it, and how much of that our own captures explain. A part
 * is ours by the id of our own answer or by our mark, never by its amount. Pure.
 */
import { PaymentChange, Reference } from "@switchyard/core"
import * as Decimal from "../../model/Decimal.ts"
import * as Compare from "../Compare.ts"
import { inCurrency, type Part, summed } from "../Money.ts"
import type { Observation, Operation } from "../Operation.ts"
import { isDead } from "../Status.ts"
import { type Changes, type Hold, none } from "./Change.ts"

/** The changes of a payment. */
export const changesOf = ({ facts }: Pick<Operation, "facts">): Changes => facts.changes ?? none

/** Whether a part that its provider lists is the capture with this number. */
export const isCapture = (
  { reference: ours }: Pick<Operation, "reference">,
  { number, part }: { readonly number: number; readonly part: string | null },
  { id, reference }: Part
): boolean =>
  (part !== null && Reference.sameProviderId(part, id)) ||
  reference === PaymentChange.keyOf("capture", { reference: ours, number })

/** What our captures explain of what was captured. */
export const explained = ({ captured }: Changes): string => Decimal.sum(captured.map(({ amount }) => amount))

// A capture that is under way is explained as soon as it is listed. One that no request was ever written down of is none of ours,
// whatever it bears: the records may have gone back since. Of a sum that lags behind our captures nothing is anybody's.
const elsewhereOf = (
  operation: Operation,
  changes: Changes,
  { money }: Observation,
  captured: string | null,
  currency: string
): string | null => {
  const { open } = changes
  const ours = [...changes.captured, ...(open?.name === "capture" && open.until !== null ? [open] : [])]
  const listed = money?.captures ?? null
  if (listed === null)
    return captured === null ? null : Decimal.greatest("0", Decimal.minus(captured, explained(changes)))
  if (!listed.isWhole) return null
  const others = listed.parts.filter(
    (part) => part.status !== "failed" && !ours.some((each) => isCapture(operation, each, part))
  )
  return summed(others.map(({ amount }) => inCurrency(amount, currency)))
}

// Of what its payer has not paid, and of what has ended without money, nothing was captured, unless that is said, or was before: a
// payer's turn may come again after something of it was.
const isNothingTaken = ({ status }: Observation): boolean => status === "awaiting_payer" || isDead(status)

const unsaid = (observation: Observation, changes: Changes): string | null =>
  isNothingTaken(observation)
    ? (changes.hold?.captured ?? Decimal.sum([explained(changes), changes.elsewhereTold ?? "0"]))
    : null

/** Whether a read says anything of this payment: by its holder, about no other one, and not asked before the latest that did. */
export const isNews = (
  operation: Operation,
  observation: Observation,
  instance: string,
  readAt: number,
  now: number
): boolean => {
  const { hold } = changesOf(operation)
  const isOlder = hold !== null && hold.at <= now && readAt < hold.at
  return (
    operation.kind === "payment" &&
    operation.fingerprint !== null &&
    instance === operation.provider &&
    !isOlder &&
    !Compare.differences(operation, observation).some(Compare.isMismatch)
  )
}

/** What is held by this read. */
export const holdOf = (operation: Operation, observation: Observation, readAt: number): Hold => {
  const changes = changesOf(operation)
  const { amount: asked } = operation.facts.asked
  const { amount, isApproved = false, money } = observation
  const currency = asked?.currency ?? ""
  const parts =
    money?.captures?.isWhole === true ? money.captures.parts.filter(({ status }) => status === "succeeded") : null
  const captured =
    inCurrency(money?.captured, currency) ??
    (parts === null ? null : summed(parts.map((part) => inCurrency(part.amount, currency)))) ??
    unsaid(observation, changes)
  return {
    currency,
    authorized:
      inCurrency(money?.authorized, currency) ?? (observation.status === "authorized" ? (asked?.value ?? null) : null),
    capturable: inCurrency(money?.capturable, currency),
    captureBefore: money?.captureBefore ?? null,
    captured,
    elsewhere:
      isNothingTaken(observation) && captured === "0"
        ? "0"
        : elsewhereOf(operation, changes, observation, captured, currency),
    // An approval of another amount, or of one that is not stated, is none of what was asked for.
    isApproved: isApproved && asked !== undefined && amount !== null && Compare.amounts(asked, amount).length === 0,
    at: readAt,
    by: operation.fingerprint ?? ""
  }
}

/** What was captured of it by anybody, or is being captured there; null while that is not known. */
export const taken = (changes: Changes): string | null => {
  const { hold } = changes
  return hold === null || hold.captured === null || hold.elsewhere === null
    ? null
    : Decimal.greatest(hold.captured, Decimal.sum([explained(changes), hold.elsewhere]))
}

/** What can still be captured; null while that is not known. */
export const room = (changes: Changes): string | null => {
  const { hold } = changes
  const gone = taken(changes)
  if (hold === null || hold.authorized === null || gone === null) return null
  const rest = Decimal.minus(hold.authorized, gone)
  return hold.capturable !== null && Decimal.isLess(hold.capturable, rest) ? hold.capturable : rest
}
