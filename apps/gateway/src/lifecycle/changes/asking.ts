/** A change of a payment is asked for: whether it may be, and what is written down of it. Nothing of it is sent here. */
import { Capabilities } from "@switchyard/core"
import * as Decimal from "../../model/Decimal.ts"
import { type Decision, illegal, inFlight, kept } from "../Decision.ts"
import type { ChangeAsked } from "../Event.ts"
import type { Operation, Policy } from "../Operation.ts"
import { isChangeable } from "../Status.ts"
import { type Changes, mayHaveLeft, type Name, nextNumber, type Open } from "./Change.ts"
import { changesOf, room } from "./hold.ts"

/** A change with a number of its own. */
export const opened = (
  { facts: _, fingerprint, provider, recovery }: Operation,
  changes: Changes,
  { amount, isFinal, name }: Pick<Open, "amount" | "isFinal" | "name">,
  now: number
): Open => ({
  name,
  amount,
  isFinal,
  number: nextNumber(changes, recovery),
  instance: provider ?? "",
  fingerprint: fingerprint ?? "",
  askedAt: now,
  recovery,
  stage: "wanted",
  attempt: null,
  until: null,
  firstSentAt: null,
  keyAttempt: null,
  isReplayable: false,
  isClean: true,
  repeats: 0,
  dueAt: now,
  part: null,
  before: null,
  tries: 0
})

const whyNot = (operation: Operation, name: Name, policy: Policy): string | undefined => {
  const { fingerprint, provider, status } = operation
  if (provider === null || fingerprint === null) return "no provider has it"
  if (policy.operations?.includes(name) !== true) return `${provider} offers no ${name}`
  const isThere = name === "cancel" ? isChangeable(status) : status === "authorized"
  return isThere ? undefined : `a payment that is ${status} knows no ${name}`
}

/** A change is asked for by the merchant. */
export const asked = (operation: Operation, policy: Policy, event: ChangeAsked, now: number): Decision => {
  const { isFinal = true, name } = event
  const changes = changesOf(operation)
  const { last, open, unexplainedSince } = changes
  const isReplaced = name === "cancel" && open?.name === "complete" && !mayHaveLeft(open)
  if (open !== null && !isReplaced) return inFlight
  const why = whyNot(operation, name, policy)
  if (why !== undefined) return illegal(why, "unsupported")
  // Its first read is on its way.
  if (changes.hold === null && name === "capture") return inFlight
  if (unexplainedSince !== null) return illegal("no read has explained yet what was captured", "unsupported")
  if (!isFinal && !Capabilities.capturesOf(policy).several)
    return illegal("nothing stays held after a capture", "unsupported")
  const { amount } = name === "capture" ? captureOf(changes, event) : { amount: null }
  if (amount === undefined) return illegal("what is held of it is not known", "unsupported")
  if (amount !== null) {
    const rest = room(changes)
    const isOther = amount.currency !== changes.hold?.currency
    if (rest === null || isOther || !Decimal.isPositive(amount.value) || Decimal.isLess(rest, amount.value))
      return illegal(`no more than ${rest ?? "nothing"} can be captured`, "exceeds_authorized")
  }
  const next = opened(operation, { ...changes, last }, { name, amount, isFinal: name !== "capture" || isFinal }, now)
  return kept(operation, {
    entries: [{ kind: "transition", summary: `${name} ${next.number} asked for`, details: { amount } }],
    facts: {
      changes: { ...changes, last: next.number, open: next, isUnwanted: changes.isUnwanted || name === "cancel" }
    }
  })
}

const captureOf = (changes: Changes, { amount }: ChangeAsked): { readonly amount: Open["amount"] | undefined } => {
  if (amount !== undefined) return { amount }
  const rest = room(changes)
  return {
    amount: rest === null || changes.hold === null ? undefined : { value: rest, currency: changes.hold.currency }
  }
}
