/**
 * The laws that each step of the walk is held against. At most one may pay, with two exceptions, each of them by name: an
 * operator accepted that it may be paid twice, which allows one more; or a provider answered that it had done nothing and
 * kept it all the same, which nobody can know before it is heard of. Then that must not pass in silence.
 */
import { Settling } from "@switchyard/core"
import type { Delay } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import { isSending } from "../../src/lifecycle/Facts.ts"
import { endOf, isDoubtful, type Operation, type Policy } from "../../src/lifecycle/Operation.ts"
import * as Schedule from "../../src/lifecycle/Schedule.ts"
import { isEnded, isLegal, isMoneyMoved, isOpen, isPaid, isWithoutMoney } from "../../src/lifecycle/Status.ts"
import { meanings } from "../../src/model/statuses.ts"
import { now } from "./clocks.ts"
import { isStaged, leftAt } from "./leftLaws.ts"
import type { Decided } from "./Registry.ts"
import type { Walk } from "./Walk.ts"
import { both, type Copy, type Which, type World } from "./World.ts"

const isAlive = ({ is, isRogue }: Copy): boolean => !isRogue && (is === "alive" || is === "paid" || is === "returning")

/** Whether an account would carry out another request: not where it knows the key, or what exists under the id. */
export const takesAnother = ({ providers }: Walk, { copies, keys }: World, which: Which): boolean => {
  const stated = Settling.of(providers[which].policy, "create").duplicates
  const held = copies[which]
  switch (stated.kind) {
    case "refused":
      return held.length === 0
    case "replayed":
      return keys[which] === null || keys[which] === "forgotten"
    case "revealed":
      return keys[which] === "forgotten" || held.length === 0 || (stated.freesDeadIds && held.at(-1)?.is === "dead")
    default:
      return true
  }
}

/** Nothing is replayed where its key is forgotten, while a request is on its way, nor where somebody else has it. */
export const replaysWrongly = ({ providers }: Walk, before: World, which: Which): string | null => {
  const { instance } = providers[which]
  const { facts } = before.records.operation
  if (before.isUnwanted) return "replayed, and its merchant does not want it any more"
  if (before.risk !== null) return null
  if (before.keys[which] === "forgotten") return `replayed at ${instance}, which has forgotten it`
  if (facts.latest === null || now < facts.latest.until + Schedule.sendGrace) {
    return `replayed at ${instance} while a request is on its way`
  }
  const other = which === 0 ? 1 : 0
  return before.copies[other].some(isAlive) ? `replayed at ${instance}, and ${providers[other].instance} has it` : null
}

/**
 * What an account may still pay of it, by what it holds and what is on its way to it. One that holds what it had answered to
 * have done nothing may show that instead of what it was sent later, and nobody can tell which is which.
 */
const payable = (walk: Walk, world: World, which: Which): number => {
  const { calls, copies } = world
  if (isStaged(walk, which)) return copies[which].filter(isAlive).length + leftAt(walk, world, which)
  const held = copies[which]
  if (held.some(({ isRogue }) => isRogue)) return 0
  const takes = takesAnother(walk, world, which)
  const coming = calls.filter(({ isTravelling, to }) => isTravelling && to === which)
  return held.filter(isAlive).length + (takes ? coming.length : 0)
}

const alive = ({ copies, risk }: World, which: Which): number => {
  const count = copies[which].filter(isAlive).length
  return risk === which ? Math.min(count, 1) : count
}

/** At most one may pay: one more at the account for which an operator has accepted that, or anywhere. */
export const paysTwice = (world: World): string | null =>
  alive(world, 0) + alive(world, 1) > (world.risk === "anywhere" ? 2 : 1)
    ? "the operation may be paid twice, and nobody has accepted that"
    : null

/**
 * It is only sent to an account that does not have it and cannot get it any more, also where that would refuse a duplicate.
 * What it holds of a request that it had answered to have done nothing cannot be known.
 */
export const sendsAgain = (walk: Walk, world: World, which: Which): string | null => {
  const { providers } = walk
  const { calls, copies, risk } = world
  const left = both.find((each) => leftAt(walk, world, each) > 0)
  if (left !== undefined && risk === null) {
    return `sent to ${providers[which].instance} while something at ${providers[left].instance} can still be paid`
  }
  if (isStaged(walk, which)) {
    return copies[which].some(isAlive) && risk === null ? `sent to ${providers[which].instance}, which has it` : null
  }
  const holds = copies[which].some(({ isRogue }) => !isRogue)
  const mayGet = calls.some(({ isTravelling, to }) => isTravelling && to === which)
  const isAccepted = risk === "anywhere" || risk === which
  return (holds || mayGet) && !isAccepted
    ? `sent to ${providers[which].instance}, which has it or may still get it`
    : null
}

/** Its payer was never told how to pay it (money rules, section 2). */
export const isAnswerLost = ({ facts, kind, status }: Operation): boolean =>
  kind === "payment" && status === "canceled" && facts.failure?.reason === "AnswerLost"

/**
 * In a recovery, whoever holds what it had answered to have done nothing is taken for the one that has it, and nobody else is
 * asked. Whoever was sent it after the backup can then only be heard of by its callback.
 */
export const isMisled = ({ copies, records }: World): boolean =>
  records.operation.recovery !== null && copies.flat().some(({ isRogue }) => isRogue)

const endsWhatMayPay = (walk: Walk, after: World, status: string, event: Event): string | null => {
  if (isMisled(after)) return null
  const isAccepted = after.risk === "anywhere" || (event._tag === "Resolved" && event.acceptDuplicateRisk)
  const payers = both.filter((which) => which !== after.risk && payable(walk, after, which) > 0)
  return isAccepted || payers.length === 0 ? null : `called ${status} while it may still be paid`
}

/** What is to be sent may be sent: else it would be taken up for ever, and nothing come of it. */
const cannotBeSent = (operation: Operation): string | null => {
  const { facts, step } = operation
  // While it is not known who has it, everybody is asked first.
  if (isSending(facts) || isDoubtful(operation) || (step !== "submit" && step !== "send")) return null
  if (facts.again?._tag === "Never") return `to be sent, and never again: ${facts.again.why}`
  return step === "submit" && facts.holding !== "nobody" ? `to be submitted, and ${facts.holding} has it` : null
}

/** What a decision must not come to, whatever the world holds. */
export const brokenAlone = ({ status: from }: Operation, after: Operation, delay: Delay): string | null => {
  const { facts, kind, status, step } = after
  if ((delay === null) !== (step === "none")) return `the next step is ${step}, due ${delay}`
  if (isOpen(status) && step === "none") return `${status} is open and has no next step`
  if (!meanings[status].steps.includes(step)) return `the next step of ${status} is ${step}`
  if ((facts.watch !== null) !== isEnded(status)) return `${status} and looked after: ${facts.watch !== null}`
  return status !== from && !isLegal(kind, from, status) ? `${from} cannot become ${status}` : cannotBeSent(after)
}

/** What was paid is looked after while its provider may change that, and that it is paid is told once. */
export const brokenAfterEnd = (
  before: Operation,
  after: Operation,
  { announce, policy }: { readonly announce: string | null; readonly policy: Policy }
): string | null => {
  const { facts, kind, provider, status, step } = after
  const wasTold = before.facts.isPaidTold || isPaid(before.status)
  if (announce === `${kind}.paid` && wasTold) return "told a second time that it is paid"
  const isLate = now - facts.since >= Schedule.mayChangeFor(policy, endOf(after))
  // By the records nobody has what an operator has called paid before anything of it was sent.
  const isPlaced = provider !== null && before.step !== "submit"
  return isMoneyMoved(status) && status !== before.status && step === "none" && isPlaced && !isLate
    ? `${status}, and never looked after`
    : null
}

/** What it must not come to in this world; `isOld` where the event speaks of how things were before. */
export const brokenBy = (
  walk: Walk,
  before: Operation,
  after: World,
  { decided, event, isOld }: { readonly event: Event; readonly decided: Decided; readonly isOld: boolean }
): string | null => {
  const { known, paid } = after.records
  const { latest, replays, stage } = before.facts
  const isOnItsWay = latest?._tag === "Sending" && now < latest.until + Schedule.sendGrace
  const isWaitedFor = isOnItsWay && (replays !== null || stage?.abandon != null)
  if (event._tag === "Resolved" && isWaitedFor) return "decided while a request is on its way"
  const isKnownPaid = before.facts.leftBehind.some(({ isPaid }) => isPaid === true)
  if (event._tag === "Resolved" && event.outcome === "retry" && isKnownPaid)
    return "tried again although what was given up is known to be paid"
  if (event._tag === "AbandonAsked" && isOnItsWay) return "given up while a request is on its way"
  if (event._tag === "Accepted" && replays !== null && replays.count > 0 && before.status === "unknown") {
    const { status } = decided.operation
    if (status !== "unknown" && status !== "needs_review") return `called ${status} by the answer to a replay`
  }
  const { status: from } = before
  const { status } = decided.operation
  if (event._tag === "LeftFound" && status !== from && status !== "needs_review")
    return `called ${status} by the word about what was given up`
  if (paid[0] && paid[1] && !(known[0] && known[1]) && status !== "needs_review")
    return `both have said that they paid it, and it is called ${status}`
  if (status === "returned" && status !== from && !isOld && after.copies.flat().some(({ is }) => is === "returning"))
    return "called returned while it may still be paid"
  if (status === from || !isWithoutMoney(status) || isOld || decided.isAnswerLost) return null
  // What one account said before the others were asked may be old by then; that is found out when it is looked after.
  if (before.facts.doubt !== null && before.facts.doubt.dead !== null) return null
  return endsWhatMayPay(walk, after, status, event)
}
