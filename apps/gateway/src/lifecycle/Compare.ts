/**
 * Whether what a provider says is about the operation that is stored: money rules, section 5. Any difference of account,
 * reference, currency, requested amount or destination means that a person must look, and is never a credit.
 */
import { Anomaly, Money } from "@switchyard/core"
import * as Result from "effect/Result"
import type { Amount, Operation, Seen } from "./Operation.ts"

const differing: ReadonlySet<Anomaly.Kind> = new Set([
  "CurrencyDiffers",
  "AmountDiffers",
  "ReferenceDiffers",
  "AccountDiffers",
  "DestinationDiffers",
  "DuplicateReference"
])

/** Whether an anomaly makes the answer one about something else. */
export const isMismatch = ({ kind }: Anomaly.Anomaly): boolean => differing.has(kind)

/** How a stated amount differs from the stored one, if it does. */
export const amounts = (stored: Amount, stated: Money.Money): ReadonlyArray<Anomaly.Anomaly> => {
  if (stated.currency !== stored.currency) {
    return [Anomaly.make("CurrencyDiffers", `stored in ${stored.currency}, the provider states ${stated.currency}`)]
  }
  const expected = Result.getOrUndefined(Money.fromText(stored.value, stated.currency))
  return expected !== undefined && Money.equals(expected, stated)
    ? []
    : [Anomaly.make("AmountDiffers", `stored ${stored.value}, the provider states ${Money.toText(stated)}`)]
}

/** Everything that does not fit: what the adapter noticed and what only the records can show. */
export const seen = (operation: Operation, said: Seen): ReadonlyArray<Anomaly.Anomaly> => {
  const { facts, providerReference, reference } = operation
  const found = [
    ...(said.reference === reference ? [] : [Anomaly.make("ReferenceDiffers", "the answer has another reference")]),
    ...(providerReference !== null && said.providerReference !== null && said.providerReference !== providerReference
      ? [Anomaly.make("ReferenceDiffers", "the provider has another operation under this reference")]
      : []),
    ...(said.amount === null ? [] : amounts(facts.expected, said.amount)),
    ...(said.sameAccount === false ? [Anomaly.make("DestinationDiffers", "the answer names another destination")] : [])
  ]
  const known = new Set(found.map(({ kind }) => kind))
  return [...found, ...said.anomalies.filter(({ kind }) => !known.has(kind))]
}
