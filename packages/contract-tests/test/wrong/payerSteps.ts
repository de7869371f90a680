/** Wrong adapters that lose, mix or leak what a payer must do. */
import type { NextAction } from "@switchyard/core/NextAction"
import type { Payment } from "@switchyard/core/Payment"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { onPaymentRead, type Wrong } from "./wrong.ts"

const ofNext =
  (change: (next: NextAction) => NextAction) =>
  (payment: Payment): Payment =>
    payment.next === undefined ? payment : { ...payment, next: change(payment.next) }

const remembering = (merge: (before: NextAction, now: NextAction) => NextAction) => () => {
  const last = new Map<string, NextAction>()
  const change = (payment: Payment): Payment => {
    const before = last.get(payment.reference)
    const { next } = payment
    if (next === undefined) return payment
    last.set(payment.reference, next)
    return before === undefined ? payment : { ...payment, next: merge(before, next) }
  }
  return { payments: onPaymentRead(change) }
}

export const payerSteps: ReadonlyArray<Wrong> = [
  {
    name: "mixes-two-requisites",
    mistake: "fills in what an answer leaves out of where to pay from the answer before",
    kind: "payments",
    breaks: ["status/payer-is-told"],
    parts: remembering((before, now) =>
      before.type === "transfer" && now.type === "transfer" ? { ...before, ...now } : now
    )
  },
  {
    name: "keeps-the-old-barcode",
    mistake: "takes another voucher for the same one, and keeps the barcode of the first",
    kind: "payments",
    breaks: ["status/payer-is-told"],
    parts: remembering((before, now) =>
      before.type === "voucher" && now.type === "voucher" ? { ...before, ...now } : now
    )
  },
  {
    name: "forgets-the-link",
    mistake: "reports where to transfer to without the page where its receipt goes",
    kind: "payments",
    breaks: ["status/payer-is-told"],
    parts: () => ({
      payments: onPaymentRead(
        ofNext((next) => {
          if (next.type !== "transfer") return next
          const { receiptPage: _, ...rest } = next
          return rest
        })
      )
    })
  },
  {
    name: "drops-the-time-limit",
    mistake: "reports a voucher without the moment at which it expires",
    kind: "payments",
    breaks: ["status/payer-is-told"],
    parts: () => ({
      payments: onPaymentRead(
        ofNext((next) => {
          if (next.type !== "voucher") return next
          const { expiresAt: _, ...rest } = next
          return rest
        })
      )
    })
  },
  {
    name: "logs-the-client-secret",
    mistake: "logs how the provider's software is called, to see why it does not open",
    kind: "payments",
    breaks: ["redaction/client-secret"],
    parts: () => ({
      payments: (spi) => {
        const logged = (payment: Payment) =>
          payment.next?.type === "sdk"
            ? Effect.logInfo(`confirmPayment(${Redacted.value(payment.next.clientSecret)})`)
            : Effect.void
        return {
          ...spi,
          getByReference: (reference, finding) => Effect.tap(spi.getByReference!(reference, finding), logged),
          getByProviderReference: (id, reference) => Effect.tap(spi.getByProviderReference!(id, reference), logged)
        }
      }
    })
  }
]
