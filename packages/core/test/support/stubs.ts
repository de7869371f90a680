/** Providers that answer what a test tells them to, and the requests to ask them with. */
import type * as Capabilities from "@switchyard/core/Capabilities"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import { accepted, OutcomeUnknown } from "@switchyard/core/Outcome"
import type * as Payment from "@switchyard/core/Payment"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type * as Payout from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { NotExecuted, ReadFailed, Rejected } from "@switchyard/core/ProviderError"
import type { Reason } from "@switchyard/core/Reason"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

export const rub = (text: string): Money.Money => Money.unsafe(text, "RUB")

export const manifest: Capabilities.Manifest = {
  routes: [
    {
      method: "card",
      currencies: ["RUB", "KZT"],
      limits: { RUB: { min: rub("10"), max: rub("1000") } },
      sources: ["EUR"],
      takes: [
        "recipient.type",
        "recipient.givenName",
        "recipient.familyName",
        "recipient.birthDate",
        "recipient.address",
        "recipient.email",
        "offer"
      ],
      ignores: ["recipient.phone"]
    },
    { method: "iban", currencies: ["EUR"], debitCurrencies: ["USD", "EUR"] }
  ],
  context: ["subAccount"],
  duplicates: { create: { kind: "refused" } },
  lookUp: { create: { by: "reference", notFoundIsFinal: { afterMillis: 900_000, answers: 3, spacingMillis: 60_000 } } },
  statusReads: { spacingMillis: 60_000, polling: "free" },
  callbacks: "hint"
}

/** The same of payments, which have no members that a route would have to take. */
export const paymentManifest: Capabilities.Manifest = {
  ...manifest,
  routes: manifest.routes.map(({ ignores: _, takes: __, ...route }) => route)
}

export const card = { type: "card" as const, number: Redacted.make("4111111111111111") }

export const payoutRequest: Payout.PayoutRequest = { reference: "po-1", amount: rub("100"), destination: card }

export const paymentRequest: Payment.PaymentRequest = { reference: "pay-1", amount: rub("100"), method: "card" }

export const payout = (reference: string): Payout.Payout => ({
  reference,
  status: "processing",
  providerStatus: "1",
  receipts: [],
  anomalies: []
})

export const payment = (reference: string): Payment.Payment => ({
  reference,
  status: "awaiting_payer",
  providerStatus: "1",
  anomalies: []
})

const common = (reason: Reason) => ({ provider: "stub", operation: "payouts.create", reason, message: "as told" })

export const notExecuted = (reason: Reason, retryAfterMillis?: number) =>
  new NotExecuted({ ...common(reason), ...compact({ retryAfterMillis }) })

export const rejected = (reason: Reason) => new Rejected(common(reason))

export const readFailed = (reason: Reason, retryAfterMillis?: number, neverSent?: boolean) =>
  new ReadFailed({ ...common(reason), ...compact({ retryAfterMillis, neverSent }) })

export const unknown = (reference: string) => new OutcomeUnknown({ ...common("ConnectionLost"), reference })

/** What reached a stub: the operation, the reference and, for a send, its deadline. */
export interface StubCall {
  readonly operation: string
  readonly reference: string
  readonly deadline?: number
}

/** A payout provider with every operation but those replaced; `calls` lists what it was asked. */
export const payouts = (replaced: Partial<PayoutProvider.Spi> = {}) => {
  const calls: Array<StubCall> = []
  const see = (operation: string, reference: string) => Effect.sync(() => void calls.push({ operation, reference }))
  const spi: PayoutProvider.Spi = {
    provider: "stub",
    manifest,
    create: ({ reference }) => Effect.succeed(accepted(payout(reference))),
    getByReference: (reference) => Effect.as(see("getByReference", reference), payout(reference)),
    getByProviderReference: (_, reference) => Effect.as(see("getByProviderReference", reference), payout(reference)),
    ...replaced
  }
  const create: PayoutProvider.Spi["create"] = (request, options) => {
    const { reference } = request
    calls.push({ operation: "create", reference, deadline: options.deadline.epochMilliseconds })
    return spi.create(request, options)
  }
  return { calls, provider: PayoutProvider.make({ ...spi, create }) }
}

/** A payment provider that can only create, but for what is added; `calls` lists what it was asked to create. */
export const payments = (added: Partial<PaymentProvider.Spi> = {}) => {
  const calls: Array<StubCall> = []
  const provider = PaymentProvider.make({
    provider: "stub",
    manifest: paymentManifest,
    create: ({ reference }, { deadline }) =>
      Effect.sync(() => {
        calls.push({ operation: "create", reference, deadline: deadline.epochMilliseconds })
        return accepted(payment(reference))
      }),
    ...added
  })
  return { calls, provider }
}

/** What a caller without types may hand in. */
export const untyped = <A>(value: unknown): A => value as A
