/**
 * Looking after what an operator has called failed while nobody could tell who has it. To accept that it may be paid twice is no
 * statement that it was not paid: whoever may have it is looked after, in turn, each for as long as its own manifest asks for.
 */
import type { Decision } from "./Decision.ts"
import type { Account, Facts, Watch } from "./Facts.ts"
import { isDoubtful, type Operation } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isEnded } from "./Status.ts"

const inDoubt = ({
  facts: { doubt }
}: Operation): ReadonlyArray<Account & { readonly providerReference?: string | null }> => {
  if (doubt === null) return []
  const { ask, asking, dead, undecided } = doubt
  return [
    ...(asking === null ? [] : [asking]),
    ...ask,
    ...undecided,
    ...(dead === null ? [] : [{ ...dead.account, providerReference: dead.providerReference }])
  ]
}

/** Who is looked after beside the account that has it by the records: everybody who has not proven that it does not have it. */
export const others = (operation: Operation, mayHaveIt: ReadonlyArray<Account>, now: number): Pick<Watch, "also"> => {
  const at = now + Schedule.firstWatch(operation.kind)
  const also = new Map(
    [...mayHaveIt, ...inDoubt(operation)]
      .filter(({ fingerprint }) => fingerprint !== operation.fingerprint)
      .map(
        (account) =>
          [
            account.fingerprint,
            { providerReference: null, ...account, count: 0, at, since: now, isDead: false }
          ] as const
      )
  )
  return also.size === 0 ? {} : { also: [...also.values()] }
}

/** Who may have it although an operator takes the risk to send it without their answer: until they give one, it never fails. */
export const leftOpen = (operation: Operation, mayHaveIt: ReadonlyArray<Account>): Pick<Facts, "alsoAt"> => {
  // Whoever has accepted it has it, and nobody was tried after that.
  const isOpen = isDoubtful(operation) && operation.facts.holding !== "holder"
  const names = isOpen ? [...mayHaveIt, ...inDoubt(operation)].map(({ instance }) => instance) : []
  return { alsoAt: [...new Set([...operation.facts.alsoAt, ...names])] }
}

const dueAt = ({ delay, step }: Exclude<Decision, { readonly _tag: "Illegal" }>, now: number): number | undefined =>
  step === "none" || delay === null ? Number.POSITIVE_INFINITY : delay === "keep" ? undefined : now + delay

const timeOf = ({ deadAfter, since }: Facts, { count }: Watch, attempts: number) => ({
  count,
  since,
  isDead: deadAfter === attempts
})

/** The decision, with the next look at another account where that is due before the one at this. */
export const turned = (decision: Decision, now: number): Decision => {
  if (decision._tag === "Illegal" || !isEnded(decision.status)) return decision
  const { attempts, facts, fingerprint, provider, providerReference } = decision
  const last = now + Schedule.longestWatch
  const [first, ...rest] = (facts.watch?.also ?? [])
    .map((each) => ({ ...each, at: Math.min(each.at, last), since: Math.min(each.since, now) }))
    .toSorted((one, other) => one.at - other.at)
  const at = dueAt(decision, now)
  if (facts.watch === null || first === undefined || at === undefined) return decision
  if (at <= first.at) return { ...decision, facts: { ...facts, watch: { ...facts.watch, also: [first, ...rest] } } }
  const isOver = !Number.isFinite(at) || provider === null || fingerprint === null
  const also = isOver
    ? rest
    : [...rest, { instance: provider, fingerprint, providerReference, at, ...timeOf(facts, facts.watch, attempts) }]
  return {
    ...decision,
    step: "sweep",
    delay: Math.max(first.at - now, 0),
    provider: first.instance,
    fingerprint: first.fingerprint,
    providerReference: first.providerReference,
    facts: {
      ...facts,
      // One account's word says nothing of another.
      deadAfter: first.isDead ? attempts : null,
      since: first.since,
      watch: { count: first.count, at: first.at, ...(also.length === 0 ? {} : { also }) }
    }
  }
}
