/**
 * Payments through Feennex ("invoice" in its documents): one short function per operation, wire call plus mapping.
 * A repeated create makes a second payment, so a payment whose answer was lost is only ever looked up. /invoice/check
 * knows payments by our own id alone.
 */
import * as Call from "@switchyard/core/Call"
import { instanceOptions, issuesOf } from "@switchyard/core/Input"
import { compact } from "@switchyard/core/Optional"
import { accepted } from "@switchyard/core/Outcome"
import type { PaymentRequest, QuoteRequest } from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { FeennexClient } from "./FeennexClient.ts"
import type { Options } from "./FeennexOptions.ts"
import * as Receipts from "./FeennexReceipts.ts"
import * as Webhook from "./FeennexWebhook.ts"
import { paymentManifest } from "./internal/manifest.ts"
import { amountField, currencyField } from "./internal/money.ts"
import { toCreated, toPayment, toQuote } from "./internal/payments.ts"
import * as Payways from "./internal/payways.ts"
import * as Rules from "./internal/rules.ts"

/** What a payment may carry under `providerOptions.<instance>`. */
export const PaymentOptions = Schema.Struct({
  /** Another of the payways that are configured for the method and currency than the first. */
  payway: Schema.optionalKey(Schema.NonEmptyString)
})

/** The payment operations of one shop, as core's `PaymentProvider.make` wants them. */
export const make = (options: Options, instance: string, client: FeennexClient): PaymentProvider.Spi => {
  const optionsOf = instanceOptions(PaymentOptions, instance)
  const paywayOf = ({ amount: { currency }, method }: PaymentRequest | QuoteRequest, payway: string | undefined) =>
    Payways.choose(options.payways.payments, {
      method,
      currency,
      payway,
      paths: { method: "method", payway: `providerOptions.${instance}.payway` }
    })
  const call = (operation: string, reference: string, personal: Iterable<Redacted.Redacted<string>> = []) =>
    Call.make({
      provider: instance,
      operation: `payments.${operation}`,
      reference,
      sensitive: [options.secretKey, ...personal]
    })
  const callbackBase =
    options.callbackBaseUrl && `${options.callbackBaseUrl.replace(/\/+$/, "")}/callbacks/${instance}/payments`
  const { h2hBaseUrl, receiptHosts } = options

  /** How a request is sent, or everything that stands against sending it. */
  const planOf = (request: PaymentRequest) => {
    const choice = optionsOf(request)
    if (Exit.isFailure(choice)) return Result.fail(issuesOf(choice))
    const found = paywayOf(request, choice.value.payway)
    const payway = Result.getOrUndefined(found)
    const currency = currencyField(request.amount.currency)
    const { payerEmail, payerFields: fields = {} } = request
    const issues: ReadonlyArray<FieldIssue> = [
      ...Rules.description(request.description),
      ...Rules.email("payments", payerEmail ?? fields.email, options),
      ...Rules.payerFields(fields),
      ...Rules.oneEmail(payerEmail, fields),
      ...(Result.isFailure(found) ? [found.failure] : []),
      ...Rules.required("amount.currency", currency, "has no ISO 4217 number")
    ]
    return issues.length > 0 || payway === undefined || currency === undefined
      ? Result.fail(issues)
      : Result.succeed({ currency, payway })
  }

  return {
    provider: instance,
    manifest: paymentManifest(options),

    issues: (request) => Result.match(planOf(request), { onSuccess: () => [], onFailure: (issues) => issues }),

    create: Effect.fnUntraced(function* (request, { deadline }) {
      const { payerEmail, payerFields: fields = {} } = request
      // The field that a quote calls `email` is the documented member, which is not signed.
      const email = payerEmail ?? fields.email
      const of = call("create", request.reference, [...Object.values(fields), ...(email === undefined ? [] : [email])])
      const plan = planOf(request)
      if (Result.isFailure(plan)) return yield* of.invalid(plan.failure)
      const { currency, payway } = plan.success
      const outcome = yield* client.invoiceCreate(
        of,
        {
          amount: amountField(request.amount, options.amountAs ?? "number"),
          currency,
          payway,
          shop_order_id: request.reference
        },
        {
          ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, Redacted.value(value)])),
          email: email && Redacted.value(email),
          description: request.description,
          success_url: request.successUrl,
          failed_url: request.failedUrl,
          callback_url: callbackBase && `${callbackBase}/success`,
          callback_rejected_url: callbackBase && `${callbackBase}/rejected`
        },
        deadline
      )
      return outcome._tag === "OutcomeUnknown" ? outcome : accepted(toCreated(outcome.value, request.reference))
    }),

    getByReference: (reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.invoiceCheck(of, reference), (data) =>
        data.shop_order_id === reference
          ? Effect.succeed(toPayment(data, options))
          : Effect.fail(of.readFailed("UnrecognisedAnswer", "the answer speaks of another payment"))
      )
    },

    quote: Effect.fnUntraced(function* (request) {
      const of = call("quote", request.reference)
      const choice = yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalidRead(issues))
      const found = paywayOf(request, choice.payway)
      const payway = Result.getOrUndefined(found)
      const currency = currencyField(request.amount.currency)
      const issues = [
        ...Rules.description(request.description),
        ...(Result.isFailure(found) ? [found.failure] : []),
        ...Rules.required("amount.currency", currency, "has no ISO 4217 number")
      ]
      if (issues.length > 0 || payway === undefined || currency === undefined) return yield* of.invalidRead(issues)
      const amount = amountField(request.amount, options.amountAs ?? "number")
      const data = yield* client.invoiceTry(
        of,
        { amount, currency, payway, shop_order_id: request.reference },
        { description: request.description }
      )
      return (
        toQuote(data, options) ??
        (yield* of.readFailed("UnreadableAnswer", "the quote's amount cannot be read exactly"))
      )
    }),

    parseCallback: Webhook.parser(options, instance),

    ...compact({
      cardForm:
        h2hBaseUrl === undefined
          ? undefined
          : (session: Redacted.Redacted<string>) =>
              Effect.map(
                client.h2hData(call("cardForm", "", [session]), h2hBaseUrl, session),
                ({ form_token, payform_url }) => ({
                  type: "card_form" as const,
                  formToken: Redacted.make(form_token),
                  url: payform_url
                })
              )
    }),
    ...(receiptHosts === undefined || receiptHosts.length === 0 ? {} : Receipts.make(receiptHosts, call))
  }
}
