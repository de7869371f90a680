/**
 * Payouts at __Vendor__: two mappings for each operation, from the request to the wire and from the answer to the domain. An
 * operation that is not here answers `Unsupported`; what else there can be stands in `Provider.Payouts`.
 */
import * as Destination from "@switchyard/core/Destination"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import { asked, type Payout } from "@switchyard/core/Payout"
import * as Provider from "@switchyard/core/Provider"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { __Vendor__Client } from "./__Vendor__Client.ts"
import type { Options } from "./__Vendor__Options.ts"
import type * as Answers from "./__Vendor__Schema.ts"
import { payoutManifest } from "./internal/manifest.ts"
import { failures, payoutStatus } from "./internal/tables.ts"

/** Options of a payout under `providerOptions.<instance>`: nothing; a `Schema.Struct` names what it may. */
export const PayoutOptions = Schema.Record(Schema.String, Schema.Never)

// What does not fit is an anomaly, never a guess. The reference is the answer's, or another payout would be taken for ours.
const toPayout = (data: typeof Answers.Payout.Type, asked?: Money.Money): Payout => {
  const wire = Wire.reader()
  const status = payoutStatus(data.status)
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
    receipts: [],
    anomalies: wire.anomalies
  })
}

/** The payout operations of one account. */
export const make = ({ client, options }: Provider.Account<Options, __Vendor__Client>) =>
  Provider.payouts({
    options: PayoutOptions,
    manifest: payoutManifest(options),
    create: {
      send: ({ destination, reference, ...request }) => {
        const { bank, bic, holder } = Destination.details(destination)
        // What leaves the balance is refused by core as long as no route of the manifest has `debitCurrencies`.
        const { amount } = asked(request)
        if (amount === undefined) return Result.fail([{ path: "debit", reason: "is not taken" }])
        return client.createPayout({
          reference,
          // The text of an amount is decided once, here: it is signed and sent as it is.
          amount: Json.number(Money.toText(amount)),
          currency: amount.currency,
          destination: Redacted.value(Destination.account(destination)),
          // What the vendor has no field for is refused by name, or listed in the route's `ignores` if it selects no account.
          bank,
          bic,
          holder: holder && Redacted.value(holder)
        })
      },
      answer: (data, { request }) => toPayout(data, request.amount)
    },
    get: { byReference: client.getPayout, answer: (data) => toPayout(data) }
  })
