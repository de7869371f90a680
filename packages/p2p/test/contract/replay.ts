/**
 * The P2P platform under the laws for which its document is enough: the adapter in front of a player that answers with the
 * printed answers, without a network. A callback is the printed one, made to speak of the payout; its `standart_sign` is
 * the printed placeholder, or made by the template where the merchant knows the formula.
 */

import { Harness } from "@switchyard/contract-tests"
import { withMembers } from "@switchyard/contract-tests/replay/Documents"
import * as Player from "@switchyard/contract-tests/replay/Player"
import * as Callback from "@switchyard/core/Callback"
import * as Money from "@switchyard/core/Money"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { Transport } from "@switchyard/core/Transport"
import * as P2p from "@switchyard/p2p/P2p"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { fixture } from "../support/fixtures.ts"
import { answers } from "./answers.ts"
import { apiKey, repeated, script, sha256, signKey } from "./documents.ts"
import { refusalReasons } from "./faults.ts"
import type { Agreement } from "./harness.ts"
import { options as requestOptions, underId } from "./held.ts"
import { misconfigured } from "./misconfigured.ts"
import { statuses } from "./statuses.ts"

const options: P2p.Options = {
  baseUrl: "https://example.com",
  merchant: "acme",
  apiKey: Redacted.make(apiKey),
  signKey: Redacted.make(signKey),
  callbackBaseUrl: "https://pay.example.com"
}

const callbackOf = (
  agreement: Agreement,
  held: Player.Held,
  { amount, isForged = false }: Harness.CallbackChanges = {}
) => {
  const signature = sha256(`${isForged ? "forged" : held.reference}:${signKey}`)
  const body = withMembers(fixture("payout-callback"), {
    ...repeated(held),
    ...(amount === undefined ? {} : { fiat_amount: Money.toText(amount) }),
    ...(agreement.standartSign === undefined ? {} : { standart_sign: signature })
  })
  const receivedAt = DateTime.makeUnsafe(0)
  return { body: new TextEncoder().encode(body), headers: {}, path: "payouts/success", receivedAt }
}

/** The simulated platform: the harness, the transport that leads to it, and the merchant's options. */
export const replayOf = (agreement: Agreement) => {
  const { find, harness, transport } = Player.make(script)
  const service: Harness.Service = {
    ...harness,
    ...statuses,
    secrets: [apiKey, signKey],
    options: requestOptions,
    underId,
    refusals: refusalReasons,
    answers,
    repeatsReference: ["get"],
    paid: Effect.map(harness.held, (held) => held.filter(({ reference }) => find(reference).word === "successful")),
    callback: (reference, changes) => Effect.sync(() => callbackOf(agreement, find(reference), changes)),
    withoutSecret: Effect.map(P2p.make(options), ({ payouts }) => payouts),
    misconfigured: misconfigured(options)
  }
  const context = Context.make(Harness.Harness, service).pipe(Context.add(Transport, transport))
  return { context, options: { ...options, ...agreement } }
}

/** Payouts in front of the printed answers. */
export const payouts = (
  agreement: Agreement = {}
): Layer.Layer<PayoutProvider.PayoutProvider | Callback.Callbacks | Harness.Harness, unknown> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { context, options } = replayOf(agreement)
      const { parseCallback, payouts } = yield* P2p.make(options)
      return Context.add(context, PayoutProvider.PayoutProvider, payouts).pipe(
        Context.add(Callback.Callbacks, { provider: "p2p", parseCallback })
      )
    })
  )
