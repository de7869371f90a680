/**
 * Who may still pay an operation, as far as the records tell: everybody who was sent it or calls back about it, but those
 * who are proven to have done nothing or who report that it ended there without money. Whoever calls it failed all the same
 * takes the risk that it is paid twice, because the merchant pays it in another way then.
 */
import { Settling } from "@switchyard/core"
import * as LeftBehind from "./leftBehind.ts"
import { isDoubtful, isPlaced, isProvenUnsent, isUnsent, type Operation, type Policy } from "./Operation.ts"
import { isDecidable } from "./Status.ts"
import { traits } from "./traits.ts"

const holder = (operation: Operation): ReadonlyArray<string> => {
  const { attempts, facts, provider } = operation
  const isOver = facts.deadAfter === attempts && !isDoubtful(operation)
  return provider === null || isUnsent(operation) || isProvenUnsent(operation) || isOver ? [] : [provider]
}

// Whoever has denied it is not named, although after a recovery nothing is proven by that.
const inDoubt = ({ facts: { doubt } }: Operation): ReadonlyArray<string> =>
  doubt === null
    ? []
    : [doubt.asking, ...doubt.ask, ...doubt.undecided].flatMap((account) =>
        account === null ? [] : [account.instance]
      )

/** The instances that may still pay it; undefined when it is proven that nobody does. Empty when nobody can be named. */
export const mayStillPay = (operation: Operation): ReadonlyArray<string> | undefined => {
  const { again, alsoAt } = operation.facts
  const left = LeftBehind.mayPay(operation.facts)
  const isDoubted = isDoubtful(operation)
  const names = [...new Set([...holder(operation), ...(isDoubted ? inDoubt(operation) : []), ...alsoAt, ...left])]
  return names.length === 0 && !isDoubted && again?._tag !== "Never" ? undefined : names
}

/** Why it takes a risk to call it failed. */
export const riskOfFailing = ({ kind }: Operation, instances: ReadonlyArray<string>): string => {
  const names = instances.join(", ")
  if (names === "")
    return "it cannot be told who has it, and it may still be paid: to call it failed risks that it is paid twice"
  return traits[kind].riskOfFailing(names)
}

const inHours = (millis: number): string => `${Math.max(Math.floor(millis / 3_600_000), 1)} h`

/** Why it takes a risk to try it again, and what that may cost, where these may have it already. */
export const riskOfTryingAgain = ({ kind }: Operation, policy: Policy, [name]: ReadonlyArray<string>): string => {
  if (name === undefined) return "it cannot be told who may have it already: a retry may pay twice"
  const { duplicates } = Settling.of(policy, "create")
  return Settling.isRepeatable(duplicates)
    ? `${name} takes a repeat for the same request only within ${inHours(duplicates.withinMillis)} of the first one: after that a retry is a second ${kind} there, and both are paid if the first was carried out`
    : `${name} does not refuse duplicates: a retry may pay twice`
}

/** Who may pay it twice if it is tried again; undefined where that takes no risk, empty where nobody can be named. */
export const riskOfRetrying = (operation: Operation, policy: Policy): ReadonlyArray<string> | undefined => {
  const { provider, status } = operation
  // After a recovery a plain retry only asks everybody once more.
  if (!isDecidable(status) || isDoubtful(operation) || isUnsent(operation) || isProvenUnsent(operation))
    return undefined
  if (provider === null || !isPlaced(operation)) return []
  return Settling.refusesDuplicates(Settling.of(policy, "create")) ? undefined : [provider]
}
