/**
 * What the worker does with a claimed operation. It goes through the worker's own guards (`lifecycle/due.ts`,
 * `lifecycle/question.ts`); what the database adds to them stands here. Whoever decides on what has changed meanwhile is
 * refused by the database or decides again on what is there now, so a decision is one step of the walk; calls are not: the
 * request, the provider's deed and the recording of the answer are steps of their own (`calls.ts`).
 */
import { Settling } from "@switchyard/core"
import { reopened } from "../../src/lifecycle/callback.ts"
import { due, sentUntil } from "../../src/lifecycle/due.ts"
import type { Event, Recovered } from "../../src/lifecycle/Event.ts"
import type { Account } from "../../src/lifecycle/Facts.ts"
import { noPolicy } from "../../src/lifecycle/Machine.ts"
import { isDoubtful, type Operation, type Policy } from "../../src/lifecycle/Operation.ts"
import { question, stillToAsk, targetOf } from "../../src/lifecycle/question.ts"
import { isEnded, isMoneyMoved } from "../../src/lifecycle/Status.ts"
import { canonical, lastResend } from "./canonical.ts"
import { mayChange, now, sendUntil } from "./clocks.ts"
import { brokenAfterEnd, brokenAlone, brokenBy, isAnswerLost, replaysWrongly, sendsAgain } from "./laws.ts"
import { abandonsWrongly, commitsWrongly, isStaged, sendsAfterPaid } from "./leftLaws.ts"
import { type Decided, registered, remembered } from "./Registry.ts"
import { heldBy, readings } from "./readings.ts"
import { accountOf, type Move, policyOf, slotOf, type Walk } from "./Walk.ts"
import { both, type Call, put, type Two, type Which, type World } from "./World.ts"

const isRepeating = (policy: Policy): boolean => Settling.isRepeatable(Settling.of(policy, "create").duplicates)

/** The account as events name it. */
export const named = ({ providers }: Walk, which: Which): Account => {
  const { fingerprint, instance } = providers[which]
  return { instance, fingerprint }
}

const reportedStatus = (event: Event): string | null =>
  "observation" in event ? event.observation.status : event._tag === "FoundElsewhere" ? event.status : null

// All in which two events of one kind differ here.
const words = (event: Event, isReadRequested: boolean, policy: Policy): string => {
  const { attempt, fingerprint, instance, readAt, reason, sendUntil: until, status, trust } = { ...nothing, ...event }
  const rest =
    "observation" in event
      ? [
          event.observation.status,
          event.observation.providerReference,
          event.observation.hasNext,
          event.observation.amount?.value.value,
          event.observation.isOneOfSeveral
        ]
      : event._tag === "Resolved"
        ? [event.outcome, event.acceptDuplicateRisk, JSON.stringify(event.mayHaveIt)]
        : event._tag === "NobodyLeft"
          ? [event.isBlocked]
          : event._tag === "Recovered"
            ? [JSON.stringify(event)]
            : "retryAfter" in event
              ? [
                  event.retryAfter,
                  "neverSent" in event
                    ? event.neverSent
                    : "failover" in event
                      ? event.failover
                      : "why" in event && event.why
                ]
              : []
  const own = [
    event._tag,
    instance,
    fingerprint,
    attempt,
    until,
    readAt,
    reason,
    status,
    trust,
    isReadRequested,
    policy === noPolicy
  ]
  const known =
    event._tag === "OutcomeUnknown"
      ? `${event.providerReference} ${JSON.stringify(event.left)}`
      : event._tag === "SendPlanned"
        ? `${event.isReplayable} ${event.isStaged}`
        : event._tag === "AbandonEnded"
          ? event.outcome
          : event._tag === "Prepared"
            ? `${event.providerReference} ${event.isReplayable}`
            : event._tag === "LeftFound"
              ? event.providerReference
              : null
  return [...own, ...rest, known].join()
}

const nothing: {
  readonly [name in
    | "attempt"
    | "fingerprint"
    | "instance"
    | "readAt"
    | "reason"
    | "sendUntil"
    | "status"
    | "trust"]?: unknown
} = {}

/** What an event means besides what is decided. */
export interface Source {
  /** Whose word it is. */
  readonly from?: Which | undefined
  /** It speaks of how things were before. */
  readonly isOld?: boolean
}

/** The operation in its one form, by the manifest of the account that has it. */
export const settled = (walk: Walk, operation: Operation): Operation => {
  const own = walk.providers.find(({ fingerprint }) => fingerprint === operation.fingerprint)
  const knowsKeys = walk.providers.some(({ policy }) => isRepeating(policy))
  const policyAt = (fingerprint: string) =>
    (walk.providers.find((each) => each.fingerprint === fingerprint) ?? walk.providers[0]).policy
  return registered(walk.registry, canonical((own ?? walk.providers[0]).policy, operation, knowsKeys, policyAt))
}

const decidedBy = (
  walk: Walk,
  operation: Operation,
  event: Event,
  policy: Policy,
  isReadRequested: boolean
): Decided | null => {
  const decision = walk.decide(operation, event, policy, now)
  if (decision._tag === "Illegal") return null
  const { announce, delay, entries: _, ...state } = reopened(decision, isReadRequested ? 0 : null)
  const decided: Operation = { ...operation, ...state }
  return {
    operation: settled(walk, decided),
    broken: brokenAlone(operation, decided, delay) ?? brokenAfterEnd(operation, decided, { announce, policy }),
    isAnswerLost: isAnswerLost(decided)
  }
}

/** What an event leads to, or null where it is refused. */
export const apply = (walk: Walk, world: World, event: Event, { from, isOld = false }: Source = {}): World | null => {
  const { records } = world
  const policy = policyOf(walk, world)
  const before = registered(walk.registry, records.operation)
  const decided = remembered(walk.registry.decisions, before, words(event, records.isReadRequested, policy), () =>
    decidedBy(walk, before, event, policy, records.isReadRequested)
  )
  if (decided === null) return null
  const status = reportedStatus(event)
  const reportedPaid =
    from === undefined || status === null ? records.paid : put(records.paid, from, isMoneyMoved(status))
  const paid = event._tag === "Resolved" ? nobody : reportedPaid
  // Whatever was said by then, the person who decides is told.
  const told = decided.operation.status === "needs_review" ? paid : nobody
  const known: Two<boolean> = [records.known[0] || told[0], records.known[1] || told[1]]
  const after: World = {
    ...world,
    records: { ...records, operation: decided.operation, paid, known },
    isPast: pastOf(walk, world, decided.operation)
  }
  const broken = world.broken ?? decided.broken ?? brokenBy(walk, before, after, { event, decided, isOld })
  return broken === null ? after : { ...after, broken }
}

const nobody: Two<boolean> = [false, false]

// The machine may look after nobody any more; whose time is over by then is told by the manifest alone.
const pastOf = (walk: Walk, { isPast, records }: World, to: Operation): Two<boolean> => {
  const from = records.operation
  if (!isEnded(from.status) || !isEnded(to.status)) return nobody
  if (from.fingerprint === to.fingerprint) return isPast
  const [first, second] = both.map((which) => {
    const { fingerprint, policy } = walk.providers[which]
    return fingerprint === from.fingerprint ? !mayChange(policy, from) : fingerprint !== to.fingerprint && isPast[which]
  })
  return [first === true, second === true]
}

/** Why the config leads to another account than the records, if so. */
export const obstacle = (walk: Walk, world: World): string | undefined => {
  const { fingerprint, provider, step } = world.records.operation
  if (provider === null || step === "submit") return undefined
  const which = accountOf(walk, world, provider)
  if (which === undefined) return "not configured any more"
  return walk.providers[which].fingerprint === fingerprint ? undefined : "leads to another account"
}

// When the records went back: just now, or so long ago that nothing of before is on its way.
const longAgo = 24 * 3_600_000

/** Who is asked before it is sent, after a recovery; null where there is nothing to ask. */
export const questionOf = (walk: Walk, world: World, at: number): Recovered | null => {
  const { called, operation } = world.records
  const { recovery } = operation
  if (recovery === null || operation.facts.doubt?.recovery === recovery || sentUntil(operation, at) !== null)
    return null
  const configured = both.filter((which) => !world.gone[which])
  const accounts = (of: ReadonlyArray<Which>) => of.map((which) => named(walk, which))
  const isAskable = (which: Which) => walk.providers[which].canAsk
  const left = stillToAsk(operation, {
    ask: accounts(configured.filter(isAskable)),
    // That an account was ever used, the records know of other operations.
    undecided: accounts([
      ...configured.filter((which) => !isAskable(which)),
      ...both.filter((which) => world.gone[which])
    ])
  })
  if (left === undefined) return null
  const refusing = (instance: string): Account | null => {
    const which = accountOf(walk, world, instance)
    return which === undefined || !Settling.refusesDuplicates(Settling.of(walk.providers[which].policy, "create"))
      ? null
      : named(walk, which)
  }
  const first = world.routes.find((which) => !world.gone[which])
  const names = both.filter((which) => called[slotOf(walk, which)]).map((which) => walk.providers[which].instance)
  return question(operation, left, {
    recovery,
    startedAt: world.isRecoveryOld ? at - longAgo : at,
    called: [...new Set(names)],
    target: targetOf(operation, first === undefined ? undefined : walk.providers[first].instance, refusing)
  })
}

/** Asks who has it: null where that is settled, or refused. */
const recoverOne = (walk: Walk, world: World): World | null => {
  const event = questionOf(walk, world, now)
  const asked = event && apply(walk, world, event)
  // Whatever was sent before was sent until then at the latest, and none of it is the latest one.
  return asked && { ...asked, calls: asked.calls.map((call) => ({ ...call, isCovered: true, isOwn: false })) }
}

const unsent = ["NeverSent", "Changed", "AnotherAccount"] as const

// A request that has just begun to leave.
const leaving = (attempt: number, to: Which): Call => ({
  attempt,
  to,
  isAwaited: true,
  isTravelling: true,
  answer: null,
  isCovered: true,
  isOwn: true,
  isKept: false
})

/** Writes a replay down, and sends it, or finds that nothing may be sent. */
const replay = (walk: Walk, world: World, which: Which): ReadonlyArray<Move> => {
  const { operation } = world.records
  const label = `the worker replays it at ${operation.provider}`
  const event = { _tag: "ReplayPlanned", ...named(walk, which), sendUntil, clocksApartMillis: 0 } as const
  const planned = apply(walk, world, event)
  if (planned === null) return []
  const { attempts, facts } = planned.records.operation
  if (facts.latest?._tag !== "Sending" || facts.latest.attempt !== operation.attempts + 1)
    return [{ label: `${label}, which comes too late`, cost: 0, isHonest: true, to: planned }]
  const generation = operation.facts.stage?.generation
  const part = isStaged(walk, which) ? { part: "commit" as const, generation } : {}
  const call: Call = { ...leaving(attempts, which), isReplay: true, ...part }
  const kept = planned.calls.length < walk.mostCalls ? planned.calls : withoutOldest(planned)
  const to: World = {
    ...planned,
    broken: planned.broken ?? replaysWrongly(walk, world, which) ?? commitsWrongly(walk, world, which, generation),
    calls: [...kept.map((each) => ({ ...each, isOwn: false })), call],
    late: planned.late === null ? null : { ...planned.late, isEarly: true, isBefore: true },
    lied: put(planned.lied, which, false)
  }
  const moves: ReadonlyArray<Move> = [{ label, cost: 0, isHonest: true, to }]
  if (!walk.incidents.has("messages")) return moves
  return [
    ...moves,
    ...unsent.map(
      (answer): Move => ({
        label: `${label}, and nothing leaves: ${answer}`,
        cost: 1,
        isHonest: false,
        to: { ...to, calls: to.calls.map((each) => (each === call ? { ...call, isTravelling: false, answer } : each)) }
      })
    )
  ]
}

/** Writes down that it is asked to be abandoned, and asks. */
const abandon = (walk: Walk, world: World, which: Which): ReadonlyArray<Move> => {
  const { operation } = world.records
  const label = `the worker has it abandoned at ${operation.provider}`
  const planned = apply(walk, world, { _tag: "AbandonPlanned", ...named(walk, which), sendUntil })
  if (planned === null) return []
  const broken = planned.broken ?? abandonsWrongly(walk, world, which)
  const { attempts, facts } = planned.records.operation
  if (facts.latest?._tag !== "Sending" || facts.latest.attempt !== operation.attempts + 1)
    return [{ label: `${label}, which may not be`, cost: 0, isHonest: true, to: planned }]
  const generation = heldBy(world, which, operation.providerReference)?.copy.generation
  const call: Call = { ...leaving(attempts, which), part: "abandon", generation }
  const kept = planned.calls.length < walk.mostCalls ? planned.calls : withoutOldest(planned)
  const copies = planned.copies[which].map((copy) =>
    copy.generation === generation ? { ...copy, isGivenUp: true } : copy
  )
  const to: World = {
    ...planned,
    broken,
    copies: put(planned.copies, which, copies),
    calls: [...kept.map((each) => ({ ...each, isOwn: false })), call],
    late: planned.late === null ? null : { ...planned.late, isEarly: true, isBefore: true }
  }
  return [{ label, cost: 0, isHonest: true, to }]
}

/** Writes an attempt down, and sends it: the request is on its way from then on. */
const send = (walk: Walk, world: World, which: Which, label: string): ReadonlyArray<Move> => {
  const { operation } = world.records
  const isReplayable = isRepeating(walk.providers[which].policy)
  const staged = isStaged(walk, which)
  const event = { _tag: "SendPlanned", ...named(walk, which), sendUntil } as const
  const planned = apply(walk, world, { ...event, isReplayable: isReplayable && !staged, isStaged: staged })
  if (planned === null) return []
  const broken = world.broken ?? sendsAfterPaid(world) ?? sendsAgain(walk, world, which)
  const { attempts, facts } = planned.records.operation
  // What was decided instead is no leave to send.
  if (facts.latest?._tag !== "Sending" || facts.latest.attempt !== operation.attempts + 1)
    return [{ label, cost: 0, isHonest: true, to: planned }]
  const generation = facts.stage?.generation
  const call: Call = staged ? { ...leaving(attempts, which), part: "prepare", generation } : leaving(attempts, which)
  const kept = planned.calls.length < walk.mostCalls ? planned.calls : withoutOldest(planned)
  const { had } = planned.records
  const to: World = {
    ...planned,
    broken: planned.broken ?? broken,
    records: { ...planned.records, had: put(had, which, true) },
    calls: [...kept.map((each) => ({ ...each, isOwn: false })), call],
    late: planned.late === null ? null : { ...planned.late, isEarly: true },
    ...(staged ? { keys: put(planned.keys, which, null) } : {}),
    lied: put(planned.lied, which, false)
  }
  const moves: ReadonlyArray<Move> = [{ label, cost: 0, isHonest: true, to }]
  if (operation.step !== "send" || operation.facts.resends.count >= lastResend - 1) return moves
  // The same again and again, with no other end in between.
  const last = {
    ...to.records.operation,
    facts: { ...to.records.operation.facts, resends: { count: lastResend, why: null } }
  }
  const often = { ...to, records: { ...to.records, operation: last } }
  return [...moves, { label: `${label}, as often as it ever is`, cost: 0, isHonest: false, to: often }]
}

// More of them make no new state here: a node that waits for so long has died, and what it has sent was lost.
const withoutOldest = ({ calls }: World): World["calls"] => {
  const first = calls.find(({ isAwaited }) => !isAwaited) ?? calls[0]
  return calls.filter((call) => call !== first)
}

const submit = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { facts } = world.records.operation
  const names = new Set(facts.tried.map(({ instance }) => instance))
  const candidates = world.routes.filter((which) => !world.gone[which])
  const left = candidates.filter((which) => !names.has(walk.providers[which].instance))
  const tries = left
    .slice(0, walk.incidents.has("config") ? undefined : 1)
    .flatMap((which, place) =>
      send(
        walk,
        world,
        which,
        `the worker sends it to ${walk.providers[which].instance}${place > 0 ? ", whose circuit alone is closed" : ""}`
      ).map((move): Move => (place === 0 ? move : { ...move, cost: 1, isHonest: false }))
    )
  if (names.size === 0 && left.length === 0) return []
  const nobody = (isBlocked: boolean, label: string): ReadonlyArray<Move> => {
    const to = apply(walk, world, { _tag: "NobodyLeft", message: "no provider can be tried", isBlocked })
    return to === null ? [] : [{ label, cost: isBlocked ? 1 : 0, isHonest: !isBlocked, to }]
  }
  const isTransient = facts.tried.some(({ transient }) => transient)
  const blocked =
    walk.incidents.has("config") && (left.length > 0 || isTransient)
      ? nobody(true, "every circuit that is left is open")
      : []
  return [...tries, ...(left.length === 0 ? nobody(false, "nobody is left to try") : []), ...blocked]
}

/** Whether whoever called back is asked first; one that called back before it refused is asked then. */
const pending = (walk: Walk, world: World): "no" | "yes" | World => {
  const { had, isReadRequested, operation, sides } = world.records
  const { attempts, fingerprint, provider, recovery, step } = operation
  if (isDoubtful(operation)) return "yes"
  if (attempts === 0 && recovery === null) return "no"
  const which = both.find((one) => walk.providers[one].fingerprint === fingerprint)
  if (step === "submit" && isReadRequested && provider !== null && which !== undefined) {
    const slot = slotOf(walk, which)
    if (sides[slot] === null && had[which]) {
      return { ...world, records: { ...world.records, sides: put(sides, slot, { is: "asked", isLast: false }) } }
    }
  }
  return sides.some((side) => side?.is === "asked") ? "yes" : "no"
}

/** What comes of claiming it; nothing where it has no step, waits, or cannot be carried on with this config. */
export const claim = (walk: Walk, world: World): ReadonlyArray<Move> => {
  const { operation } = world.records
  const honest = (label: string, to: World | null): ReadonlyArray<Move> =>
    to === null ? [] : [{ label, cost: 0, isHonest: true, to }]
  // What lasts is written down by the machine as well, whether the worker has looked at it before or not.
  const next = due(operation, obstacle(walk, world), now)
  if (next._tag === "Nothing" || next._tag === "Suspended" || next._tag === "BeingSent") return []
  // Nothing of a payment is captured, let go or completed here: see test/changes.
  if (next._tag === "Change" || next._tag === "ChangeUnfinished") return []
  if (next._tag === "ReplaysOver") {
    return honest(`it is not replayed any more: ${next.why}`, apply(walk, world, next))
  }
  if (next._tag === "Unaskable") {
    const { instance, why } = next
    return honest(`${instance} ${why}`, apply(walk, world, { _tag: "Unsupported", instance, message: why }))
  }
  if (next.asksFirst) {
    const asked = recoverOne(walk, world)
    if (asked !== null) return honest("it is asked who has it", asked)
  }
  if (next._tag === "Unfinished") {
    return honest("the attempt is found without an outcome", apply(walk, world, { _tag: "Interrupted" }))
  }
  if (next._tag === "Read") return read(walk, world, "the worker reads")
  const waits = pending(walk, world)
  if (waits === "yes") return []
  if (waits !== "no") return honest("whoever called back before it refused is asked", waits)
  if (next._tag === "Submit") return submit(walk, world)
  const which = accountOf(walk, world, operation.provider)
  if (next._tag === "Abandon") return which === undefined ? [] : abandon(walk, world, which)
  if (next._tag === "Replay") return which === undefined ? [] : replay(walk, world, which)
  return which === undefined ? [] : send(walk, world, which, `the worker sends it to ${operation.provider} again`)
}

/** A read of its status at the instance that has it, which answers whatever callback came before. */
export const read = (walk: Walk, world: World, label: string): ReadonlyArray<Move> => {
  const which = accountOf(walk, world, world.records.operation.provider)
  if (which === undefined) return []
  const asked: World = { ...world, records: { ...world.records, isReadRequested: false } }
  return readings(walk, asked, which).map(({ after, cost, event, isHonest, label: answer }): Move => {
    const to = event === null ? after : (apply(walk, after, event, { from: which }) ?? after)
    return { label: `${label}: ${answer}`, cost, isHonest, to }
  })
}
