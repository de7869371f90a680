/** The callbacks of all instances: each is parsed by its own instance, and by nobody else. */
import * as Callback from "@switchyard/core/Callback"
import { Unsupported } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import type { Loaded } from "../Plugins.ts"
import { facadeName } from "./configFile.ts"
import type { Service } from "./service.ts"

const unsupported = (message: string) =>
  Effect.fail(new Unsupported({ provider: facadeName, operation: "parseCallback", message }))

export const make = (instances: ReadonlyArray<Loaded>): Service["parseCallback"] => {
  const names = instances.map(({ name }) => name)
  // Whoever made the plugin may not have put core's guards around its parser.
  const parsers = new Map(
    instances.flatMap(
      ({ name, providers: { parseCallback } }): ReadonlyArray<[string, Callback.Parse]> =>
        parseCallback === undefined ? [] : [[name, Callback.guarded(name, parseCallback)]]
    )
  )
  return (instance, raw) => {
    const parse = parsers.get(instance)
    if (parse !== undefined) return parse(raw)
    return unsupported(
      names.includes(instance)
        ? `${instance} sends no callbacks`
        : `no provider of this name is configured; configured are ${names.join(", ")}`
    )
  }
}
