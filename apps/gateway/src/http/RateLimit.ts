/**
 * A token bucket for each API key, in memory and by the Clock. Its memory is bounded by the number of configured keys:
 * whoever has no key has no bucket. Several gateways count each for itself.
 */
import { Clock, Effect } from "effect"

/** Takes one request of a key's allowance: 0 when there was one, else the seconds until there is. */
export type Take = (key: string) => Effect.Effect<number>

/** Makes the buckets; each begins full. */
export const make = (rate: { readonly perSecond: number; readonly burst: number }): Take => {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (key) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const bucket = buckets.get(key) ?? { tokens: rate.burst, at: now }
      const gained = (Math.max(0, now - bucket.at) / 1000) * rate.perSecond
      const tokens = Math.min(rate.burst, bucket.tokens + gained)
      const isGranted = tokens >= 1
      buckets.set(key, { tokens: isGranted ? tokens - 1 : tokens, at: now })
      return isGranted ? 0 : (1 - tokens) / rate.perSecond
    })
}
