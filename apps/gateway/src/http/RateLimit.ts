/**
 * Token buckets, in memory and by the time that passes, whatever a clock is set to: one for each API key, each instance that sends callbacks, and each address
 * that tries keys. There are never more buckets than the limit: beyond that the one that was used longest ago is forgotten,
 * so that no flood of addresses makes it grow. Several gateways count each for itself. Why not the library's: decision 0023.
 */
import { Effect } from "effect"
import * as Monotonic from "../model/Monotonic.ts"

/** Tokens a second and in a burst. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** Takes tokens (one by default) from a bucket: 0 when there were enough, else the seconds until there are. */
export type Take = (name: string, tokens?: number) => Effect.Effect<number>

/** Makes the buckets; each begins full, and there are at most `most`. */
export const make = (rate: Rate, most = 10_000): Take => {
  // A Map keeps its entries in the order they were set: the first was used longest ago.
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>()
  return (name, wanted = 1) =>
    Effect.map(Monotonic.millis, (now) => {
      const bucket = buckets.get(name) ?? { tokens: rate.burst, at: now }
      const gained = ((now - bucket.at) / 1000) * rate.perSecond
      const tokens = Math.min(rate.burst, bucket.tokens + gained)
      const isGranted = tokens >= wanted
      buckets.delete(name)
      buckets.set(name, { tokens: isGranted ? tokens - wanted : tokens, at: now })
      const [oldest] = buckets.keys()
      if (buckets.size > most && oldest !== undefined) buckets.delete(oldest)
      return isGranted ? 0 : (wanted - tokens) / rate.perSecond
    })
}
