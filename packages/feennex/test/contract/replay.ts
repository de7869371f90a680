/**
 * Feennex under the laws for which its documents are enough: the adapter in front of a player that answers with their
 * printed answers, without a network. A callback is the printed one, made to speak of the operation and signed anew.
 */

import { Harness } from "@switchyard/contract-tests"
import * as Player from "@switchyard/contract-tests/replay/Player"
import * as Callback from "@switchyard/core/Callback"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { Transport } from "@switchyard/core/Transport"
import * as Feennex from "@switchyard/feennex/Feennex"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { fixture } from "../support/fixtures.ts"
import { answersOf } from "./answers.ts"
import { printed, script, secret } from "./documents.ts"
import { underId } from "./envelopes.ts"
import { misconfigured } from "./misconfigured.ts"
import type { Kind } from "./operations.ts"
import { optionsOf } from "./options.ts"
import { callbackBody } from "./signing.ts"
import { callbackTexts, statusesOf } from "./statuses.ts"

const options: Feennex.Options = {
  baseUrl: "https://core.feennex.com",
  shopId: 112,
  shopCurrency: "USD",
  secretKey: Redacted.make(secret),
  payways: {
    payouts: { card: { USD: "card_usd", EUR: "card_eur" } },
    payments: { card: { USD: "card_usd" }, bank_transfer: { USD: "bank_usd" } }
  },
  callbackBaseUrl: "https://pay.example.com",
  h2hBaseUrl: "https://h2h.example.com",
  receiptHosts: ["files.example.com"]
}

const callbackSample: Readonly<Record<string, string>> = JSON.parse(fixture("callback-form-sample"))

const callbackOf = (held: Player.Held, changes: Harness.CallbackChanges = {}) => {
  const { amount = held.amount, isForged = false } = changes
  const text = Money.toText(amount)
  const currency = Currency.numeric(amount.currency) ?? ""
  const fields = {
    ...callbackSample,
    payment_id: held.id,
    client_price: text,
    ps_currency: currency,
    shop_amount: text,
    shop_currency: currency,
    shop_id: "112",
    shop_order_id: held.reference,
    status: callbackTexts[held.word] ?? ""
  }
  return {
    body: new TextEncoder().encode(callbackBody(fields, isForged ? `not ${secret}` : secret)),
    headers: {},
    path: "payments/success",
    receivedAt: DateTime.makeUnsafe(0)
  }
}

/** The simulated provider of one kind: the harness, the transport that leads to it, and the shop's options. */
export const replayOf = (kind: Kind) => {
  const { find, harness, transport } = Player.make(script(kind, options))
  const isPayout = kind === "payout"
  const without = Feennex.make({ ...options, secretKey: Redacted.make("") })
  const statuses = statusesOf(kind)
  const paidWords = new Set(statuses.statuses.filter(({ means }) => means === "paid").map(({ word }) => word))
  const service: Harness.Service = {
    ...harness,
    ...statuses,
    secrets: [secret],
    options: optionsOf(kind),
    underId,
    methods: { cardForm: "card", uploadReceipt: "bank_transfer" },
    refusals: printed.map(({ reason }) => reason),
    answers: answersOf(kind),
    repeatsReference: isPayout ? ["create", "get"] : ["get"],
    paid: Effect.map(harness.held, (held) => held.filter(({ reference }) => paidWords.has(find(reference).word))),
    callback: (reference, changes) => Effect.sync(() => callbackOf(find(reference), changes)),
    withoutSecret: Effect.map(without, (built) => (isPayout ? built.payouts : built.payments)),
    misconfigured: misconfigured(options)
  }
  const context = Context.make(Harness.Harness, service).pipe(Context.add(Transport, transport))
  return { context, options }
}

/** Payouts in front of the printed answers. */
export const payouts: Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness, unknown> =
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = replayOf("payout")
      const { parseCallback, payouts } = yield* Feennex.make(options)
      return Context.add(context, PayoutProvider.PayoutProvider, payouts).pipe(
        Context.add(Callback.Callbacks, { provider: "feennex", parseCallback })
      )
    })
  )

/** Payments in front of the printed answers. */
export const payments: Layer.Layer<PaymentProvider.PaymentProvider | Callback.Callbacks | Harness.Harness, unknown> =
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = replayOf("payment")
      const { parseCallback, payments } = yield* Feennex.make(options)
      return Context.add(context, PaymentProvider.PaymentProvider, payments).pipe(
        Context.add(Callback.Callbacks, { provider: "feennex", parseCallback })
      )
    })
  )
