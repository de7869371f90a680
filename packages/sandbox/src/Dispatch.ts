/**
 * When callbacks go out: at once, later, several times, or only when a test lets them. The delivery itself is the
 * courier's.
 */
import type { Timing } from "./CallbackScript.ts"
import type { Courier, Letter } from "./Courier.ts"

/** The callbacks on their way to the courier. */
export interface Dispatch {
  /** Resolves after the first attempt of what is sent at once; at once when nothing is. */
  readonly send: (letter: Letter, timing: Timing) => Promise<void>
  /** Sends what was held back, one after another; the number sent. */
  readonly release: (order: "kept" | "reverse") => Promise<number>
  readonly clear: () => void
}

/** A dispatch that holds nothing yet; `after` runs a task later on the clock. */
export const make = (courier: Courier, after: (ms: number, task: () => void) => void): Dispatch => {
  let held: Array<Letter> = []
  const sendAll = async (letter: Letter, copies: number): Promise<void> => {
    for (let copy = 0; copy < copies; copy += 1) await courier.send(letter)
  }
  return {
    send: async (letter, { hold = false, late = 0, copies = 1 }) => {
      if (hold) held.push(letter)
      else if (late > 0) after(late, () => void sendAll(letter, copies))
      else await sendAll(letter, copies)
    },
    release: async (order) => {
      const letters = order === "reverse" ? held.toReversed() : held
      held = []
      for (const letter of letters) await courier.send(letter)
      return letters.length
    },
    clear: () => {
      held = []
    }
  }
}
