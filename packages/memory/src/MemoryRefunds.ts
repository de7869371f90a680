/** Refunds at the memory provider: two mappings for each operation. A refund is of the payment that it names, by its id. */
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Provider from "@switchyard/core/Provider"
import * as Schema from "effect/Schema"
import { contextFields } from "./internal/asked.ts"
import { refundManifest } from "./internal/manifest.ts"
import { toRefund } from "./internal/refunds.ts"
import type { MemoryClient } from "./MemoryClient.ts"
import type { Options } from "./MemoryOptions.ts"

/** Options of a refund under `providerOptions.<instance>`: there are none. */
export const RefundOptions = Schema.Struct({})

/** The refund operations of one account. */
export const make = ({ client, options }: Provider.Account<Options, MemoryClient>) =>
  Provider.refunds({
    options: RefundOptions,
    manifest: refundManifest(options),
    create: {
      send: ({ amount, context, description, payment, reason, reference }) =>
        client.createRefund({
          reference,
          ...contextFields(context),
          payment: payment.providerReference,
          payment_reference: payment.reference,
          capture: payment.capture,
          amount: Json.number(Money.toText(amount)),
          currency: amount.currency,
          reason,
          description
        }),
      answer: (data, { request }) => toRefund(data, options, request.amount)
    },
    get: {
      byReference: (reference, finding) => client.getRefund({ reference, ...contextFields(finding?.context) }),
      byProviderReference: (id, finding) => client.getRefund({ id, ...contextFields(finding?.context) }),
      answer: (data) => toRefund(data, options)
    }
  })
