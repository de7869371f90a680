/**
 * Payouts through Feennex ("withdraw" in its documents): one short function per operation, wire call plus mapping.
 * A payout's amount is what the recipient gets (`ps_amount`), in the currency of the configured payway. Feennex sends
 * no callbacks for payouts: they are polled, 60 seconds apart.
 */
import * as Call from "@switchyard/core/Call"
import * as Destination from "@switchyard/core/Destination"
import { instanceOptions } from "@switchyard/core/Input"
import { accepted } from "@switchyard/core/Outcome"
import * as Payout from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { FeennexClient } from "./FeennexClient.ts"
import type { Options } from "./FeennexOptions.ts"
import type { Withdraw } from "./FeennexSchema.ts"
import { toBalances } from "./internal/balance.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { amountField, amountFields, currencyField } from "./internal/money.ts"
import { toAccountCheck, toPayout, toQuote } from "./internal/payouts.ts"
import * as Rules from "./internal/rules.ts"

/** What a payout may carry under `providerOptions.<instance>`. */
export const PayoutOptions = Schema.Struct({
  /** Another payway than the configured one. */
  payway: Schema.optionalKey(Schema.NonEmptyString),
  /** The extra fields that a quote named, beside the account itself. */
  accountDetails: Schema.optionalKey(Schema.Record(Schema.String, Schema.RedactedFromValue(Schema.String)))
})

type Choice = typeof PayoutOptions.Type

/** The payout operations of one shop, as core's `PayoutProvider.make` wants them. */
export const make = (options: Options, instance: string, client: FeennexClient): PayoutProvider.Spi => {
  const optionsOf = instanceOptions(PayoutOptions, instance)
  const payways: Record<string, Record<string, string> | undefined> = options.payways.payouts ?? {}
  const call = (operation: string, reference: string, personal: Iterable<Redacted.Redacted<string>> = []) =>
    Call.make({
      provider: instance,
      operation: `payouts.${operation}`,
      reference,
      sensitive: [options.secretKey, ...personal]
    })

  const paywayOf = (choice: Choice, type: Destination.Type, currency: string) =>
    choice.payway ?? payways[type]?.[currency]

  const amountsOf = (asked: Payout.Asked) => amountFields(asked, options.amountAs ?? "number")

  const shopCurrency = currencyField(options.shopCurrency)

  /** Why the shop cannot pay that way, whether it is asked for in earnest or for a quote. */
  const unpayable = (path: string, payway: string | undefined) => [
    ...Rules.required(path, payway, "has no configured payway for this currency"),
    ...Rules.required("amount.currency", shopCurrency, "the shop's currency has no ISO 4217 number")
  ]

  const details = (choice: Choice) =>
    choice.accountDetails &&
    Object.fromEntries(Object.entries(choice.accountDetails).map(([name, value]) => [name, Redacted.value(value)]))

  // An answer about another payout must never be taken for this one's.
  const about = (of: Call.Call, reference: string, id?: string) => (data: Withdraw) =>
    data.shop_payment_id === reference && (id === undefined || data.id === id)
      ? Effect.succeed(toPayout(data, { sensitive: [options.secretKey] }))
      : Effect.fail(of.readFailed("UnrecognisedAnswer", "the answer speaks of another payout"))

  return {
    provider: instance,
    manifest: payoutManifest(options),

    create: Effect.fnUntraced(function* (request, { deadline }) {
      const choice = yield* Effect.mapError(optionsOf(request), ({ issues }) =>
        call("create", request.reference).invalid(issues)
      )
      const personal = Rules.personal(request.destination, request.recipientEmail, choice.accountDetails)
      const of = call("create", request.reference, personal)
      const asked = Payout.asked(request)
      const payway = paywayOf(choice, request.destination.type, asked.currency)
      const issues = [
        ...Rules.description(request.description),
        ...Rules.email("recipientEmail", request.recipientEmail, options),
        ...unpayable("destination.type", payway)
      ]
      if (issues.length > 0 || payway === undefined || shopCurrency === undefined) return yield* of.invalid(issues)
      const outcome = yield* client.withdrawCreate(
        of,
        {
          account: Redacted.value(Destination.account(request.destination)),
          ...amountsOf(asked),
          payway,
          shop_currency: shopCurrency,
          shop_payment_id: request.reference
        },
        {
          email: request.recipientEmail && Redacted.value(request.recipientEmail),
          description: request.description,
          account_details: details(choice)
        },
        deadline
      )
      if (outcome._tag === "OutcomeUnknown") return outcome
      const { id, shop_payment_id: stated } = outcome.value
      if (stated !== request.reference) {
        return of.unknown("UnrecognisedAnswer", "the answer speaks of another payout", { providerReference: id })
      }
      return accepted(toPayout(outcome.value, { asked, sensitive: [options.secretKey, ...personal] }))
    }),

    getByReference: (reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.withdrawShopPaymentStatus(of, reference), about(of, reference))
    },

    getByProviderReference: (providerReference, reference) => {
      const of = call("get", reference)
      return Rules.isId(providerReference)
        ? Effect.flatMap(client.withdrawStatus(of, providerReference), about(of, reference, providerReference))
        : Effect.fail(of.invalidRead([{ path: "providerReference", reason: "must be digits" }]))
    },

    quote: Effect.fnUntraced(function* (request) {
      const of = call("quote", "")
      const choice = yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalidRead(issues))
      const asked = Payout.asked(request)
      const payway = paywayOf(choice, request.destinationType, asked.currency)
      const issues = unpayable("destinationType", payway)
      if (issues.length > 0 || payway === undefined || shopCurrency === undefined) return yield* of.invalidRead(issues)
      const data = yield* client.withdrawTry(of, { ...amountsOf(asked), payway, shop_currency: shopCurrency })
      return toQuote(data) ?? (yield* of.readFailed("UnreadableAnswer", "the quote's amounts cannot be read exactly"))
    }),

    checkAccount: Effect.fnUntraced(function* (request) {
      const choice = yield* Effect.mapError(optionsOf(request), ({ issues }) =>
        call("checkAccount", "").invalidRead(issues)
      )
      const of = call("checkAccount", "", Rules.personal(request.destination, undefined, choice.accountDetails))
      const payway = paywayOf(choice, request.destination.type, request.amount.currency)
      if (payway === undefined) {
        return yield* of.invalidRead([
          { path: "destination.type", reason: "has no configured payway for this currency" }
        ])
      }
      const account = Redacted.value(Destination.account(request.destination))
      const fields = { account, amount: amountField(request.amount, options.amountAs ?? "number"), payway }
      return toAccountCheck(yield* client.checkAccount(of, fields, { account_details: details(choice) }))
    }),

    balance: () => Effect.map(client.shopBalance(call("balance", "")), toBalances)
  }
}
