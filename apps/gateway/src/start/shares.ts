/** What the config gives each provider instance: its share of the workers, and its rate, with what it leaves out. */
import type { Config } from "@switchyard/facade"
import { defaultShare, type Share } from "../model/Share.ts"

/** Requests a second, and at once after a quiet time. */
interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** The share of an instance. */
export const shareOf = ({ providers }: Config.Config, instance: string): Share => ({
  ...defaultShare,
  ...providers[instance]?.concurrency
})

/** The rates of the instances that have one; as many may leave at once as in a second by default. */
export const ratesOf = ({ providers }: Config.Config): ReadonlyMap<string, Rate> =>
  new Map(
    Object.entries(providers).flatMap(([name, { rate }]) =>
      rate === undefined ? [] : [[name, { perSecond: rate.perSecond, burst: rate.burst ?? Math.ceil(rate.perSecond) }]]
    )
  )
