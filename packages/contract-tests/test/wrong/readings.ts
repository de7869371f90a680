/** Wrong adapters that take the words and bytes of an answer for more or less than they are. */
import * as Http from "@switchyard/core/Http"
import type { Payout } from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import { asRejected, onCreate, onUnknown, type Wrong } from "./wrong.ts"

export const readings: ReadonlyArray<Wrong> = [
  {
    name: "refusal-by-substring",
    mistake: "looks for the words of a refusal anywhere in what the provider says",
    kind: "payouts",
    breaks: ["outcome/near-refusal"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        create: (request, options) =>
          onUnknown<Payout>((unknown) =>
            unknown.message.includes("insufficient_funds")
              ? asRejected(unknown, "InsufficientFunds")
              : Effect.succeed(unknown)
          )(spi.create(request, options))
      })
    })
  },
  {
    name: "takes-packed-bytes-for-a-refusal",
    mistake: "calls a request refused whose answer it cannot unpack",
    kind: "payouts",
    breaks: ["answers/encoded"],
    parts: () => ({
      exchange: onCreate((send) =>
        Effect.map(send, (result) =>
          result._tag === "Answer" && result.headers["content-encoding"] !== undefined
            ? new Http.Answer(422, {}, `{"ok":false,"code":"bad_request","message":"cannot be unpacked"}`)
            : result
        )
      )
    })
  },
  {
    name: "chokes-on-half-a-surrogate",
    mistake: "makes a link of the provider's status, which not every text can be part of",
    kind: "payouts",
    breaks: ["faults/no-defect"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        getByProviderReference: (providerReference, reference, finding) =>
          Effect.map(spi.getByProviderReference!(providerReference, reference, finding), (payout) => ({
            ...payout,
            receipts: [encodeURIComponent(payout.providerStatus)]
          }))
      })
    })
  }
]
