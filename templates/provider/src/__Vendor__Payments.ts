/**
 * Payments at __Vendor__: two mappings for each operation, from the request to the wire and from the answer to the domain. An
 * operation that is not here answers `Unsupported`; what else there can be stands in `Provider.Payments`.
 */
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Payment } from "@switchyard/core/Payment"
import * as Provider from "@switchyard/core/Provider"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { __Vendor__Client } from "./__Vendor__Client.ts"
import type { Options } from "./__Vendor__Options.ts"
import type * as Answers from "./__Vendor__Schema.ts"
import { paymentManifest } from "./internal/manifest.ts"
import { failures, paymentStatus } from "./internal/tables.ts"

/** Options of a payment under `providerOptions.<instance>`: nothing; a `Schema.Struct` names what it may. */
export const PaymentOptions = Schema.Record(Schema.String, Schema.Never)

// What does not fit is an anomaly, never a guess. The reference is the answer's, or another payment would be taken for ours.
const toPayment = (data: typeof Answers.Payment.Type, asked?: Money.Money): Payment => {
  const wire = Wire.reader()
  const status = paymentStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  const amount = wire.money("amount", data.amount, Wire.currencyByCode(data.currency))
  Wire.compare(wire, amount, asked)
  return compact({
    reference: data.reference,
    providerReference: data.id,
    status,
    providerStatus: data.status,
    amount,
    failure:
      status === "failed" || status === "canceled"
        ? failures({ message: `the provider calls it ${data.status}` })
        : undefined,
    next:
      status === "awaiting_payer" && data.page !== undefined && Wire.isWebUrl(data.page)
        ? { type: "redirect" as const, method: "GET" as const, url: data.page, fields: {} }
        : undefined,
    anomalies: wire.anomalies
  })
}

/** The payment operations of one account. */
export const make = ({ client, options }: Provider.Account<Options, __Vendor__Client>) =>
  Provider.payments({
    options: PaymentOptions,
    manifest: paymentManifest(options),
    create: {
      // What the vendor insists on and core cannot know, such as an e-mail, is refused here, too. What it has no field for is refused
      // by name, or listed in the route's `ignores`; the fields of a payer never are.
      send: ({ payerEmail, payerFields = {}, ...request }) => {
        const issues = Object.keys(payerFields).map((name) => ({
          path: `payerFields.${name}`,
          reason: "has no field here"
        }))
        if (issues.length > 0) return Result.fail(issues)
        const sending = client.createPayment({
          reference: request.reference,
          // The text of an amount is decided once, here: it is signed and sent as it is.
          amount: Json.number(Money.toText(request.amount)),
          currency: request.amount.currency,
          method: request.method,
          email: payerEmail && Redacted.value(payerEmail),
          success_url: request.successUrl,
          failed_url: request.failedUrl
        })
        return Result.succeed(sending)
      },
      answer: (data, { request }) => toPayment(data, request.amount)
    },
    get: { byReference: client.getPayment, answer: (data) => toPayment(data) }
  })
