/**
 * What follows from what a provider says about an operation, in the answer to a create or to a status read. A status it
 * does not document and a move the table does not have change nothing; what is about something else is for a person.
 */
import { Money } from "@switchyard/core"
import * as Compare from "./Compare.ts"
import { anomaly, type Change, type Decision, decided, type Entry } from "./Decision.ts"
import type { Read } from "./Event.ts"
import type { Facts, Operation, Policy, Seen } from "./Operation.ts"
import * as Schedule from "./Schedule.ts"
import { isLegal, isOpen, mayBePaidLate, type Status } from "./Status.ts"

const bareReads = 3

const settledFacts: Partial<Facts> = {
  sending: null,
  mayExist: false,
  accepted: true,
  notFound: 0,
  tries: 0,
  resendRefused: false,
  foundBare: 0
}

const isUndecided = (status: Status): boolean => status === "created" || status === "submitting" || status === "unknown"

// Recorded once, however often it is seen.
const noted = (operation: Operation, entries: ReadonlyArray<Entry>) => {
  const text = entries.map(({ details, summary }) => `${summary} ${JSON.stringify(details)}`).join("\n")
  const isNew = text !== "" && text !== operation.facts.noted
  return { entries: isNew ? entries : [], facts: text === "" ? {} : { noted: text } }
}

/** Stays in the state and goes on as before. */
const stay = (
  operation: Operation,
  policy: Policy,
  now: number,
  change: { readonly entries?: ReadonlyArray<Entry>; readonly facts?: Partial<Facts>; readonly isNews?: boolean }
): Decision => {
  const { facts, status } = operation
  // What is not accepted yet goes on with what it was about to do.
  if (isUndecided(status)) return decided(operation, { step: operation.step, delay: "keep", ...change })
  const watched = mayBePaidLate(operation.kind, status) ? facts.watched + 1 : facts.watched
  const next = Schedule.following(operation, policy, status, now, { since: facts.since, watched, isFresh: false })
  // What is closed and not looked after any more stays so, whoever has asked.
  const isClosed = operation.step === "none"
  return decided(operation, {
    step: isClosed ? "none" : next.step,
    delay: isClosed ? null : next.delay,
    ...change,
    facts: { watched, ...change.facts }
  })
}

const review = (operation: Operation, why: string, change: Partial<Change> = {}): Decision =>
  decided(operation, { status: "needs_review", step: "none", delay: null, why, ...change })

/** What the provider said about the operation; `isAnswer` when it is the answer to its create. */
export const found = (operation: Operation, policy: Policy, seen: Seen, now: number, isAnswer: boolean): Decision => {
  const { facts, kind, status } = operation
  // The amount of a request with options of its own means what the adapter says it means.
  const trustsAmount = isAnswer && seen.hasOptions && seen.amount !== null
  const expected =
    trustsAmount && seen.amount !== null
      ? { value: Money.toText(seen.amount), currency: seen.amount.currency }
      : facts.expected
  const differences = Compare.seen({ ...operation, facts: { ...facts, expected } }, seen)
  const anomalies = differences.map(({ kind: of, message }) => anomaly(message, { anomaly: of }))
  const mismatch = differences.find(Compare.isMismatch)
  const news = noted(operation, anomalies)
  const { providerReference, providerStatus } = seen
  const told = { by: isAnswer ? "answer to the create" : "status read", providerStatus, providerReference }
  const facts0 = { ...news.facts, expected, hasNext: facts.hasNext || seen.hasNext }

  if (status === "needs_review") return decided(operation, { step: "none", delay: null, ...news })

  if (mismatch !== undefined) {
    const claimsMoney = seen.status === "paid" || seen.status === "paid_other_amount"
    return isOpen(status) || (mayBePaidLate(kind, status) && claimsMoney)
      ? review(operation, `what the provider holds differs: ${mismatch.message}`, {
          told,
          entries: anomalies,
          facts: { ...facts0, sending: null }
        })
      : stay(operation, policy, now, news)
  }

  if (seen.status === "unrecognised") {
    // It exists; what became of it is not said.
    return status === "submitting" || status === "unknown"
      ? entered(operation, policy, "processing", now, { ...news, told, facts: facts0, providerReference })
      : stay(operation, policy, now, news)
  }

  const target: Status = seen.status
  if (target === status) {
    const isNews = kind === "payment" && target === "awaiting_payer" && seen.hasNext && !facts.hasNext
    return stay(operation, policy, now, { ...news, isNews, facts: { ...facts0, tries: 0 } })
  }
  if (isBareUnknown(operation, seen, isAnswer)) {
    return facts.foundBare + 1 < bareReads
      ? decided(operation, {
          step: "look_up",
          delay: policy.statusReads.spacingMillis,
          providerReference,
          facts: { ...facts0, sending: null, foundBare: facts.foundBare + 1 },
          entries: news.entries
        })
      : entered(operation, policy, "canceled", now, {
          ...news,
          told,
          providerReference,
          why: "found, but what its payer must do was in the lost answer",
          facts: {
            ...facts0,
            failure: {
              reason: "AnswerLost",
              message: "the answer to the create was lost, and with it what the payer must do",
              providerCode: null
            }
          }
        })
  }
  if (kind === "payout" && (status === "failed" || status === "canceled") && target === "paid") {
    return review(operation, `called ${status} before, and now paid`, {
      told,
      entries: [...anomalies, paidAfter(status)]
    })
  }
  if (!isLegal(kind, status, target)) {
    const refused = anomaly(`the provider says ${target}, which ${status} cannot become`, {
      anomaly: "IllegalMove",
      providerStatus
    })
    return stay(operation, policy, now, noted(operation, [...anomalies, refused]))
  }
  const failure =
    target === "failed" || target === "canceled" || target === "expired" || target === "returned"
      ? {
          reason: "Rejected",
          message: seen.failure?.message ?? `the provider says ${target}`,
          providerCode: seen.failure?.providerCode ?? null
        }
      : null
  return entered(operation, policy, target, now, { ...news, told, providerReference, facts: { ...facts0, failure } })
}

// `accepted` is not yet set for a payment whose create answer was lost.
const isBareUnknown = ({ facts, kind, status }: Operation, seen: Seen, isAnswer: boolean): boolean =>
  kind === "payment" &&
  !isAnswer &&
  !facts.accepted &&
  status === "unknown" &&
  seen.status === "awaiting_payer" &&
  !seen.hasNext

const paidAfter = (status: Status) => anomaly(`paid after it was called ${status}`, { anomaly: "PaidAfterAll" })

const entered = (
  operation: Operation,
  policy: Policy,
  status: Status,
  now: number,
  { facts, ...change }: Partial<Change>
): Decision => {
  const next = Schedule.following(operation, policy, status, now, { since: now, watched: 0, isFresh: true })
  return decided(operation, {
    ...change,
    status,
    ...next,
    facts: { ...settledFacts, since: now, watched: 0, ...facts }
  })
}

/** What follows from a read of the status. */
export const read = (operation: Operation, policy: Policy, event: Read, now: number): Decision => {
  const { facts, kind, status } = operation
  switch (event._tag) {
    case "Found":
      return found(operation, policy, event.seen, now, false)
    case "NotFound":
      if (status !== "unknown") {
        const strange = noted(operation, [
          anomaly("the provider says that it does not have it", { anomaly: "NotThere" })
        ])
        return stay(operation, policy, now, { ...strange, facts: { ...strange.facts, tries: facts.tries + 1 } })
      }
      return notFound(operation, policy, event.message, now)
    case "Unsupported":
      return status === "unknown"
        ? review(operation, "the provider cannot be asked about it")
        : stay(operation, policy, now, {})
    case "ReadFailed": {
      const atLeast = Math.max(event.retryAfter ?? 0, 0)
      if (status !== "unknown") {
        const next = stay(operation, policy, now, {
          entries: [failedRead(event)],
          facts: { tries: facts.tries + 1, watched: facts.watched }
        })
        if (next._tag === "Illegal" || typeof next.delay !== "number") return next
        // A read that failed is repeated sooner than a state is polled again.
        const { delay } = next
        const soon = policy.statusReads.polling === "free" ? Math.min(delay, retry(facts.tries)) : delay
        return { ...next, delay: Math.max(event.neverSent ? 0 : policy.statusReads.spacingMillis, soon, atLeast) }
      }
      if (event.neverSent) {
        const delay = Math.max(atLeast, 5_000)
        return decided(operation, { step: "look_up", delay, entries: [failedRead(event)] })
      }
      if (facts.riskAccepted && kind === "payout" && wasRefused(event.reason)) {
        return resend(operation, failedRead(event))
      }
      return again(operation, policy, atLeast, failedRead(event))
    }
  }
}

const retry = (tries: number): number => Math.min(10_000 * 2 ** Math.min(tries, 10), 3_600_000)

const failedRead = ({ message, reason }: { readonly reason: string; readonly message: string }): Entry => ({
  kind: "read",
  summary: "the status could not be read",
  details: { reason, message }
})

const again = (operation: Operation, policy: Policy, atLeast: number, entry: Entry): Decision => {
  const tries = operation.facts.tries + 1
  const wait = Schedule.lookUp(policy, tries)
  return wait === undefined
    ? review(operation, "no look-up has decided what became of it", { entries: [entry], facts: { tries } })
    : decided(operation, {
        step: "look_up",
        delay: Math.max(wait, atLeast),
        entries: [entry],
        facts: { tries }
      })
}

// Some providers have no words for "not found": a refusal in words we do not know is as much as they ever give. No answer
// is no look-up, and one that cannot be read may have said that the payout is there.
const wasRefused = (reason: string): boolean => reason === "UnrecognisedAnswer"

const resend = (operation: Operation, entry: Entry): Decision =>
  decided(operation, {
    step: "send",
    delay: 0,
    entries: [entry],
    facts: { tries: 0, notFound: 0, lastNotFoundAt: null }
  })

const maxResends = 5

// "Not found" counts from `sendUntil` on, only so late and so far apart as the manifest says.
const notFound = (operation: Operation, policy: Policy, message: string, now: number): Decision => {
  const { facts, kind } = operation
  const entry: Entry = { kind: "read", summary: "not found at the provider", details: { message } }
  if (facts.riskAccepted && kind === "payout") return resend(operation, entry)
  const final = policy.notFoundIsFinal
  if (final === undefined || facts.sendUntil === null) return again(operation, policy, 0, entry)

  const from = facts.sendUntil + final.afterMillis
  const isSpaced = facts.lastNotFoundAt === null || now - facts.lastNotFoundAt >= final.spacingMillis
  const counts = now >= from && isSpaced
  const answers = facts.notFound + (counts ? 1 : 0)
  const counted = { notFound: answers, ...(counts ? { lastNotFoundAt: now } : {}) }
  if (answers < final.answers) {
    const spacing = Math.max(final.spacingMillis, policy.statusReads.spacingMillis)
    // Before that time the answers count for nothing; it is asked then, and a few times on the way.
    const delay = now < from ? Math.max(spacing, Math.min((from - now) / 3, 300_000)) : spacing
    return decided(operation, {
      step: "look_up",
      delay: now < from ? Math.min(delay, Math.max(from - now, spacing)) : delay,
      entries: [entry],
      facts: counted
    })
  }
  const change = { entries: [entry], facts: counted }
  if (kind === "payment") return review(operation, "never arrived; a payment is never sent twice", change)
  if (policy.duplicates !== "refused") return review(operation, "never arrived; a resend could be paid twice", change)
  if (facts.resendRefused) return review(operation, "never arrived, and the provider refused it when resent", change)
  if (facts.resends >= maxResends) return review(operation, "never arrived, however often it was resent", change)
  return decided(operation, {
    step: "send",
    delay: 0,
    entries: [entry],
    facts: { ...counted, tries: 0 },
    why: "never arrived; resent under the same id"
  })
}
