/** A change of a payment is asked for: whether it may be, and what is written down of it. Nothing of it is sent here. */
import { Capabilities } from "@switchyard/core"
import * as Decimal from "../../model/Decimal.ts"
import { type Decision, type Illegal, illegal, inFlight, kept } from "../Decision.ts"
import { canceledUnsent } from "../deciding.ts"
import type { ChangeAsked } from "../Event.ts"
import type { Operation, Policy } from "../Operation.ts"
import { isChangeable, isUndecided } from "../Status.ts"
import { type Changes, mayHaveLeft, nextNumber, type Open } from "./Change.ts"
import { ended } from "./ending.ts"
import { changesOf, room, taken } from "./hold.ts"

/** A change with a number of its own. */
export const opened = (
  { facts: _, fingerprint, numbersAfter, provider, recovery }: Operation,
  changes: Changes,
  { amount, isFinal, name }: Pick<Open, "amount" | "isFinal" | "name">,
  now: number
): Open => ({
  name,
  amount,
  isFinal,
  number: nextNumber(changes, numbersAfter),
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
  isOther: false,
  repeats: 0,
  dueAt: now,
  part: null,
  before: null,
  tries: 0
})

const whyNot = (
  operation: Operation,
  changes: Changes,
  { isFinal = true, name }: Pick<ChangeAsked, "isFinal" | "name">,
  policy: Policy
): Illegal | undefined => {
  const { fingerprint, provider, status } = operation
  if (isUndecided(status)) return inFlight
  const isThere = name === "cancel" ? isChangeable(status) : status === "authorized"
  if (!isThere || provider === null || fingerprint === null)
    return illegal(`a payment that is ${status} has no ${name}`)
  if (policy.operations?.includes(name) !== true) return illegal(`${provider} offers no ${name}`, "unsupported")
  // Its first read is on its way.
  if (changes.hold === null && name === "capture") return inFlight
  if (changes.unexplainedSince !== null) return illegal("no read has explained yet what was captured", "in_flight")
  if (!isFinal && !Capabilities.capturesOf(policy).several)
    return illegal("nothing stays held after a capture there", "unsupported")
  return name === "cancel" && Decimal.isPositive(taken(changes) ?? changes.hold?.captured ?? "0")
    ? illegal("something was captured of it: the last capture lets go of the rest")
    : undefined
}

// What never left is canceled without asking anybody, by a change that has a number as well.
const unsent = (operation: Operation, changes: Changes, by: string | undefined, now: number): Decision => {
  const decision = canceledUnsent(operation, now)
  if (decision._tag === "Illegal") return inFlight
  const change = opened(operation, changes, { name: "cancel", amount: null, isFinal: true }, now)
  const known = { ...changes, last: change.number, isUnwanted: true }
  const over = ended(known, change, "done", "nothing of it was ever sent")
  return {
    ...decision,
    entries: [lineOf(change, by), ...over.entries, ...decision.entries],
    facts: { ...decision.facts, changes: over.changes }
  }
}

const lineOf = ({ amount, isFinal, name, number }: Open, by: string | undefined) => ({
  kind: "transition" as const,
  summary: `${name} ${number} asked for`,
  details: { number, amount, isFinal, ...(by === undefined ? {} : { by }) }
})

/** A change is asked for by the merchant. */
export const asked = (operation: Operation, policy: Policy, event: ChangeAsked, now: number): Decision => {
  const { by, isFinal = true, name } = event
  const known = changesOf(operation)
  if (name === "cancel" && known.open === null && operation.step === "submit") return unsent(operation, known, by, now)
  const { open } = known
  const isReplaced = name === "cancel" && open !== null && open.name !== "cancel" && !mayHaveLeft(open)
  if (open !== null && !isReplaced) return inFlight
  const replaced = open === null ? undefined : ended(known, open, "dead", "its merchant has wanted to cancel it")
  const changes = replaced?.changes ?? known
  const why = whyNot(operation, changes, event, policy)
  if (why !== undefined) return why
  const { amount } = name === "capture" ? captureOf(changes, event) : { amount: null }
  if (amount === undefined) return illegal("what is held of it is not known", "in_flight")
  if (amount !== null) {
    const rest = room(changes)
    const currency = changes.hold?.currency
    if (amount.currency !== currency) return illegal(`it is held in ${currency}`, "exceeds_authorized")
    if (rest === null || !Decimal.isPositive(amount.value) || Decimal.isLess(rest, amount.value))
      return illegal(`no more than ${rest ?? "nothing"} can be captured`, "exceeds_authorized")
  }
  const next = opened(operation, changes, { name, amount, isFinal: name !== "capture" || isFinal }, now)
  const decision = kept(operation, {
    entries: [...(replaced?.entries ?? []), lineOf(next, by)],
    facts: {
      changes: { ...changes, last: next.number, open: next, isUnwanted: changes.isUnwanted || name === "cancel" }
    }
  })
  return decision._tag === "Illegal" || replaced === undefined ? decision : { ...decision, beside: replaced.news }
}

const captureOf = (changes: Changes, { amount }: ChangeAsked): { readonly amount: Open["amount"] | undefined } => {
  if (amount !== undefined) return { amount }
  const rest = room(changes)
  return {
    amount: rest === null || changes.hold === null ? undefined : { value: rest, currency: changes.hold.currency }
  }
}
