/** A power cut after so many steps: from then on nothing reaches the database or a provider any more. */
import type { Transport } from "@switchyard/core"
import { Effect } from "effect"
import type { Service as StoreService } from "../../../src/store/Store.ts"

export const makeFuse = (steps: number) => {
  let left = steps
  const state = { blown: false }
  const holds = () => {
    if (left <= 0) state.blown = true
    left -= 1
    return !state.blown
  }
  const guard = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => (holds() ? effect : Effect.die("power cut")))
  const wrap = (store: StoreService): StoreService => ({
    ...store,
    create: (...args) => guard(store.create(...args)),
    claim: (...args) => guard(store.claim(...args)),
    commit: (...args) => guard(store.commit(...args)),
    requestRead: (...args) => guard(store.requestRead(...args)),
    record: (...args) => guard(store.record(...args)),
    putCallback: (...args) => guard(store.putCallback(...args)),
    claimCallbacks: (...args) => guard(store.claimCallbacks(...args)),
    endCallbacks: (...args) => guard(store.endCallbacks(...args))
  })
  const transport =
    (there: Transport.Transport): Transport.Transport =>
    (request, line) =>
      holds() ? there(request, line) : Promise.reject(new Error("power cut"))
  return { state, wrap, transport }
}
