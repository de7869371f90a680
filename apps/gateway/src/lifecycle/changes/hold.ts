/**
 * What is held of a payment and what was captured of it, as a read states it, and how much of that our own captures explain. A part
 * is ours by the id of our own answer or by our mark, never by its amount. Pure.
 */
import { Money, PaymentChange, Reference } from "@switchyard/core"
import * as Decimal from "../../model/Decimal.ts"
import * as Compare from "../Compare.ts"
import type { Part } from "../Money.ts"
import type { Observation, Operation } from "../Operation.ts"
import { isDead } from "../Status.ts"
import { type Changes, type Hold, none } from "./Change.ts"

const inCurrency = (money: Money.Money | null | undefined, currency: string): string | null =>
  money == null || money.currency !== currency ? null : Money.toText(money)

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

const summed = (amounts: ReadonlyArray<string | null>): string | null => {
  const known = amounts.flatMap((each) => (each === null ? [] : [each]))
  return known.length === amounts.length ? Decimal.sum(known) : null
}

/** What our captures explain of what was captured. */
export const explained = ({ captured }: Changes): string => Decimal.sum(captured.map(({ amount }) => amount))

// A capture that is under way is explained as soon as it is listed.
const elsewhereOf = (
  operation: Operation,
  changes: Changes,
  { money }: Observation,
  captured: string | null,
  currency: string
): string | null => {
  const ours = [...changes.captured, ...(changes.open?.name === "capture" ? [changes.open] : [])]
  const listed = money?.captures ?? null
  if (listed === null) return captured === null ? null : Decimal.minus(captured, explained(changes))
  if (!listed.isWhole) return null
  const others = listed.parts.filter(
    (part) => part.status !== "failed" && !ours.some((each) => isCapture(operation, each, part))
  )
  return summed(others.map(({ amount }) => inCurrency(amount, currency)))
}

// Of what its payer has not paid, and of what has ended without money, nothing was captured, unless that is said.
const isNothingTaken = ({ status }: Observation): boolean => status === "awaiting_payer" || isDead(status)

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
    (isNothingTaken(observation) ? "0" : null)
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

/** What can still be captured; null while that is not known. */
export const room = (changes: Changes): string | null => {
  const { hold } = changes
  if (hold === null || hold.authorized === null || hold.captured === null || hold.elsewhere === null) return null
  const taken = Decimal.greatest(hold.captured, Decimal.sum([explained(changes), hold.elsewhere]))
  const rest = Decimal.minus(hold.authorized, taken)
  return hold.capturable !== null && Decimal.isLess(hold.capturable, rest) ? hold.capturable : rest
}
