/** Reads the members of a request body, as the provider does; a missing member is the empty text. */
import { isCurrency } from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const isFields = Schema.is(Json.Fields)

type Members = { readonly [name: string]: Json.Json }

const members = (value: unknown): Members => (isFields(value) ? value : {})

const text = (value: Json.Json | undefined): string =>
  typeof value === "string" ? value : Json.isJsonNumber(value) ? value.text : ""

/** The members of a request body. */
export interface Body {
  readonly text: (name: string) => string
  /** The members of a member that is an object. */
  readonly within: (name: string) => Members
  /** The amount and currency, where both can be read exactly. */
  readonly money: () => Money.Money | undefined
}

/** Reads a body; one that is no JSON object has no members. */
export const read = (source: string): Body => {
  const all = members(Result.getOrUndefined(Json.parse(source)))
  return {
    text: (name) => text(all[name]),
    within: (name) => members(all[name]),
    money: () => {
      const currency = text(all.currency)
      return isCurrency(currency) ? Result.getOrUndefined(Money.fromWire(text(all.amount), currency)) : undefined
    }
  }
}
