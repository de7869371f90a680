/**
 * Runs effects as promises that never reject, and lets go of them: at once when a signal fires, and when the client is
 * closed. Letting go of a send does not undo it, it runs to its own deadline; closing waits for that.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Stopped } from "../Answer.ts"

/** The options of running one call. */
interface Run<A> {
  readonly signal?: AbortSignal | undefined
  /** Whether something may have been sent, once the call has begun. */
  readonly isSending: () => boolean
  /** The answer when the call ends on our side; `hasBegun` is false when it was not even started. */
  readonly stopped: (why: Stopped, hasBegun: boolean) => A
  /** Asks the call to begin nothing further. */
  readonly stop?: (() => void) | undefined
}

/** Runs calls until it is closed. */
export interface Runner {
  readonly run: <A>(effect: Effect.Effect<A>, options: Run<A>) => Promise<A>
  /** Lets go of everything that has sent nothing, and resolves once every send has ended. */
  readonly close: () => Promise<void>
}

export const make = (context: Context.Context<never>): Runner => {
  const fork = Effect.runForkWith(context)
  const running = new Map<Promise<void>, () => void>()
  let isClosed = false

  return {
    run: <A>(effect: Effect.Effect<A>, { isSending, signal, stop, stopped }: Run<A>): Promise<A> => {
      if (isClosed) return Promise.resolve(stopped("Closed", false))
      if (signal?.aborted === true) return Promise.resolve(stopped("Aborted", false))
      const fiber = fork(effect)
      const answer = (exit: Exit.Exit<A>): A => (Exit.isSuccess(exit) ? exit.value : stopped("Broken", true))
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) return Promise.resolve(answer(exit))

      return new Promise((resolve) => {
        // The answer is settled before the fiber is interrupted, whose own end then changes nothing.
        const letGo = (why: Stopped) => {
          stop?.()
          resolve(stopped(why, true))
          fiber.interruptUnsafe()
        }
        const abort = () => letGo("Aborted")
        const ended = new Promise<void>((done) => {
          fiber.addObserver((exit) => {
            resolve(answer(exit))
            done()
          })
        })
        running.set(ended, () => (isSending() ? stop?.() : letGo("Closed")))
        void ended.then(() => {
          running.delete(ended)
          signal?.removeEventListener("abort", abort)
        })
        signal?.addEventListener("abort", abort, { once: true })
        if (signal?.aborted === true) abort()
      })
    },
    close: async () => {
      isClosed = true
      const last = [...running.keys()]
      for (const end of running.values()) end()
      await Promise.all(last)
    }
  }
}
