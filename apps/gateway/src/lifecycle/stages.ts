/**
 * A create in stages: what is prepared at a provider and not committed, or declined, can still be paid there. Nothing else is tried
 * and nothing is called failed before that is read as dead (money rules, section 9). What is known of it stands here; asking for
 * it to be abandoned and what reads show of it stand in `abandoning.ts` and `leftovers.ts`.
 */
import { type Decided, type Decision, illegal, kept } from "./Decision.ts"
import type { Prepared } from "./Event.ts"
import {
  type Abandon,
  type Account,
  type Facts,
  forEver,
  isAtRisk,
  type LeftBehind,
  type Stage,
  unsearched
} from "./Facts.ts"
import * as Failures from "./failures.ts"
import { isDoubtful, type Operation, type Policy } from "./Operation.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { stateOf } from "./State.ts"

/** Whether a create may leave something there that can still be paid. */
export const mayLeave = ({ operations = [], stages }: Policy): boolean =>
  stages?.create !== undefined || operations.includes("abandon")

/** What may be left at the account that has it by the records; null where nothing can be. */
export const stageOf = ({ facts: { stage }, fingerprint }: Pick<Operation, "facts" | "fingerprint">): Stage | null =>
  stage?.account === fingerprint ? stage : null

/** What was given up there; null where nothing was. */
export const abandonOf = (operation: Pick<Operation, "facts" | "fingerprint">): Abandon | null =>
  stageOf(operation)?.abandon ?? null

/** Whether what is found there by our own id may be of an earlier generation, which is dead. */
export const isNamedByOlder = (operation: Operation): boolean => {
  const { facts, fingerprint, providerReference } = operation
  const isFirst = facts.keysUsed.filter((each) => each === fingerprint).length === 1
  return providerReference === null && !isFirst && (stageOf(operation)?.generation ?? 0) > 0
}

/** Whether what was prepared is given once more where it is prepared again, so that its id is learnt by that. */
export const canLearn = ({ stages }: Policy): boolean => stages?.create?.prepares === "same"

/** Why what is left is not abandoned by itself, if so. */
export const obstacle = (operation: Operation, policy: Policy): string | undefined => {
  const { operations = [] } = policy
  const { facts, providerReference, recovery } = operation
  if (!operations.includes("abandon")) return "its provider knows no way to abandon it"
  if (recovery !== null || facts.doubt !== null) return "the records may be older than the world"
  if (facts.again?._tag === "Never") return facts.again.why
  if (facts.alsoAt.length > 0) return `${facts.alsoAt.join(", ")} may have it`
  if (facts.holding === "holder") return "its provider has accepted it"
  return providerReference === null && !canLearn(policy) ? "its provider's id is not known" : undefined
}

/** When it may be abandoned: nothing of the latest request leaves or is under way any more. */
export const soonest = ({ latest }: Pick<Facts, "latest">): number =>
  latest === null ? 0 : latest.until + Schedule.sendGrace

/** How what its merchant wants canceled goes on once it is dead. */
export const unwanted: Pick<Abandon, "onceDead" | "transient" | "why" | "failure"> = {
  onceDead: "canceled",
  transient: false,
  why: "its merchant wants it canceled",
  failure: Failures.ours("Canceled", "abandoned because its merchant canceled it")
}

/** What is given up, to be abandoned at `dueAt` or once that may be: nothing of it is committed or replayed any more. */
export const givenUp = (
  { facts, fingerprint }: Operation,
  abandon: Pick<Abandon, "dueAt" | "onceDead" | "transient" | "why" | "failure">
): Partial<Facts> => {
  const begun: Stage = { account: fingerprint ?? "", generation: 0, isPrepared: false, unpaid: null, abandon: null }
  const stage = stageOf({ facts, fingerprint }) ?? begun
  const asked = stage.abandon ?? { asked: 0, endedAt: null, isAccepted: false }
  return {
    stage: { ...stage, abandon: { ...asked, ...abandon, ...(stage.isUnwanted === true ? unwanted : {}) } },
    search: unsearched,
    ...(isAtRisk(facts) ? { again: forEver(facts) } : {}),
    ...Replays.ended(facts, "it is given up")
  }
}

/** The facts with what is given up due then, or not before another read. */
export const withDue = ({ stage }: Pick<Facts, "stage">, dueAt: number | null): Partial<Facts> =>
  stage === null || stage.abandon === null ? {} : { stage: { ...stage, abandon: { ...stage.abandon, dueAt } } }

const leftAs = (
  account: Account,
  providerReference: string | null,
  generation: number,
  isDead: boolean
): LeftBehind => ({ ...account, providerReference, generation, ...(isDead ? { isDead } : {}) })

/** The facts with what was given up kept, where an operator says that it was paid: nobody else has said so. */
export const keptBehind = (operation: Operation): Partial<Facts> => {
  const { facts, fingerprint, provider, providerReference } = operation
  const { leftBehind } = facts
  const stage = stageOf(operation)
  // Where what was paid was given up elsewhere, this one may be paid as well.
  const mayBePaidToo = leftBehind.some(({ isPaid }) => isPaid === true)
  if (stage === null || (stage.abandon === null && !mayBePaidToo) || providerReference === null) return {}
  if (provider === null || fingerprint === null) return {}
  const isKept = leftBehind.some((each) => each.providerReference === providerReference)
  const left = leftAs({ instance: provider, fingerprint }, providerReference, stage.generation, false)
  return isKept ? {} : { leftBehind: [...leftBehind, left] }
}

/** The facts with what an answer that decides nothing any more has named as left there: it is looked after, whatever has become of the operation. */
export const leftBy = (
  { facts: { generations, leftBehind, stage } }: Pick<Operation, "facts">,
  event: Account & {
    readonly _tag: string
    readonly left?: unknown
    readonly providerReference?: string | null
  }
): Partial<Facts> => {
  const { fingerprint, instance, providerReference = null } = event
  if (event._tag !== "OutcomeUnknown" || event.left === undefined || providerReference === null) return {}
  if (leftBehind.some((each) => each.fingerprint === fingerprint && each.providerReference === providerReference))
    return {}
  const generation = stage?.account === fingerprint ? stage.generation : Math.max(generations - 1, 0)
  return { leftBehind: [...leftBehind, leftAs({ instance, fingerprint }, providerReference, generation, false)] }
}

/** The facts of an attempt that is about to be written down: each one in stages has a generation of its own. */
export const begun = (
  { facts, fingerprint, provider, providerReference }: Operation,
  account: string,
  isStaged: boolean
): Pick<Facts, "stage" | "generations" | "leftBehind"> => {
  const { generations, leftBehind, stage } = facts
  // What is proven to have done nothing is dead; without an id nobody can look after what is not.
  const isDead = facts.holding === "nobody"
  const isLeft = stage !== null && stage.account === fingerprint && (providerReference !== null || !isDead)
  return {
    stage: isStaged ? { account, generation: generations, isPrepared: false, unpaid: null, abandon: null } : null,
    generations: generations + (isStaged ? 1 : 0),
    leftBehind:
      isLeft && provider !== null && fingerprint !== null
        ? [...leftBehind, leftAs({ instance: provider, fingerprint }, providerReference, stage.generation, isDead)]
        : leftBehind
  }
}

const whyNot = (operation: Operation, event: Prepared, now: number): string | undefined => {
  const { facts, fingerprint, provider, status } = operation
  const { attempt, commitUntil, sendUntil } = event
  const state = stateOf(operation)
  const stage = stageOf(operation)
  const isOwn =
    state._tag === "Sending" &&
    state.attempt === attempt &&
    state.until === sendUntil &&
    event.instance === provider &&
    event.fingerprint === fingerprint
  if (status !== "submitting" || !isOwn) return "it is not this attempt that is on its way"
  if (stage === null || stage.isPrepared || stage.abandon !== null) return "it is not prepared for this"
  if (stage.isUnwanted === true) return "its merchant wants it canceled"
  if (facts.again?._tag === "Never") return facts.again.why
  if (facts.alsoAt.length > 0 && !isAtRisk(facts)) return `${facts.alsoAt.join(", ")} may have it`
  if (isDoubtful(operation)) return "after a recovery it is not known yet who has it"
  return now >= sendUntil || (commitUntil !== null && now >= commitUntil) ? "too late to commit it" : undefined
}

/** The commit of the attempt that is on its way may leave: what it takes to send it is stored with this. */
export const prepared = (operation: Operation, event: Prepared, now: number): Decision => {
  const why = whyNot(operation, event, now)
  const { facts, recovery } = operation
  const { attempt, commitUntil, instance, isReplayable, providerReference, sendUntil } = event
  if (why !== undefined || facts.stage === null) return illegal(why ?? "it has no stages")
  const dueAt = sendUntil + Schedule.sendGrace
  return kept(operation, {
    providerReference,
    entries: [
      {
        kind: "attempt",
        summary: `attempt ${attempt}: prepared at ${instance}, and may be committed`,
        details: {
          instance,
          attempt,
          providerReference,
          generation: facts.stage.generation,
          commitUntil: commitUntil === null ? null : new Date(commitUntil).toISOString()
        }
      }
    ],
    facts: {
      stage: { ...facts.stage, isPrepared: true },
      // Each generation has a key of its own, so that this is the first request under it.
      ...(isReplayable && recovery === null
        ? { replays: { _tag: "Open", count: 0, firstSentAt: now, until: sendUntil, dueAt, lookUpAt: null } }
        : {})
    }
  })
}

/** What was decided, with the step that is due: of an unknown that was given up the earlier of look-up and abandoning it. */
export const stepped = ({ recovery }: Operation, decision: Decision, now: number): Decision => {
  // Nothing of what a recovery covers is abandoned by itself.
  if (decision._tag === "Illegal" || recovery !== null || decision.facts.doubt !== null) return decision
  const { delay, facts, status, step } = decision
  const dueAt = facts.stage?.abandon?.dueAt ?? null
  if (status !== "unknown" || facts.latest?._tag === "Sending" || stageOf(decision) === null) return decision
  if (dueAt === null || step !== "look_up" || typeof delay !== "number" || now + delay < dueAt) return decision
  return { ...(decision satisfies Decided), step: "abandon", delay: Math.max(dueAt - now, 0) }
}
