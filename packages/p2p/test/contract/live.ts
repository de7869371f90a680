/**
 * A P2P platform's own environment under the laws of the live mode, configured by environment variables. Only cards are
 * tried, and only the card that is named is paid to: a recipient that the suite made up might exist.
 */

import { Harness } from "@switchyard/contract-tests"
import type * as Drift from "@switchyard/contract-tests/live/Drift"
import * as Environment from "@switchyard/contract-tests/live/Environment"
import * as Live from "@switchyard/contract-tests/live/Live"
import * as Callback from "@switchyard/core/Callback"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { Transport } from "@switchyard/core/Transport"
import * as P2p from "@switchyard/p2p/P2p"
import { decode } from "@switchyard/p2p/P2pOptions"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { operationOf } from "./faults.ts"

const wanted = {
  P2P_BASE_URL: "the platform's host, as its support names it",
  P2P_MERCHANT: "the merchant's name in the addresses",
  P2P_API_KEY: "the X-Api-Key of reads",
  P2P_SIGN_KEY: "the sign_key of payouts",
  P2P_CALLBACK_BASE_URL: "where callbacks may be sent; nobody need listen there",
  P2P_CURRENCY: "the currency to pay in, such as RUB",
  P2P_RECIPIENT_CARD: "the card that payouts go to: it is really paid",
  P2P_AMOUNT: "the least that a payout moves, such as 500.00; the most is 5 more"
} satisfies Environment.Wanted

// What cannot name a person, and distinguishes one answer from another.
const kept = new Set(["ok", "type", "status", "fiat_currency", "currency", "payment_method"])

// A refusal has another shape than the answer of its operation.
const caseOf = (operation: string, body = ""): string => (/"ok":false/.test(body) ? "refusal" : operation)

/** The live layer by the environment's variables; throws when one is missing. */
export const open = (environment: Environment.Environment) => {
  const variable = Environment.read(environment, wanted)
  const {
    P2P_PAYOUT_ID_IN_PATH: payoutIdInPath,
    P2P_STANDART_SIGN: standartSign,
    P2P_SANDBOX_URL: sandboxUrl
  } = environment
  const currency = variable("P2P_CURRENCY")
  const recorded: Array<Drift.Sample> = []

  const options = decode({
    baseUrl: variable("P2P_BASE_URL"),
    merchant: variable("P2P_MERCHANT"),
    apiKey: variable("P2P_API_KEY"),
    signKey: variable("P2P_SIGN_KEY"),
    callbackBaseUrl: variable("P2P_CALLBACK_BASE_URL"),
    currencies: [currency],
    ...(payoutIdInPath === undefined ? {} : { payoutIdInPath }),
    ...(standartSign === undefined ? {} : { standartSign })
  })

  const payouts: Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness, unknown> =
    Layer.effectContext(
      Effect.gen(function* () {
        const { harness, transport } = yield* Live.open({
          operationOf: (_method, path) => operationOf(path),
          kept,
          sandboxUrl,
          record: ({ body, operation }) => void recorded.push({ case: caseOf(operation, body), body })
        })
        const { parseCallback, payouts } = yield* P2p.make(yield* options)
        const service: Harness.Service = {
          ...harness,
          secrets: [variable("P2P_API_KEY"), variable("P2P_SIGN_KEY")],
          limits: Live.limits(variable("P2P_AMOUNT")),
          payoutRequest: (plain) => ({
            ...plain,
            destination: { type: "card", number: Redacted.make(variable("P2P_RECIPIENT_CARD")) }
          })
        }
        // Of all that the platform can pay, cards alone have a recipient that was named.
        const { capabilities } = payouts
        const cards = { ...capabilities, routes: capabilities.routes.filter(({ method }) => method === "card") }
        return Context.make(Harness.Harness, service).pipe(
          Context.add(Transport, transport),
          Context.add(Callback.Callbacks, { provider: "p2p", parseCallback }),
          Context.add(PayoutProvider.PayoutProvider, { ...payouts, capabilities: cards })
        )
      })
    )
  return { payouts, recorded: (): ReadonlyArray<Drift.Sample> => recorded }
}
