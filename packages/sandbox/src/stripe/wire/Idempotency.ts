/**
 * Idempotency keys of v1: the first answer under a key is kept once execution had begun, whatever it was, and repeated byte by byte;
 * other parameters and a first request that still runs are refused; after a day the key is new again.
 */
import type { Answer } from "../../Reply.ts"
import type { State } from "../State.ts"
import { badRequest, StripeError } from "./Errors.ts"

interface Kept {
  readonly print: string
  readonly since: number
  answer: Answer | null
  isRunning: boolean
}

/** The keys of one simulator. */
export interface Keys {
  /** The answer to repeat; undefined where the request is to be carried out, which then runs. Throws 400 and 409. */
  readonly begin: (key: string, print: string) => Answer | undefined
  /** The answer that the key keeps from now on; none forgets the key. */
  readonly keep: (key: string, answer: Answer | null) => void
  /** The first request is over. */
  readonly end: (key: string) => void
  /** Forgets all keys, as Stripe may after a day. */
  readonly clear: () => void
}

const inUse = (state: State): StripeError => {
  const code = state.settings.keyConflict === "coded" ? { code: "idempotency_key_in_use" } : {}
  const message = "Another request with this idempotency key is being carried out."
  return new StripeError(409, { type: "idempotency_error", message, ...code }, false)
}

/** No keys yet. */
export const make = (state: State): Keys => {
  const all = new Map<string, Kept>()
  return {
    begin: (key, print) => {
      const now = state.world.clock.now()
      const known = all.get(key)
      if (known !== undefined && (known.isRunning || now - known.since < state.settings.keyLifetime)) {
        if (known.isRunning) throw inUse(state)
        if (known.print !== print) {
          const message = "Keys for idempotent requests can be used only with the parameters of the first request."
          throw new StripeError(400, { type: "idempotency_error", message }, false)
        }
        if (known.answer !== null) return known.answer
      }
      all.set(key, { print, since: now, answer: null, isRunning: true })
      return undefined
    },
    keep: (key, answer) => {
      const known = all.get(key)
      if (known === undefined) return
      if (answer === null) all.delete(key)
      else known.answer = answer
    },
    end: (key) => {
      const known = all.get(key)
      if (known !== undefined) known.isRunning = false
    },
    clear: () => all.clear()
  }
}

/** The key of a request, at most 255 characters. */
export const keyOf = (headers: Headers): string | null => {
  const key = headers.get("idempotency-key")
  if (key !== null && key.length > 255) throw badRequest("Idempotency keys have at most 255 characters.")
  return key === "" ? null : key
}
