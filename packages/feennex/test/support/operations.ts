/**
 * Every operation of a shop, called with one set of people and secrets: known values that tests look for where they
 * must not be.
 */
import * as Payment from "@switchyard/core/Payment"
import * as Payout from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Feennex } from "../../src/Feennex.ts"
import { paymentRequest, payoutReference, payoutRequest } from "./shop.ts"

/** Values that belong to a person or must stay secret, each of which occurs nowhere else. */
export const canaries = {
  secret: "canary-secret-0815",
  card: "4929001122334459",
  phone: "79167654321",
  holder: "Canaria Petrowska",
  email: "canary.person@people.example",
  detail: "contract/CANARY#77",
  field: "canary field of a payer",
  session: "canary-session-4711"
}

const order = "https://files.example.com/api/v1/order/ade32e06-6fa4-425a-9c4c-e026ac6d93e6/receipt"
const dollar = { value: "1", currency: "USD" }
const card = { type: "card", number: canaries.card, holder: canaries.holder }
const accountDetails = { contract: canaries.detail, phone: canaries.phone }
const providerOptions = { feennex: { accountDetails } }
const email = canaries.email

/** The options that make every operation exist. */
export const everyOption = {
  secretKey: Redacted.make(canaries.secret),
  h2hBaseUrl: "https://h2h.example.com",
  receiptHosts: ["files.example.com"]
}

type Call = (shop: Feennex) => Effect.Effect<unknown, unknown>

/** The calls that move money or leave something behind: they end as an outcome. */
export const sends = {
  "payouts.create": ({ payouts }) =>
    Effect.flatMap(payoutRequest({ destination: card, recipientEmail: email, providerOptions }), (request) =>
      payouts.create(request)
    ),
  "payments.create": ({ payments }) =>
    Effect.flatMap(
      paymentRequest({ payerEmail: email, payerFields: { phone: canaries.phone, name: canaries.field } }),
      (request) => payments.create(request)
    ),
  "payments.uploadReceipt": ({ payments }) =>
    payments.uploadReceipt({
      reference: "4129",
      links: { upload: order },
      file: new TextEncoder().encode("%PDF-1.7 a receipt")
    })
} satisfies Record<string, Call>

/** The calls that only ask. */
export const reads = {
  "payouts.get by our id": ({ payouts }) => payouts.get({ reference: payoutReference }),
  "payouts.get by Feennex's id": ({ payouts }) =>
    payouts.get({ reference: payoutReference, providerReference: "11298076" }),
  "payouts.quote": ({ payouts }) =>
    Effect.flatMap(Payout.decodeQuoteRequest({ amount: dollar, destinationType: "card" }), payouts.quote),
  "payouts.checkAccount": ({ payouts }) =>
    Effect.flatMap(
      Payout.decodeAccountCheckRequest({ amount: dollar, destination: card, providerOptions }),
      payouts.checkAccount
    ),
  "payouts.balance": ({ payouts }) => payouts.balance(),
  "payments.get": ({ payments }) => payments.get({ reference: "101" }),
  "payments.quote": ({ payments }) =>
    Effect.flatMap(Payment.decodeQuoteRequest({ reference: "4128", amount: dollar, method: "card" }), payments.quote),
  "payments.cardForm": ({ payments }) => payments.cardForm({ session: Redacted.make(canaries.session) }),
  "payments.receipts": ({ payments }) => payments.receipts({ links: { status: `${order}/status` } })
} satisfies Record<string, Call>

type Canary = keyof typeof canaries

/** The patterns that any text is searched for: the secret, and what has a known form. */
const everywhere: ReadonlyArray<Canary> = ["secret", "card", "phone", "email"]

const known: Readonly<Record<string, ReadonlyArray<Canary>>> = {
  "payouts.create": ["holder", "detail"],
  "payouts.checkAccount": ["holder", "detail"],
  "payments.create": ["field"],
  "payments.cardForm": ["session"]
}

/** The canaries that the adapter can know in a call of this operation. */
export const canariesOf = (operation: string): ReadonlyArray<string> =>
  [...everywhere, ...(known[operation] ?? [])].map((name) => canaries[name])

/** Every operation by name. */
export const operations: Readonly<Record<string, Call>> = { ...sends, ...reads }
