/** From payout answers to the payout domain. Pure: what does not fit is an anomaly, never a guess. */
import type { Balance } from "@switchyard/core/Balance"
import type * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Payout, Status } from "@switchyard/core/Payout"
import * as Redaction from "@switchyard/core/Redaction"
import * as Wire from "@switchyard/core/Wire"
import * as Redacted from "effect/Redacted"
import type { Options } from "../StripeOptions.ts"
import type * as Schema from "../StripeSchema.ts"
import { referenceIn } from "./marks.ts"
import * as Amounts from "./money.ts"
import { compareMode } from "./payments.ts"
import { payoutFailures, payoutStatus } from "./tables.ts"
import { instant } from "./time.ts"

/** What an answer is read with. */
export interface About {
  readonly options: Options
  readonly sensitive: Redaction.Sensitive
  readonly asked?: Money.Money
}

// Only the row that brings it back shows that the money is there again.
const statusOf = ({ failure_balance_transaction: back, status }: Schema.Payout): Status => {
  const found = payoutStatus(status)
  return (found === "failed" || found === "canceled") && !Wire.isGiven(back) ? "returning" : found
}

/** The payout that an answer speaks of. */
export const toPayout = (data: Schema.Payout, { asked, options, sensitive }: About): Payout => {
  const wire = Wire.reader()
  const status = statusOf(data)
  if (status === "unrecognised") wire.note("UnknownStatus", "the status is not documented")
  compareMode(wire, data.livemode, options)
  const amount = Amounts.read(wire, "amount", data.amount, Amounts.currencyOf(data.currency))
  Wire.compare(wire, amount, asked)
  const destination = Wire.text(data.destination) ?? Wire.text(Wire.members(data.destination).id)
  return compact({
    reference: referenceIn(options, "payout", data.metadata),
    providerReference: data.id,
    status,
    providerStatus: data.status,
    createdAt: instant(data.created),
    amount,
    receipts: [],
    account: destination === undefined ? undefined : Redacted.make(destination),
    failure:
      status === "failed" || status === "canceled" || status === "returning"
        ? payoutFailures({
            code: Wire.text(data.failure_code),
            message: Redaction.scrub(Wire.text(data.failure_message) ?? `it is called ${data.status}`, sensitive)
          })
        : undefined,
    anomalies: wire.anomalies
  })
}

/** The balances that can be read exactly, in currencies that are known. */
export const toBalances = ({
  available,
  connect_reserved: reserved,
  pending
}: Schema.Balance): ReadonlyArray<Balance> => {
  const wire = Wire.reader()
  const read = ({ amount, currency }: Schema.Balance["available"][number]) =>
    Amounts.read(wire, "balance", amount, Amounts.currencyOf(currency))
  const of = (funds: Schema.Balance["available"] | undefined, currency: string) => {
    const found = funds?.find((each) => each.currency === currency)
    return found && read(found)
  }
  return available.flatMap((funds) => {
    const money = read(funds)
    if (money === undefined) return []
    return [compact({ available: money, hold: of(pending, funds.currency), reserve: of(reserved, funds.currency) })]
  })
}
