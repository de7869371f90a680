/** The memory provider as an instance of a test's gateway, with its simulator in the test's hands. */

import { plugin } from "@switchyard/memory"
import * as Memory from "@switchyard/memory/Memory"
import type { Simulator } from "@switchyard/memory/Simulator"
import { Effect } from "effect"

/** A config with one instance, `bank`, for all payouts and payments. */
export const configOf = (options: object) => ({
  providers: { bank: { use: "@switchyard/memory", options: { account: "m-1", secretKey: "s", ...options } } },
  routes: { payouts: [{ try: ["bank"] }], payments: [{ try: ["bank"] }] }
})

/** Loads the provider. The same one is behind every gateway that is built on it, as it would be in another place. */
export const make = () => {
  let built: Memory.Memory | undefined
  const making: typeof plugin.make = (options, { name }) =>
    Effect.map(Effect.orDie(built === undefined ? Memory.make(options, name) : Effect.succeed(built)), (memory) => {
      built = memory
      return memory
    })
  return {
    load: () => Promise.resolve({ plugin: { ...plugin, make: making } }),
    simulator: (): Simulator => {
      if (built === undefined) throw new Error("no gateway was built on it")
      return built.simulator
    }
  }
}
