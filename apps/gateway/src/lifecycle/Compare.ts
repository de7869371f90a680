/**
 * Whether what a provider says is about the operation that is stored: money rules, section 5. Any difference of account,
 * reference, currency, requested amount or destination means that a person must look, and is never a credit.
 */
import { Anomaly, Money, Reference } from "@switchyard/core"
import * as Result from "effect/Result"
import type { Amount } from "./Facts.ts"
import type { Observation, Operation } from "./Operation.ts"

const differing: ReadonlySet<Anomaly.Kind> = new Set([
  "CurrencyDiffers",
  "AmountDiffers",
  "ReferenceDiffers",
  "AccountDiffers",
  "DestinationDiffers",
  "DuplicateReference",
  "CreatedBefore",
  "PaymentDiffers"
])

/** Whether an anomaly makes the answer one about something else. */
export const isMismatch = ({ kind }: Anomaly.Anomaly): boolean => differing.has(kind)

/** How a stated amount differs from the stored one, if it does. */
export const amounts = (stored: Amount | null, stated: Money.Money | null): ReadonlyArray<Anomaly.Anomaly> => {
  if (stored === null || stated === null) return []
  if (stated.currency !== stored.currency) {
    return [Anomaly.make("CurrencyDiffers", `stored in ${stored.currency}, the provider states ${stated.currency}`)]
  }
  const expected = Result.getOrUndefined(Money.fromText(stored.value, stated.currency))
  return expected !== undefined && Money.equals(expected, stated)
    ? []
    : [Anomaly.make("AmountDiffers", `stored ${stored.value}, the provider states ${Money.toText(stated)}`)]
}

// Of one that was asked for by its debit, only the currency that arrives is known.
const currencies = (stored: string, stated: Money.Money | null): ReadonlyArray<Anomaly.Anomaly> =>
  stated === null || stated.currency === stored
    ? []
    : [Anomaly.make("CurrencyDiffers", `asked for ${stored}, the provider states ${stated.currency}`)]

// The provider would count another operation as this one only by its reference: the id tells them apart.
const several = ({ providerReference }: Operation, observation: Observation): ReadonlyArray<Anomaly.Anomaly> =>
  observation.isOneOfSeveral && providerReference === null
    ? [Anomaly.make("DuplicateReference", "the provider holds several, and which of them is ours is not recorded")]
    : []

/** So far may a provider's clock be off, and so coarse its times. */
export const clocksApartMillis = 10 * 60_000

// What was sent before the records went back is ours, and older than they are.
const older = ({ createdAt, recovery }: Operation, observation: Observation): ReadonlyArray<Anomaly.Anomaly> =>
  typeof observation.createdAt === "number" &&
  recovery === null &&
  observation.createdAt < createdAt - clocksApartMillis
    ? [Anomaly.make("CreatedBefore", "the provider has had it since before anything of it was sent")]
    : []

/** Everything that does not fit: what the adapter noticed and what only the records can show. */
export const differences = (operation: Operation, observation: Observation): ReadonlyArray<Anomaly.Anomaly> => {
  const { facts, providerReference, reference } = operation
  const { amount, currency, debit } = facts.asked
  const found = [
    ...(observation.reference === reference
      ? []
      : [Anomaly.make("ReferenceDiffers", "the answer has another reference")]),
    ...(providerReference !== null &&
    observation.providerReference !== null &&
    !Reference.sameProviderId(observation.providerReference, providerReference)
      ? [Anomaly.make("ReferenceDiffers", "the provider has another operation under this reference")]
      : []),
    ...several(operation, observation),
    ...older(operation, observation),
    ...amounts(amount ?? null, observation.amount),
    ...(currency === undefined ? [] : currencies(currency, observation.amount)),
    ...amounts(debit ?? null, observation.debited),
    ...(observation.sameAccount === false
      ? [Anomaly.make("DestinationDiffers", "the answer names another destination")]
      : [])
  ]
  const known = new Set(found.map(({ kind }) => kind))
  return [...found, ...observation.anomalies.filter(({ kind }) => !known.has(kind))]
}
