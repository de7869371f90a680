/** One turn of the event loop, in real time: what is ready runs, and no clock moves. */
import * as Effect from "effect/Effect"

export const turn: Effect.Effect<void> = Effect.callback((resume) => {
  const immediate = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(immediate))
})
