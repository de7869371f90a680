/**
 * Payouts at __Vendor__: one short function per operation, wire call plus mapping. An operation that is not here answers
 * `Unsupported`; what else there can be stands in `PayoutProvider.Spi`.
 */
import * as Call from "@switchyard/core/Call"
import * as Destination from "@switchyard/core/Destination"
import { instanceOptions, issuesOf } from "@switchyard/core/Input"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { accepted } from "@switchyard/core/Outcome"
import { asked } from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { __Vendor__Client } from "./__Vendor__Client.ts"
import { type Options, secretsOf } from "./__Vendor__Options.ts"
import type { Payout } from "./__Vendor__Schema.ts"
import * as Webhook from "./__Vendor__Webhook.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { toPayout } from "./internal/payouts.ts"

/** What a payout may carry under `providerOptions.<instance>`: nothing; a `Schema.Struct` names what it may. */
export const PayoutOptions = Schema.Record(Schema.String, Schema.Never)

/** The payout operations of one account, as core's `PayoutProvider.make` wants them. */
export const make = (options: Options, instance: string, client: __Vendor__Client): PayoutProvider.Spi => {
  const optionsOf = instanceOptions(PayoutOptions, instance)
  const call = (
    operation: string,
    reference: string,
    personal: ReadonlyArray<Redacted.Redacted<string> | undefined> = []
  ) =>
    Call.make({
      provider: instance,
      operation: `payouts.${operation}`,
      reference,
      sensitive: [...secretsOf(options), ...personal.filter((value) => value !== undefined)]
    })

  // An answer about another payout must never be taken for this one's.
  const about = (of: Call.Call, reference: string) => (data: Payout) =>
    data.reference === reference
      ? Effect.succeed(toPayout(data))
      : Effect.fail(of.readFailed("UnrecognisedAnswer", "the answer speaks of another payout"))

  return {
    provider: instance,
    manifest: payoutManifest(options),

    // What `create` refuses before it sends: also what the vendor insists on and core cannot know, such as an e-mail.
    issues: (request) => issuesOf(optionsOf(request)),

    create: Effect.fnUntraced(function* (request, { deadline }) {
      const { destination, recipientEmail, reference } = request
      // What leaves the balance is refused by core as long as no route of the manifest has `debitCurrencies`.
      const { amount } = asked(request)
      const { bank, bic, holder } = Destination.details(destination)
      const of = call("create", reference, [...Destination.sensitive(destination), recipientEmail])
      yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalid(issues))
      if (amount === undefined) return yield* of.invalid([{ path: "debit", reason: "is not taken" }])
      const outcome = yield* client.createPayout(
        of,
        {
          reference,
          // The text of an amount is decided once, here: it is signed and sent as it is.
          amount: Json.number(Money.toText(amount)),
          currency: amount.currency,
          destination: Redacted.value(Destination.account(destination)),
          // What the vendor has no field for is refused by name, or listed in the route's `ignores` if it selects no account.
          bank,
          bic,
          holder: holder && Redacted.value(holder)
        },
        deadline
      )
      if (outcome._tag === "OutcomeUnknown") return outcome
      const data = outcome.value
      return data.reference === reference
        ? accepted(toPayout(data, amount))
        : of.unknown("UnrecognisedAnswer", "the answer speaks of another payout", { providerReference: data.id })
    }),

    getByReference: (reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.getPayout(of, { reference }), about(of, reference))
    },

    parseCallback: Webhook.parser(options, instance)
  }
}
