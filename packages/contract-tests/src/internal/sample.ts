/**
 * Plain requests that every provider of a route could take, filled with personal values that a search can find. What
 * one provider needs beyond them, its harness adds.
 */
import { limitsOf, type Route } from "@switchyard/core/Capabilities"
import * as Currency from "@switchyard/core/Currency"
import type { Destination } from "@switchyard/core/Destination"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { PaymentRequest } from "@switchyard/core/Payment"
import type { PayoutRequest } from "@switchyard/core/Payout"
import type { Of, RefundRequest } from "@switchyard/core/Refund"
import * as BigDecimal from "effect/BigDecimal"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import type { Service } from "../Harness.ts"

/** A way to ask for money; where its route takes only some schemes or countries, one of them. */
export interface Way {
  readonly method: string
  readonly scheme?: string | undefined
  readonly country?: string | undefined
}

/** One way and currency to ask for money. */
export interface Target extends Way {
  readonly currency: Money.Money["currency"]
  readonly min: Money.Money
  readonly max: Money.Money
  readonly step?: Money.Money | undefined
}

/** How many fraction digits to try: those of the currency, six where it has no number of them. */
export const digitsOf = (currency: Money.Money["currency"]): number => Currency.scale(currency) ?? 6

// Some steps above the least amount, which need not be a multiple itself.
const stepped = (min: Money.Money, { currency, value }: Money.Money): Money.Money => ({
  currency,
  value: BigDecimal.sum(
    BigDecimal.multiply(value, BigDecimal.fromNumberUnsafe(7)),
    BigDecimal.subtract(min.value, BigDecimal.remainderUnsafe(min.value, value))
  )
})

/** An ordinary amount on a target: every fraction digit of the currency is used and none is zero. */
export const ordinary = ({ currency, max, min, step }: Target): Money.Money => {
  if (step?.currency === currency) return stepped(min, step)
  const digits = digitsOf(currency)
  const value = BigDecimal.sum(min.value, BigDecimal.make(2345678n / 10n ** BigInt(6 - digits), digits))
  const amount = { currency, value }
  return Money.compare(amount, max) === 1 ? min : amount
}

/** Every way and currency that a manifest declares. */
export const targets = (routes: ReadonlyArray<Route>, limits: Service["limits"]): ReadonlyArray<Target> =>
  routes.flatMap((route) =>
    route.currencies.filter(Currency.isCurrency).map((currency) => {
      const { countries, method, schemes } = route
      const usual = limits?.(method, currency) ?? {
        min: Money.unsafe("10", currency),
        max: Money.unsafe("1000", currency)
      }
      const { max = usual.max, min = usual.min, step } = limitsOf(route, currency)
      return { method, currency, min, max, ...compact({ step, scheme: schemes?.[0], country: countries?.[0] }) }
    })
  )

/** Whom a plain payout goes to. */
export type Payee = "usual" | "other"

const payees = {
  usual: {
    holder: "Kanareika Pevchaya",
    phone: "79161830274",
    bank: "sberbank",
    account: "40817810099910004312",
    bic: "044525225",
    iban: "DE89370400440532013000",
    wallet: "kanareika-wallet-7391",
    bankFields: { accountNumber: "000123456789", routingNumber: "110000025" },
    email: "kanareika.pevchaya@example.com",
    token: "ba_kanareika7391",
    card: "4276550018273642"
  },
  other: {
    holder: "Snegir Krasnogrudyi",
    phone: "79267413355",
    bank: "tinkoff",
    account: "40817810300020008765",
    bic: "044525974",
    iban: "GB82WEST12345698765432",
    wallet: "snegir-wallet-2208",
    bankFields: { accountNumber: "000987654321", routingNumber: "021000021" },
    email: "snegir.krasnogrudyi@example.com",
    token: "ba_snegir2208",
    card: "5469380041557710"
  }
} as const

/** A destination of the type; unknown types become a card. */
const destination = ({ country = "US", method: type, scheme }: Way, payee: Payee): Destination => {
  const { account, bank, bankFields, bic, card, email, iban, phone, token, wallet, ...rest } = payees[payee]
  const holder = { holder: Redacted.make(rest.holder) }
  switch (type) {
    case "sbp":
      return { type, phone: Redacted.make(phone), bank, ...holder }
    case "account":
      return { type, number: Redacted.make(account), bic, ...holder }
    case "iban":
      return { type, iban: Redacted.make(iban), ...holder }
    case "wallet":
      return { type, account: Redacted.make(wallet), ...holder }
    case "bank":
      return {
        type,
        country,
        scheme: scheme ?? "ach",
        fields: Record.map(bankFields, (value) => Redacted.make<string>(value)),
        ...holder
      }
    case "email":
      return { type, email: Redacted.make(email), ...holder }
    case "phone":
      return { type, phone: Redacted.make(phone), ...holder }
    case "token":
      return { type, scheme: scheme ?? "bank_account", token: Redacted.make(token), ...holder }
    default:
      return { type: "card", number: Redacted.make(card), ...holder }
  }
}

/** The destination with every member that its type can have. */
export const complete = (destination: Destination): Destination => {
  const { bic, holder } = payees.usual
  const optional = { holder: Redacted.make(holder), bank: "bank of all birds" }
  switch (destination.type) {
    case "account":
    case "sbp":
    case "iban":
      return { bic, ...optional, ...destination }
    default:
      return { ...optional, ...destination }
  }
}

/** The recipient's e-mail address, as every payout names it. */
export const recipientEmail = Redacted.make("kanareika.poluchatel@example.com")

/** A plain payout request. */
export const payout = (reference: string, amount: Money.Money, way: Way, payee: Payee = "usual"): PayoutRequest => ({
  reference,
  amount,
  destination: destination(way, payee),
  recipientEmail,
  description: "contract suite"
})

/** A plain refund request, of a payment that is there. */
export const refund = (reference: string, amount: Money.Money, payment: Of): RefundRequest => ({
  reference,
  payment,
  amount
})

/** A plain payment request. */
export const payment = (reference: string, amount: Money.Money, method: string): PaymentRequest => ({
  reference,
  amount,
  method,
  payerEmail: Redacted.make("kanareika.platelschik@example.com"),
  description: "contract suite",
  successUrl: "https://shop.example.com/thanks",
  failedUrl: "https://shop.example.com/sorry"
})
