/**
 * What a read shows of something that is left and can still be paid: it is not committed, it was declined, or it is dead. Only
 * what is dead after it was abandoned lets the operation go on.
 */

import { type Stages as CoreStages, Reference } from "@switchyard/core"
import * as Abandoning from "./abandoning.ts"
import { anomaly, type Change, type Decision, decided, kept } from "./Decision.ts"
import * as Doubts from "./doubt.ts"
import { entered } from "./entering.ts"
import { type Abandon, type Absent, over, perhaps, type Tried, unsearched } from "./Facts.ts"
import * as Failures from "./failures.ts"
import * as LeftBehind from "./leftBehind.ts"
import type { Observation, Operation, Policy } from "./Operation.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { isHeld, isMoneyMoved, isUndecided } from "./Status.ts"
import * as Stages from "./stages.ts"
import { noted, review, stay } from "./staying.ts"
import { traits } from "./traits.ts"

/** A read: when it was asked, and what it changes besides. */
export interface Seen {
  readonly readAt: number
  readonly change: Change
}

type Given = Pick<Abandon, "onceDead" | "transient" | "why" | "failure">

// An account that shows it unfinished or dead may have another generation of it as well.
const inDoubt = (operation: Operation, now: number, change: Change): Decision | undefined =>
  operation.facts.doubt !== null && operation.status === "unknown"
    ? Doubts.answered(operation, operation.facts.doubt, { _tag: "Undecided" }, now, change.entries ?? [])
    : undefined

const counted = (
  { facts }: Operation,
  { afterMillis, answers, spacingMillis }: typeof CoreStages.AbandonAfter.Type,
  policy: Policy,
  readAt: number,
  unpaid: Absent | null
): { readonly isFinal: boolean; readonly unpaid: Absent | null; readonly from: number; readonly spacing: number } => {
  const from = Math.max((facts.latest?.until ?? 0) + afterMillis, Stages.soonest(facts))
  const counts = readAt >= from && (unpaid === null || readAt - unpaid.lastAt >= spacingMillis)
  const now = counts ? { answers: (unpaid?.answers ?? 0) + 1, lastAt: readAt } : unpaid
  const spacing = Math.max(spacingMillis, policy.statusReads.spacingMillis)
  return { isFinal: (now?.answers ?? 0) >= answers, unpaid: now, from, spacing }
}

const left = (operation: Operation, policy: Policy, now: number, { change, readAt }: Seen, given: Given): Decision => {
  const { facts, providerReference: known } = operation
  const { providerReference: id = null, ...unnamed } = change
  const why = given.why
  if (known === null && (id === null || Stages.isNamedByOlder(operation))) {
    return Abandoning.askedAgain(operation, policy, now, { ...unnamed, why: `${why}, and which it is cannot be told` })
  }
  // By its own id it is read once more.
  const soon = { status: "unknown", step: "look_up", delay: policy.statusReads.spacingMillis } as const
  if (known === null) return decided(operation, { ...change, ...soon })
  if (Replays.openOf(facts) !== null) return Abandoning.askedAgain(operation, policy, now, { ...change, why })
  const obstacle = Stages.obstacle(operation, policy)
  if (obstacle !== undefined) {
    return Abandoning.askedAgain(operation, policy, now, { ...change, why: `${why}, and ${obstacle}` })
  }
  const stage = Stages.stageOf(operation)
  const abandon = stage?.abandon ?? null
  if (abandon !== null && abandon.endedAt !== null && abandon.isWanted !== true) {
    // What has been accepted need not show at once, and is not asked for again and again.
    return Abandoning.askedAgain(operation, policy, now, {
      ...change,
      why: `${why}, however often its provider was asked to abandon it`,
      abandons: !abandon.isAccepted
    })
  }
  if (abandon !== null) {
    const dueAt = abandon.dueAt ?? Math.max(Stages.soonest(facts), now)
    return decided(operation, { ...change, ...soon, facts: { ...change.facts, ...Stages.withDue(facts, dueAt) } })
  }
  const after = policy.stages?.create?.abandonAfter
  if (after === undefined) {
    const unstated = `${why}, and its provider does not say when that may be believed`
    return Abandoning.askedAgain(operation, policy, now, { ...change, why: unstated })
  }
  const { from, isFinal, spacing, unpaid } = counted(operation, after, policy, readAt, stage?.unpaid ?? null)
  if (isFinal) {
    const facts0 = Stages.givenUp(operation, { ...given, dueAt: now })
    return decided(operation, { ...change, ...soon, facts: { ...change.facts, ...facts0, tries: 0 } })
  }
  return decided(operation, {
    ...change,
    ...soon,
    delay: Math.max(spacing, Math.min(from - now, 300_000)),
    facts: { ...change.facts, ...(stage === null ? {} : { stage: { ...stage, unpaid } }) }
  })
}

// Nobody has entered a state with it yet, and something of it is there.
const asUnknown = (operation: Operation, { change, readAt }: Seen): Seen => {
  const holding = operation.status === "submitting" ? { holding: perhaps(operation.facts) } : {}
  return { readAt, change: { ...change, facts: { ...change.facts, ...holding } } }
}

/** How what was prepared and not committed goes on once it is dead, where nothing was refused. */
export const uncommittedGoesOn = ({
  kind
}: Pick<Operation, "kind">): Pick<Abandon, "onceDead" | "transient" | "failure"> => ({
  onceDead: traits[kind].onceDead,
  transient: true,
  failure: Failures.answerLost("it was prepared and never committed")
})

/** It exists and cannot pay by itself, or was declined and can still be paid. That settles nothing. */
export const unpaid = (
  operation: Operation,
  policy: Policy,
  now: number,
  { observation, ...seen }: Seen & { readonly observation: Observation }
): Decision => {
  const { facts, status } = operation
  // It was asked before this request was sent.
  if (facts.latest?._tag === "Sending") return kept(operation, { entries: seen.change.entries ?? [] })
  const { change, readAt } = asUnknown(operation, seen)
  const doubtful = inDoubt(operation, now, change)
  if (doubtful !== undefined) return doubtful
  if (!isUndecided(status)) return ofHeld(operation, policy, now, observation, change)
  const declined: Given = {
    onceDead: "failed",
    transient: false,
    why: "it was declined and can still be paid",
    failure: Failures.reported("declined", observation)
  }
  const given =
    observation.status === "declined" ? declined : { ...uncommittedGoesOn(operation), why: "it was never committed" }
  return left(operation, policy, now, { change, readAt }, given)
}

/**
 * It exists, and a status that no document lists may mean that it was never committed. Undefined where nothing of it can be left
 * there.
 */
export const unrecognised = (operation: Operation, policy: Policy, now: number, seen: Seen): Decision | undefined => {
  if (operation.status !== "unknown" || !Stages.mayLeave(policy)) return undefined
  const { providerReference: _, ...unnamed } = seen.change
  const change = Stages.isNamedByOlder(operation) ? unnamed : seen.change
  return (
    inDoubt(operation, now, change) ??
    Abandoning.askedAgain(operation, policy, now, { ...change, why: "its provider says nothing that is known of it" })
  )
}

// Its provider may show what it has accepted only after a while; a payer may try again.
const ofHeld = (
  operation: Operation,
  policy: Policy,
  now: number,
  { providerStatus, status }: Observation,
  change: Change
): Decision => {
  const { foundAfterMillis } = policy.lookUp.create ?? {}
  const isLate =
    status === "uncommitted" &&
    isHeld(operation.status) &&
    foundAfterMillis !== undefined &&
    now - operation.facts.since > foundAfterMillis
  const strange = isLate
    ? [anomaly("its provider shows what it has accepted as not committed", { anomaly: "Uncommitted", providerStatus })]
    : []
  const news = noted(operation, [...(change.entries ?? []), ...strange])
  return stay(operation, policy, now, { entries: news.entries, facts: { ...change.facts, ...news.facts } })
}

const goesOn = (
  operation: Operation,
  { failure, transient, why }: Abandon,
  { entries = [], origin }: Change
): Decision => {
  const { facts, fingerprint, provider, providerReference } = operation
  const instance = provider ?? ""
  const tried: Tried = { instance, outcome: transient ? "NotExecuted" : "Rejected", transient, until: null }
  const generation = Stages.stageOf(operation)?.generation ?? 0
  return decided(operation, {
    status: "submitting",
    step: "submit",
    delay: 0,
    entries,
    ...(origin === undefined ? {} : { origin }),
    forgetsId: true,
    why: `${why}, and it was abandoned there`,
    facts: {
      stage: null,
      leftBehind:
        fingerprint === null || providerReference === null
          ? facts.leftBehind
          : [...facts.leftBehind, { instance, fingerprint, providerReference, generation, isDead: true }],
      latest: over(facts),
      holding: "nobody",
      search: unsearched,
      tries: 0,
      replays: null,
      failure,
      tried: [...facts.tried.filter((earlier) => earlier.instance !== instance), tried]
    }
  })
}

/**
 * What is told of an earlier generation, which was given up: undefined where it is told of another one. Only that it was paid
 * after all means anything, and is for a person.
 */
export const ofOlder = (
  operation: Operation,
  policy: Policy,
  now: number,
  { observation, ...seen }: Seen & { readonly observation: Observation }
): Decision | undefined => {
  const { facts, fingerprint, providerReference, status } = operation
  const { providerReference: id, providerStatus, status: reported } = observation
  // A name may lead to another account now, where the same id is that of something else.
  const older = id === null || fingerprint === null ? undefined : LeftBehind.at(facts, { fingerprint }, id)
  if (older === undefined || id === null) return undefined
  if (providerReference !== null && Reference.sameProviderId(providerReference, id)) return undefined
  const entries = seen.change.entries ?? []
  if (isMoneyMoved(reported)) return LeftBehind.paid(operation, older, providerStatus, { entries })
  return status === "unknown" && facts.latest?._tag !== "Sending"
    ? Abandoning.askedAgain(operation, policy, now, { entries, why: "only what was given up before is found" })
    : kept(operation, { entries })
}

/**
 * Its provider calls it ended without money. Undefined where that is decided as everywhere: it was not abandoned, or was accepted
 * before.
 */
export const dead = (
  operation: Operation,
  policy: Policy,
  now: number,
  { change, readAt }: Seen
): Decision | undefined => {
  const { createdAt, facts, kind, providerReference, recovery, status } = operation
  const { providerReference: id = null, ...unnamed } = change
  const isSending = facts.latest?._tag === "Sending"
  const entries = { entries: change.entries ?? [] }
  if (status === "submitting" && isSending && Stages.stageOf(operation) !== null) return kept(operation, entries)
  if (status !== "unknown") return undefined
  if (Stages.mayLeave(policy)) {
    const doubtful = inDoubt(operation, now, change)
    if (doubtful !== undefined) return doubtful
    if (recovery !== null) {
      return review(operation, "it is called ended, and after a recovery another one of it may be left there", change)
    }
  }
  if (Stages.isNamedByOlder(operation)) {
    return Abandoning.askedAgain(operation, policy, now, { ...unnamed, why: "only what was given up before is found" })
  }
  const abandon = Stages.abandonOf(operation)
  if (abandon === null || facts.alsoAt.length > 0 || facts.holding === "holder") return undefined
  // It may be paid as another one that was passed over at a risk.
  if (LeftBehind.mayPay(facts).length > 0) return undefined
  if (isSending) return kept(operation, entries)
  if (!abandon.isAccepted || abandon.endedAt === null) return undefined
  const soon = { status, step: "look_up", delay: 0 } as const
  if (readAt < abandon.endedAt) return decided(operation, { ...unnamed, ...soon })
  // What was found by our own id is read once more by its own.
  if (providerReference === null && id !== null) return decided(operation, { ...change, ...soon })
  const isLate = now >= createdAt + Schedule.replayPatience[kind]
  if (abandon.onceDead === "submit" && !isLate) return goesOn(operation, abandon, change)
  const { failure, onceDead, why } = abandon
  return entered(operation, policy, onceDead === "submit" ? "failed" : onceDead, now, {
    ...change,
    why: `${why}, and it was abandoned there`,
    facts: { ...change.facts, failure, stage: null }
  })
}
