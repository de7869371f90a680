/**
 * Payouts at the memory provider: one short function per operation, wire call plus mapping. Every optional operation
 * is here, so this is the file to read before writing another adapter.
 */
import * as Call from "@switchyard/core/Call"
import * as Destination from "@switchyard/core/Destination"
import { instanceOptions, issuesOf } from "@switchyard/core/Input"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import { accepted } from "@switchyard/core/Outcome"
import * as Payout from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { payoutManifest } from "./internal/manifest.ts"
import { toPayout, toQuote } from "./internal/payouts.ts"
import { reader } from "./internal/wire.ts"
import type { MemoryClient } from "./MemoryClient.ts"
import { type Options, secretsOf } from "./MemoryOptions.ts"
import type * as Wire from "./MemorySchema.ts"
import * as Webhook from "./MemoryWebhook.ts"

/** What a payout may carry under `providerOptions.<instance>`. */
export const PayoutOptions = Schema.Struct({ speed: Schema.optionalKey(Schema.Literals(["normal", "instant"])) })

// The text of an amount is decided once, here: it is signed and sent as it is. `total` is what leaves the balance.
const amountFields = (amount: Money.Money, of: "amount" | "total") => ({
  amount: Json.number(Money.toText(amount)),
  currency: amount.currency,
  of
})

const measure = ({ amount, debit }: Payout.Asked) => ({
  ...(amount && amountFields(amount, "amount")),
  ...(debit && amountFields(debit, "total"))
})

// All that a destination says beside its account is sent: nothing of where money goes may get lost.
const detailFields = (destination: Destination.Destination) => {
  const { bank, bic, holder } = Destination.details(destination)
  return { bank, bic, holder: holder && Redacted.value(holder) }
}

/** The payout operations of one account, as core's `PayoutProvider.make` wants them. */
export const make = (options: Options, instance: string, client: MemoryClient): PayoutProvider.Spi => {
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
  const about = (of: Call.Call, reference: string) => (data: Wire.Payout) =>
    data.reference === reference
      ? Effect.succeed(toPayout(data, options))
      : Effect.fail(of.readFailed("UnrecognisedAnswer", "the answer speaks of another payout"))

  return {
    provider: instance,
    manifest: payoutManifest(options),

    issues: (request) => issuesOf(optionsOf(request)),

    create: Effect.fnUntraced(function* (request, { deadline }) {
      const { destination, recipientEmail, reference } = request
      const asked = Payout.asked(request)
      const of = call("create", reference, [...Destination.sensitive(destination), recipientEmail])
      const choice = yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalid(issues))
      const outcome = yield* client.createPayout(
        of,
        {
          reference,
          ...measure(asked),
          method: destination.type,
          destination: Redacted.value(Destination.account(destination)),
          ...detailFields(destination),
          email: recipientEmail && Redacted.value(recipientEmail),
          description: request.description,
          speed: choice.speed
        },
        deadline
      )
      if (outcome._tag === "OutcomeUnknown") return outcome
      const data = outcome.value
      return data.reference === reference
        ? accepted(toPayout(data, options, asked))
        : of.unknown("UnrecognisedAnswer", "the answer speaks of another payout", { providerReference: data.id })
    }),

    getByReference: (reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.getPayout(of, { reference }), about(of, reference))
    },

    getByProviderReference: (providerReference, reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.getPayout(of, { id: providerReference }), about(of, reference))
    },

    cancel: ({ reference }, { deadline }) => client.cancelPayout(call("cancel", reference), { reference }, deadline),

    quote: Effect.fnUntraced(function* (request) {
      const of = call("quote", "")
      yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalidRead(issues))
      const data = yield* client.quotePayout(of, { ...measure(Payout.asked(request)), method: request.destinationType })
      return toQuote(data) ?? (yield* of.readFailed("UnreadableAnswer", "the quote's amounts cannot be read exactly"))
    }),

    checkAccount: Effect.fnUntraced(function* ({ amount, destination, ...request }) {
      const of = call("checkAccount", "", Destination.sensitive(destination))
      yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalidRead(issues))
      const account = Redacted.value(Destination.account(destination))
      const data = yield* client.checkAccount(of, {
        ...amountFields(amount, "amount"),
        destination: account,
        ...detailFields(destination)
      })
      // Not to know is not a no.
      const result = data.payable === null ? "unknown" : data.payable ? "payable" : "not_payable"
      return { result, details: Redacted.make(data.details) } as const
    }),

    balance: () =>
      Effect.map(client.balances(call("balance", "")), ({ balances }) =>
        balances.flatMap(({ available, currency }) => {
          const money = reader().money("available", available, currency)
          return money === undefined ? [] : [compact({ available: money })]
        })
      ),

    parseCallback: Webhook.parser(options, instance)
  }
}
