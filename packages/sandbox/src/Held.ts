/**
 * The data that a provider holds of an operation: everything the merchant gave it, by the provider's own names, beside what the
 * provider made of it. It is where an inspector sees to whom money goes; the ledger and the journal mask that.
 */
import type { Json, JsonObject } from "./internal/json.ts"
import { NumberText } from "./internal/json.ts"

/** A value as it was given; a number is its own characters as a text. */
export type Given = null | boolean | string | ReadonlyArray<Given> | { readonly [name: string]: Given }

/** The members that were given. */
export type GivenMembers = Readonly<Record<string, Given>>

/** The data held of one operation. */
export interface Held {
  readonly kind: "payout" | "payment" | "refund"
  /** The provider's own id. */
  readonly id: string
  /** The merchant's own id. */
  readonly reference: string
  readonly shop: string
  /** Decimal text: what the recipient gets, or the payer is asked for. */
  readonly amount: string
  readonly currency: string
  /** Decimal text: what the shop's balance loses or gains by it. */
  readonly shopAmount: string
  readonly shopCurrency: string
  /** Every member of the request but its signature. **Nothing here is masked.** */
  readonly given: GivenMembers
}

const asGiven = (value: Json): Given => {
  if (value instanceof NumberText) return value.text
  if (value === null || typeof value !== "object") return value
  if (Array.isArray(value)) return value.map(asGiven)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asGiven(item)]))
}

/** The data of a request: its members without the signature. */
export const givenBy = (body: JsonObject): GivenMembers =>
  Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => name !== "sign")
      .map(([name, value]) => [name, asGiven(value)])
  )
