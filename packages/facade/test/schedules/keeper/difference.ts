/** What tells a payout that its provider shows apart from the one that was asked for. */
import * as Destination from "@switchyard/core/Destination"
import * as Money from "@switchyard/core/Money"
import type { Payout } from "@switchyard/core/Payout"
import * as Redacted from "effect/Redacted"
import type { Row } from "./row.ts"

const foreignKinds: ReadonlySet<string> = new Set([
  "CurrencyDiffers",
  "AmountDiffers",
  "ReferenceDiffers",
  "AccountDiffers",
  "DestinationDiffers",
  "DuplicateReference"
])

/** Whether an amount that is stated is another one. */
export const differs = (stated: Money.Money | undefined, asked: Money.Money | undefined): boolean =>
  stated !== undefined && asked !== undefined && !Money.equals(stated, asked)

/** What tells a payout apart from the one that was asked for; undefined when nothing does. */
export const difference = ({ request }: Row, payout: Payout): string | undefined => {
  const account = Redacted.value(Destination.account(request.destination))
  if (differs(payout.amount, request.amount) || differs(payout.debited, request.debit)) return "another amount"
  if (payout.account !== undefined && Redacted.value(payout.account) !== account) return "another account"
  return payout.anomalies.find(({ kind }) => foreignKinds.has(kind))?.message
}
