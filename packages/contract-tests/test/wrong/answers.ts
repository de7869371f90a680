/** Wrong adapters that read more out of an answer than it proves. */

import type { Deadline } from "@switchyard/core/Outcome"
import { accepted, type Send } from "@switchyard/core/Outcome"
import type { Payout, PayoutRequest } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { NotExecuted, Rejected } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import { asRejected, detailsOf, onCreate, onUnknown, type Wrong } from "./wrong.ts"

const changingCreate =
  (change: (send: Send<Payout>, request: PayoutRequest) => Send<Payout>) =>
  (spi: PayoutProvider.Spi): PayoutProvider.Spi => ({
    ...spi,
    create: (request: PayoutRequest, options: Deadline) => change(spi.create(request, options), request)
  })

const madeUp = ({ amount, reference }: PayoutRequest): Payout => ({
  reference,
  status: "processing",
  providerStatus: "new",
  ...(amount === undefined ? {} : { amount }),
  receipts: [],
  anomalies: []
})

export const answers: ReadonlyArray<Wrong> = [
  {
    name: "believes-any-2xx",
    mistake: "takes an unreadable answer with HTTP 200 for a success",
    kind: "payouts",
    breaks: [
      "faults/rubbish",
      "faults/undocumented",
      "answers/listed",
      "answers/other-status",
      "answers/empty",
      "answers/page"
    ],
    parts: () => ({
      payouts: changingCreate((send, request) =>
        onUnknown<Payout>((unknown) =>
          Effect.succeed(
            unknown.reason === "UnreadableAnswer" && !unknown.message.includes("302")
              ? accepted(madeUp(request))
              : unknown
          )
        )(send)
      )
    })
  },
  {
    name: "calls-rubbish-a-failure",
    mistake: "calls an answer that cannot be decoded a failed payout",
    kind: "payouts",
    breaks: [
      "faults/rubbish",
      "faults/undocumented",
      "faults/redirect",
      "answers/listed",
      "answers/other-status",
      "answers/encoded",
      "answers/empty",
      "answers/page"
    ],
    parts: () => ({
      payouts: changingCreate(
        onUnknown((unknown) => (unknown.reason === "UnreadableAnswer" ? asRejected(unknown) : Effect.succeed(unknown)))
      )
    })
  },
  {
    name: "refuses-what-it-does-not-know",
    mistake: "calls every error code a refusal, also those it has never heard of",
    kind: "payouts",
    breaks: ["faults/unknown-answer", "answers/listed", "outcome/near-refusal"],
    parts: () => ({
      payouts: changingCreate(
        onUnknown((unknown) =>
          unknown.reason === "UnrecognisedAnswer" && unknown.providerCode !== undefined
            ? asRejected(unknown, "InvalidRequest")
            : Effect.succeed(unknown)
        )
      )
    })
  },
  {
    name: "accepts-when-rate-limited",
    mistake: "reports a rate-limited payout as processing, because it will be tried again anyway",
    kind: "payouts",
    breaks: ["faults/rate-limited", "outcome/refusals"],
    parts: () => ({
      payouts: changingCreate((send, request) =>
        Effect.catch(send, (error) =>
          error.reason === "RateLimited" ? Effect.succeed(accepted(madeUp(request))) : Effect.fail(error)
        )
      )
    })
  },
  {
    name: "one-reason-for-all",
    mistake: "calls every refusal an invalid request",
    kind: "payouts",
    breaks: ["outcome/refusals"],
    parts: () => ({
      payouts: changingCreate((send) =>
        Effect.mapError(send, (error) =>
          error._tag === "Rejected" ? new Rejected({ ...detailsOf(error), reason: "InvalidRequest" }) : error
        )
      )
    })
  },
  {
    name: "tries-again-after-a-refusal",
    mistake: "sends a payout that was refused for want of funds once more",
    kind: "payouts",
    breaks: ["outcome/refusals", "outcome/refused-once", "answers/listed", "answers/message"],
    parts: () => ({
      exchange: onCreate((send, request, exchange) =>
        Effect.flatMap(send, (result) =>
          result._tag === "Answer" && result.text.includes("insufficient_funds")
            ? exchange(request)
            : Effect.succeed(result)
        )
      )
    })
  },
  {
    name: "forgets-its-name",
    mistake: "names the package instead of the configured instance in its errors",
    kind: "payouts",
    breaks: ["outcome/named"],
    parts: () => ({
      payouts: changingCreate((send) =>
        Effect.mapError(send, (error) =>
          error._tag === "NotExecuted" && error.reason === "ProviderUnavailable"
            ? new NotExecuted({ ...detailsOf(error), provider: "@switchyard/memory" })
            : error
        )
      )
    })
  },
  {
    name: "mixes-up-the-ids",
    mistake: "reports the provider's id as our reference",
    kind: "payouts",
    breaks: ["outcome/accepted", "identity/at-once"],
    parts: () => ({
      payouts: changingCreate((send) =>
        Effect.map(send, (outcome) =>
          outcome._tag === "Accepted"
            ? accepted({ ...outcome.value, reference: outcome.value.providerReference ?? "" })
            : outcome
        )
      )
    })
  }
]
