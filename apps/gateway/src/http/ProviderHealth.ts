/**
 * The health of the providers, as the HTTP API shows it. The part that watches the providers
 * provides it.
 */
import { Context, Effect } from "effect"

/** How an instance is just now. */
export interface Health {
  readonly circuit: "closed" | "half_open" | "open"
  readonly errorRate: number | null
  readonly latencyMillis: { readonly p50: number; readonly p99: number } | null
}

/** Knows how an instance is; unless somebody watches, every circuit is closed and nothing is known. */
export const ProviderHealth = Context.Reference<(instance: string) => Effect.Effect<Health>>(
  "@switchyard/gateway/http/ProviderHealth",
  { defaultValue: () => () => Effect.succeed({ circuit: "closed", errorRate: null, latencyMillis: null }) }
)
