/**
 * Feennex's own environment under the laws of the live mode, configured by environment variables. Only cards are tried, and
 * only the card that is named is paid to: a recipient that the suite made up might exist.
 */

import { Harness } from "@switchyard/contract-tests"
import type * as Drift from "@switchyard/contract-tests/live/Drift"
import * as Environment from "@switchyard/contract-tests/live/Environment"
import * as Live from "@switchyard/contract-tests/live/Live"
import * as Callback from "@switchyard/core/Callback"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { Transport } from "@switchyard/core/Transport"
import * as Feennex from "@switchyard/feennex/Feennex"
import { decode } from "@switchyard/feennex/FeennexOptions"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { type Kind, operationOf } from "./operations.ts"

const wanted = {
  FEENNEX_BASE_URL: "the core host of the environment, such as https://core.feennex.com",
  FEENNEX_SHOP_ID: "the shop's number",
  FEENNEX_SHOP_CURRENCY: "the currency of its account, such as USD",
  FEENNEX_SECRET_KEY: "its secret key",
  FEENNEX_CURRENCY: "the currency to pay and to be paid in",
  FEENNEX_PAYOUT_PAYWAY: "the payway for payouts to cards in that currency",
  FEENNEX_PAYMENT_PAYWAY: "the payway for card payments in that currency",
  FEENNEX_RECIPIENT_CARD: "the card that payouts go to: it is really paid",
  FEENNEX_AMOUNT: "the least that an operation moves, such as 10.00; the most is 5 more"
} satisfies Environment.Wanted

// What cannot name a person, and distinguishes one answer from another.
const kept = new Set(["error_code", "result", "status", "ps_currency", "shop_currency", "currency", "method"])

// A refusal has another shape than the answer of its operation.
const caseOf = (kind: Kind, operation: string, body = ""): string =>
  /"result":false/.test(body) ? "refusal" : `${kind} ${operation}`

/** The live layers by the environment's variables; throws when one is missing. */
export const open = (environment: Environment.Environment) => {
  const variable = Environment.read(environment, wanted)
  const { FEENNEX_H2H_BASE_URL: h2hBaseUrl, FEENNEX_SANDBOX_URL: sandboxUrl } = environment
  const currency = variable("FEENNEX_CURRENCY")
  const recorded: Array<Drift.Sample> = []

  const options = decode({
    baseUrl: variable("FEENNEX_BASE_URL"),
    shopId: Number(variable("FEENNEX_SHOP_ID")),
    shopCurrency: variable("FEENNEX_SHOP_CURRENCY"),
    secretKey: variable("FEENNEX_SECRET_KEY"),
    payways: {
      payouts: { card: { [currency]: variable("FEENNEX_PAYOUT_PAYWAY") } },
      payments: { card: { [currency]: variable("FEENNEX_PAYMENT_PAYWAY") } }
    },
    ...(h2hBaseUrl === undefined ? {} : { h2hBaseUrl })
  })

  const liveOf = Effect.fnUntraced(function* (kind: Kind) {
    const { harness, transport } = yield* Live.open({
      operationOf: (_method, path) => operationOf(kind, path),
      kept,
      sandboxUrl,
      record: ({ body, operation }) => void recorded.push({ case: caseOf(kind, operation, body), body })
    })
    const { parseCallback, payments, payouts } = yield* Feennex.make(yield* options)
    const service: Harness.Service = {
      ...harness,
      secrets: [variable("FEENNEX_SECRET_KEY")],
      methods: { cardForm: "card" },
      limits: Live.limits(variable("FEENNEX_AMOUNT")),
      payoutRequest: (plain) => ({
        ...plain,
        destination: { type: "card", number: Redacted.make(variable("FEENNEX_RECIPIENT_CARD")) }
      })
    }
    const context = Context.make(Harness.Harness, service).pipe(
      Context.add(Transport, transport),
      Context.add(Callback.Callbacks, { provider: "feennex", parseCallback })
    )
    return { context, payments, payouts }
  })

  const payouts: Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness, unknown> =
    Layer.effectContext(
      Effect.map(liveOf("payout"), ({ context, payouts }) =>
        Context.add(context, PayoutProvider.PayoutProvider, payouts)
      )
    )
  const payments: Layer.Layer<PaymentProvider.PaymentProvider | Callback.Callbacks | Harness.Harness, unknown> =
    Layer.effectContext(
      Effect.map(liveOf("payment"), ({ context, payments }) =>
        Context.add(context, PaymentProvider.PaymentProvider, payments)
      )
    )
  return { payouts, payments, recorded: (): ReadonlyArray<Drift.Sample> => recorded }
}
