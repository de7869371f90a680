/**
 * The state machine: from an operation and what happened to it, to its new state, the next step and what is written
 * down. Pure: time is given, and nothing is read or sent. What does not fit is `Illegal` and changes nothing.
 */

import * as AbandonAsking from "./abandonAsked.ts"
import * as Abandoning from "./abandoning.ts"
import * as ChangeDeciding from "./changes/deciding.ts"
import { understood } from "./changes/reading.ts"
import * as Changes from "./changes/stepping.ts"
import { anomaly, type Decision, decided, illegal, kept } from "./Decision.ts"
import * as Deciding from "./deciding.ts"
import * as Doubts from "./doubt.ts"
import type { Event, Mismatch, Unreadable } from "./Event.ts"
import { isSending } from "./Facts.ts"
import * as Learnt from "./learnt.ts"
import * as LeftBehind from "./leftBehind.ts"
import * as Lookup from "./lookup.ts"
import * as MoneyNews from "./moneyNews.ts"
import { isUnsent, type Operation, type Policy } from "./Operation.ts"
import * as OtherInstances from "./otherInstances.ts"
import * as PayersTry from "./payersTry.ts"
import * as Replaying from "./replaying.ts"
import * as ReplayPlanning from "./replayPlanning.ts"
import * as Replays from "./replays.ts"
import * as Reservation from "./reservation.ts"
import { isOpen, isUndecided } from "./Status.ts"
import * as Sending from "./sending.ts"
import * as SendPlanning from "./sendPlanning.ts"
import * as Stages from "./stages.ts"
import { review } from "./staying.ts"
import * as Worth from "./Worth.ts"
import * as Watching from "./watching.ts"

/** Where no manifest is known: nothing may be resent, and hardly anything be read. */
export const noPolicy: Policy = {
  duplicates: {},
  lookUp: {},
  statusReads: { spacingMillis: 60_000, polling: "agreed" },
  callbacks: "none"
}

/** The consequence of an event. */
export const decide = (given: Operation, said: Event, policy: Policy, now: number): Decision => {
  const event = PayersTry.understood(given, said)
  const worth = Worth.after(given, event, policy, now)
  const operation = understood(worth === undefined ? given : { ...given, worth }, now)
  const decision = Changes.refusal(operation, event, now) ?? ofPayment(operation, event, policy, now)
  if (decision._tag === "Illegal") return decision
  const reserved = Reservation.after(given, event, decision, policy, now)
  const { entries, types } = MoneyNews.of(given.worth, worth)
  // What it has become says it already.
  const news = types.filter((type) => decision.announce === null || type === "payment.disputed")
  const beside = [...new Set([...(decision.beside ?? []), ...news])]
  return {
    ...decision,
    entries: [...decision.entries, ...entries],
    ...(beside.length === 0 ? {} : { beside }),
    ...(worth === undefined ? {} : { worth }),
    ...(reserved === undefined ? {} : { reserved })
  }
}

const ofPayment = (operation: Operation, event: Event, policy: Policy, now: number): Decision =>
  Changes.stepped(
    operation,
    event,
    Changes.withheld(operation, event, policy, now) ??
      ChangeDeciding.resolved(operation, event, policy, now) ??
      Watching.turned(
        Stages.stepped(
          operation,
          Replays.stepped(operation, consequence(operation, event, policy, now), policy, now),
          now
        ),
        now
      ),
    policy,
    now
  )

const consequence = (operation: Operation, event: Event, policy: Policy, now: number): Decision => {
  switch (event._tag) {
    case "SendPlanned":
      return SendPlanning.planned(operation, policy, event, now)
    case "Prepared":
      return Stages.prepared(operation, event, now)
    case "AbandonPlanned":
      return Abandoning.planned(operation, policy, event, now)
    case "AbandonPutOff":
      return Abandoning.putOff(operation, event.until, now)
    case "AbandonEnded":
      return Abandoning.ended(operation, policy, event, now)
    case "Groundless":
      return SendPlanning.groundless(operation, event)
    case "Unreadable":
      return unreadable(operation, event)
    case "NobodyLeft":
      return Sending.nobodyLeft(operation, event, now)
    case "Accepted":
    case "OutcomeUnknown":
    case "NotExecuted":
    case "Rejected":
      return Replaying.takes(operation, event)
        ? Replaying.ended(operation, policy, event, now)
        : Sending.ended(operation, policy, event, now)
    case "ReplayPlanned":
      return ReplayPlanning.planned(operation, policy, event, now)
    case "ReplayPutOff":
      return ReplayPlanning.putOff(operation, event, now)
    case "ReplaysOver":
      return ReplayPlanning.overFor(operation, event)
    case "ReplayRefused":
      return Replaying.refused(operation, policy, event, now)
    case "NotReplayed":
      return Replaying.notReplayed(operation, policy, event, now)
    case "CancelWanted":
      return Changes.unwanted(operation, Deciding.cancelWanted(operation, policy, now))
    case "Interrupted":
      if (Abandoning.isAbandoning(operation)) return Abandoning.interrupted(operation, now)
      return Replaying.isReplay(operation)
        ? Replaying.interrupted(operation, policy, now)
        : Sending.interrupted(operation, policy, event, now)
    case "Recovered":
      return Doubts.recovered(operation, event, now)
    case "Found":
    case "NotFound":
    case "Unsupported":
    case "ReadFailed":
      return Lookup.read(operation, policy, event, now)
    case "Mismatch":
      return mismatch(operation, event)
    case "Resolved":
      return Deciding.resolved(operation, event, policy, now)
    case "AbandonAsked":
      return AbandonAsking.asked(operation, policy, event, now)
    case "CanceledUnsent":
      return Deciding.canceledUnsent(operation, now)
    case "CancelAsked":
      return Deciding.cancelAsked(operation, now)
    case "CalledElsewhere":
      return OtherInstances.called(operation, event, now)
    case "FoundElsewhere":
      return OtherInstances.found(operation, event)
    case "LeftFound":
      return LeftBehind.found(operation, event)
    case "SilentElsewhere":
      return OtherInstances.silent(operation, event)
    case "IdLearnt":
      return Learnt.learnt(operation, event)
    case "IdRefuted":
      return Learnt.refuted(operation, policy, event, now)
    case "ChangeAsked":
    case "ChangePlanned":
    case "ChangeEnded":
    case "ChangeInterrupted":
    case "ChangeDelayed":
      return Changes.changed(operation, policy, event, now)
  }
}

// What never left waits, and so does what its provider is known to have: nothing of them is in doubt.
const unreadable = (operation: Operation, { why }: Unreadable): Decision =>
  isUndecided(operation.status) && !isSending(operation.facts) && !isUnsent(operation)
    ? review(operation, why, { facts: Replays.ended(operation.facts, why) })
    : illegal("it is not in doubt")

const mismatch = (operation: Operation, { anomalies, trust }: Mismatch): Decision => {
  const entries = anomalies.map(({ kind, message }) =>
    anomaly(`a callback (${trust}) states something else: ${message}`, { anomaly: kind })
  )
  // Anybody can write an unsigned callback, so it may only cause a read.
  return trust === "verified" && isOpen(operation.status) && !isSending(operation.facts)
    ? decided(operation, {
        status: "needs_review",
        step: "none",
        delay: null,
        entries,
        why: "a verified callback states something else than what was stored"
      })
    : kept(operation, {
        entries,
        // It speaks of something that is there.
        ...(trust === "verified"
          ? { facts: Replays.ended(operation.facts, "a callback states something else of it") }
          : {})
      })
}
