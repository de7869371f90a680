/**
 * Payments at __Vendor__: one short function per operation, wire call plus mapping. An operation that is not here answers
 * `Unsupported`; what else there can be stands in `PaymentProvider.Spi`.
 */
import * as Call from "@switchyard/core/Call"
import { instanceOptions, issuesOf } from "@switchyard/core/Input"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { accepted } from "@switchyard/core/Outcome"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { __Vendor__Client } from "./__Vendor__Client.ts"
import { type Options, secretsOf } from "./__Vendor__Options.ts"
import type { Payment } from "./__Vendor__Schema.ts"
import * as Webhook from "./__Vendor__Webhook.ts"
import { paymentManifest } from "./internal/manifest.ts"
import { toPayment } from "./internal/payments.ts"

/** What a payment may carry under `providerOptions.<instance>`: nothing; a `Schema.Struct` names what it may. */
export const PaymentOptions = Schema.Record(Schema.String, Schema.Never)

/** The payment operations of one account, as core's `PaymentProvider.make` wants them. */
export const make = (options: Options, instance: string, client: __Vendor__Client): PaymentProvider.Spi => {
  const optionsOf = instanceOptions(PaymentOptions, instance)
  const call = (
    operation: string,
    reference: string,
    personal: ReadonlyArray<Redacted.Redacted<string> | undefined> = []
  ) =>
    Call.make({
      provider: instance,
      operation: `payments.${operation}`,
      reference,
      sensitive: [...secretsOf(options), ...personal.filter((value) => value !== undefined)]
    })

  // An answer about another payment must never be taken for this one's.
  const about = (of: Call.Call, reference: string) => (data: Payment) =>
    data.reference === reference
      ? Effect.succeed(toPayment(data))
      : Effect.fail(of.readFailed("UnrecognisedAnswer", "the answer speaks of another payment"))

  return {
    provider: instance,
    manifest: paymentManifest(options),

    // What `create` refuses before it sends: also what the vendor insists on and core cannot know, such as an e-mail.
    issues: (request) => issuesOf(optionsOf(request)),

    create: Effect.fnUntraced(function* (request, { deadline }) {
      const { amount, payerEmail, payerFields = {}, reference } = request
      const of = call("create", reference, [payerEmail, ...Object.values(payerFields)])
      yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalid(issues))
      const outcome = yield* client.createPayment(
        of,
        {
          reference,
          // The text of an amount is decided once, here: it is signed and sent as it is.
          amount: Json.number(Money.toText(amount)),
          currency: amount.currency,
          method: request.method,
          email: payerEmail && Redacted.value(payerEmail),
          success_url: request.successUrl,
          failed_url: request.failedUrl
        },
        deadline
      )
      if (outcome._tag === "OutcomeUnknown") return outcome
      const data = outcome.value
      return data.reference === reference
        ? accepted(toPayment(data, amount))
        : of.unknown("UnrecognisedAnswer", "the answer speaks of another payment", { providerReference: data.id })
    }),

    getByReference: (reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.getPayment(of, { reference }), about(of, reference))
    },

    parseCallback: Webhook.parser(options, instance)
  }
}
