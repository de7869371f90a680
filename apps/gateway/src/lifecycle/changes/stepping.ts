/**
 * The changes of a payment in the machine: what they forbid, what they add to a decision, and which step is due for them. While one
 * may have left, nobody decides about the payment and no end is entered that it may contradict (decision 0030, rule 2).
 */
import * as Decimal from "../../model/Decimal.ts"
import * as Compare from "../Compare.ts"
import { type Decided, type Decision, type Illegal, illegal, inFlight, kept as keptAs } from "../Decision.ts"
import type { ChangeAsked, ChangeDelayed, ChangeEnded, ChangeInterrupted, ChangePlanned, Event } from "../Event.ts"
import type { Operation, Policy } from "../Operation.ts"
import { isLeft } from "../Operation.ts"
import * as Schedule from "../Schedule.ts"
import { isChangeable, isDead, isEnded, isForPerson, isHeld, isMoneyMoved, isPaidBack, isUndecided } from "../Status.ts"
import { noted, review } from "../staying.ts"
import * as Asking from "./asking.ts"
import { type Changes, mayHaveLeft, type Open } from "./Change.ts"
import { dropped, type Turned } from "./ending.ts"
import { groundAfter, groundOf } from "./ground.ts"
import { changesOf, explained, holdOf, isNews } from "./hold.ts"
import * as Lapsing from "./lapsing.ts"
import * as Reading from "./reading.ts"
import * as Sending from "./sending.ts"
import { type Shown, shown } from "./settling.ts"

type Own = ChangeAsked | ChangePlanned | ChangeEnded | ChangeInterrupted | ChangeDelayed

type Found = Extract<Event, { readonly _tag: "Found" }>

/** What is decided of a payment, or by whom it is asked, that a change which may have left forbids. */
const forbidden: ReadonlySet<Event["_tag"]> = new Set([
  "AbandonAsked",
  "AbandonPlanned",
  "CanceledUnsent",
  "CancelAsked",
  "ReplayPlanned",
  "Resolved",
  "SendPlanned"
])

/** Why this event is refused for a change of the payment, if so. */
export const refusal = (operation: Operation, event: Event, now: number): Illegal | undefined => {
  const { open } = changesOf(operation)
  if (!forbidden.has(event._tag) || !mayHaveLeft(open)) return undefined
  const isOnItsWay = open.until !== null && now < open.until + Schedule.sendGrace
  return event._tag !== "Resolved" || !isForPerson(operation.status) || isOnItsWay ? inFlight : undefined
}

const isSaid = ({ observation }: Found): boolean => observation.status !== "unrecognised" && !isLeft(observation.status)

const readOf = (operation: Operation, event: Event, now: number): (Found & { readonly readAt: number }) | undefined => {
  if (event._tag !== "Found" || !isSaid(event)) return undefined
  const { instance, observation, readAt = now } = event
  return isNews(operation, observation, instance, readAt, now) ? { ...event, readAt } : undefined
}

/** The decision about an end that is not entered, because of a change that may have left, or of what was captured. */
export const withheld = (operation: Operation, event: Event, policy: Policy, now: number): Decision | undefined => {
  if (event._tag !== "Found" || isEnded(operation.status) || event.instance !== operation.provider) return undefined
  const { observation } = event
  const { status } = observation
  const changes = changesOf(operation)
  const { open } = changes
  if (Compare.differences(operation, observation).some(Compare.isMismatch)) return undefined
  const isOver = isDead(status)
  const said = mayHaveLeft(open) ? saidOf(operation, open, event, policy, now) : "dead"
  // What was known to be captured, by anybody, is not taken back by an end that does not speak of it.
  const found = readOf(operation, event, now)
  const hold = found === undefined ? changes.hold : holdOf(operation, found.observation, found.readAt)
  const isTaken =
    [explained(changes), hold?.captured ?? "0", hold?.elsewhere ?? "0"].some(Decimal.isPositive) ||
    (open?.name === "capture" && said === "done")
  if (isOver && isTaken) {
    const why = `called ${status}, and something of it was captured`
    return isForPerson(operation.status)
      ? keptAs(operation, noted(operation, [{ kind: "read", summary: why, details: {} }]))
      : review(operation, why)
  }
  if (!isHeld(operation.status)) return undefined
  // What is on its way may still be carried out, whatever this read shows.
  if (!mayHaveLeft(open) || said === "done" || (said === "dead" && open.stage !== "sending")) return undefined
  const isEnd = isOver || (open.name !== "complete" && (isMoneyMoved(status) || isPaidBack(status)))
  if (!isEnd) return undefined
  const summary = `called ${status}, and ${open.name} ${open.number} may have left`
  return keptAs(operation, noted(operation, [{ kind: "read", summary, details: {} }]))
}

// An answer that was asked for before the latest one shows nothing of a change, whatever it says.
const saidOf = (operation: Operation, open: Open, event: Found, policy: Policy, now: number): Shown => {
  const found = readOf(operation, event, now)
  if (found === undefined) return "unclear"
  const { observation, readAt } = found
  return shown(operation, open, policy, observation, holdOf(operation, observation, readAt), readAt)
}

/**
 * A cancel that is wanted of what is not paid yet: remembered whatever is answered, so that nothing of it is ever completed, nor a
 * completion of it replayed.
 */
export const unwanted = (operation: Operation, decision: Decision): Decision => {
  const changes = changesOf(operation)
  const { open } = changes
  const { kind, status } = operation
  const isUnpaid = isUndecided(status) || status === "awaiting_payer" || isForPerson(status)
  const isReplayed = open?.name === "complete" && open.isReplayable
  if (kind !== "payment" || !isUnpaid || (changes.isUnwanted && !isReplayed)) return decision
  const facts = {
    changes: { ...changes, isUnwanted: true, open: isReplayed ? { ...open, isReplayable: false } : open }
  }
  return decision._tag === "Illegal"
    ? keptAs(operation, { facts })
    : { ...decision, facts: { ...decision.facts, ...facts } }
}

/** Whether this is an event of a change. */
export const isOwn = (event: Event): event is Own =>
  event._tag === "ChangeAsked" ||
  event._tag === "ChangePlanned" ||
  event._tag === "ChangeEnded" ||
  event._tag === "ChangeInterrupted" ||
  event._tag === "ChangeDelayed"

const turnedOf = (operation: Operation, policy: Policy, event: Exclude<Own, ChangeAsked>, now: number) => {
  switch (event._tag) {
    case "ChangePlanned":
      return Sending.planned(operation, policy, event, now)
    case "ChangeEnded":
      return Sending.ended(operation, policy, event, now)
    case "ChangeInterrupted":
      return Sending.interrupted(operation, now)
    case "ChangeDelayed":
      return { changes: changesOf(operation), entries: [], news: [] }
  }
}

/** The consequence of an event of a change. */
export const changed = (operation: Operation, policy: Policy, event: Own, now: number): Decision => {
  if (operation.kind !== "payment") return illegal("only a payment is changed", "unsupported")
  if (event._tag === "ChangeAsked") return Asking.asked(operation, policy, event, now)
  const turned = turnedOf(operation, policy, event, now)
  if ("why" in turned) return illegal(turned.why)
  const isPlan = event._tag === "ChangePlanned" && turned.changes.open?.stage === "sending"
  const { attempts } = operation
  return withTurned(operation, keptAs(operation, isPlan ? { attempts: attempts + 1 } : {}), turned)
}

// Where nobody goes on with the payment, what has not left is over.
const withoutWanted = (changes: Changes, why: string): Turned =>
  changes.open?.stage === "wanted" && changes.open.isClean
    ? dropped(changes, changes.open, why)
    : { changes, entries: [], news: [] }

const withTurned = (
  operation: Operation,
  decision: Decision,
  { changes, entries, news, review: why }: Turned
): Decision => {
  if (decision._tag === "Illegal") return decision
  const facts = { ...decision.facts, changes }
  const all = [...decision.entries, ...entries]
  // What ended with money and leaves a change to decide about is a person's before it has ended.
  if (why !== undefined && !isForPerson(decision.status)) {
    const reviewed = isChangeable(decision.status) ? decision.status : "authorized"
    const over = withoutWanted(changes, why)
    const asked = review(operation, why, {
      facts: { ...facts, changes: { ...over.changes, reviewed } },
      entries: [...all, ...over.entries]
    })
    const heard = [...(decision.beside ?? []), ...[...news, ...over.news].filter((type) => type !== "payment.updated")]
    return asked._tag === "Illegal" || heard.length === 0 ? asked : { ...asked, beside: heard }
  }
  // What it has become says already that it has changed.
  const beside = news.filter((type) => decision.announce === null || type !== "payment.updated")
  return {
    ...decision,
    facts,
    entries: all,
    ...(beside.length === 0 ? {} : { beside: [...(decision.beside ?? []), ...beside] })
  }
}

// A read that says nothing of the payment: it failed, or its provider has no word for it that is known.
const isUnread = (operation: Operation, event: Event): boolean =>
  (event._tag === "ReadFailed" ||
    event._tag === "NotFound" ||
    event._tag === "Unsupported" ||
    (event._tag === "Found" && !isSaid(event))) &&
  event.instance === operation.provider

const turned = (
  operation: Operation,
  event: Event,
  decision: Decided,
  policy: Policy,
  now: number
): Turned | undefined => {
  const found = readOf(operation, event, now)
  if (found !== undefined) {
    const after = { ...operation, ...decision }
    return Reading.read(operation, after, policy, found.observation, found.readAt, now)
  }
  if (isUnread(operation, event)) return Reading.unread(changesOf(decision), policy, now)
  return decision.facts.changes === undefined ? undefined : { changes: changesOf(decision), entries: [], news: [] }
}

/** The decision with what it means for what is to be changed of the payment, and with the step that is due for that. */
export const stepped = (
  operation: Operation,
  event: Event,
  decision: Decision,
  policy: Policy,
  now: number
): Decision => {
  if (decision._tag === "Illegal" || operation.kind !== "payment") return decision
  const own = isOwn(event)
    ? { changes: changesOf(decision), entries: [], news: [] }
    : turned(operation, event, decision, policy, now)
  if (own === undefined) return decision
  const { changes } = own
  const asked = changes.reviewed !== null && !isForPerson(decision.status) ? { ...changes, reviewed: null } : changes
  const isOver = isForPerson(decision.status) || (event._tag === "Resolved" && isEnded(decision.status))
  const over = isOver
    ? withoutWanted(asked, `its payment is ${decision.status}`)
    : { changes: asked, entries: [], news: [] }
  const mine = {
    ...own,
    changes: over.changes,
    entries: [...own.entries, ...over.entries],
    news: [...own.news, ...over.news]
  }
  const next = Reading.grounded({ ...operation, ...decision }, mine, policy, now)
  const whole = withTurned(operation, decision, next)
  return whole._tag === "Illegal"
    ? whole
    : timed({ ...operation, ...whole }, whole, policy, now, unreadWait(event, decision))
}

// As long as its provider asks to be left alone after a read that failed.
const unreadWait = (event: Event, { delay }: Decided): number =>
  event._tag === "ReadFailed" && typeof delay === "number" ? delay : 0

// When a change is due by itself, and null where a read comes before it.
const dueAt = (operation: Operation, open: Open, policy: Policy, now: number): number | null => {
  if (open.stage === "sending") return (open.until ?? now) + Schedule.sendGrace
  // What is known now may be too old by then.
  const isFirmAt = (at: number) => groundOf(operation, open, policy, Math.max(at, now))._tag === "Firm"
  if (open.stage === "wanted") return isFirmAt(open.dueAt) ? open.dueAt : null
  const window = open.stage === "unknown" ? Sending.replayable(open, policy) : undefined
  if (window === undefined || now >= window.until) return null
  const at = Math.max(window.from, open.dueAt)
  return isFirmAt(at) ? at : null
}

const timed = (operation: Operation, decision: Decided, policy: Policy, now: number, atLeast: number): Decided => {
  const { open } = changesOf(decision)
  const { status } = decision
  if (isEnded(status) || !isHeld(status)) return decision
  if (open === null) {
    const { since } = decision.facts
    // What was due for its change is over: it is followed as before.
    const next =
      decision.step === "change" && isChangeable(status)
        ? { ...decision, ...Schedule.following(policy, status, now, { since, watchAt: null, isFresh: false }) }
        : decision
    return Lapsing.looked(next, policy, now)
  }
  const at = isChangeable(status) ? dueAt(operation, open, policy, now) : null
  if (at !== null) return { ...decision, step: "change", delay: Math.max(at - now, 0) }
  const { polling, spacingMillis } = policy.statusReads
  const step = polling === "agreed" ? "sweep" : "poll"
  // It is read as soon as that is a ground, and again when that is due where it could not be.
  if (open.stage === "wanted") {
    const unread = open.tries > 0 ? (Schedule.lookUp(policy, open.tries) ?? Schedule.longestRetryAfter) : 0
    const delay = Math.max(groundAfter(operation, open, policy) + 1 - now, open.dueAt - now, unread, atLeast)
    const over = Sending.givenUpAt(operation, open, policy)
    return { ...decision, step, delay: over === null ? delay : Math.max(Math.min(delay, over - now), 0) }
  }
  const wait = Schedule.lookUp(policy, open.tries) ?? Schedule.longestRetryAfter
  return { ...decision, step, delay: Math.max(wait, spacingMillis, atLeast) }
}
