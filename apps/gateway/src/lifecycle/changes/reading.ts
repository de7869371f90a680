/** The consequence of a read of the payment for what is to be changed of it. Pure. */
import { PaymentChange } from "@switchyard/core"
import * as Decimal from "../../model/Decimal.ts"
import * as Compare from "../Compare.ts"
import { anomaly } from "../Decision.ts"
import { inCurrency } from "../Money.ts"
import type { Observation, Operation, Policy } from "../Operation.ts"
import * as Schedule from "../Schedule.ts"
import { isHeld, isUndecided } from "../Status.ts"
import { opened } from "./asking.ts"
import { type Changes, mayHaveLeft, type Open } from "./Change.ts"
import { dropped, ended, forPerson, kept, refused, type Turned } from "./ending.ts"
import { forgotten, groundOf, shownAfterMillis, undisputed } from "./ground.ts"
import { changesOf, explained, holdOf, isCapture } from "./hold.ts"
import * as Lapsing from "./lapsing.ts"
import { givenUpAt, replayable, resendable } from "./sending.ts"
import { shown } from "./settling.ts"

// What an operator has called failed may be found all the same: it counts as what its provider says that it is.
const adopted = (operation: Operation, changes: Changes, { money }: Observation): Turned => {
  const { ended: last } = changes
  const none = { changes, entries: [], news: [] }
  if (last?.name !== "capture" || last.became !== "dead" || last.amount === null) return none
  const { amount, number } = last
  const mark = PaymentChange.keyOf("capture", { reference: operation.reference, number })
  const part = money?.captures?.parts.find(({ reference, status }) => reference === mark && status === "succeeded")
  if (part === undefined) return none
  const why = "it was found after it had been called failed"
  const differs = Compare.amounts(amount, part.amount)
  return {
    changes: {
      ...changes,
      captured: [
        ...changes.captured,
        { number, amount: inCurrency(part.amount, amount.currency) ?? amount.value, part: part.id }
      ],
      ended: { ...last, became: "done", why }
    },
    entries: [
      { kind: "transition", summary: `capture ${number}: done`, details: { why } },
      ...differs.map(({ kind, message }) => anomaly(message, { anomaly: kind, number }))
    ],
    news: ["payment.captured"],
    ...(differs.length === 0 ? {} : { review: `capture ${number}: ${why}, and is of another amount` })
  }
}

const explainedAgain = (changes: Changes, policy: Policy, readAt: number): Changes => {
  const { hold, unexplainedSince: since } = changes
  const isShown = since !== null && readAt > since + (policy.lookUp.capture?.foundAfterMillis ?? shownAfterMillis)
  return isShown && hold?.captured != null && hold.elsewhere !== null ? { ...changes, unexplainedSince: null } : changes
}

// What was asked for before the records went back may have been sent since by whoever kept them then.
const restored = (open: Open, { recovery }: Operation, now: number): Open =>
  open.recovery === recovery
    ? open
    : {
        ...open,
        recovery,
        stage: open.stage === "review" ? "review" : "unknown",
        isClean: false,
        isReplayable: false,
        refused: undefined,
        until: Math.max(open.until ?? 0, now)
      }

/** The operation as the changes of it are to be understood now, which a restored backup may have made unknown. */
export const understood = (operation: Operation, now: number): Operation => {
  const changes = changesOf(operation)
  if (changes.open === null) return operation
  const open = restored(changes.open, operation, now)
  return open === changes.open
    ? operation
    : { ...operation, facts: { ...operation.facts, changes: { ...changes, open } } }
}

const isTiredOf = (policy: Policy, { tries }: Open): boolean => Schedule.lookUp(policy, tries) === undefined

// It is not there by this read, or nothing says whether it is.
const undecided = (
  operation: Operation,
  changes: Changes,
  open: Open,
  policy: Policy,
  isAbsent: boolean,
  now: number
): Turned => {
  const next = { ...open, tries: open.tries + 1 }
  const isOver = open.until !== null && now > open.until + Schedule.sendGrace
  const isRestored = operation.recovery !== null
  const isWanted = open.name !== "complete" || !changes.isUnwanted
  if (open.stage === "unknown" && isOver && isAbsent && !isRestored && isWanted && resendable(open, policy))
    return kept(changes, { ...next, stage: "wanted" })
  const isReplayed = open.stage === "unknown" && (replayable(open, policy)?.until ?? 0) > now
  return isTiredOf(policy, next) && !isReplayed
    ? forPerson(changes, next, "no read has shown what became of it")
    : kept(changes, next)
}

// It bears our mark, and is not what was asked for: nobody counts it by itself.
const differing = (operation: Operation, changes: Changes, open: Open, { money }: Observation): Turned => {
  const part = money?.captures?.parts.find((each) => isCapture(operation, open, each))
  const turned = forPerson(changes, { ...open, part: open.part ?? part?.id ?? null }, "it is there, of another amount")
  const entries = Compare.amounts(open.amount, part?.amount ?? null).map(({ kind, message }) =>
    anomaly(message, { anomaly: kind, number: open.number })
  )
  return { ...turned, entries }
}

/** It could not be read: as often as a read that decides nothing, and then it goes to a person where it may have left. */
export const unread = (changes: Changes, policy: Policy, now: number): Turned => {
  const { open } = changes
  const isWaiting = open !== null && open.stage !== "sending" && open.stage !== "review"
  if (!isWaiting) return { changes, entries: [], news: [] }
  const next = { ...open, tries: open.tries + 1 }
  const isReplayed = open.stage === "unknown" && (replayable(open, policy)?.until ?? 0) > now
  return isTiredOf(policy, next) && mayHaveLeft(open) && !isReplayed
    ? forPerson(changes, next, "its payment could not be read")
    : kept(changes, next)
}

// Nobody writes down any more how a request ended that was under way when its payment went to a person.
const lost = (operation: Operation, open: Open, now: number): Open =>
  open.stage === "sending" && open.until !== null && now >= open.until + Schedule.sendGrace && !isHeld(operation.status)
    ? { ...open, stage: "unknown", isClean: false }
    : open

// What a request did that could leave until then would show in a read that was begun at this time.
const isShownBy = (until: number, { name }: Open, { lookUp }: Policy, readAt: number): boolean =>
  readAt > until + Schedule.sendGrace + (lookUp[name]?.foundAfterMillis ?? shownAfterMillis)

const ofOpen = (
  operation: Operation,
  changes: Changes,
  given: Open,
  policy: Policy,
  observation: Observation,
  readAt: number,
  now: number
): Turned => {
  const { hold } = changes
  const open = lost(operation, given, now)
  if (!mayHaveLeft(open) || hold === null) return kept(changes, open)
  const said = shown(operation, open, policy, observation, hold, readAt)
  if (said === "done") return ended(changes, open, "done", "its provider shows it")
  if (open.stage === "review") return kept(changes, open)
  if (said === "differs") return differing(operation, changes, open, observation)
  // A request that is on its way may still do it.
  if (open.stage === "sending") return kept(changes, open)
  if (said === "dead") {
    const why =
      open.name === "cancel" ? "something was captured, and it is not canceled" : "its provider calls it failed"
    return ended(changes, open, "dead", why)
  }
  if (said === "absent" && open.refused !== undefined && isShownBy(open.refused.until, open, policy, readAt))
    return refused(changes, open, open.refused.why)
  // It is there, and its provider takes its time: no person knows more.
  if (said === "underway") return kept(changes, { ...open, tries: open.tries + 1 })
  return undecided(operation, changes, open, policy, said === "absent", now)
}

// What our captures do not explain, and nobody was told yet; while one of them is under way it may be that, and is told later.
const strange = (changes: Changes): Turned => {
  const { elsewhereTold, hold, open } = changes
  const nothing = { changes, entries: [], news: [] }
  if (hold === null || hold.captured === null || hold.elsewhere === null || mayHaveLeft(open)) return nothing
  const { authorized, captured, elsewhere } = hold
  if (Decimal.isSame(elsewhere, elsewhereTold ?? "0")) return nothing
  const told = { ...changes, elsewhereTold: elsewhere }
  if (!Decimal.isPositive(elsewhere)) return { ...nothing, changes: told }
  const summary = `${captured} was captured, and ours are ${explained(changes)}`
  return {
    changes: told,
    entries: [anomaly(summary, { anomaly: "CapturedElsewhere" })],
    news: [],
    ...(authorized !== null && Decimal.isLess(authorized, captured)
      ? { review: `${summary}: that is more than the ${authorized} that were authorised` }
      : {})
  }
}

// There is one completion for each approval, and none that anybody has not wanted.
const approved = (operation: Operation, changes: Changes, now: number): Changes => {
  const { hold, isCompleted, isUnwanted, open } = changes
  const { amount } = operation.facts.asked
  if (open !== null || hold?.isApproved !== true || isUnwanted || isCompleted !== "no" || amount === undefined)
    return changes
  if (operation.status !== "awaiting_payer" || undisputed(operation) !== undefined) return changes
  if (hold.captured === null || hold.elsewhere === null) return changes
  const completion = opened(operation, changes, { name: "complete", amount, isFinal: true }, now)
  return { ...changes, last: completion.number, open: { ...completion, askedAt: hold.at } }
}

// Its payer was asked again after a refusal.
const askedAgain = (changes: Changes, { isApproved, status }: Observation): Changes =>
  changes.isCompleted === "refused" && status === "awaiting_payer" && isApproved !== true
    ? { ...changes, isCompleted: "no" }
    : changes

/** What a read says of the changes of a payment; `after` is the payment as that read leaves it. */
export const read = (
  before: Operation,
  after: Operation,
  policy: Policy,
  observation: Observation,
  readAt: number,
  now: number
): Turned => {
  const found = adopted(before, changesOf(before), observation)
  const known = askedAgain(found.changes, observation)
  const holdWith = (changes: Changes) => holdOf({ ...before, facts: { ...before.facts, changes } }, observation, readAt)
  const seen = explainedAgain({ ...known, hold: holdWith(known) }, policy, readAt)
  const turned =
    seen.open === null
      ? { changes: seen, entries: [], news: [] }
      : ofOpen(before, seen, seen.open, policy, observation, readAt, now)
  // What is done by this read is explained by this read as well.
  const hasEnded = seen.open !== null && turned.changes.open === null
  const settled = hasEnded ? { ...turned.changes, hold: holdWith(turned.changes) } : turned.changes
  const told = strange(settled)
  const lapse = Lapsing.told(after.status, approved(after, told.changes, now), now)
  const why = turned.review ?? (isHeld(after.status) ? (found.review ?? told.review) : undefined)
  return {
    ...(why === undefined ? {} : { review: why }),
    changes: lapse.changes,
    entries: [...found.entries, ...turned.entries, ...told.entries, ...lapse.entries],
    news: [...found.news, ...turned.news, ...lapse.news]
  }
}

/** A change that has not left and has no ground any more, or has waited for too long, ends: nothing of it was carried out. */
export const grounded = (operation: Operation, turned: Turned, policy: Policy, now: number): Turned => {
  const { open } = turned.changes
  // Who has the payment is asked first, and then whether this may still be.
  if (open === null || open.stage !== "wanted" || isUndecided(operation.status)) return turned
  const { changes } = turned
  const ground = groundOf({ ...operation, facts: { ...operation.facts, changes } }, open, policy, now)
  const isGivenUp = now >= (givenUpAt(operation, open, policy) ?? Number.POSITIVE_INFINITY)
  if (ground._tag !== "Missing" && !isGivenUp) return turned
  const waited = open.tries > 0 ? "its payment could not be read in time" : "it could not be sent in time"
  const why = ground._tag === "Missing" ? ground.why : waited
  // What the records have forgotten may be this very change.
  const isRefused = open.isClean && forgotten(operation, changes, open) === undefined
  const next = isRefused ? dropped(changes, open, why) : forPerson(changes, open, why)
  // What a person decides already stays a person's.
  return { ...turned, ...next, entries: [...turned.entries, ...next.entries], news: [...turned.news, ...next.news] }
}
