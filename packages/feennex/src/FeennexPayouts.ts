/**
 * Payouts through Feennex ("withdraw" in its documents): one short function per operation, wire call plus mapping.
 * A payout's amount is what the recipient gets (`ps_amount`), in the currency of the configured payway. Feennex sends
 * no callbacks for payouts: they are polled, 60 seconds apart.
 */
import * as Call from "@switchyard/core/Call"
import * as Destination from "@switchyard/core/Destination"
import { instanceOptions } from "@switchyard/core/Input"
import type * as Money from "@switchyard/core/Money"
import { accepted } from "@switchyard/core/Outcome"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { FeennexClient } from "./FeennexClient.ts"
import type { Options } from "./FeennexOptions.ts"
import type { Withdraw } from "./FeennexSchema.ts"
import { toBalances } from "./internal/balance.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { amountField, currencyField } from "./internal/money.ts"
import { toAccountCheck, toPayout, toQuote } from "./internal/payouts.ts"
import * as Rules from "./internal/rules.ts"

/** What a payout may carry under `providerOptions.<instance>`. */
export const PayoutOptions = Schema.Struct({
  /** Another payway than the configured one. */
  payway: Schema.optionalKey(Schema.NonEmptyString),
  /** `shop_amount`: the amount is what leaves the shop's balance, in its currency, not what the recipient gets. */
  amountType: Schema.optionalKey(Schema.Literals(["ps_amount", "shop_amount"])),
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

  const amountOf = (money: Money.Money) => amountField(money, options.amountAs ?? "number")

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
      const payway = paywayOf(choice, request.destination.type, request.amount.currency)
      const shopCurrency = currencyField(options.shopCurrency)
      const isRecipientAmount = choice.amountType !== "shop_amount"
      const issues = [
        ...Rules.description(request.description),
        ...Rules.email("recipientEmail", request.recipientEmail, options),
        ...Rules.required("destination.type", payway, "has no configured payway for this currency"),
        ...Rules.required("amount.currency", shopCurrency, "the shop's currency has no ISO 4217 number"),
        ...(isRecipientAmount || request.amount.currency === options.shopCurrency
          ? []
          : [{ path: "amount.currency", reason: "must be the shop's currency when amountType is shop_amount" }])
      ]
      if (issues.length > 0 || payway === undefined || shopCurrency === undefined) return yield* of.invalid(issues)
      const outcome = yield* client.withdrawCreate(
        of,
        {
          account: Redacted.value(Destination.account(request.destination)),
          amount: amountOf(request.amount),
          amount_type: isRecipientAmount ? "ps_amount" : "shop_amount",
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
      const asked = isRecipientAmount ? request.amount : undefined
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
      const amount = request.amount ?? request.debit
      const currency = request.amount?.currency ?? request.currency ?? options.shopCurrency
      const payway = paywayOf(choice, request.destinationType, currency)
      const shopCurrency = currencyField(options.shopCurrency)
      const issues = [
        ...Rules.required("destinationType", payway, "has no configured payway for this currency"),
        ...Rules.required("amount", amount, "must be given"),
        ...(request.debit === undefined || request.debit.currency === options.shopCurrency
          ? []
          : [{ path: "debit.currency", reason: "must be the shop's currency" }])
      ]
      if (issues.length > 0 || payway === undefined || amount === undefined || shopCurrency === undefined) {
        return yield* of.invalidRead(issues)
      }
      const data = yield* client.withdrawTry(of, {
        amount: amountOf(amount),
        amount_type: request.amount === undefined ? "shop_amount" : "ps_amount",
        payway,
        shop_currency: shopCurrency
      })
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
      const fields = { account, amount: amountOf(request.amount), payway }
      return toAccountCheck(yield* client.checkAccount(of, fields, { account_details: details(choice) }))
    }),

    balance: () => Effect.map(client.shopBalance(call("balance", "")), toBalances)
  }
}
