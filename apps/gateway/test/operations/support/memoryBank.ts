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

/** A config with two instances of it, of which the first is asked first. */
export const pairOf = (bank: object, other: object) => ({
  providers: {
    bank: { use: "@switchyard/memory", options: { account: "m-1", secretKey: "s", ...bank } },
    other: { use: "@switchyard/memory", options: { account: "m-2", secretKey: "t", ...other } }
  },
  routes: { payouts: [{ try: ["bank", "other"] }], payments: [{ try: ["bank", "other"] }] }
})

/** Loads the provider. The same ones are behind every gateway that is built on them, as they would be in another place. */
export const make = () => {
  const built = new Map<string, Memory.Memory>()
  const making: typeof plugin.make = (options, { name }) => {
    const there = built.get(name)
    return Effect.map(
      Effect.orDie(there === undefined ? Memory.make(options, name) : Effect.succeed(there)),
      (memory) => {
        built.set(name, memory)
        return memory
      }
    )
  }
  return {
    load: () => Promise.resolve({ plugin: { ...plugin, make: making } }),
    simulator: (name = "bank"): Simulator => {
      const memory = built.get(name)
      if (memory === undefined) throw new Error("no gateway was built on it")
      return memory.simulator
    }
  }
}
