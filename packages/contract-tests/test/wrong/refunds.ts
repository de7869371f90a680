/** Wrong adapters that pay back another amount, to another payer, twice, or never. */
import type { Refund } from "@switchyard/core/Refund"
import type * as RefundProvider from "@switchyard/core/RefundProvider"
import * as Effect from "effect/Effect"
import { on, resigned, type Wrong, withKey } from "./wrong.ts"

const onRefund = on(["/refunds/create"])

const without = (member: string) => (body: string) => body.replace(new RegExp(`,"${member}":("[^"]*"|[^,}]*)`), "")

const onRead =
  (change: (refund: Refund) => Refund) =>
  (spi: RefundProvider.Spi): RefundProvider.Spi => ({
    ...spi,
    getByReference: (reference, finding) => Effect.map(spi.getByReference!(reference, finding), change),
    getByProviderReference: (providerReference, reference, finding) =>
      Effect.map(spi.getByProviderReference!(providerReference, reference, finding), change)
  })

export const refunds: ReadonlyArray<Wrong> = [
  {
    name: "drops-the-amount",
    mistake: "leaves the amount of a refund out, because it is all of it most of the time",
    kind: "refunds",
    breaks: ["money/amount", "money/several", "money/captured", "money/own-amount", "asked/refund-members"],
    parts: () => ({
      exchange: onRefund((_, request, exchange, deadline) => exchange(resigned(request, without("amount")), deadline))
    })
  },
  {
    name: "refunds-more-than-was-asked",
    mistake: "asks for whatever is left where its provider says that less is left",
    kind: "refunds",
    breaks: ["money/captured"],
    parts: () => ({
      exchange: onRefund((send, request, exchange, deadline) =>
        Effect.flatMap(send, (answer) =>
          "text" in answer && answer.text.includes("exceeds_captured")
            ? exchange(withKey(resigned(request, without("amount")), "again"), deadline)
            : Effect.succeed(answer)
        )
      )
    })
  },
  {
    name: "one-key-for-all-refunds",
    mistake: "makes the key of a refund of its payment's reference",
    kind: "refunds",
    breaks: ["money/several", "money/own-amount", "asked/refund-members"],
    parts: () => ({
      exchange: onRefund((_, request, exchange, deadline) => {
        const { payment_reference: payment } = JSON.parse(request.body)
        return exchange(withKey(request, String(payment)), deadline)
      })
    })
  },
  {
    name: "new-key-for-each-refund",
    mistake: "makes up a key for each refund that it sends",
    kind: "refunds",
    breaks: ["identity/same-request"],
    parts: () => {
      let sent = 0
      return {
        exchange: onRefund((_, request, exchange, deadline) => {
          sent += 1
          return exchange(withKey(request, `key-${sent}`), deadline)
        })
      }
    }
  },
  {
    name: "new-key-for-each-repeated-refund",
    mistake: "makes up a key for each refund that it sends, where its provider knows a repeat by the key alone",
    kind: "refunds",
    breaks: ["money/several", "identity/same-request", "replay/at-most-once", "replay/foreign", "replay/same-request"],
    parts: () => {
      let sent = 0
      return {
        duplicates: "replayed",
        exchange: onRefund((_, request, exchange, deadline) => {
          sent += 1
          return exchange(withKey(request, `key-${sent}`), deadline)
        })
      }
    }
  },
  {
    name: "waits-after-the-refund",
    mistake: "shows whom a refund waited for once it has ended",
    kind: "refunds",
    breaks: ["status/waits-for"],
    parts: () => {
      const last = new Map<string, Refund>()
      return {
        refunds: onRead((refund) => {
          const waitingFor = refund.waitingFor ?? last.get(refund.reference)?.waitingFor
          const shown = waitingFor === undefined ? refund : { ...refund, waitingFor }
          last.set(refund.reference, shown)
          return shown
        })
      }
    }
  },
  {
    name: "refunds-another-payment",
    mistake: "keeps the id of the first payment that it has paid back",
    kind: "refunds",
    breaks: ["money/own-payment"],
    parts: () => {
      let first: string | undefined
      return {
        exchange: onRefund((_, request, exchange, deadline) => {
          first ??= String(JSON.parse(request.body).payment)
          const known = first
          return exchange(
            resigned(request, (body) => body.replace(/"payment":"[^"]*"/, `"payment":"${known}"`)),
            deadline
          )
        })
      }
    }
  },
  {
    name: "swallows-a-bounce",
    mistake: "takes a refund that has succeeded for over, and reads no more of it",
    kind: "refunds",
    breaks: ["status/fresh"],
    parts: () => {
      const over = new Map<string, Refund>()
      return {
        refunds: onRead((refund) => {
          const known = over.get(refund.reference)
          if (known !== undefined) return known
          if (refund.status === "succeeded") over.set(refund.reference, refund)
          return refund
        })
      }
    }
  },
  {
    name: "adopts-an-equal-refund",
    mistake: "takes a refund of the same payment and amount for the one that it does not find",
    kind: "refunds",
    breaks: ["money/equal"],
    parts: () => ({
      refunds: (spi) => ({
        ...spi,
        getByReference: (reference, finding) =>
          Effect.catchTag(spi.getByReference!(reference, finding), "NotFound", (error) => {
            const request = finding?.request
            if (request === undefined) return Effect.fail(error)
            // Whoever reads a list of all refunds takes the one that fits.
            const found: Refund = {
              reference,
              status: "succeeded",
              providerStatus: "paid_back",
              amount: request.amount,
              anomalies: []
            }
            return Effect.succeed(found)
          })
      })
    })
  }
]
