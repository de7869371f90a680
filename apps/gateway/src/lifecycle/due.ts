/**
 * Which step of a claimed operation may be carried out, by what the records say of it: the guards that stand before every
 * request. Pure, so that whatever walks the state machine goes through the same guards as the worker.
 */
import { isSending } from "./Facts.ts"
import { isDoubtful, type Operation, type Policy } from "./Operation.ts"
import { obstacle as lasting, type Moment, openOf } from "./replays.ts"
import * as Schedule from "./Schedule.ts"
import { stateOf } from "./State.ts"

/** The work that a claimed operation is due for; `asksFirst` where whoever may have it is asked before, after a recovery. */
export type Due =
  | { readonly _tag: "Nothing" }
  /** It cannot be processed with this config. */
  | { readonly _tag: "Suspended"; readonly why: string }
  /** Its provider cannot be asked with this config, and is given up. */
  | { readonly _tag: "Unaskable"; readonly instance: string; readonly why: string }
  /** Somebody may be sending it at this moment. */
  | { readonly _tag: "BeingSent"; readonly until: number }
  | { readonly _tag: "Unfinished"; readonly attempt: number; readonly until: number; readonly asksFirst: boolean }
  /** A request for a change of it was written down and has no outcome. */
  | { readonly _tag: "ChangeUnfinished"; readonly attempt: number; readonly until: number }
  | { readonly _tag: "Change" }
  | { readonly _tag: "Submit" | "Send" | "Replay" | "Abandon" | "Read"; readonly asksFirst: boolean }
  /** It is never replayed again, which is written down before anything else. */
  | { readonly _tag: "ReplaysOver"; readonly why: string }

/** What is known of a replay before it is written down. */
export interface Replaying extends Moment {
  readonly policy: Policy
}

/** Until when somebody may be sending it, or null when nobody can be. */
export const sentUntil = ({ facts }: Operation, now: number): number | null => {
  if (facts.latest?._tag !== "Sending") return null
  const until = facts.latest.until + Schedule.sendGrace
  return now < until ? until : null
}

/**
 * The work that is due; `obstacle` says why the config leads to another account than the records, if so, and `replaying` how it
 * would be replayed now.
 */
export const due = (operation: Operation, obstacle: string | undefined, now: number, replaying?: Replaying): Due => {
  const { facts, provider, recovery, status } = operation
  const state = stateOf(operation)
  const isClosed = state._tag === "Closed"
  if (isClosed && !state.isWatched) return { _tag: "Nothing" }
  if (obstacle !== undefined) {
    if (status === "unknown" && openOf(facts) !== null) return { _tag: "ReplaysOver", why: obstacle }
    // In doubt the next account is asked, and what has ended is not looked after for ever.
    return provider !== null && ((facts.doubt !== null && status === "unknown") || isClosed)
      ? { _tag: "Unaskable", instance: provider, why: obstacle }
      : { _tag: "Suspended", why: obstacle }
  }
  switch (state._tag) {
    case "Submit":
      return { _tag: state.isAgain ? "Send" : "Submit", asksFirst: recovery !== null }
    case "Sending": {
      const until = state.until + Schedule.sendGrace
      return now < until
        ? { _tag: "BeingSent", until }
        : { _tag: "Unfinished", attempt: state.attempt, until: state.until, asksFirst: isDoubtful(operation) }
    }
    case "Replay": {
      const why = replaying && lasting(operation, replaying.policy, replaying)
      return why === undefined ? { _tag: "Replay", asksFirst: recovery !== null } : { _tag: "ReplaysOver", why }
    }
    case "Abandon":
      return { _tag: "Abandon", asksFirst: isDoubtful(operation) }
    case "Change": {
      const open = facts.changes?.open ?? null
      if (open?.stage !== "sending" || open.until === null || open.attempt === null) return { _tag: "Change" }
      const until = open.until + Schedule.sendGrace
      return now < until
        ? { _tag: "BeingSent", until }
        : { _tag: "ChangeUnfinished", attempt: open.attempt, until: open.until }
    }
    case "LookUp":
      return { _tag: "Read", asksFirst: isDoubtful(operation) }
    case "Follow":
    case "Closed":
      return { _tag: "Read", asksFirst: false }
  }
}

/** Whether there is anything to ask about: not before something was sent, and not while it is being sent. */
export const isReadable = (operation: Operation): boolean => {
  const { facts, provider } = operation
  return provider !== null && !isSending(facts) && stateOf(operation)._tag !== "Submit"
}
