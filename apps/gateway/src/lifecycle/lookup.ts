/**
 * The consequence of a read of the status that found nothing out: not found, failed, or not possible. An unknown is looked
 * up on a slowing schedule; "not found" is believed only as late and as often as the manifest says, and only then, at the
 * same provider, may it be sent again.
 */
import { Reason, Settling } from "@switchyard/core"
import { anomaly, type Decision, decided, type Entry, kept } from "./Decision.ts"
import * as Doubts from "./doubt.ts"
import type { Read } from "./Event.ts"
import { type Facts, isAtRisk } from "./Facts.ts"
import type { Operation, Policy } from "./Operation.ts"
import * as OtherInstances from "./otherInstances.ts"
import { found } from "./reading.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import * as Stages from "./stages.ts"
import { noted, review, stay, stayUnread, untilReplayed } from "./staying.ts"
import { traits } from "./traits.ts"
import * as Unclear from "./unclear.ts"

/** The consequence of a read of the status. */
export const read = (operation: Operation, policy: Policy, event: Read, now: number): Decision => {
  const { facts, status } = operation
  // An answer of whoever had it before: what it says of that one is no news of this one.
  if (event.instance !== operation.provider) return ofAnother(operation, event)
  switch (event._tag) {
    case "Found":
      return Unclear.said(
        operation,
        found(operation, policy, event.observation, now, { isAnswer: false, readAt: event.readAt ?? now })
      )
    case "NotFound":
      if (status !== "unknown") {
        const strange = noted(operation, [
          anomaly("the provider says that it does not have it", { anomaly: "NotThere" })
        ])
        return stay(operation, policy, now, { ...strange, facts: { ...strange.facts, tries: facts.tries + 1 } })
      }
      return notFound(operation, policy, event, now)
    case "Unsupported":
      if (status !== "unknown") {
        return Unclear.counted(operation, unaskable, now, [], (more) => stay(operation, policy, now, { facts: more }))
      }
      return undecided(operation, unaskable, now, [])
    case "ReadFailed": {
      const atLeast = Math.min(Math.max(event.retryAfter ?? 0, 0), Schedule.longestRetryAfter)
      const entry = failedRead(event)
      if (status !== "unknown") {
        const { neverSent } = event
        const unread = (facts: Partial<Facts>) =>
          stayUnread(operation, policy, now, { atLeast, entry, facts, neverSent })
        return wasRefused(event.reason) && !neverSent
          ? Unclear.counted(operation, "its provider answers, and not about it", now, [entry], unread)
          : unread({})
      }
      if (event.neverSent) return unasked(operation, atLeast, entry, now, event.reason === "RateLimited" && atLeast > 0)
      const isAsGoodAsAbsent = wasRefused(event.reason) && !hasWords(policy)
      if (isAtRisk(facts) && traits[operation.kind].isResent && isAsGoodAsAbsent && !isHeldAfterReplay(facts)) {
        return resend(operation, entry)
      }
      if (facts.doubt !== null && wasRefused(event.reason) && facts.tries + 1 >= unclearAnswers(policy)) {
        return undecided(operation, "no answer says whether it is there", now, [entry])
      }
      return again(operation, policy, atLeast, entry, now, !wasRefused(event.reason))
    }
  }
}

const unaskable = "the provider cannot be asked about it"

const ofAnother = (operation: Operation, event: Read): Decision => {
  if (event._tag === "Found") {
    return OtherInstances.found(operation, { _tag: "FoundElsewhere", ...event.observation, instance: event.instance })
  }
  return kept(operation)
}

// So many answers that nobody understands tell of an account that it cannot say whether it has the operation.
const unclearAnswers = ({ statusReads }: Policy): number => (statusReads.polling === "agreed" ? 1 : 3)

// A person decides, or after a recovery the next account is asked.
const undecided = (
  operation: Operation,
  why: string,
  now: number,
  entries: ReadonlyArray<Entry>,
  facts: Partial<Facts> = {}
): Decision => {
  const { doubt } = operation.facts
  if (doubt !== null) return Doubts.answered(operation, doubt, { _tag: "Undecided" }, now, entries)
  const dueAt = operation.recovery === null ? (Stages.abandonOf(operation)?.dueAt ?? null) : null
  // It is abandoned first, or asked which one it is.
  if (dueAt !== null) {
    const delay = Math.max(dueAt - now, 0)
    return decided(operation, { status: "unknown", step: "look_up", delay, entries, facts })
  }
  const open = Replays.openOf(operation.facts)
  return open === null
    ? review(operation, why, { entries, facts })
    : untilReplayed(operation, open, now, { entries, facts })
}

const failedRead = ({ message, reason }: { readonly reason: Reason.Reason; readonly message: string }): Entry => ({
  kind: "read",
  summary: "the status could not be read",
  details: { reason, message }
})

const unasked = (operation: Operation, atLeast: number, entry: Entry, now: number, isEarly: boolean): Decision => {
  const { search } = operation.facts
  const since = search.unaskedSince ?? now
  if (now - since > Schedule.mostUnasked) return undecided(operation, "no look-up has left for a day", now, [entry])
  const facts = { search: { ...search, unaskedSince: since } }
  // Who is only asked too early is asked a little later, and nobody else in its place.
  if (isEarly)
    return decided(operation, { status: "unknown", step: "look_up", delay: atLeast, entries: [entry], facts })
  return later(operation, Math.max(atLeast, Schedule.unasked(since, now)), facts, entry)
}

const later = (operation: Operation, delay: number, facts: Partial<Facts>, entry: Entry): Decision =>
  operation.facts.doubt === null
    ? decided(operation, { status: "unknown", step: "look_up", delay, entries: [entry], facts })
    : Doubts.waiting(operation, operation.facts.doubt, delay, facts, entry)

const again = (
  operation: Operation,
  policy: Policy,
  atLeast: number,
  entry: Entry,
  now: number,
  asksOthers: boolean
): Decision => {
  const tries = operation.facts.tries + 1
  const wait = Schedule.lookUp(policy, tries)
  const facts = { tries, search: { ...operation.facts.search, unaskedSince: null } }
  if (wait === undefined) {
    return undecided(operation, "no look-up has decided what became of it", now, [entry], facts)
  }
  const delay = Math.max(wait, atLeast)
  return asksOthers
    ? later(operation, delay, facts, entry)
    : decided(operation, { status: "unknown", step: "look_up", delay, entries: [entry], facts })
}

// One that documents when "not found" is final has words for that, and so has one that remembers keys for a while: where none of them
// came, it has not denied it. After that while what is sent under the same key is a second one.
const hasWords = (policy: Policy): boolean => {
  const create = Settling.of(policy, "create")
  return Settling.notFoundIsFinal(create) !== undefined || Settling.isRepeatable(create.duplicates)
}

// Some providers have no words for "not found": a refusal in words we do not know is as much as they ever give. No answer
// is no look-up, and one that cannot be read may have said that the payout is there.
const wasRefused = (reason: Reason.Reason): boolean => Reason.sign(reason) === "refused"

const resend = (operation: Operation, entry: Entry): Decision =>
  decided(operation, {
    status: "unknown",
    step: "send",
    delay: 0,
    entries: [entry],
    facts: {
      tries: 0,
      search: { ...operation.facts.search, absent: null, unaskedSince: null },
      resends: { ...operation.facts.resends, why: "an operator has accepted that it may be paid twice" }
    }
  })

// Its provider has accepted it in the answer to a replay: that it denies it proves nothing, and nothing is sent again for it.
const isHeldAfterReplay = ({ doubt, holding, replays }: Facts): boolean =>
  replays !== null && holding === "holder" && doubt === null

// Its provider has told what it has prepared, or was asked to abandon it: that it denies it proves nothing.
const isLeftThere = (operation: Operation): boolean => {
  const stage = Stages.stageOf(operation)
  return stage !== null && (stage.isPrepared || stage.abandon !== null || Stages.isNamedByOlder(operation))
}

const denied = anomaly("the provider says that it does not have what it has accepted", { anomaly: "NotThere" })

const maxResends = 5

// Whatever a provider was sent before the records were found to be old, it shows a quarter of an hour later.
const oldPayment = { afterMillis: 15 * 60_000, answers: 1, spacingMillis: 0 }

const isoOf = (at: number): string => new Date(at).toISOString()

// "Not found" counts from `sendUntil` on, by when it was asked, and only so far apart as the manifest says.
const notFound = (
  operation: Operation,
  policy: Policy,
  { message, readAt }: Extract<Read, { readonly _tag: "NotFound" }>,
  now: number
): Decision => {
  const { facts, kind } = operation
  const entry: Entry = { kind: "read", summary: "not found at the provider", details: { message } }
  if (isHeldAfterReplay(facts)) return again(operation, policy, 0, denied, now, false)
  if (isAtRisk(facts) && traits[kind].isResent) return resend(operation, entry)
  if (isLeftThere(operation)) return again(operation, policy, 0, entry, now, true)
  // A payment that no record says was sent and that its provider does not have: its payer is waiting.
  const isNewPayment = facts.doubt !== null && traits[kind].hasPayer && operation.attempts === 0
  const final = isNewPayment ? oldPayment : Settling.notFoundIsFinal(Settling.of(policy, "create"))
  if (facts.doubt !== null && final === undefined) {
    return undecided(operation, "it is not found where that proves nothing", now, [entry])
  }
  if (final === undefined || facts.latest === null) return again(operation, policy, 0, entry, now, false)

  const from = facts.latest.until + final.afterMillis
  const { absent } = facts.search
  const isSpaced = absent === null || readAt - absent.lastAt >= final.spacingMillis
  const counts = readAt >= from && isSpaced
  const answers = (absent?.answers ?? 0) + (counts ? 1 : 0)
  const search = { ...facts.search, absent: counts ? { answers, lastAt: readAt } : absent, unaskedSince: null }
  if (answers < final.answers) {
    const spacing = Math.max(final.spacingMillis, policy.statusReads.spacingMillis)
    // Before that time the answers count for nothing; it is asked then, and a few times on the way.
    const delay = now < from ? Math.max(spacing, Math.min((from - now) / 3, 300_000)) : spacing
    return decided(operation, {
      status: "unknown",
      step: "look_up",
      delay: now < from ? Math.min(delay, Math.max(from - now, spacing)) : delay,
      entries: [entry],
      facts: { search }
    })
  }
  if (facts.doubt !== null) return Doubts.answered(operation, facts.doubt, { _tag: "Absent" }, now, [entry])
  const open = Replays.openOf(facts)
  if (open !== null) return untilReplayed(operation, open, now, { entries: [entry], facts: { search } })
  const change = { entries: [entry], facts: { search } }
  if (!traits[kind].isResent) return review(operation, `never arrived; a ${kind} is never sent twice`, change)
  if (!Settling.refusesDuplicates(Settling.of(policy, "create")))
    return review(operation, "never arrived; a resend could be paid twice", change)
  if (facts.again?._tag === "Refused")
    return review(operation, "never arrived, and the provider refused it when resent", change)
  if (facts.resends.count >= maxResends) return review(operation, "never arrived, however often it was resent", change)
  return decided(operation, {
    status: "unknown",
    step: "send",
    delay: 0,
    entries: [entry],
    facts: {
      search,
      tries: 0,
      resends: {
        ...facts.resends,
        why:
          `not found in ${answers} answers, the last at ${isoOf(readAt)}, all after ${isoOf(from)}; ` +
          "the provider refuses duplicates"
      }
    },
    why: "never arrived; resent under the same id"
  })
}
