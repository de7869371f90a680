/** From payout answers to the payout domain. Pure: what does not fit is an anomaly, never a guess. */

import type { Balance } from "@switchyard/core/Balance"
import type { Offer } from "@switchyard/core/Offer"
import { compact } from "@switchyard/core/Optional"
import type { AccountCheck, Asked, Payout, Quote } from "@switchyard/core/Payout"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type Options, secretsOf } from "../MemoryOptions.ts"
import type * as Schema from "../MemorySchema.ts"
import { toFields, toInstant, toWaitingFor } from "./fields.ts"
import { failures, holderMatch, payoutStatus } from "./tables.ts"

/** The payout that an answer speaks of; `asked` is what was asked for, where that is known. */
export const toPayout = (data: Schema.Payout, options: Options, asked?: Asked): Payout => {
  const wire = Wire.reader()
  const status = payoutStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  if (data.account !== options.account) wire.note("AccountDiffers", "the answer speaks of another account")
  const amount = wire.money("amount", data.amount, Wire.currencyByCode(data.currency))
  const debited = wire.money("total", data.total, Wire.currencyByCode(data.currency))
  Wire.compare(wire, amount, asked?.amount)
  Wire.compare(wire, debited, asked?.debit)
  if (asked?.source !== undefined && debited !== undefined && debited.currency !== asked.source) {
    wire.note("CurrencyDiffers", "another balance is debited")
  }
  const sensitive = [...secretsOf(options), data.destination]
  return compact({
    reference: data.reference,
    providerReference: data.id,
    status,
    providerStatus: data.status,
    waitingFor: toWaitingFor(wire, status, data.waits_for),
    createdAt: toInstant(data.created),
    amount,
    debited,
    fee: wire.money("fee", data.fee, Wire.currencyByCode(data.currency)),
    receipts: [],
    account: Redacted.make(data.destination),
    // The provider's own words may name a card or a person.
    failure:
      status === "failed" || status === "canceled" || status === "returning" || status === "returned"
        ? failures({
            code: data.failure?.why,
            scheme: data.failure?.scheme,
            message: Redaction.scrub(data.reason ?? "no reason given", sensitive)
          })
        : undefined,
    anomalies: wire.anomalies
  })
}

/** A quote, or undefined when its amounts cannot be read exactly. */
export const toQuote = (data: Schema.Quote): Quote | undefined => {
  const wire = Wire.reader()
  const receive = wire.money("amount", data.amount, Wire.currencyByCode(data.currency))
  const debit = wire.money("total", data.total, Wire.currencyByCode(data.currency))
  if (receive === undefined || debit === undefined) return undefined
  return compact({
    receive,
    debit,
    fee: wire.money("fee", data.fee, Wire.currencyByCode(data.currency)),
    offer: toOffer(data.offer),
    requiredFields: toFields(data.fields)
  })
}

// What says no moment that can be read binds nobody.
const toOffer = (data: Schema.Quote["offer"]): Offer | undefined => {
  const expiresAt = data && Option.getOrUndefined(DateTime.make(data.expires_at))
  if (data === undefined || expiresAt === undefined) return undefined
  return compact({ id: data.id, expiresAt: DateTime.toUtc(expiresAt), rate: data.rate })
}

/** The result of an account check: not to know is not a no. */
export const toCheck = ({ details, holder, payable }: typeof Schema.AccountCheck.Type): AccountCheck => {
  const match = holder === undefined ? undefined : holderMatch(holder)
  return {
    result: payable === null ? "unknown" : payable ? "payable" : "not_payable",
    // A word that is not documented compares nothing.
    ...compact({ holder: match === "unrecognised" ? "not_possible" : match }),
    details: Redacted.make(details)
  }
}

/** What was abandoned. */
export const toAbandoned = ({ id }: typeof Schema.Abandoned.Type) => ({ providerReference: id })

/** The balances that can be read exactly, in currencies that are known. */
export const toBalances = ({ balances }: typeof Schema.Balances.Type): ReadonlyArray<Balance> =>
  balances.flatMap(({ available: text, currency }) => {
    const available = Wire.reader().money("available", text, Wire.currencyByCode(currency))
    return available === undefined ? [] : [{ available }]
  })
