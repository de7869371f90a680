/**
 * Payouts through Feennex ("withdraw" in its documents): two mappings for each operation. A payout's amount is what the
 * recipient gets (`ps_amount`), in the currency of the configured payway. Feennex sends no callbacks for payouts: they are
 * polled, 60 seconds apart.
 */
import type * as Call from "@switchyard/core/Call"
import * as Capabilities from "@switchyard/core/Capabilities"
import * as Destination from "@switchyard/core/Destination"
import * as Members from "@switchyard/core/Members"
import * as Payout from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { FeennexClient } from "./FeennexClient.ts"
import type { Options } from "./FeennexOptions.ts"
import * as AccountDetails from "./internal/accountDetails.ts"
import { toBalances } from "./internal/balance.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { amountField, amountFields, currencyField } from "./internal/money.ts"
import { toAccountCheck, toPayout, toQuote } from "./internal/payouts.ts"
import * as Payways from "./internal/payways.ts"
import * as Rules from "./internal/rules.ts"

/** Options of a payout under `providerOptions.<instance>`. */
export const PayoutOptions = Schema.Struct({
  /** Another of the payways that are configured for the destination and currency than the first. */
  payway: Schema.optionalKey(Schema.NonEmptyString),
  /** The extra fields that a quote named, beside the account itself. */
  accountDetails: Schema.optionalKey(Schema.Record(Schema.String, Schema.RedactedFromValue(Schema.String)))
})

type Choice = typeof PayoutOptions.Type

/** The payout operations of one shop. */
export const make = ({ client, instance, options }: Provider.Account<Options, FeennexClient>) => {
  const at = (option: string) => `providerOptions.${instance}.${option}`
  const amountAs = options.amountAs ?? "number"
  const shop_currency = currencyField(options.shopCurrency)
  const noShopCurrency = Rules.required("amount.currency", shop_currency, "the shop's currency has no ISO 4217 number")

  /** The payway to go by and the names of its details, and everything that stands against going by it. */
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

  /** The payway by its name in a request, unless something stands against it. */
  const goBy = (payway: string | undefined, issues: ReadonlyArray<FieldIssue>) =>
    issues.length > 0 || payway === undefined ? Result.fail(issues) : Result.succeed({ payway })

  /** As `goBy`, where the shop's own currency is stated too. */
  const goWithCurrency = (payway: string | undefined, issues: ReadonlyArray<FieldIssue>) =>
    Result.flatMap(goBy(payway, [...issues, ...noShopCurrency]), (route) =>
      shop_currency === undefined ? Result.fail(noShopCurrency) : Result.succeed({ ...route, shop_currency })
    )

  const manifest = payoutManifest(options)

  /** Whom a request names, as far as its route takes it: another payway of the same route may have no place for it. */
  const namedIn = ({ destination, recipient }: Payout.Named, currency: string): Payout.Named => {
    const route = Capabilities.route(manifest, destination.type, currency)
    return recipient !== undefined && Members.has(route?.takes, "recipient.name")
      ? { destination, recipient }
      : { destination }
  }

  return Provider.payouts({
    options: PayoutOptions,
    manifest,
    create: {
      send: (request, choice) => {
        const { description, destination } = request
        const email = Payout.emailOf(request)
        const asked = Payout.asked(request)
        const named = namedIn(request, asked.currency)
        const { extra, names, payway, ...route } = routeOf(choice, destination.type, asked.currency, "destination.type")
        const issues = [
          ...Rules.description(description),
          ...Rules.email("payouts", email, options),
          ...route.issues,
          ...AccountDetails.issues(destination, names),
          ...AccountDetails.nameIssues(named, names)
        ]
        return Result.map(goWithCurrency(payway, issues), (going) =>
          client.withdrawCreate(
            {
              account: Redacted.value(Destination.account(destination)),
              ...amountFields(asked, amountAs),
              ...going,
              shop_payment_id: request.reference
            },
            {
              email: email && Redacted.value(email),
              description,
              account_details: AccountDetails.fields(named, names, extra)
            }
          )
        )
      },
      answer: (data, { request, sensitive }) => toPayout(data, { asked: Payout.asked(request), sensitive })
    },
    get: {
      byReference: client.withdrawShopPaymentStatus,
      byProviderReference: client.withdrawStatus,
      canAskBy: Rules.isId,
      answer: toPayout
    },
    quote: {
      ask: (request, choice) => {
        const asked = Payout.asked(request)
        const { issues, names, payway } = routeOf(choice, request.destinationType, asked.currency, "destinationType")
        return Result.map(goWithCurrency(payway, issues), (going) => {
          const asking = client.withdrawTry({ ...amountFields(asked, amountAs), ...going })
          // The names of the fields depend on the payway.
          return (of: Call.Call) => Effect.map(asking(of), (data) => ({ data, names }))
        })
      },
      answer: ({ data, names }) => toQuote(data, (name) => AccountDetails.requiredName(name, names))
    },
    checkAccount: {
      ask: ({ amount, destination }, choice) => {
        const { extra, names, payway, ...route } = routeOf(
          choice,
          destination.type,
          amount.currency,
          "destination.type"
        )
        const issues = [...route.issues, ...AccountDetails.issues(destination, names)]
        return Result.map(goBy(payway, issues), (going) =>
          client.checkAccount(
            {
              account: Redacted.value(Destination.account(destination)),
              amount: amountField(amount, amountAs),
              ...going
            },
            { account_details: AccountDetails.fields({ destination }, names, extra) }
          )
        )
      },
      answer: toAccountCheck
    },
    balance: { ask: client.shopBalance, answer: toBalances }
  })
}
