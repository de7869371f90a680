/**
 * Payouts at the memory provider: two mappings for each operation, from the request to the wire and from the answer to the
 * domain. Every optional operation is here, so this is the file to read before writing another adapter.
 */
import * as Destination from "@switchyard/core/Destination"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Payout from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { contextFields, recipientFields } from "./internal/asked.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { toBalances, toCheck, toPayout, toQuote } from "./internal/payouts.ts"
import type { MemoryClient } from "./MemoryClient.ts"
import type { Options } from "./MemoryOptions.ts"

/** Options of a payout under `providerOptions.<instance>`. */
export const PayoutOptions = Schema.Struct({ speed: Schema.optionalKey(Schema.Literals(["normal", "instant"])) })

// The text of an amount is decided once, here: it is signed and sent as it is. `total` is what leaves the balance.
const amountFields = (amount: Money.Money, of: "amount" | "total") => ({
  amount: Json.number(Money.toText(amount)),
  currency: amount.currency,
  of
})

const measure = ({ amount, debit, source }: Payout.Asked) => ({
  ...(amount && amountFields(amount, "amount")),
  ...(debit && amountFields(debit, "total")),
  source
})

// Every member of a destination is sent: nothing of where money goes may get lost.
const accountFields = (destination: Destination.Destination) => {
  const { bank, bic, holder } = Destination.details(destination)
  const account = Redacted.value(Destination.account(destination))
  return {
    destination: account,
    bank,
    bic,
    holder: holder && Redacted.value(holder),
    ...Destination.within(destination)
  }
}

/** The payout operations of one account. */
export const make = ({ client, options }: Provider.Account<Options, MemoryClient>) =>
  Provider.payouts({
    options: PayoutOptions,
    manifest: payoutManifest(options),
    create: {
      send: (request, { speed }) => {
        const email = Payout.emailOf(request)
        return client.createPayout({
          reference: request.reference,
          ...contextFields(request.context),
          ...measure(Payout.asked(request)),
          method: request.destination.type,
          ...accountFields(request.destination),
          ...recipientFields(request.recipient),
          email: email && Redacted.value(email),
          offer: request.offer?.id,
          description: request.description,
          speed
        })
      },
      answer: (data, { request }) => toPayout(data, options, Payout.asked(request))
    },
    get: {
      byReference: (reference, finding) => client.getPayout({ reference, ...contextFields(finding?.context) }),
      byProviderReference: (id, finding) => client.getPayout({ id, ...contextFields(finding?.context) }),
      answer: (data) => toPayout(data, options)
    },
    cancel: ({ context, reference }) => client.cancelPayout({ reference, ...contextFields(context) }),
    quote: {
      ask: (request) =>
        client.quotePayout({
          ...contextFields(request.context),
          ...measure(Payout.asked(request)),
          method: request.destinationType,
          ...recipientFields(request.recipient)
        }),
      answer: toQuote
    },
    checkAccount: {
      ask: ({ amount, context, destination, recipient }) =>
        client.checkAccount({
          ...contextFields(context),
          ...amountFields(amount, "amount"),
          ...accountFields(destination),
          ...recipientFields(recipient)
        }),
      answer: toCheck
    },
    balance: { ask: client.balances, answer: toBalances }
  })
