/**
 * Refunds at Stripe: two mappings for each operation. A refund is of the intent that its payment names, and always of the amount
 * that is said: without one Stripe pays back whatever is left. To the payer's own means of payment alone.
 */
import type * as Call from "@switchyard/core/Call"
import * as Provider from "@switchyard/core/Provider"
import type { RefundRequest, Why } from "@switchyard/core/Refund"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Listing from "./internal/finding.ts"
import { keyOf } from "./internal/keys.ts"
import { refundManifest } from "./internal/manifest.ts"
import { marked } from "./internal/marks.ts"
import * as Amounts from "./internal/money.ts"
import { toRefund } from "./internal/refunds.ts"
import type { StripeClient } from "./StripeClient.ts"
import type { Options } from "./StripeOptions.ts"

/** Options of a refund under `providerOptions.<instance>`: there are none. */
export const RefundOptions = Schema.Struct({})

const reasons: Readonly<Record<Why, string>> = {
  requested_by_payer: "requested_by_customer",
  duplicate: "duplicate",
  fraudulent: "fraudulent"
}

const intentOf = ({ ids = {}, providerReference = "" }: RefundRequest["payment"]): string | undefined =>
  ids.intent ?? (providerReference.startsWith("pi_") ? providerReference : undefined)

const unnamed = [{ path: "payment.ids.intent", reason: "is needed: Stripe knows no payment by our reference" }]

/** The refund operations of one account. */
export const make = ({ client, options }: Provider.Account<Options, StripeClient>) => {
  const { listed } = Listing.make(client, options)
  return Provider.refunds({
    options: RefundOptions,
    manifest: refundManifest(options),
    create: {
      send: ({ amount, context, payment, reason, reference }) => {
        const intent = intentOf(payment)
        const written = Amounts.written(amount)
        if (intent === undefined) return Result.fail(unnamed)
        if (written === undefined) return Result.fail(Amounts.unwritten)
        return client.createRefund(
          {
            payment_intent: intent,
            amount: written,
            reason: reason && reasons[reason],
            metadata: marked(options, { refund: reference, of: payment.reference })
          },
          { context, key: keyOf(options, "refund", context, reference) }
        )
      },
      answer: (data, { request, sensitive }) => toRefund(data, { options, sensitive, asked: request.amount })
    },
    get: {
      byReference:
        (reference, finding = {}) =>
        (call: Call.Call) =>
          Effect.gen(function* () {
            const { context, request } = finding
            const intent = request && intentOf(request.payment)
            // All of its payment, or all of the time in which it was made.
            const query = intent === undefined ? Listing.madeIn(finding) : { payment_intent: intent }
            const found = yield* listed("refunds", { mark: "refund", reference, context }, query)(call)
            const { id } = yield* Listing.only(found)(call)
            return yield* client.getRefund(id, context)(call)
          }),
      byProviderReference: (id, finding) => client.getRefund(id, finding?.context),
      answer: (data, { sensitive }) => toRefund(data, { options, sensitive })
    }
  })
}
