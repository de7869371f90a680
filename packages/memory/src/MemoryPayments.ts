/**
 * Payments at the memory provider: two mappings for each operation. A payer is sent to a page, asked for a transfer by hand,
 * or given a card form, by the method of the payment.
 */
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as PaymentChange from "@switchyard/core/PaymentChange"
import * as Provider from "@switchyard/core/Provider"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { contextFields } from "./internal/asked.ts"
import { paymentManifest } from "./internal/manifest.ts"
import { orderOf } from "./internal/orders.ts"
import { toChange } from "./internal/parts.ts"
import { toCardForm, toPayment, toQuote, toReceipt } from "./internal/payments.ts"
import { toAbandoned } from "./internal/payouts.ts"
import type { MemoryClient } from "./MemoryClient.ts"
import type { Options } from "./MemoryOptions.ts"
import type * as Wire from "./MemorySchema.ts"

/** Options of a payment under `providerOptions.<instance>`. */
export const PaymentOptions = Schema.Struct({ language: Schema.optionalKey(Schema.Literals(["en", "ru"])) })

/** The only host to which receipts are posted, whatever address an answer names. */
export const receiptHost = "receipts.memory.invalid"

// An address comes from outside: it is checked before a byte is sent.
const checked = (link: string | undefined, path: string) =>
  link !== undefined && URL.canParse(link) && new URL(link).host === receiptHost
    ? Result.succeed(link)
    : Result.fail([{ path, reason: "is not an address of this provider" }])

const changeFields = (name: PaymentChange.Name, request: PaymentChange.CancelRequest) => ({
  reference: request.reference,
  id: request.providerReference,
  ...contextFields(request.context),
  mark: PaymentChange.keyOf(name, request)
})

const amountFields = (amount: Money.Money) => ({
  amount: Json.number(Money.toText(amount)),
  currency: amount.currency
})

/** The payment operations of one account. */
export const make = ({ client, options }: Provider.Account<Options, MemoryClient>) =>
  Provider.payments({
    options: PaymentOptions,
    manifest: paymentManifest(options),
    create: {
      send: ({ payerEmail, payerFields = {}, ...request }, { language }, { generation }) =>
        client.createPayment({
          reference: request.reference,
          ...contextFields(request.context),
          // Only what may be left there is ever created again.
          order: options.declined === undefined ? undefined : orderOf(request.reference, generation),
          ...amountFields(request.amount),
          method: request.method,
          capture: request.captureMethod,
          email: payerEmail && Redacted.value(payerEmail),
          fields: Record.map(payerFields, Redacted.value),
          description: request.description,
          success_url: request.successUrl,
          failed_url: request.failedUrl,
          language
        }),
      answer: (data, { request }) => toPayment(data, options, request.amount)
    },
    abandon:
      options.declined === undefined
        ? undefined
        : {
            abandon: ({ context, providerReference: id }) => client.abandonPayment({ id, ...contextFields(context) }),
            answer: toAbandoned
          },
    get: {
      byReference: (reference, finding) => client.getPayment({ reference, ...contextFields(finding?.context) }),
      byProviderReference: (id, finding) => client.getPayment({ id, ...contextFields(finding?.context) }),
      answer: (data) => toPayment(data, options)
    },
    capture: {
      send: (request) =>
        client.capturePayment({
          ...changeFields("capture", request),
          ...amountFields(request.amount),
          final: String(PaymentChange.isFinal(request))
        }),
      answer: (data, { request }) => toChange(data, request.amount.currency)
    },
    cancel: {
      send: (request) => client.cancelPayment(changeFields("cancel", request)),
      answer: (data) => toChange(data)
    },
    ...(options.approval && {
      complete: {
        send: (request: PaymentChange.CompletionRequest) => client.completePayment(changeFields("complete", request)),
        answer: (data: Wire.Changed) => toChange(data)
      }
    }),
    quote: {
      ask: ({ amount, context, method }) =>
        client.quotePayment({ ...contextFields(context), ...amountFields(amount), of: "amount", method }),
      answer: toQuote
    },
    cardForm: {
      ask: ({ context, session }) => client.cardForm({ ...contextFields(context), session: Redacted.value(session) }),
      answer: toCardForm
    },
    uploadReceipt: {
      send: ({ context, file, links, reference }) =>
        Result.map(checked(links.upload, "links.upload"), (link) =>
          client.uploadReceipt({
            reference,
            ...contextFields(context),
            link,
            content: Buffer.from(file).toString("base64")
          })
        ),
      answer: toReceipt
    },
    receipts: {
      ask: ({ context, links }) =>
        Result.map(checked(links.status, "links.status"), (link) =>
          client.receipts({ ...contextFields(context), link })
        ),
      answer: ({ receipts }) => receipts.map(toReceipt)
    }
  })
