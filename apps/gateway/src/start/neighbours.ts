/**
 * What each provider instance has for itself, as the config says it: its share of the workers, its connections, and the
 * rate that all nodes keep to together. So none of them waits for another.
 */
import type { Config, Switchyard } from "@switchyard/facade"
import { Effect } from "effect"
import * as Connections from "../health/connections.ts"
import * as Rates from "../health/Rates.ts"
import { defaultShare, type Share } from "../worker/Worker.ts"

const shareIn = (config: Config.Config, instance: string): Share => {
  const { reads, sends } = config.providers[instance]?.concurrency ?? {}
  return { sends: sends ?? defaultShare.sends, reads: reads ?? defaultShare.reads }
}

/** The share of each instance of the workers. */
export const shareOf =
  ({ config }: Pick<Switchyard.Service, "config">) =>
  (instance: string): Share =>
    shareIn(config, instance)

/** The rate of a provider's entry in full. */
export const rateOf = ({ rate }: Config.Provider): Rates.Rate | undefined =>
  rate && { perSecond: rate.perSecond, burst: rate.burst ?? Math.ceil(rate.perSecond) }

/** The rates of the instances that have one. */
export const rates = ({ config }: Pick<Switchyard.Service, "config">) =>
  Rates.layer(
    new Map(
      Object.entries(config.providers).flatMap(([name, provider]) => {
        const rate = rateOf(provider)
        return rate === undefined ? [] : [[name, rate] as const]
      })
    )
  )

/** Opens the connections of all instances. */
export const connect = Effect.fnUntraced(function* ({ config, instances }: Switchyard.Service) {
  const rates = yield* Rates.Rates
  const shares = instances.map(({ name }) => ({ name, ...shareIn(config, name) }))
  return { connect: yield* Connections.make(shares, rates), spent: rates.spent }
})
