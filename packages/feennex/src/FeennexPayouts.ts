/**
 * Payouts through Feennex ("withdraw" in its documents): one short function per operation, wire call plus mapping.
 * A payout's amount is what the recipient gets (`ps_amount`), in the currency of the configured payway. Feennex sends
 * no callbacks for payouts: they are polled, 60 seconds apart.
 */
import * as Call from "@switchyard/core/Call"
import * as Destination from "@switchyard/core/Destination"
import { instanceOptions, issuesOf } from "@switchyard/core/Input"
import { accepted } from "@switchyard/core/Outcome"
import * as Payout from "@switchyard/core/Payout"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import { sameProviderId } from "@switchyard/core/Reference"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { FeennexClient } from "./FeennexClient.ts"
import type { Options } from "./FeennexOptions.ts"
import type { Withdraw } from "./FeennexSchema.ts"
import * as AccountDetails from "./internal/accountDetails.ts"
import { toBalances } from "./internal/balance.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { amountField, amountFields, currencyField } from "./internal/money.ts"
import { toAccountCheck, toPayout, toQuote } from "./internal/payouts.ts"
import * as Payways from "./internal/payways.ts"
import * as Rules from "./internal/rules.ts"

/** What a payout may carry under `providerOptions.<instance>`. */
export const PayoutOptions = Schema.Struct({
  /** Another of the payways that are configured for the destination and currency than the first. */
  payway: Schema.optionalKey(Schema.NonEmptyString),
  /** The extra fields that a quote named, beside the account itself. */
  accountDetails: Schema.optionalKey(Schema.Record(Schema.String, Schema.RedactedFromValue(Schema.String)))
})

type Choice = typeof PayoutOptions.Type

/** The payout operations of one shop, as core's `PayoutProvider.make` wants them. */
export const make = (options: Options, instance: string, client: FeennexClient): PayoutProvider.Spi => {
  const optionsOf = instanceOptions(PayoutOptions, instance)
  const call = (operation: string, reference: string, personal: Iterable<Redacted.Redacted<string>> = []) =>
    Call.make({
      provider: instance,
      operation: `payouts.${operation}`,
      reference,
      sensitive: [options.secretKey, ...personal]
    })

  const at = (option: string) => `providerOptions.${instance}.${option}`

  /** The payway to go by and the names of its details, or why it cannot be gone by. */
  const routeOf = (choice: Choice, method: Destination.Type, currency: string, path: string) => {
    const paths = { method: path, payway: at("payway") }
    const found = Payways.choose(options.payways.payouts, { method, currency, payway: choice.payway, paths })
    const payway = Result.getOrUndefined(found)
    const names = payway === undefined ? {} : (options.accountDetails?.[payway] ?? {})
    const { accountDetails: extra = {} } = choice
    const issues = [
      ...(Result.isFailure(found) ? [found.failure] : []),
      ...AccountDetails.extraIssues(extra, names, at("accountDetails"))
    ]
    return { payway, names, extra, issues }
  }

  const amountsOf = (asked: Payout.Asked) => amountFields(asked, options.amountAs ?? "number")

  const shopCurrency = currencyField(options.shopCurrency)

  const noShopCurrency = Rules.required("amount.currency", shopCurrency, "the shop's currency has no ISO 4217 number")

  /** How a request is sent, or everything that stands against sending it. */
  const planOf = (request: Payout.PayoutRequest) => {
    const choice = optionsOf(request)
    if (Exit.isFailure(choice)) return Result.fail(issuesOf(choice))
    const { destination } = request
    const asked = Payout.asked(request)
    const { extra, names, payway, ...route } = routeOf(
      choice.value,
      destination.type,
      asked.currency,
      "destination.type"
    )
    const issues: ReadonlyArray<FieldIssue> = [
      ...Rules.description(request.description),
      ...Rules.email("payouts", request.recipientEmail, options),
      ...route.issues,
      ...AccountDetails.issues(destination, names),
      ...noShopCurrency
    ]
    return issues.length > 0 || payway === undefined || shopCurrency === undefined
      ? Result.fail(issues)
      : Result.succeed({ asked, extra, names, payway, shopCurrency })
  }

  // An answer about another payout must never be taken for this one's.
  const about = (of: Call.Call, reference: string, id?: string) => (data: Withdraw) =>
    data.shop_payment_id === reference && (id === undefined || sameProviderId(data.id, id))
      ? Effect.succeed(toPayout(data, { sensitive: [options.secretKey] }))
      : Effect.fail(of.readFailed("UnrecognisedAnswer", "the answer speaks of another payout"))

  return {
    provider: instance,
    manifest: payoutManifest(options),

    issues: (request) => Result.match(planOf(request), { onSuccess: () => [], onFailure: (issues) => issues }),

    create: Effect.fnUntraced(function* (request, { deadline }) {
      const plan = planOf(request)
      if (Result.isFailure(plan)) return yield* call("create", request.reference).invalid(plan.failure)
      const { asked, extra, names, payway, shopCurrency } = plan.success
      const { destination } = request
      const personal = Rules.personal(destination, request.recipientEmail, extra)
      const of = call("create", request.reference, personal)
      const outcome = yield* client.withdrawCreate(
        of,
        {
          account: Redacted.value(Destination.account(destination)),
          ...amountsOf(asked),
          payway,
          shop_currency: shopCurrency,
          shop_payment_id: request.reference
        },
        {
          email: request.recipientEmail && Redacted.value(request.recipientEmail),
          description: request.description,
          account_details: AccountDetails.fields(destination, names, extra)
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

    canAskBy: Rules.isId,

    getByProviderReference: (providerReference, reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.withdrawStatus(of, providerReference), about(of, reference, providerReference))
    },

    quote: Effect.fnUntraced(function* (request) {
      const of = call("quote", "")
      const choice = yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalidRead(issues))
      const asked = Payout.asked(request)
      const { names, payway, ...route } = routeOf(choice, request.destinationType, asked.currency, "destinationType")
      const issues = [...route.issues, ...noShopCurrency]
      if (issues.length > 0 || payway === undefined || shopCurrency === undefined) return yield* of.invalidRead(issues)
      const data = yield* client.withdrawTry(of, { ...amountsOf(asked), payway, shop_currency: shopCurrency })
      const quote = toQuote(data, (name) => AccountDetails.requiredName(name, names))
      return quote ?? (yield* of.readFailed("UnreadableAnswer", "the quote's amounts cannot be read exactly"))
    }),

    checkAccount: Effect.fnUntraced(function* (request) {
      const choice = yield* Effect.mapError(optionsOf(request), ({ issues }) =>
        call("checkAccount", "").invalidRead(issues)
      )
      const { amount, destination } = request
      const of = call("checkAccount", "", Rules.personal(destination, undefined, choice.accountDetails))
      const { extra, names, payway, ...route } = routeOf(choice, destination.type, amount.currency, "destination.type")
      const issues = [...route.issues, ...AccountDetails.issues(destination, names)]
      if (issues.length > 0 || payway === undefined) return yield* of.invalidRead(issues)
      const account = Redacted.value(Destination.account(destination))
      const fields = { account, amount: amountField(amount, options.amountAs ?? "number"), payway }
      return toAccountCheck(
        yield* client.checkAccount(of, fields, {
          account_details: AccountDetails.fields(destination, names, extra)
        })
      )
    }),

    balance: () => Effect.map(client.shopBalance(call("balance", "")), toBalances)
  }
}
