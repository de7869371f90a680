/**
 * Payments at the memory provider: one short function per operation, wire call plus mapping. A payer is sent to a page,
 * asked for a transfer by hand, or given a card form, by the method of the payment.
 */
import * as Call from "@switchyard/core/Call"
import { instanceOptions, issuesOf } from "@switchyard/core/Input"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { accepted } from "@switchyard/core/Outcome"
import type { Receipt } from "@switchyard/core/Payment"
import type * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { paymentManifest } from "./internal/manifest.ts"
import { toPayment, toQuote } from "./internal/payments.ts"
import { receiptStatus } from "./internal/receipts.ts"
import type { MemoryClient } from "./MemoryClient.ts"
import { type Options, secretsOf } from "./MemoryOptions.ts"
import type * as Wire from "./MemorySchema.ts"
import * as Webhook from "./MemoryWebhook.ts"

/** What a payment may carry under `providerOptions.<instance>`. */
export const PaymentOptions = Schema.Struct({ language: Schema.optionalKey(Schema.Literals(["en", "ru"])) })

/** The only host to which receipts are posted, whatever address an answer names. */
export const receiptHost = "receipts.memory.invalid"

const isReceiptLink = (link: string | undefined): link is string =>
  link !== undefined && URL.canParse(link) && new URL(link).host === receiptHost

const toReceipt = ({ id, state }: typeof Wire.Receipt.Type): Receipt => ({ id, status: receiptStatus(state) })

const amountFields = (amount: Money.Money) => ({
  amount: Json.number(Money.toText(amount)),
  currency: amount.currency
})

/** The payment operations of one account, as core's `PaymentProvider.make` wants them. */
export const make = (options: Options, instance: string, client: MemoryClient): PaymentProvider.Spi => {
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
  const about = (of: Call.Call, reference: string) => (data: Wire.Payment) =>
    data.reference === reference
      ? Effect.succeed(toPayment(data, options))
      : Effect.fail(of.readFailed("UnrecognisedAnswer", "the answer speaks of another payment"))

  const badLink = (path: string) => [{ path, reason: "is not an address of this provider" }]

  return {
    provider: instance,
    manifest: paymentManifest(options),

    issues: (request) => issuesOf(optionsOf(request)),

    create: Effect.fnUntraced(function* (request, { deadline }) {
      const { amount, payerEmail, payerFields = {}, reference } = request
      const of = call("create", reference, [payerEmail, ...Object.values(payerFields)])
      const choice = yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalid(issues))
      const outcome = yield* client.createPayment(
        of,
        {
          reference,
          ...amountFields(amount),
          method: request.method,
          email: payerEmail && Redacted.value(payerEmail),
          fields: Object.fromEntries(Object.entries(payerFields).map(([name, value]) => [name, Redacted.value(value)])),
          description: request.description,
          success_url: request.successUrl,
          failed_url: request.failedUrl,
          language: choice.language
        },
        deadline
      )
      if (outcome._tag === "OutcomeUnknown") return outcome
      const data = outcome.value
      return data.reference === reference
        ? accepted(toPayment(data, options, amount))
        : of.unknown("UnrecognisedAnswer", "the answer speaks of another payment", { providerReference: data.id })
    }),

    getByReference: (reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.getPayment(of, { reference }), about(of, reference))
    },

    getByProviderReference: (providerReference, reference) => {
      const of = call("get", reference)
      return Effect.flatMap(client.getPayment(of, { id: providerReference }), about(of, reference))
    },

    quote: Effect.fnUntraced(function* (request) {
      const of = call("quote", request.reference)
      yield* Effect.mapError(optionsOf(request), ({ issues }) => of.invalidRead(issues))
      const fields = { ...amountFields(request.amount), of: "amount", method: request.method }
      const data = yield* client.quotePayment(of, fields)
      return toQuote(data) ?? (yield* of.readFailed("UnreadableAnswer", "the quote's amount cannot be read exactly"))
    }),

    cardForm: (session) =>
      Effect.map(
        client.cardForm(call("cardForm", "", [session]), { session: Redacted.value(session) }),
        ({ token, url }) => ({ type: "card_form", formToken: Redacted.make(token), url }) as const
      ),

    uploadReceipt: Effect.fnUntraced(function* ({ file, links, reference }, { deadline }) {
      const of = call("uploadReceipt", reference)
      const { upload: link } = links
      // The address came from outside: it is checked before a byte is sent.
      if (!isReceiptLink(link)) return yield* of.invalid(badLink("links.upload"))
      const content = Buffer.from(file).toString("base64")
      const outcome = yield* client.uploadReceipt(of, { reference, link, content }, deadline)
      return outcome._tag === "OutcomeUnknown" ? outcome : accepted(toReceipt(outcome.value))
    }),

    receipts: Effect.fnUntraced(function* ({ status: link }) {
      const of = call("receipts", "")
      if (!isReceiptLink(link)) return yield* of.invalidRead(badLink("links.status"))
      const { receipts } = yield* client.receipts(of, { link })
      return receipts.map(toReceipt)
    }),

    parseCallback: Webhook.parser(options, instance)
  }
}
