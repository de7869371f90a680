/** The keys that the provider publishes for its callbacks, which can be out of reach. */
import * as CallbackKeys from "@switchyard/core/CallbackKeys"
import * as Effect from "effect/Effect"
import type { Options } from "../../MemoryOptions.ts"

/** The id of the published key. */
export const keyId = "key-1"

/** The published key of an account. */
export const keyOf = ({ account }: Options): string => `the key of ${account}`

export const make = (options: Options) => {
  let isReachable = true
  const load = Effect.sync(() => (isReachable ? new Map([[keyId, keyOf(options)]]) : undefined))
  return {
    keys: CallbackKeys.over(load),
    publish: (now: boolean) => {
      isReachable = now
    }
  }
}
