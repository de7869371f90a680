/**
 * Payouts at Stripe: to a bank account or debit card of the account's own, which its token names. Nobody else can be paid by this
 * endpoint. There is no default destination, and a cancel proves nothing: a read does.
 */
import * as Destination from "@switchyard/core/Destination"
import { asked } from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Listing from "./internal/finding.ts"
import { keyOf } from "./internal/keys.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { marked } from "./internal/marks.ts"
import * as Amounts from "./internal/money.ts"
import { toBalances, toPayout } from "./internal/payouts.ts"
import type { StripeClient } from "./StripeClient.ts"
import type { Options } from "./StripeOptions.ts"

/** Options of a payout under `providerOptions.<instance>`: there are none. */
export const PayoutOptions = Schema.Struct({})

// What a token is, its prefix says: one of the other kind is somebody else's mistake.
const prefixes: Readonly<Record<string, string>> = { bank_account: "ba_", card: "card_" }

/** The payout operations of one account. */
export const make = ({ client, options }: Provider.Account<Options, StripeClient>) => {
  const { listed } = Listing.make(client, options)
  return Provider.payouts({
    options: PayoutOptions,
    manifest: payoutManifest(options),
    create: {
      send: ({ context, description, destination, reference, ...request }) => {
        const { amount } = asked(request)
        const token = Redacted.value(Destination.account(destination))
        const { scheme = "" } = Destination.within(destination)
        const written = amount && Amounts.written(amount)
        if (amount === undefined || written === undefined) return Result.fail(Amounts.unwritten)
        const prefix = prefixes[scheme]
        if (prefix === undefined || !token.startsWith(prefix)) {
          return Result.fail([{ path: "destination.token", reason: `must be the id of a ${scheme}` }])
        }
        return client.createPayout(
          {
            amount: written,
            currency: Amounts.code(amount.currency),
            destination: token,
            method: "standard",
            description,
            metadata: marked(options, { payout: reference })
          },
          { context, key: keyOf(options, "payout", context, reference) }
        )
      },
      answer: (data, { request: { amount }, sensitive }) =>
        toPayout(data, { options, sensitive, ...(amount && { asked: amount }) })
    },
    get: {
      byReference:
        (reference, finding = {}) =>
        (call) =>
          Effect.gen(function* () {
            const sought = { mark: "payout", reference, context: finding.context } as const
            const { id } = yield* Listing.only(yield* listed("payouts", sought, Listing.madeIn(finding))(call))(call)
            return yield* client.getPayout(id, finding.context)(call)
          }),
      byProviderReference: (id, finding) => client.getPayout(id, finding?.context),
      answer: (data, { sensitive }) => toPayout(data, { options, sensitive })
    },
    // Without a key: of what is canceled already, or was too late, it says so each time anew.
    cancel: ({ context, providerReference: id }) =>
      id === undefined
        ? Result.fail([{ path: "providerReference", reason: "is needed: Stripe knows no payout by our reference" }])
        : client.cancelPayout(id, { context }),
    balance: { ask: client.balance, answer: toBalances }
  })
}
