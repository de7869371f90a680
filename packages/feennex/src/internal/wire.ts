/**
 * Reads single members of an answer with care: what is there and good becomes a value, what is there and bad becomes an
 * anomaly, what is missing or null stays missing. Used for everything that is not needed to decide an outcome.
 */
import * as Anomaly from "@switchyard/core/Anomaly"
import * as Currency from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const textOf = Schema.decodeUnknownOption(Json.Text)

/** A member as text, or undefined when it is missing, null, empty or no scalar. */
export const text = (value: Json.Json | undefined): string | undefined => {
  const found = Option.getOrUndefined(textOf(value))
  return found === "" ? undefined : found
}

const isFields = Schema.is(Json.Fields)

/** The members of an object, or none. */
export const members = (value: Json.Json | undefined): { readonly [key: string]: Json.Json } =>
  isFields(value) ? value : {}

/** A currency by its ISO 4217 number, or undefined when it is unknown. */
export const currency = (value: Json.Json | undefined): Currency.Currency | undefined => {
  const code = text(value)
  return code === undefined ? undefined : Currency.fromNumeric(code)
}

/** Collects anomalies while members are read. */
export interface Reader {
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
  readonly note: (kind: Anomaly.Kind, message: string) => void
  /** An amount, or undefined with an anomaly when it cannot be read exactly. */
  readonly money: (
    name: string,
    value: Json.Json | undefined,
    unit: Currency.Currency | undefined
  ) => Money.Money | undefined
}

/** A reader for one answer. */
export const reader = (): Reader => {
  const anomalies: Array<Anomaly.Anomaly> = []
  const note = (kind: Anomaly.Kind, message: string) => void anomalies.push(Anomaly.make(kind, message))
  return {
    anomalies,
    note,
    money: (name, value, unit) => {
      const amount = text(value)
      if (amount === undefined) {
        if (value !== undefined && value !== null && value !== "") note("UnreadableField", `${name}: is not an amount`)
        return undefined
      }
      if (unit === undefined) {
        note("UnreadableField", `${name}: its currency is missing or unknown`)
        return undefined
      }
      const money = Money.fromWire(amount, unit)
      if (Result.isSuccess(money)) return money.success
      note("UnreadableField", `${name}: ${money.failure}`)
      return undefined
    }
  }
}
