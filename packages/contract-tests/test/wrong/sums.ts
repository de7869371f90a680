/** Wrong adapters that state another sum than their provider does, or take one for another. */
import * as Money from "@switchyard/core/Money"
import type { Refund } from "@switchyard/core/Refund"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import { on, onPaymentRead, onPayoutRead, resigned, type Wrong } from "./wrong.ts"

const plus = (one: Money.Money, other: Money.Money | undefined): Money.Money =>
  other === undefined ? one : { ...one, value: BigDecimal.sum(one.value, other.value) }

// The third digit of dinars is cut off.
const toCents = (body: string) => body.replace(/("amount":\d+\.\d\d)\d+/, "$1")

export const sums: ReadonlyArray<Wrong> = [
  {
    name: "states-the-price-as-paid",
    mistake: "states what was asked for as what the payer has paid, once something came",
    kind: "payments",
    breaks: ["money/payer-paid"],
    parts: () => ({
      payments: onPaymentRead((payment) =>
        payment.payerPaid === undefined || payment.amount === undefined
          ? payment
          : { ...payment, payerPaid: payment.amount }
      )
    })
  },
  {
    name: "calls-a-part-refund-refunded",
    mistake: "calls a payment refunded as soon as anything of it was paid back",
    kind: "payments",
    breaks: ["money/part-refund"],
    parts: () => ({
      payments: onPaymentRead((payment) =>
        payment.status === "paid" && payment.refundedAmount !== undefined && Money.isPositive(payment.refundedAmount)
          ? { ...payment, status: "refunded" }
          : payment
      )
    })
  },
  {
    name: "takes-a-dispute-for-a-refund",
    mistake: "counts what a payer's bank disputes as paid back",
    kind: "payments",
    breaks: ["money/disputed"],
    parts: () => ({
      payments: onPaymentRead((payment) => {
        const disputed = payment.disputes?.parts.map(({ amount }) => amount) ?? []
        return payment.refundedAmount === undefined
          ? payment
          : { ...payment, refundedAmount: disputed.reduce<Money.Money>(plus, payment.refundedAmount) }
      })
    })
  },
  {
    name: "calls-the-first-page-all",
    mistake: "takes the parts that a payment's answer holds for all that there are",
    kind: "payments",
    breaks: ["money/every-part"],
    parts: () => ({
      lists: "cut",
      payments: onPaymentRead((payment) => ({
        ...payment,
        ...(payment.captures && { captures: { ...payment.captures, isWhole: true } }),
        ...(payment.refunds && { refunds: { ...payment.refunds, isWhole: true } })
      }))
    })
  },
  {
    name: "states-what-arrives-as-what-leaves",
    mistake: "states the amount of a payout as what has left the balance, without its fee",
    kind: "payouts",
    breaks: ["amounts/beside"],
    parts: () => ({
      payoutFee: Money.unsafe("1.25", "RUB"),
      payouts: onPayoutRead((payout) => (payout.amount === undefined ? payout : { ...payout, debited: payout.amount }))
    })
  },
  {
    name: "quotes-as-if-it-were-free",
    mistake: "asks for every quote by what arrives, also where it is asked by what leaves",
    kind: "payouts",
    breaks: ["capabilities/quote-by-debit"],
    parts: () => ({
      payoutFee: Money.unsafe("1.25", "RUB"),
      exchange: on(["/payouts/quote"])((_, request, exchange, deadline) =>
        exchange(
          resigned(request, (body) => body.replace('"of":"total"', '"of":"amount"')),
          deadline
        )
      )
    })
  },
  {
    name: "pays-the-debit-out",
    mistake: "pays the recipient what was to leave the balance",
    kind: "payouts",
    breaks: ["asked/debit"],
    parts: () => ({
      exchange: on(["/payouts/create"])((_, request, exchange, deadline) =>
        exchange(
          resigned(request, (body) => body.replace('"of":"total"', '"of":"amount"')),
          deadline
        )
      )
    })
  },
  {
    name: "takes-similar-for-the-same",
    mistake: "takes a holder whose name is similar for the one that was named",
    kind: "payouts",
    breaks: ["capabilities/holder"],
    parts: () => ({
      payouts: (spi) => ({
        ...spi,
        checkAccount: (request) =>
          Effect.map(spi.checkAccount!(request), (check) =>
            check.holder === "close_match" ? { ...check, holder: "match" as const } : check
          )
      })
    })
  },
  {
    name: "refunds-in-cents",
    mistake: "writes every refund with two digits, and cuts off the third",
    kind: "refunds",
    breaks: [
      "amounts/exact",
      "amounts/every-currency",
      "amounts/stated",
      "asked/texts",
      "identity/at-once",
      "faults/paid-once",
      "money/amount",
      "money/several",
      "money/own-amount"
    ],
    parts: () => ({
      routes: ["page RUB", "page BHD"],
      exchange: on(["/refunds/create"])((_, request, exchange, deadline) =>
        exchange(resigned(request, toCents), deadline)
      )
    })
  },
  {
    name: "captures-in-cents",
    mistake: "writes every capture with two digits, and cuts off the third",
    kind: "payments",
    breaks: ["changes/part", "money/stated", "money/disputed"],
    parts: () => ({
      routes: ["page RUB", "page BHD", "bank_transfer JPY", "card RUB"],
      exchange: on(["/payments/capture"])((_, request, exchange, deadline) =>
        exchange(resigned(request, toCents), deadline)
      )
    })
  },
  {
    name: "states-the-sum-of-all-refunds",
    mistake: "states of a refund what was paid back of its payment in all",
    kind: "refunds",
    breaks: ["money/own-amount"],
    parts: () => {
      const sent = new Map<string, Money.Money>()
      const inAll = (refund: Refund): Refund => {
        const amount = sent.get(refund.payment?.reference ?? "")
        return amount === undefined ? refund : { ...refund, amount }
      }
      return {
        refunds: (spi) => ({
          ...spi,
          create: (request, options) =>
            Effect.tap(spi.create(request, options), ({ _tag }) =>
              Effect.sync(() => {
                const { reference } = request.payment
                if (_tag === "Accepted") sent.set(reference, plus(request.amount, sent.get(reference)))
              })
            ),
          getByReference: (reference, finding) => Effect.map(spi.getByReference!(reference, finding), inAll),
          getByProviderReference: (id, reference, finding) =>
            Effect.map(spi.getByProviderReference!(id, reference, finding), inAll)
        })
      }
    }
  }
]
