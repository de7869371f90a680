/**
 * The question that a recovery puts about an operation: who is still to be asked whether they have it, in which order, and
 * where it may be sent once everybody has denied it. Pure; who can be asked at all is given.
 */
import type { Recovered } from "./Event.ts"
import type { Account } from "./Facts.ts"
import { isDoubtful, type Operation } from "./Operation.ts"
import { traits } from "./traits.ts"

/** Everybody who may have an operation. */
export interface Suspects {
  /** Can be asked by our own id. */
  readonly ask: ReadonlyArray<Account>
  readonly undecided: ReadonlyArray<Account>
}

const isAsked = ({ facts, recovery }: Operation, { fingerprint }: Account): boolean =>
  facts.cleared !== null &&
  facts.cleared.recovery === recovery &&
  (facts.cleared.asked === "all" || facts.cleared.asked.includes(fingerprint))

/** Whether anybody may have to be asked about a covered operation. */
export const isInQuestion = (operation: Operation): boolean =>
  operation.recovery !== null && (isDoubtful(operation) || operation.facts.cleared?.asked !== "all")

/**
 * Who is still to be asked before anything of a covered operation is sent, or undefined when everybody was. An instance
 * that was configured after the others were asked is asked as well.
 */
export const stillToAsk = (operation: Operation, { ask, undecided }: Suspects): Suspects | undefined => {
  if (!isInQuestion(operation)) return undefined
  const isOpen = (account: Account) => !isAsked(operation, account)
  // One that does not know our ids may still be asked by its own.
  const isKnown = ({ fingerprint }: Account) =>
    fingerprint === operation.fingerprint && operation.providerReference !== null
  const left = {
    ask: [...ask, ...undecided.filter(isKnown)].filter(isOpen),
    undecided: undecided.filter((account) => !isKnown(account)).filter(isOpen)
  }
  return !isDoubtful(operation) && left.ask.length + left.undecided.length === 0 ? undefined : left
}

/** Who had it by the records is asked first, then who called back about it. */
export const question = (
  { fingerprint }: Operation,
  left: Suspects,
  rest: Pick<Recovered, "recovery" | "startedAt" | "called" | "target">
): Recovered => {
  const rank = (account: Account) =>
    account.fingerprint === fingerprint ? 0 : rest.called.includes(account.instance) ? 1 : 2
  return { _tag: "Recovered", ...rest, ...left, ask: left.ask.toSorted((a, b) => rank(a) - rank(b)) }
}

/** Where it may be sent once everybody has denied it: where a duplicate would be refused, as `refusing` knows it. */
export const targetOf = (
  { attempts, fingerprint, kind, provider }: Operation,
  first: string | undefined,
  refusing: (instance: string) => Account | null
): Account | null => {
  if (!traits[kind].isResent) return null
  if (attempts > 0 && provider !== null) {
    const account = refusing(provider)
    return account?.fingerprint === fingerprint ? account : null
  }
  return first === undefined ? null : refusing(first)
}
