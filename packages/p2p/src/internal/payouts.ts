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
import type { ProviderAmount } from "@switchyard/core/ProviderAmount"
import * as Wire from "@switchyard/core/Wire"
import type { CreatePayOut, StatusPayOut } from "../P2pSchema.ts"
import { account } from "./account.ts"
import { isWebAddress } from "./addresses.ts"
import { isPayable, methods, requisites } from "./methods.ts"
import { notes } from "./notes.ts"
import { meaning, printable } from "./tables.ts"
import { unitOfAccount } from "./unitOfAccount.ts"

interface Stated {
  readonly fiat_currency?: Json.Json
  readonly usdt_amount?: Json.Json
  readonly merchant_spent_usdt?: Json.Json
  readonly exchange_rate?: Json.Json
}

const entry = (label: string, value: string | undefined, unit: string): ReadonlyArray<ProviderAmount> =>
  value === undefined ? [] : [{ label, value, unit }]

// What the platform states in USDT, and its "Fiat/USDT exchange rate": in the document's sample 5000.00 roubles are 49.8765 USDT
// at 100.2472, so it is roubles for one USDT. "USDT amount debited from merchant balance" is what the payout costs, too.
const inUsdt = (wire: Wire.Reader, stated: Stated): Pick<Payout, "debited" | "providerAmounts"> => {
  const fiat = Wire.currencyByCode(stated.fiat_currency)
  const spent = wire.decimal("merchant_spent_usdt", stated.merchant_spent_usdt)
  const rate = wire.decimal("exchange_rate", stated.exchange_rate)
  if (rate !== undefined && fiat === undefined) {
    wire.note("UnreadableField", "exchange_rate: its currency is missing or unknown")
  }
  const amounts = [
    ...entry("usdt_amount", wire.decimal("usdt_amount", stated.usdt_amount), unitOfAccount),
    ...entry("merchant_spent_usdt", spent, unitOfAccount),
    ...(fiat === undefined ? [] : entry("exchange_rate", rate, `${fiat}/${unitOfAccount}`))
  ]
  return compact({
    debited: wire.money("merchant_spent_usdt", spent, unitOfAccount),
    providerAmounts: amounts.length === 0 ? undefined : amounts
  })
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
    ...inUsdt(wire, data),
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
  // Whoever is paid by the answer is named by no words of it, also where we did not name them.
  const stated = [data.full_name, ...Object.values(requisites).map((name) => data[name])]
  const people = stated.flatMap((member) => Wire.text(member) ?? [])
  const providerStatus = printable(data.status, [...sensitive, ...people])
  if (status === "unrecognised") wire.note("UnknownStatus", `payout status ${providerStatus} is not documented`)
  return compact({
    reference: data.order_id,
    providerReference,
    status,
    providerStatus,
    amount: wire.money("fiat_amount", data.fiat_amount, Wire.currencyByCode(data.fiat_currency)),
    ...inUsdt(wire, data),
    receipts: receipts(wire, data.cheque_urls),
    account: account(wire, data),
    failure,
    notes: notes(wire, data, sensitive),
    anomalies: wire.anomalies
  })
}
