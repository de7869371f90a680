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

type Member = Json.Json | undefined

const textOf = Schema.decodeUnknownOption(Json.Text)
const decimalOf = Schema.decodeUnknownOption(Json.DecimalText)

/** A member as text, or undefined when it is missing, null, empty or no scalar. */
export const text = (value: Member): string | undefined => {
  const found = Option.getOrUndefined(textOf(value))
  return found === "" ? undefined : found
}

/** A currency by its code, which the platform writes in lower case; undefined when it is unknown. */
export const currency = (value: Member): Currency.Currency | undefined => {
  const code = text(value)?.toUpperCase()
  return Currency.isCurrency(code) ? code : undefined
}

/** An amount of so much fiat money, or why it cannot be read exactly; undefined when it is missing. */
export const fiat = (amount: Member, unit: Member): Result.Result<Money.Money, string> | undefined => {
  if (isMissing(amount)) return undefined
  const stated = text(amount)
  if (stated === undefined) return Result.fail("fiat_amount: is not an amount")
  const found = currency(unit)
  if (found === undefined) return Result.fail("fiat_amount: its currency is missing or unknown")
  return Result.mapError(Money.fromWire(stated, found), (reason) => `fiat_amount: ${reason}`)
}

/** Collects anomalies while members are read. */
export interface Reader {
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
  readonly note: (kind: Anomaly.Kind, message: string) => void
  /** An amount of fiat money, or undefined with an anomaly when it cannot be read exactly. */
  readonly fiat: (amount: Member, unit: Member) => Money.Money | undefined
  /** A decimal exactly as it is stated, or undefined with an anomaly when it is none. */
  readonly decimal: (name: string, value: Member) => string | undefined
}

/** A reader for one answer. */
export const reader = (): Reader => {
  const anomalies: Array<Anomaly.Anomaly> = []
  const note = (kind: Anomaly.Kind, message: string) => void anomalies.push(Anomaly.make(kind, message))
  return {
    anomalies,
    note,
    fiat: (amount, unit) => {
      const money = fiat(amount, unit)
      if (money === undefined || Result.isSuccess(money)) return money?.success
      note("UnreadableField", money.failure)
      return undefined
    },
    decimal: (name, value) => {
      const stated = Option.getOrUndefined(decimalOf(value))
      if (stated === undefined && !isMissing(value)) note("UnreadableField", `${name}: is not an amount`)
      return stated
    }
  }
}

function isMissing(value: Member): boolean {
  return value === undefined || value === null || value === ""
}
