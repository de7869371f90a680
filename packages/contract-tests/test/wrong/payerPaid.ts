/** Wrong adapters that report that a payer has paid when nobody knows, or forget it. */
import { onPaymentRead, type Wrong } from "./wrong.ts"

export const payerPaid: ReadonlyArray<Wrong> = [
  {
    name: "believes-the-price",
    mistake: "takes the amount that stands in every answer for what the payer has paid",
    kind: "payments",
    breaks: ["status/payer-paid", "money/payer-paid"],
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
