/** Wrong adapters that change another operation than they are asked to, or another part of it, and believe that it is done. */
import * as Failure from "@switchyard/core/Failure"
import type { Payout } from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import { on, onPayoutRead, resigned, type Wrong } from "./wrong.ts"

const failure = Failure.make("Canceled", { message: "canceled" })

const without = (member: string) => (body: string) => body.replace(new RegExp(`,"${member}":"[^"]*"`), "")

export const others: ReadonlyArray<Wrong> = [
  {
    name: "cancels-the-first",
    mistake: "keeps the id of the first payout that it has canceled",
    kind: "payouts",
    breaks: ["changes/own-cancel"],
    parts: () => {
      let first: string | undefined
      return {
        exchange: on(["/payouts/cancel"])((_, request, exchange, deadline) => {
          first ??= String(JSON.parse(request.body).reference)
          const known = first
          return exchange(
            resigned(request, (body) => body.replace(/"reference":"[^"]*"/, `"reference":"${known}"`)),
            deadline
          )
        })
      }
    }
  },
  {
    name: "cancels-the-first-payment",
    mistake: "keeps the id of the first payment that it has canceled",
    kind: "payments",
    breaks: ["faults/slow", "answers/other-status", "changes/own-cancel"],
    parts: () => {
      let first: string | undefined
      return {
        exchange: on(["/payments/cancel"])((_, request, exchange, deadline) => {
          first ??= /"id":"[^"]*"/.exec(request.body)?.[0]
          const known = first ?? ""
          return exchange(
            resigned(request, (body) => body.replace(/"id":"[^"]*"/, known)),
            deadline
          )
        })
      }
    }
  },
  {
    name: "believes-its-own-cancellation",
    mistake: "calls canceled what it has asked to be canceled",
    kind: "payouts",
    breaks: ["changes/cancel-is-asked"],
    parts: () => {
      const canceled = new Set<string>()
      return {
        payouts: (spi) => ({
          ...onPayoutRead(
            (payout): Payout => (canceled.has(payout.reference) ? { ...payout, status: "canceled", failure } : payout)
          )(spi),
          cancel: (query, options) =>
            Effect.tap(spi.cancel!(query, options), ({ _tag }) =>
              Effect.sync(() => void (_tag === "Accepted" && canceled.add(query.reference)))
            )
        })
      }
    }
  },
  {
    name: "calls-a-capture-done-that-was-asked-for",
    mistake: "takes a capture that was accepted for one that has brought the money",
    kind: "payments",
    breaks: ["changes/capture-status"],
    parts: () => ({
      captures: "later",
      payments: (spi) => ({
        ...spi,
        capture: (request, options) =>
          Effect.map(spi.capture!(request, options), (outcome) =>
            outcome._tag === "Accepted" && outcome.value.capture !== undefined
              ? {
                  ...outcome,
                  value: { ...outcome.value, capture: { ...outcome.value.capture, status: "succeeded" as const } }
                }
              : outcome
          )
      })
    })
  },
  {
    name: "pays-whatever-capture-back",
    mistake: "does not say which of a payment's captures is paid back",
    kind: "refunds",
    breaks: ["asked/refund-members"],
    parts: () => ({
      exchange: on(["/refunds/create"])((_, request, exchange, deadline) =>
        exchange(resigned(request, without("capture")), deadline)
      )
    })
  },
  {
    name: "pays-back-without-a-reason",
    mistake: "does not say why a payment is paid back",
    kind: "refunds",
    breaks: ["asked/refund-members"],
    parts: () => ({
      exchange: on(["/refunds/create"])((_, request, exchange, deadline) =>
        exchange(resigned(request, without("reason")), deadline)
      )
    })
  }
]
