/** Wrong adapters that capture, cancel or complete another thing than they were asked to. */

import * as Call from "@switchyard/core/Call"
import * as Money from "@switchyard/core/Money"
import type { Payment } from "@switchyard/core/Payment"
import type { Change } from "@switchyard/core/PaymentChange"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { asRejected, on, onUnknown, resigned, type Wrong, withKey } from "./wrong.ts"

const routes = ["page RUB", "bank_transfer JPY", "card RUB"]

const onCapture = on(["/payments/capture"])

const without = (member: string) => (body: string) => body.replace(new RegExp(`,"${member}":("[^"]*"|[^,}]*)`), "")

const callOf = (reference: string) =>
  Call.make({ provider: "memory", operation: "payments.other", reference, sensitive: [] })

const onRead =
  (change: (payment: Payment) => Payment) =>
  (spi: PaymentProvider.Spi): PaymentProvider.Spi => ({
    ...spi,
    getByReference: (reference, finding) => Effect.map(spi.getByReference!(reference, finding), change),
    getByProviderReference: (providerReference, reference, finding) =>
      Effect.map(spi.getByProviderReference!(providerReference, reference, finding), change)
  })

export const changes: ReadonlyArray<Wrong> = [
  {
    name: "captures-all-when-asked-for-a-part",
    mistake: "leaves the amount of a capture out, because it is all of it most of the time",
    kind: "payments",
    breaks: ["changes/part", "changes/last", "changes/own-number"],
    parts: () => ({
      routes,
      exchange: onCapture((_, request, exchange, deadline) => exchange(resigned(request, without("amount")), deadline))
    })
  },
  {
    name: "last-capture-by-default-where-not-said",
    mistake: "says that a capture is the last only where its caller says so, and leaves the rest to a default",
    kind: "payments",
    breaks: ["changes/last", "money/part-refund", "money/disputed"],
    parts: () => ({
      routes,
      payments: (spi) => ({
        ...spi,
        capture: (request, options) => spi.capture!({ ...request, final: request.final ?? false }, options)
      })
    })
  },
  {
    name: "one-key-for-two-captures",
    mistake: "makes the key of a capture of the payment's reference alone",
    kind: "payments",
    breaks: ["changes/own-number", "changes/last"],
    parts: () => ({
      routes,
      exchange: onCapture((_, request, exchange, deadline) =>
        exchange(withKey(request, (request.headers["x-memory-key"] ?? "").replace(/\.\d+$/, "")), deadline)
      )
    })
  },
  {
    name: "new-key-for-each-capture",
    mistake: "makes up a key for each capture that it sends",
    kind: "payments",
    breaks: ["changes/own-number", "changes/replay"],
    parts: () => {
      let sent = 0
      return {
        routes,
        changes: "replayed",
        exchange: onCapture((_, request, exchange, deadline) => {
          sent += 1
          return exchange(withKey(request, `key-${sent}`), deadline)
        })
      }
    }
  },
  {
    name: "cancels-what-was-captured",
    mistake: "pays back where the provider refuses to cancel, to be of help",
    kind: "payments",
    breaks: ["changes/cancel-of-captured"],
    parts: () => ({
      routes,
      payments: (spi, client) => ({
        ...spi,
        cancel: (request, options) =>
          Effect.catchTag(spi.cancel!(request, options), "Rejected", (error) => {
            const reference = `${request.reference}.back`
            const payment = request.providerReference
            const paidBack = client.createRefund({ reference, payment, sub_account: request.context?.subAccount })
            return Effect.andThen(Effect.ignore(paidBack.send(callOf(reference), options.deadline)), Effect.fail(error))
          })
      })
    })
  },
  {
    name: "reads-a-5xx-to-a-capture-as-refusal",
    mistake: "takes a gateway's error page in answer to a capture for a no",
    kind: "payments",
    breaks: ["faults/html-502", "answers/page", "answers/other-status"],
    parts: () => ({
      payments: (spi) => ({
        ...spi,
        capture: (request, options) =>
          onUnknown<Change>((unknown) =>
            unknown.reason === "ProviderUnavailable" ? asRejected(unknown) : Effect.succeed(unknown)
          )(spi.capture!(request, options))
      })
    })
  },
  {
    name: "calls-approved-paid",
    mistake: "takes the approval of the payer for the payment",
    kind: "payments",
    breaks: ["status/documented", "changes/approval", "time/own-clock"],
    parts: () => ({
      routes,
      approval: "asked",
      payments: onRead((payment) => (payment.status === "approved" ? { ...payment, status: "paid" } : payment))
    })
  },
  {
    name: "completes-before-it-is-asked",
    mistake: "completes by itself what it reads as approved",
    kind: "payments",
    breaks: ["changes/approval"],
    parts: () => ({
      routes,
      approval: "asked",
      payments: (spi, client) => ({
        ...spi,
        getByProviderReference: (providerReference, reference, finding) =>
          Effect.tap(spi.getByProviderReference!(providerReference, reference, finding), ({ status }) =>
            status === "approved"
              ? Effect.ignore(
                  Effect.flatMap(DateTime.now, (now) =>
                    client
                      .completePayment({ reference, id: providerReference, mark: `${reference}.complete.1` })
                      .send(callOf(reference), DateTime.add(now, { seconds: 30 }))
                  )
                )
              : Effect.void
          )
      })
    })
  },
  {
    name: "reads-unstated-as-zero",
    mistake: "takes an amount that no answer holds for zero",
    kind: "payments",
    breaks: ["money/stated"],
    parts: () => ({
      routes,
      states: "nothing",
      payments: onRead((payment) => ({
        ...payment,
        refundedAmount: payment.refundedAmount ?? Money.zero(payment.amount?.currency ?? "RUB")
      }))
    })
  },
  {
    name: "calls-a-captured-payment-canceled",
    mistake: "takes the provider's word for it that the rest was let go for the word that nothing came",
    kind: "payments",
    breaks: ["money/not-over"],
    parts: () => ({
      routes,
      paymentService: (service) => ({
        ...service,
        get: (query, options) =>
          Effect.map(service.get(query, options), (payment) =>
            payment.providerStatus === "canceled" ? { ...payment, status: "canceled" as const } : payment
          )
      })
    })
  }
]
