/**
 * Payments at Stripe: two mappings for each operation. A payment is a PaymentIntent, confirmed at once where the request names a
 * payment method, or a Checkout Session, by the way that its method is configured for.
 */
import type { FormValue } from "@switchyard/core/Body"
import type { PaymentRequest } from "@switchyard/core/Payment"
import * as PaymentChange from "@switchyard/core/PaymentChange"
import * as Provider from "@switchyard/core/Provider"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { keyOf } from "./internal/keys.ts"
import { paymentManifest } from "./internal/manifest.ts"
import { marked } from "./internal/marks.ts"
import * as Amounts from "./internal/money.ts"
import { confirmedKey, toChange, toPayment } from "./internal/payments.ts"
import * as Reading from "./internal/reading.ts"
import type { StripeClient } from "./StripeClient.ts"
import { canHold, isConfirming, type Method, methodOf, type Options } from "./StripeOptions.ts"
import type { Intent, Session } from "./StripeSchema.ts"

const Token = (prefix: string) =>
  Schema.RedactedFromValue(
    Schema.String.check(
      Schema.makeFilter((text: string) => text.startsWith(prefix) && /^[A-Za-z0-9_]{1,255}$/.test(text), {
        message: `must be an id that begins with ${prefix}`
      })
    )
  )

/** Options of a payment under `providerOptions.<instance>`: of one that is confirmed at once, exactly one of the first two. */
export const PaymentOptions = Schema.Struct({
  /** A payment method that Stripe's software has made on the payer's device. */
  paymentMethod: Schema.optionalKey(Token("pm_")),
  /** A confirmation token that it has made. */
  confirmationToken: Schema.optionalKey(Token("ctoken_")),
  /** That the payer is not there: what it would have to prove is then a decline. */
  offSession: Schema.optionalKey(Schema.Boolean)
})

type Choice = typeof PaymentOptions.Type

const automatic = "automatic_async"

/** The payment operations of one account. */
export const make = ({ client, instance, options }: Provider.Account<Options, StripeClient>) => {
  const at = (option: string) => `providerOptions.${instance}.${option}`
  const { byId, byReference } = Reading.make(client, options)

  const issuesOf = (
    { payerFields = {}, successUrl }: PaymentRequest,
    { confirmationToken, offSession, paymentMethod }: Choice,
    { through }: Method
  ): ReadonlyArray<FieldIssue> => {
    const tokens = [paymentMethod, confirmationToken].filter((token) => token !== undefined).length
    const isConfirmed = through === "confirm"
    const issue = (isWrong: boolean, path: string, reason: string) => (isWrong ? [{ path, reason }] : [])
    return [
      ...issue(isConfirmed && tokens !== 1, at("paymentMethod"), "is needed, or a confirmationToken in its place"),
      ...issue(
        !isConfirmed && tokens > 0,
        at("paymentMethod"),
        "is none of this way to pay: its payer gives it to Stripe"
      ),
      ...issue(!isConfirmed && offSession === true, at("offSession"), "is none of this way to pay"),
      ...issue(through === "checkout" && successUrl === undefined, "successUrl", "is needed for Stripe's page"),
      ...Object.keys(payerFields).map((name) => ({ path: `payerFields.${name}`, reason: "has no field at Stripe" }))
    ]
  }

  const intentFields = (request: PaymentRequest, amount: string, method: Method, choice: Choice) => {
    const { captureMethod, description, successUrl } = request
    const { confirmationToken, offSession, paymentMethod } = choice
    const isConfirmed = method.through === "confirm"
    return {
      amount,
      currency: Amounts.code(request.amount.currency),
      capture_method: captureMethod === "manual" ? "manual" : automatic,
      automatic_payment_methods: {
        enabled: true,
        // A page needs an address to come back from.
        allow_redirects: isConfirmed && successUrl === undefined ? "never" : "always"
      },
      allowed_payment_method_types: method.types,
      description,
      metadata: {
        ...marked(options, { payment: request.reference }),
        [confirmedKey]: isConfirmed ? "true" : undefined
      },
      ...(isConfirmed && {
        confirm: true,
        payment_method: paymentMethod && Redacted.value(paymentMethod),
        confirmation_token: confirmationToken && Redacted.value(confirmationToken),
        return_url: successUrl,
        off_session: offSession === true ? true : undefined
      })
    } satisfies { readonly [name: string]: FormValue | undefined }
  }

  const sessionFields = (request: PaymentRequest, amount: string, method: Method) => {
    const { captureMethod, description, failedUrl, payerEmail, reference, successUrl } = request
    return {
      mode: "payment",
      ui_mode: "hosted_page",
      line_items: [
        {
          quantity: "1",
          price_data: {
            currency: Amounts.code(request.amount.currency),
            unit_amount: amount,
            product_data: { name: description ?? reference }
          }
        }
      ],
      allowed_payment_method_types: method.types,
      client_reference_id: reference.length <= 200 ? reference : undefined,
      customer_email: payerEmail && Redacted.value(payerEmail),
      success_url: successUrl,
      cancel_url: failedUrl,
      // Whatever would change what is paid, or make a second session, is off.
      adaptive_pricing: { enabled: false },
      allow_promotion_codes: false,
      automatic_tax: { enabled: false },
      metadata: marked(options, { payment: reference }),
      payment_intent_data: {
        capture_method: captureMethod === "manual" ? "manual" : automatic,
        description,
        metadata: marked(options, { session_payment: reference })
      }
    } satisfies { readonly [name: string]: FormValue | undefined }
  }

  // Named by its intent once that alone is there to be changed.
  const named = ({ ids = {}, providerReference = "" }: PaymentChange.CancelRequest) => {
    const intent = ids.intent ?? (providerReference.startsWith("pi_") ? providerReference : undefined)
    const session = ids.session ?? (providerReference.startsWith("cs_") ? providerReference : undefined)
    return { intent, session }
  }

  const unnamed = Result.fail([{ path: "ids.intent", reason: "is needed: Stripe knows no payment by our reference" }])

  const ofChange = (name: "capture" | "cancel", { context, number, reference }: PaymentChange.CancelRequest) => ({
    context,
    key: keyOf(options, name, context, reference, number)
  })

  return Provider.payments({
    options: PaymentOptions,
    manifest: paymentManifest(options),
    create: {
      send: (request, choice, { generation }) => {
        const method = methodOf(options, request.method)
        const amount = Amounts.written(request.amount)
        if (method === undefined) return Result.fail([{ path: "method", reason: "is not configured" }])
        if (amount === undefined) return Result.fail(Amounts.unwritten)
        const issues = issuesOf(request, choice, method)
        if (issues.length > 0) return Result.fail(issues)
        const { context, reference } = request
        const as = { context, key: keyOf(options, "payment", context, reference, generation) }
        return method.through === "checkout"
          ? client.createSession(sessionFields(request, amount, method), as)
          : client.createIntent(intentFields(request, amount, method, choice), as)
      },
      answer: (data: Intent | Session, { request, sensitive }) => {
        const { amount: asked, context } = request
        const answered = data.object === "payment_intent" ? { intent: data, context } : { session: data, context }
        return toPayment(answered, { asked, options, sensitive })
      }
    },
    abandon: isConfirming(options)
      ? {
          // The answer to one that came too early would be repeated for ever: how often it was asked is in the key.
          abandon: ({ asked, context, generation, providerReference: id }) => {
            const as = { context, key: keyOf(options, "abandon", context, id, generation, asked) }
            return id.startsWith("cs_") ? client.expireSession(id, as) : client.cancelIntent(id, as)
          },
          answer: ({ id }: Intent | Session) => ({ providerReference: id })
        }
      : undefined,
    get: {
      byReference,
      byProviderReference: byId,
      answer: (data, { sensitive }) => toPayment(data, { options, sensitive })
    },
    capture: canHold(options)
      ? {
          send: (request) => {
            const { intent } = named(request)
            const amount = Amounts.written(request.amount)
            if (intent === undefined) return unnamed
            if (amount === undefined) return Result.fail(Amounts.unwritten)
            const fields = { amount_to_capture: amount, final_capture: PaymentChange.isFinal(request) }
            return client.captureIntent(intent, fields, ofChange("capture", request))
          },
          answer: (data) => toChange(data, options)
        }
      : undefined,
    cancel: {
      send: (request) => {
        const { intent, session } = named(request)
        const as = ofChange("cancel", request)
        if (intent !== undefined) return client.cancelIntent(intent, as)
        return session === undefined ? unnamed : client.expireSession(session, as)
      },
      answer: (data: Intent | Session) => toChange(data, options)
    }
  })
}
