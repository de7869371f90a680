/** Entering a state by a provider's word: whoever holds it is known then, and it is followed or looked after from there. */
import { type Change, type Decision, decided } from "./Decision.ts"
import { type Facts, unsearched } from "./Facts.ts"
import { passed } from "./latest.ts"
import * as LeftBehind from "./leftBehind.ts"
import { endOf, type Operation, type Policy } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isEnded, isWithoutMoney } from "./Status.ts"
import { review } from "./staying.ts"

// Whoever holds it has it, so no doubt is left either.
const settled = ({ facts }: Operation, now: number): Partial<Facts> => ({
  latest: passed(facts, now),
  holding: "holder",
  search: unsearched,
  tries: 0,
  ...(facts.again?._tag === "Refused" ? { again: null } : {}),
  doubt: null,
  ...(facts.doubt === null ? {} : { cleared: { recovery: facts.doubt.recovery, asked: "all" } })
})

/**
 * Enters a state in which its provider has it, or in which it is over. Without money it is not over before all that was left
 * behind is known to be dead.
 */
export const entered = (
  operation: Operation,
  policy: Policy,
  status: Schedule.Followed,
  now: number,
  { facts, ...change }: Change
): Decision => {
  const left = LeftBehind.mayPay({ ...operation.facts, ...facts })
  if (isWithoutMoney(status) && left.length > 0 && !isEnded(operation.status)) {
    const why = `called ${status}, and something that was left at ${left.join(", ")} may still be paid`
    return review(operation, why, { ...change, facts: { ...settled(operation, now), ...facts } })
  }
  const end = endOf({ ...operation, status, facts: { ...operation.facts, ...facts } })
  const watchAt = Schedule.watch(operation.kind, policy, end, now, { since: now, watched: 0 })
  const next = Schedule.following(policy, status, now, { since: now, watchAt, isFresh: true })
  return decided(operation, {
    ...change,
    ...next,
    facts: { ...settled(operation, now), since: now, watch: { count: 0, at: watchAt }, ...facts }
  })
}
