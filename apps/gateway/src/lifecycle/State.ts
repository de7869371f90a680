/**
 * The state of an operation: its status, its step and the attempt on its way, decoded from the stored row at this one place.
 * Whoever asks what it is doing matches on the tag, so that a new one is not forgotten. The way back is `Next` in
 * `Decision.ts`: a decision writes only mixtures that are decoded here.
 */
import type { Latest } from "./Facts.ts"
import type { Operation } from "./Operation.ts"
import { isEnded } from "./Status.ts"

/** It is to be sent: to the next candidate, or (`isAgain`) once more to the only one that may have it. */
interface Submit {
  readonly _tag: "Submit"
  readonly isAgain: boolean
}

/** An attempt is written down and has no outcome; nothing of it leaves after `until`. */
type Sending = Latest & { readonly _tag: "Sending" }

/** It is to be sent once more under the same key, which its provider carries out at most once. */
interface Replay {
  readonly _tag: "Replay"
}

/** What is left of it at its provider is to be abandoned there. */
interface Abandon {
  readonly _tag: "Abandon"
}

/** Somebody may have it, and is asked. */
interface LookUp {
  readonly _tag: "LookUp"
}

/** Its provider has it, and is asked how it goes on. */
interface Follow {
  readonly _tag: "Follow"
}

/** It is held, and a change of it is due. */
interface Change {
  readonly _tag: "Change"
}

/** It has ended, or a person decides; what has ended may still be looked after. */
interface Closed {
  readonly _tag: "Closed"
  readonly isWatched: boolean
}

/** The state of an operation. */
export type State = Submit | Sending | Replay | Abandon | LookUp | Follow | Change | Closed

const follow: State = { _tag: "Follow" }
const replay: State = { _tag: "Replay" }
const abandon: State = { _tag: "Abandon" }
const change: State = { _tag: "Change" }
const lookUp: State = { _tag: "LookUp" }

/** The state of an operation. */
export const stateOf = ({ facts, status, step }: Pick<Operation, "facts" | "status" | "step">): State => {
  if (step === "none") return { _tag: "Closed", isWatched: false }
  if (facts.latest?._tag === "Sending") return facts.latest
  switch (step) {
    case "submit":
      return { _tag: "Submit", isAgain: false }
    case "send":
      return { _tag: "Submit", isAgain: true }
    case "replay":
      return replay
    case "abandon":
      return abandon
    case "look_up":
      return lookUp
    case "poll":
    case "sweep":
      return isEnded(status) ? { _tag: "Closed", isWatched: true } : follow
    case "change":
      return change
  }
}
