/** Wrong adapters whose ids and keys do not lead back to the operation. */
import { ReadFailed } from "@switchyard/core/ProviderError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { onCreate, type Wrong, withKey } from "./wrong.ts"

export const keys: ReadonlyArray<Wrong> = [
  {
    name: "new-key-for-each-request",
    mistake: "makes up an idempotency key for each request, as clients do by default",
    kind: "payouts",
    breaks: ["identity/same-request"],
    parts: () => {
      let sent = 0
      return {
        exchange: onCreate((_, request, exchange, deadline) => {
          sent += 1
          return exchange(withKey(request, `key-${sent}`), deadline)
        })
      }
    }
  },
  {
    name: "key-of-the-minute",
    mistake: "makes the key of the reference and the time",
    kind: "payments",
    breaks: ["identity/same-request"],
    parts: () => ({
      exchange: onCreate((_, request, exchange, deadline) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          exchange(withKey(request, `${request.headers["x-memory-key"]}-${Math.floor(now / 60_000)}`), deadline)
        )
      )
    })
  },
  {
    name: "cuts-the-key",
    mistake: "cuts the key to the 40 characters of its header, and sends the whole reference",
    kind: "payouts",
    breaks: ["identity/two-operations"],
    parts: () => ({
      exchange: onCreate((_, request, exchange, deadline) =>
        exchange(withKey(request, (request.headers["x-memory-key"] ?? "").slice(0, 40)), deadline)
      )
    })
  },
  {
    name: "id-it-cannot-read-back",
    mistake: "takes any id from a create, and asks only by those that look as they always did",
    kind: "payouts",
    breaks: ["identity/odd-provider-ids"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (providerReference, reference, finding) =>
          /^payout-\d+$/.test(providerReference)
            ? spi.getByProviderReference!(providerReference, reference, finding)
            : Effect.fail(
                new ReadFailed({
                  provider: "memory",
                  operation: "payouts.get",
                  reason: "InvalidRequest",
                  message: "the id is none",
                  neverSent: true
                })
              )
      })
    })
  }
]
