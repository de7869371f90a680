/**
 * The consequence of a provider's report about an operation, in the answer to a create or to a status read. A status it
 * does not document and a move the table does not have change nothing; what is about something else is for a person.
 */
import * as Compare from "./Compare.ts"
import { anomaly, type Change, type Decision, decided, kept } from "./Decision.ts"
import * as Doubts from "./doubt.ts"
import { entered } from "./entering.ts"
import type { Facts, Failure } from "./Facts.ts"
import * as Failures from "./failures.ts"
import { passed } from "./latest.ts"
import * as LeftBehind from "./leftBehind.ts"
import * as Leftovers from "./leftovers.ts"
import { isLeft, type Observation, type Operation, type Policy } from "./Operation.ts"
import * as PayersTry from "./payersTry.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import {
  isDead,
  isEnded,
  isForPerson,
  isHeld,
  isLegal,
  isMoneyMoved,
  isOpen,
  isPaidBack,
  isUndecided,
  isWithoutMoney,
  type Kind,
  type Status,
  tellsWhy
} from "./Status.ts"
import { noted, review, stay, untilReplayed } from "./staying.ts"
import { traits } from "./traits.ts"
import * as Worth from "./Worth.ts"

const bareReads = 3

// A payout that bounces is called failed or canceled by some, after they called it paid.
const statusOf = (
  kind: Kind,
  from: Status,
  reported: Exclude<Observation["status"], "unrecognised" | "uncommitted" | "declined">
): Schedule.Followed =>
  isMoneyMoved(from) && isWithoutMoney(reported) ? (traits[kind].bouncesAs ?? reported) : reported

const failureOf = (status: Status, observation: Observation): Failure | null =>
  tellsWhy(status) ? Failures.reported(status, observation) : PayersTry.failureOf(status, observation)

const answerLost = Failures.answerLost("the answer to the create was lost, and with it what the payer must do")

// An end of something that does not fit is not the end of what was asked for, nor is one that may be that of another request.
const endsAt = (
  { attempts, facts, provider }: Operation,
  { status }: Observation,
  fits: boolean,
  isSure: boolean
): Partial<Facts> => ({
  deadAfter: fits && isSure && isDead(status) ? attempts : null,
  alsoAt:
    isLeft(status) || (isDead(status) && !isSure)
      ? facts.alsoAt
      : facts.alsoAt.filter((instance) => instance !== provider)
})

/** How a report came: in the answer to a create, or in that to a read which was asked at `readAt`. */
export interface Reported {
  readonly isAnswer: boolean
  readonly readAt: number
}

/** The consequence of what the provider reported about the operation. */
export const found = (
  operation: Operation,
  policy: Policy,
  observation: Observation,
  now: number,
  { isAnswer, readAt }: Reported
): Decision => {
  const { facts, kind, status } = operation
  const differences = Compare.differences(operation, observation)
  const anomalies = differences.map(({ kind: of, message }) => anomaly(message, { anomaly: of }))
  const mismatch = differences.find(Compare.isMismatch)
  const proof = Replays.proofOf(operation, policy, readAt)
  const holding = endsAt(operation, observation, mismatch === undefined, proof._tag === "Sure")
  const news = withFacts(noted(operation, anomalies), holding)
  const { providerReference, providerStatus } = observation
  const origin = { by: isAnswer ? "answer to the create" : "status read", providerStatus, providerReference }
  const isOwnPaid = facts.isOwnPaid || (mismatch === undefined && isMoneyMoved(observation.status))
  const facts0 = { ...news.facts, isOwnPaid, hasNext: facts.hasNext || observation.hasNext }

  const left = { origin, providerReference, entries: news.entries, facts: { ...facts0, latest: passed(facts, now) } }
  const older = isOpen(status)
    ? Leftovers.ofOlder(operation, policy, now, { change: left, readAt, observation })
    : undefined
  if (older !== undefined) return older
  if (isForPerson(status))
    return reviewed(operation, observation, { ...news, facts: { ...news.facts, isOwnPaid } }, isAnswer, now)

  if (mismatch !== undefined) {
    return isOpen(status) || (isWithoutMoney(status) && isMoneyMoved(observation.status))
      ? review(operation, `what the provider holds differs: ${mismatch.message}`, {
          origin,
          entries: anomalies,
          facts: { ...facts0, latest: passed(facts, now) }
        })
      : stay(operation, policy, now, news)
  }

  if (observation.status === "unrecognised") {
    const unsaid = Leftovers.unrecognised(operation, policy, now, { change: left, readAt })
    if (unsaid !== undefined) return unsaid
    // It exists; what became of it is not said.
    return isUndecided(status) && isLegal(kind, status, "processing")
      ? entered(operation, policy, "processing", now, { ...news, origin, facts: facts0, providerReference })
      : stay(operation, policy, now, news)
  }

  if (isLeft(observation.status)) return Leftovers.unpaid(operation, policy, now, { change: left, readAt, observation })

  const reported = statusOf(kind, status, observation.status)
  // What we have paid back need not show in what is said of the payment at once.
  const target =
    kind === "payment" && isMoneyMoved(reported) && Worth.isAllBack(operation.worth, operation.refunds ?? [])
      ? "refunded"
      : reported
  if (isWithoutMoney(target) && proof._tag !== "Sure" && isOpen(status)) {
    const change = { origin, providerReference, entries: news.entries, facts: facts0 }
    return unproven(operation, target, proof, now, change)
  }
  const over = isWithoutMoney(target) ? Leftovers.dead(operation, policy, now, { change: left, readAt }) : undefined
  if (over !== undefined) return over
  if (facts.doubt !== null && status === "unknown" && isWithoutMoney(target)) {
    // A refusal may have left this behind, and somebody else have paid.
    const failure = failureOf(target, observation) ?? answerLost
    const watchAt = Schedule.watch(kind, policy, { status: target, isReported: true }, now, { since: now, watched: 0 })
    const dead = { status: target, failure, providerReference, watchAt }
    return Doubts.answered(operation, facts.doubt, { _tag: "Dead", dead }, now, news.entries)
  }
  // A person has decided by what others had told: that its own account has paid as well is told to one.
  const others = [...facts.alsoAt.filter((instance) => instance !== operation.provider), ...LeftBehind.payers(facts)]
  if (isEnded(status) && isMoneyMoved(target) && facts.isResolved && !facts.isOwnPaid && others.length > 0) {
    const why = `paid, and ${[...new Set(others)].join(", ")} has it or may have it too`
    return review(operation, why, {
      origin,
      entries: [...anomalies, anomaly("paid by whoever has it, and by another", { anomaly: "PaidAfterAll" })],
      facts: { ...facts0, again: { _tag: "Never", why } }
    })
  }
  if (target === status) {
    const isNews = traits[kind].hasPayer && target === "awaiting_payer" && observation.hasNext && !facts.hasNext
    const declined = target === "awaiting_payer" ? { failure: failureOf(target, observation) } : {}
    return stay(operation, policy, now, { ...news, isNews, facts: { ...facts0, tries: 0, ...declined } })
  }
  if (policy.payerIsAsked !== false && isBareUnknown(operation, observation, isAnswer)) {
    const open = Replays.openOf(facts)
    const change = { providerReference, facts: { ...facts0, latest: passed(facts, now) }, entries: news.entries }
    // The lost answer is repeated in that to a replay.
    if (open?.count === 0) return untilReplayed(operation, open, now, change)
    if (proof._tag === "Early") return unproven(operation, "canceled", proof, now, change)
    const foundBare = facts.search.foundBare + 1
    return foundBare < bareReads
      ? decided(operation, {
          status: "unknown",
          step: "look_up",
          delay: policy.statusReads.spacingMillis,
          providerReference,
          facts: { ...change.facts, search: { ...facts.search, foundBare } },
          entries: news.entries
        })
      : entered(operation, policy, "canceled", now, {
          ...news,
          origin,
          providerReference,
          why: "found, but what its payer must do was in the lost answer",
          facts: { ...facts0, failure: answerLost }
        })
  }
  const isRefund = isMoneyMoved(status) && (isPaidBack(status) || isPaidBack(target))
  const isPaidAfterAll =
    isEnded(status) && (traits[kind].isPaidOnce ? !isMoneyMoved(status) : facts.isResolved && !isRefund)
  if (isPaidAfterAll && (isMoneyMoved(target) || (traits[kind].isOfPayment && isHeld(target)))) {
    const why = `called ${status} before, and now ${target}`
    return review(operation, why, {
      origin,
      entries: [...anomalies, anomaly(`paid after it was called ${status}`, { anomaly: "PaidAfterAll" })],
      facts: { ...facts0, again: { _tag: "Never", why } }
    })
  }
  if (!isLegal(kind, status, target)) {
    const refused = anomaly(`the provider says ${target}, which ${status} cannot become`, {
      anomaly: "IllegalMove",
      providerStatus
    })
    return stay(operation, policy, now, withFacts(noted(operation, [...anomalies, refused]), holding))
  }
  const failure = failureOf(target, observation)
  // Whoever hears that it failed pays it in another way, and somebody else may still pay it.
  const alive = holding.alsoAt ?? []
  if (isDead(target) && alive.length > 0) {
    return review(operation, `called ${target}, and nothing proves that it ended at ${alive.join(", ")}`, {
      origin,
      providerReference,
      entries: news.entries,
      facts: { ...facts0, failure }
    })
  }
  return entered(operation, policy, target, now, {
    ...news,
    origin,
    providerReference,
    facts: { ...facts0, failure }
  })
}

// An end that proves nothing yet is read again when it does; one that never will is for a person.
const unproven = (
  operation: Operation,
  target: Status,
  proof: Exclude<Replays.Proof, { readonly _tag: "Sure" }>,
  now: number,
  change: Change
): Decision => {
  const { facts, status, step } = operation
  if (proof._tag === "Several") {
    return facts.doubt === null
      ? review(operation, `called ${target}, and another request may have made another one`, change)
      : Doubts.answered(operation, facts.doubt, { _tag: "Undecided" }, now, change.entries ?? [])
  }
  const delay = Math.max(proof.until - now, 0)
  const over = Replays.ended(facts, `its provider calls it ${target}`)
  if (status === "unknown") {
    return decided(operation, { status, step: "look_up", delay, ...change, facts: { ...change.facts, ...over } })
  }
  return isHeld(status) && (step === "poll" || step === "sweep")
    ? decided(operation, { status, step, delay, ...change })
    : kept(operation, change)
}

const withFacts = ({ entries, facts }: ReturnType<typeof noted>, more: Partial<Facts>) => ({
  entries,
  facts: { ...facts, ...more }
})

// What a person has to decide is not decided here, but whatever comes to light is written down.
const reviewed = (
  operation: Operation,
  { providerReference, providerStatus, status }: Observation,
  news: ReturnType<typeof withFacts> & { readonly facts: Partial<Facts> },
  isAnswer: boolean,
  now: number
): Decision => {
  const { facts, fingerprint, provider } = operation
  const { again, doubt } = facts
  const summary = isAnswer ? "the create was accepted after all" : `the provider calls it ${status}`
  const line =
    again?._tag === "Never" ? anomaly(`${summary}, and ${again.why}`) : { kind: "read" as const, summary, details: {} }
  const change = noted(operation, [...news.entries, { ...line, details: { ...line.details, providerStatus } }])
  const recorded = provider === null || fingerprint === null ? null : { instance: provider, fingerprint }
  const accepted = isAnswer
    ? { latest: passed(facts, now), holding: "holder" as const, doubt: doubt && { ...doubt, recorded } }
    : {}
  return decided(operation, {
    status: "needs_review",
    step: "none",
    delay: null,
    providerReference,
    ...change,
    facts: { ...news.facts, ...change.facts, ...accepted }
  })
}

// Of a payment whose create answer was lost nobody is known to be the holder yet.
const isBareUnknown = ({ facts, kind, status }: Operation, observation: Observation, isAnswer: boolean): boolean =>
  traits[kind].hasPayer &&
  !isAnswer &&
  facts.holding !== "holder" &&
  status === "unknown" &&
  !observation.hasNext &&
  observation.status === "awaiting_payer" &&
  observation.isApproved !== true
