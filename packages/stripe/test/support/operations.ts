/** Every operation of an account, called with one set of people and secrets: known values that tests look for where they must not be. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Stripe } from "../../src/Stripe.ts"
import { paymentRequest, payoutRequest, refundRequest } from "./account.ts"

/** Values that belong to a person or must stay secret, each of which occurs nowhere else. */
export const canaries = {
  secret: "sk_test_canary0815",
  hook: "whsec_canary4711",
  email: "canary.person@people.example",
  method: "pm_canary77",
  token: "ba_canary88"
}

/** Options with those secrets. */
export const everyOption = {
  secretKey: Redacted.make(canaries.secret),
  webhookSecrets: [Redacted.make(canaries.hook)]
} as const

type Call = (account: Stripe) => Effect.Effect<unknown, unknown>

const payment = { reference: "order-1", providerReference: "pi_1", ids: { intent: "pi_1" } }
const page = { method: "page", successUrl: "https://shop.example/", payerEmail: canaries.email }
const confirmed = { method: "token", providerOptions: { stripe: { paymentMethod: canaries.method } } }
const destination = { type: "token", scheme: "bank_account", token: canaries.token }

/** The calls that move money or leave something behind: they end as an outcome. */
export const sends = {
  "payments.create by intent": ({ payments }) => Effect.flatMap(paymentRequest(), payments.create),
  "payments.create confirmed": ({ payments }) => Effect.flatMap(paymentRequest(confirmed), payments.create),
  "payments.create by page": ({ payments }) => Effect.flatMap(paymentRequest(page), payments.create),
  "payments.capture": ({ payments }) =>
    Effect.flatMap(paymentRequest(), ({ amount }) => payments.capture({ ...payment, number: 1, amount })),
  "payments.cancel": ({ payments }) => payments.cancel({ ...payment, number: 1 }),
  "payments.abandon": ({ payments }) =>
    Effect.flatMap(paymentRequest(confirmed), (request) =>
      payments.stages.abandon(request, { generation: 0, providerReference: "pi_1" })
    ),
  "payouts.create": ({ payouts }) => Effect.flatMap(payoutRequest({ destination }), payouts.create),
  "payouts.cancel": ({ payouts }) => payouts.cancel({ reference: "out-1", providerReference: "po_1" }),
  "refunds.create": ({ refunds }) => Effect.flatMap(refundRequest(), refunds.create)
} satisfies Record<string, Call>

/** The calls that only ask. */
export const reads = {
  "payments.get by our reference": ({ payments }) =>
    Effect.flatMap(paymentRequest(page), (request) => payments.get({ reference: "order-1" }, { request })),
  "payments.get by the intent": ({ payments }) => payments.get({ reference: "order-1", providerReference: "pi_1" }),
  "payments.get by the session": ({ payments }) => payments.get({ reference: "order-1", providerReference: "cs_1" }),
  "payouts.get by our reference": ({ payouts }) =>
    Effect.flatMap(payoutRequest({ destination }), (request) => payouts.get({ reference: "out-1" }, { request })),
  "payouts.get by Stripe's id": ({ payouts }) => payouts.get({ reference: "out-1", providerReference: "po_1" }),
  "payouts.balance": ({ payouts }) => payouts.balance(),
  "refunds.get by our reference": ({ refunds }) =>
    Effect.flatMap(refundRequest(), (request) => refunds.get({ reference: "back-1" }, { request })),
  "refunds.get by Stripe's id": ({ refunds }) => refunds.get({ reference: "back-1", providerReference: "re_1" })
} satisfies Record<string, Call>

const known: Readonly<Record<string, ReadonlyArray<keyof typeof canaries>>> = {
  "payments.create confirmed": ["method"],
  "payments.create by page": ["email"],
  "payments.abandon": ["method"],
  "payments.get by our reference": ["email"],
  "payouts.create": ["token"],
  "payouts.get by our reference": ["token"]
}

/** The canaries that the adapter can know in a call of this operation. */
export const canariesOf = (operation: string): ReadonlyArray<string> =>
  ["secret" as const, "hook" as const, ...(known[operation] ?? [])].map((name) => canaries[name])

/** Every operation by name. */
export const operations: Readonly<Record<string, Call>> = { ...sends, ...reads }
