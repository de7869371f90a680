/**
 * A replay of an unknown that is about to be written down, or why none comes any more. It is an attempt with its own number
 * and last moment; the operation stays unknown meanwhile (money rules, section 9).
 */
import { type Decision, decided, illegal, kept } from "./Decision.ts"
import type { ReplayPlanned, ReplayPutOff, ReplaysOver } from "./Event.ts"
import { groundOf } from "./ground.ts"
import type { Operation, Policy } from "./Operation.ts"
import * as Replays from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { stateOf } from "./State.ts"

const isoOf = (at: number): string => new Date(at).toISOString()

/** A replay may begin, or none may any more; what only passes puts it off. */
export const planned = (operation: Operation, policy: Policy, event: ReplayPlanned, now: number): Decision => {
  const { attempts, facts, fingerprint, provider } = operation
  if (stateOf(operation)._tag !== "Replay") return illegal("no replay is its next step")
  if (event.sendUntil <= now)
    return putOff(operation, { _tag: "ReplayPutOff", until: now + Schedule.putOff.clocks }, now)
  const open = Replays.openOf(facts)
  const isSame = event.instance === provider && event.fingerprint === fingerprint
  const { clocksApartMillis, sendUntil } = event
  const moment = { at: now, sendUntil, clocksApartMillis }
  const why = isSame ? Replays.obstacle(operation, policy, moment) : "another account would be asked"
  if (open === null || why !== undefined) return isOver(operation, why ?? "it was ended before", now)
  const soonest = Math.max(open.dueAt, open.until + Replays.settledAfter(policy))
  if (now < soonest) return putOff(operation, { _tag: "ReplayPutOff", until: soonest }, now)
  const ground = groundOf(operation, policy, now)
  if (ground._tag === "Stale")
    return putOff(operation, { _tag: "ReplayPutOff", until: now + Schedule.putOff.clocks }, now)
  if (ground._tag === "Missing") return isOver(operation, ground.why, now)
  const number = attempts + 1
  return decided(operation, {
    status: "unknown",
    step: "look_up",
    delay: sendUntil - now + Schedule.sendGrace,
    attempts: number,
    entries: [
      {
        kind: "attempt",
        summary: `attempt ${number}: replayed at ${event.instance}`,
        details: {
          instance: event.instance,
          attempt: number,
          sendUntil: isoOf(sendUntil),
          firstSentAt: isoOf(open.firstSentAt)
        }
      }
    ],
    facts: {
      latest: { _tag: "Sending", attempt: number, until: sendUntil },
      search: { ...facts.search, absent: null },
      replays: { ...open, count: open.count + 1 }
    }
  })
}

/** A replay that is due waits for something that passes; look-ups do not. */
export const putOff = (operation: Operation, { until }: ReplayPutOff, now: number): Decision => {
  const open = Replays.openOf(operation.facts)
  if (stateOf(operation)._tag !== "Replay") return illegal("no replay is its next step")
  if (open === null) return isOver(operation, "it was ended before", now)
  const dueAt = Math.max(until, now + 1)
  return decided(operation, {
    status: "unknown",
    step: "replay",
    delay: dueAt - now,
    facts: { replays: { ...open, dueAt } }
  })
}

const isOver = (operation: Operation, why: string, now: number): Decision => {
  const { facts } = operation
  const delay = Math.max((Replays.openOf(facts)?.lookUpAt ?? now) - now, 0)
  return decided(operation, { status: "unknown", step: "look_up", delay, facts: Replays.ended(facts, why) })
}

/** It cannot be replayed any more. */
export const overFor = (operation: Operation, { why }: ReplaysOver): Decision =>
  Replays.openOf(operation.facts) === null
    ? illegal("it is not replayed")
    : kept(operation, { facts: Replays.ended(operation.facts, why) })
