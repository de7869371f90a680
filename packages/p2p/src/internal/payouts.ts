/**
 * From the platform's answers to the payout domain. Pure: what does not fit is an anomaly, never a guess. The amounts in
 * the document's samples contradict each other, so none is ever computed from another.
 */
import type * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Payout, PayoutRequest } from "@switchyard/core/Payout"
import * as Payouts from "@switchyard/core/Payout"
import type { LookedUp, Sent } from "@switchyard/core/Provider"
import * as Wire from "@switchyard/core/Wire"
import type { CreatePayOut, StatusPayOut } from "../P2pSchema.ts"
import { account } from "./account.ts"
import { isWebAddress } from "./addresses.ts"
import { isPayable, methods, requisites } from "./methods.ts"
import { notes } from "./notes.ts"
import { meaning, shown } from "./tables.ts"

interface Stated {
  readonly usdt_amount?: Json.Json
  readonly merchant_spent_usdt?: Json.Json
  readonly exchange_rate?: Json.Json
}

// USDT amounts and the rate stay the text they were stated as.
const providerAmounts = (wire: Wire.Reader, stated: Stated): Payout["providerAmounts"] => {
  const amounts = compact({
    usdt: wire.decimal("usdt_amount", stated.usdt_amount),
    debitedUsdt: wire.decimal("merchant_spent_usdt", stated.merchant_spent_usdt),
    rate: wire.decimal("exchange_rate", stated.exchange_rate)
  })
  return Object.keys(amounts).length === 0 ? undefined : amounts
}

/** The payout that a create answer speaks of. The answer names no status, so ours is `created`. */
export const toCreated = (data: CreatePayOut, { request, sensitive }: Sent<PayoutRequest>): Payout => {
  const wire = Wire.reader()
  const { destination, reference } = request
  const { amount: asked, currency } = Payouts.asked(request)
  const method = isPayable(destination.type) ? methods[destination.type] : undefined
  const amount = wire.money("fiat_amount", data.fiat_amount, Wire.currencyByCode(data.fiat_currency))
  if (Wire.currencyByCode(data.fiat_currency) !== currency) {
    wire.note("CurrencyDiffers", `asked for ${currency}, the provider states another currency`)
  } else if (amount !== undefined && asked !== undefined && !Money.equals(amount, asked)) {
    wire.note("AmountDiffers", "the provider states another amount than the one asked for")
  }
  if (data.payment_method !== method) {
    wire.note("DestinationDiffers", "the provider states another payment method than the one asked for")
  }
  return compact({
    reference,
    providerReference: data.internal_transaction_id,
    status: "processing" as const,
    providerStatus: "created",
    amount,
    providerAmounts: providerAmounts(wire, data),
    receipts: [],
    notes: notes(wire, data, sensitive),
    anomalies: wire.anomalies
  })
}

const receipts = (wire: Wire.Reader, value: Json.Json | undefined): ReadonlyArray<string> => {
  if (value === undefined || value === null) return []
  const urls: ReadonlyArray<Json.Json> = Array.isArray(value) ? value : [value]
  const found = urls.filter((url) => isWebAddress(url, 2048))
  if (found.length < urls.length) wire.note("UnreadableField", "cheque_urls: not a web address")
  return found
}

/** The payout that a status answer speaks of. */
export const toPayout = (data: StatusPayOut, { providerReference, sensitive }: LookedUp): Payout => {
  const wire = Wire.reader()
  const { failure, status } = meaning(data.status)
  // Whoever the answer says is paid is named by no words of it, also where we did not name them.
  const stated = [data.full_name, ...Object.values(requisites).map((name) => data[name])]
  const people = stated.flatMap((member) => Wire.text(member) ?? [])
  const providerStatus = shown(data.status, [...sensitive, ...people])
  if (status === "unrecognised") wire.note("UnknownStatus", `payout status ${providerStatus} is not documented`)
  return compact({
    reference: data.order_id,
    providerReference,
    status,
    providerStatus,
    amount: wire.money("fiat_amount", data.fiat_amount, Wire.currencyByCode(data.fiat_currency)),
    providerAmounts: providerAmounts(wire, data),
    receipts: receipts(wire, data.cheque_urls),
    account: account(wire, data),
    failure: failure === undefined ? undefined : { message: failure, providerCode: data.status },
    notes: notes(wire, data, sensitive),
    anomalies: wire.anomalies
  })
}
