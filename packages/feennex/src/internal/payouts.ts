/** From Feennex's withdraw answers to the payout domain. Pure: what does not fit is an anomaly, never a guess. */
import type { Currency } from "@switchyard/core/Currency"
import * as Failure from "@switchyard/core/Failure"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { AccountCheck, Asked, Payout, Quote } from "@switchyard/core/Payout"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { CheckAccount, Withdraw, WithdrawTry } from "../FeennexSchema.ts"
import { notes } from "./notes.ts"
import { requiredFields } from "./requiredFields.ts"
import { payoutStatus } from "./tables.ts"

/** The known facts of the payout beside the answer. */
export interface Known {
  /** The amount that was asked for; left out where only the answer speaks. */
  readonly asked?: Asked | undefined
  /** Secrets and personal values that the provider's own words must not contain. */
  readonly sensitive: Redaction.Sensitive
}

/** An amount that the answer states in a currency of its own, compared with the one asked for. */
const stated = (
  wire: Wire.Reader,
  [name, value]: readonly [name: string, value: Wire.Member],
  number: Wire.Member,
  { asked, currency }: { readonly asked: Money.Money | undefined; readonly currency: Currency | undefined }
): Money.Money | undefined => {
  const unit = Wire.currencyByNumber(number)
  const isStated = Wire.isGiven(number)
  if (currency !== undefined && isStated && unit !== currency) {
    wire.note("CurrencyDiffers", `${name}: asked for ${currency}, the provider states ${unit ?? "an unknown one"}`)
  }
  // ps_currency is missing from one attribute list: on create the currency asked for stands in for it.
  const amount = wire.money(name, value, isStated ? unit : currency)
  if (asked !== undefined && amount?.currency === asked.currency && !Money.equals(amount, asked)) {
    wire.note("AmountDiffers", `${name}: the provider states another amount than the one asked for`)
  }
  return amount
}

/** The payout that withdraw data speaks of. */
export const toPayout = (data: Withdraw, { asked, sensitive }: Known): Payout => {
  const wire = Wire.reader()
  const status = payoutStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", `payout status ${data.status} is not documented`)
  const amount = stated(wire, ["payee_receive", data.payee_receive], data.ps_currency, {
    asked: asked?.amount,
    currency: asked?.currency
  })
  const debited = stated(wire, ["shop_write_off", data.shop_write_off], data.shop_currency, {
    asked: asked?.debit,
    currency: asked?.debit?.currency
  })
  const isRejected = status === "failed" || status === "canceled"

  return compact({
    reference: data.shop_payment_id,
    providerReference: data.id,
    status,
    providerStatus: String(data.status),
    amount,
    debited,
    receipts: [],
    // Words alone, that no document lists, and that may name a card or a person.
    failure: isRejected
      ? Failure.unrecognised({
          message: Redaction.scrub(Wire.text(data.rejected_reason) ?? "no reason given", sensitive)
        })
      : undefined,
    notes: notes([["balance", data.balance, "figure"]], sensitive)?.map((note) => ({
      ...note,
      isOfAccount: true as const
    })),
    anomalies: wire.anomalies
  })
}

/** A quote, or undefined when its amounts cannot be read exactly. `rename` gives our name for a field, or none. */
export const toQuote = (
  data: typeof WithdrawTry.Type,
  rename: (name: string) => string | undefined
): Quote | undefined => {
  const wire = Wire.reader()
  const receive = wire.money("payee_receive", data.payee_receive, Wire.currencyByNumber(data.ps_currency))
  const writeOff = data.shop_write_off ?? data.write_off_amount
  const debit = wire.money("shop_write_off", writeOff, Wire.currencyByNumber(data.shop_currency))
  return receive === undefined || debit === undefined
    ? undefined
    : { receive, debit, requiredFields: requiredFields(data.account_info_config, rename) }
}

const decodeVerdict = Schema.decodeUnknownOption(Json.Flag)

/**
 * The result of an account check. Statuses 2 and 3 of the provider are "could not find out", which is not a no, whatever stands
 * beside them; and so is an answer without a verdict.
 */
export const toAccountCheck = (data: typeof CheckAccount.Type): AccountCheck => {
  const verdict = data.provider_status === 1 ? decodeVerdict(data.result) : Option.none()
  return {
    result: Option.match(verdict, { onNone: () => "unknown", onSome: (isYes) => (isYes ? "payable" : "not_payable") }),
    details: Redacted.make(Json.stringify(data.account_info ?? null))
  }
}
