/** The routing rules of the config file: conditions that can hold, and whom to try. */
import { Currency } from "@switchyard/core/Currency"
import { Type as DestinationType } from "@switchyard/core/Destination"
import * as Money from "@switchyard/core/Money"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Environment from "./environment.ts"
import { Decimal, nonEmpty, text } from "./fields.ts"

const AmountRange = Schema.Struct({ min: Schema.optionalKey(Decimal), max: Schema.optionalKey(Decimal) }).annotate({
  description: "Both ends belong to the range; read in the currency of the same condition"
})

const conditions = {
  currency: Schema.optionalKey(nonEmpty(Currency)),
  amount: Schema.optionalKey(AmountRange),
  metadata: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
}

interface Conditions {
  readonly currency?: ReadonlyArray<Currency>
  readonly amount?: { readonly min?: string; readonly max?: string }
}

// An amount means nothing without its currency, and a range that is empty would match nothing for ever.
const amountIssues = ({ amount, currency }: Conditions): ReadonlyArray<Schema.FilterIssue> => {
  if (amount === undefined) return []
  const at = (member: string, reason: string) => ({ path: ["amount", member], issue: Environment.issue(reason) })
  if (currency === undefined) {
    return [{ path: ["amount"], issue: Environment.issue("must stand beside the currency it is in") }]
  }
  if (amount.min === undefined && amount.max === undefined) {
    return [{ path: ["amount"], issue: Environment.issue("must have min or max") }]
  }
  return (["min", "max"] as const).flatMap((member) =>
    currency.flatMap((code) => {
      const bound = bounds(amount, code)
      if (Result.isFailure(bound[member])) return [at(member, bound[member].failure)]
      const [min, max] = [Result.getOrUndefined(bound.min), Result.getOrUndefined(bound.max)]
      return member === "max" && min !== undefined && max !== undefined && Money.compare(min, max) === 1
        ? [at("max", "must not be less than min")]
        : []
    })
  )
}

/** The ends of a range in one currency; an end that is left out is undefined. */
export const bounds = (amount: NonNullable<Conditions["amount"]>, currency: Currency) => {
  const read = (end: string | undefined) =>
    end === undefined ? Result.succeed(undefined) : Money.fromText(end, currency)
  return { min: read(amount.min), max: read(amount.max) }
}

const consistent = () =>
  Schema.makeFilter((when: Conditions) => {
    const found = amountIssues(when)
    return found.length === 0 ? undefined : found
  })

const Try = nonEmpty(Schema.NonEmptyString).annotate({
  description: "The instances to try, in this order"
})

/** A rule for payouts: the first whose conditions all hold decides. */
export const PayoutRule = Schema.Struct({
  when: Schema.optionalKey(
    Schema.Struct({ ...conditions, destination: Schema.optionalKey(nonEmpty(DestinationType)) }).check(consistent())
  ),
  try: Try
})

/** A rule for payments: the first whose conditions all hold decides. */
export const PaymentRule = Schema.Struct({
  when: Schema.optionalKey(
    Schema.Struct({
      ...conditions,
      method: Schema.optionalKey(nonEmpty(text(/^[a-z][a-z0-9_]{0,63}$/, "must be lower-case letters, digits and '_'")))
    }).check(consistent())
  ),
  try: Try
})
