/**
 * What each provider instance has for itself, so that none waits for another: connections of its own, and the rate that
 * all nodes keep to together.
 */
import type { Switchyard } from "@switchyard/facade"
import { Effect } from "effect"
import * as Connections from "../health/connections.ts"
import * as Rates from "../health/Rates.ts"
import { ratesOf, shareOf } from "./shares.ts"

/** Keeps to the rates of the config. */
export const rates = ({ config }: Pick<Switchyard.Service, "config">) => Rates.layer(ratesOf(config))

/** Opens the connections of all instances. */
export const ways = Effect.fnUntraced(function* ({ config, instances }: Switchyard.Service) {
  const { spent, turn } = yield* Rates.Rates
  const shares = instances.map(({ name }) => ({
    name,
    ...shareOf(config, name),
    transport: config.providers[name]?.transport
  }))
  return { connect: yield* Connections.make(shares, { turn }), spent }
})
