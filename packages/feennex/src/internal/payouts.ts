/** From Feennex's withdraw answers to the payout domain. Pure: what does not fit is an anomaly, never a guess. */

import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { AccountCheck, Payout, Quote } from "@switchyard/core/Payout"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import type { CheckAccount, Withdraw, WithdrawTry } from "../FeennexSchema.ts"
import { requiredFields } from "./requiredFields.ts"
import { payoutStatus } from "./statuses.ts"

/** What is known of the payout beside the answer. */
export interface Known {
  /** The amount asked for, where it is the recipient's. */
  readonly asked?: Money.Money | undefined
  /** Secrets and personal values that the provider's own words must not show. */
  readonly sensitive: Iterable<Redacted.Redacted<string>>
}

/** The payout that withdraw data speaks of. */
export const toPayout = (data: Withdraw, { asked, sensitive }: Known): Payout => {
  const wire = Wire.reader()
  const status = payoutStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", `payout status ${data.status} is not documented`)

  const stated = Wire.currencyByNumber(data.ps_currency)
  const isStated = Wire.isGiven(data.ps_currency)
  if (asked !== undefined && isStated && stated !== asked.currency) {
    wire.note("CurrencyDiffers", `asked for ${asked.currency}, the provider states ${stated ?? "an unknown one"}`)
  }
  // ps_currency is missing from one attribute list: on create the currency asked for stands in for it.
  const amount = wire.money("payee_receive", data.payee_receive, isStated ? stated : asked?.currency)
  if (asked !== undefined && amount?.currency === asked.currency && !Money.equals(amount, asked)) {
    wire.note("AmountDiffers", "the provider states another amount than the one asked for")
  }
  const isRejected = status === "failed" || status === "canceled"

  return compact({
    reference: data.shop_payment_id,
    providerReference: data.id,
    status,
    providerStatus: String(data.status),
    amount,
    debited: wire.money("shop_write_off", data.shop_write_off, Wire.currencyByNumber(data.shop_currency)),
    receipts: [],
    // The provider's own words may name a card or a person.
    failure: isRejected
      ? { message: Redaction.scrub(Wire.text(data.rejected_reason) ?? "no reason given", sensitive) }
      : undefined,
    anomalies: wire.anomalies
  })
}

/** A quote, or undefined when its amounts cannot be read exactly. Its fields are the account itself and the extra ones. */
export const toQuote = (data: typeof WithdrawTry.Type): Quote | undefined => {
  const wire = Wire.reader()
  const receive = wire.money("payee_receive", data.payee_receive, Wire.currencyByNumber(data.ps_currency))
  const writeOff = data.shop_write_off ?? data.write_off_amount
  const debit = wire.money("shop_write_off", writeOff, Wire.currencyByNumber(data.shop_currency))
  return receive === undefined || debit === undefined
    ? undefined
    : { receive, debit, requiredFields: requiredFields(data.account_info_config) }
}

/** What an account check found; statuses 2 and 3 of the provider are "could not find out", not a no. */
export const toAccountCheck = (data: typeof CheckAccount.Type): AccountCheck => ({
  result: data.provider_status !== 1 ? "unknown" : data.result ? "payable" : "not_payable",
  details: Redacted.make(Json.stringify(data.account_info ?? null))
})
