/** From payout answers to the payout domain. Pure: what does not fit is an anomaly, never a guess. */
import { compact } from "@switchyard/core/Optional"
import type { Asked, Payout, Quote } from "@switchyard/core/Payout"
import * as Redaction from "@switchyard/core/Redaction"
import * as Redacted from "effect/Redacted"
import { type Options, secretsOf } from "../MemoryOptions.ts"
import type * as Wire from "../MemorySchema.ts"
import { payoutStatus } from "./statuses.ts"
import { compare, reader } from "./wire.ts"

/** The payout that an answer speaks of; `asked` is what was asked for, where that is known. */
export const toPayout = (data: Wire.Payout, options: Options, asked?: Asked): Payout => {
  const wire = reader()
  const status = payoutStatus(data.status)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  if (data.account !== options.account) wire.note("AccountDiffers", "the answer speaks of another account")
  const amount = wire.money("amount", data.amount, data.currency)
  const debited = wire.money("total", data.total, data.currency)
  compare(wire, amount, asked?.amount)
  compare(wire, debited, asked?.debit)
  const sensitive = [...secretsOf(options), data.destination]
  return compact({
    reference: data.reference,
    providerReference: data.id,
    status,
    providerStatus: data.status,
    amount,
    debited,
    fee: wire.money("fee", data.fee, data.currency),
    receipts: [],
    account: Redacted.make(data.destination),
    // The provider's own words may name a card or a person.
    failure:
      status === "failed" || status === "canceled"
        ? { message: Redaction.scrub(data.reason ?? "no reason given", sensitive) }
        : undefined,
    anomalies: wire.anomalies
  })
}

/** A quote, or undefined when its amounts cannot be read exactly. */
export const toQuote = (data: Wire.Quote): Quote | undefined => {
  const wire = reader()
  const receive = wire.money("amount", data.amount, data.currency)
  const debit = wire.money("total", data.total, data.currency)
  if (receive === undefined || debit === undefined) return undefined
  return compact({ receive, debit, fee: wire.money("fee", data.fee, data.currency), requiredFields: data.fields })
}
