/**
 * Payments through Feennex ("invoice" in its documents): two mappings for each operation. A repeated create makes a second
 * payment, so a payment whose answer was lost is only ever looked up. /invoice/check knows payments by our own id alone.
 */
import { withoutSlash } from "@switchyard/core/BaseUrl"
import type { PaymentRequest, QuoteRequest } from "@switchyard/core/Payment"
import * as Provider from "@switchyard/core/Provider"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { FeennexClient } from "./FeennexClient.ts"
import type { Options } from "./FeennexOptions.ts"
import * as Receipts from "./FeennexReceipts.ts"
import { paymentManifest } from "./internal/manifest.ts"
import { amountField, currencyField } from "./internal/money.ts"
import { toCardForm, toCreated, toPayment, toQuote } from "./internal/payments.ts"
import * as Payways from "./internal/payways.ts"
import * as Rules from "./internal/rules.ts"

/** Options of a payment under `providerOptions.<instance>`. */
export const PaymentOptions = Schema.Struct({
  /** Another of the payways that are configured for the method and currency than the first. */
  payway: Schema.optionalKey(Schema.NonEmptyString)
})

/** The payment operations of one shop. */
export const make = ({ client, instance, options }: Provider.Account<Options, FeennexClient>) => {
  const { callbackBaseUrl, h2hBaseUrl, receiptHosts = [] } = options
  const callbackBase = callbackBaseUrl && `${withoutSlash(callbackBaseUrl)}/callbacks/${instance}/payments`
  const receipts = receiptHosts.length === 0 ? undefined : Receipts.make(receiptHosts)

  /** The signed fields of a request, or everything that stands against it; `more` are the issues of its operation. */
  const fieldsOf = (
    { amount, description, method, reference }: PaymentRequest | QuoteRequest,
    payway: string | undefined,
    more: ReadonlyArray<FieldIssue> = []
  ) => {
    const paths = { method: "method", payway: `providerOptions.${instance}.payway` }
    const wanted = { method, currency: amount.currency, payway, paths }
    const found = Payways.choose(options.payways.payments, wanted)
    const currency = currencyField(amount.currency)
    const issues = [
      ...Rules.description(description),
      ...more,
      ...(Result.isFailure(found) ? [found.failure] : []),
      ...Rules.required("amount.currency", currency, "has no ISO 4217 number")
    ]
    return issues.length > 0 || Result.isFailure(found) || currency === undefined
      ? Result.fail(issues)
      : Result.succeed({
          amount: amountField(amount, options.amountAs ?? "number"),
          currency,
          payway: found.success,
          shop_order_id: reference
        })
  }

  return Provider.payments({
    options: PaymentOptions,
    manifest: paymentManifest(options),
    create: {
      send: (request, { payway }) => {
        const { payerEmail, payerFields = {} } = request
        // The field that a quote calls `email` is the documented member, which is not signed.
        const email = payerEmail ?? payerFields.email
        const issues = [
          ...Rules.email("payments", email, options),
          ...Rules.payerFields(payerFields),
          ...Rules.oneEmail(payerEmail, payerFields)
        ]
        return Result.map(fieldsOf(request, payway, issues), (fields) =>
          client.invoiceCreate(fields, {
            ...Record.map(payerFields, Redacted.value),
            email: email && Redacted.value(email),
            description: request.description,
            success_url: request.successUrl,
            failed_url: request.failedUrl,
            callback_url: callbackBase && `${callbackBase}/success`,
            callback_rejected_url: callbackBase && `${callbackBase}/rejected`
          })
        )
      },
      answer: (data, { request }) => toCreated(data, request.reference)
    },
    get: { byReference: client.invoiceCheck, answer: (data) => toPayment(data, options) },
    quote: {
      ask: (request, { payway }) =>
        Result.map(fieldsOf(request, payway), (fields) =>
          client.invoiceTry(fields, { description: request.description })
        ),
      answer: (data) => toQuote(data, options)
    },
    cardForm:
      h2hBaseUrl === undefined
        ? undefined
        : { ask: ({ session }) => client.h2hData(h2hBaseUrl, session), answer: toCardForm },
    uploadReceipt: receipts && { send: receipts.upload, answer: (receipt) => receipt },
    receipts: receipts && { ask: receipts.list, answer: (list) => list }
  })
}
