/** Wrong adapters that report that a payer has paid when nobody knows, or forget it. */
import type { Payment } from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import type { Wrong } from "./wrong.ts"

const onPaymentRead =
  (change: (payment: Payment) => Payment) =>
  (spi: PaymentProvider.Spi): PaymentProvider.Spi => ({
    ...spi,
    getByReference: (reference) => Effect.map(spi.getByReference!(reference), change),
    getByProviderReference: (providerReference, reference) =>
      Effect.map(spi.getByProviderReference!(providerReference, reference), change)
  })

export const payerPaid: ReadonlyArray<Wrong> = [
  {
    name: "believes-the-price",
    mistake: "takes the amount that stands in every answer for what the payer has paid",
    kind: "payments",
    breaks: ["status/payer-paid"],
    parts: () => ({
      payments: onPaymentRead(({ amount, ...payment }) =>
        amount === undefined ? payment : { ...payment, amount, payerPaid: amount }
      )
    })
  },
  {
    name: "forgets-what-was-refunded",
    mistake: "reports what was paid only as long as the payment is paid",
    kind: "payments",
    breaks: ["status/payer-paid"],
    parts: () => ({
      payments: onPaymentRead(({ payerPaid, ...payment }) =>
        payerPaid === undefined || payment.status === "refunded" ? payment : { ...payment, payerPaid }
      )
    })
  }
]
