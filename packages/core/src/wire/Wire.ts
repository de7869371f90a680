/**
 * Reads single members of a provider's answer with care: what is there and good becomes a value, what is there and bad
 * becomes an anomaly, what is missing or null stays missing. For everything that is not needed to decide an outcome; what
 * decides one is decoded by a schema.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Anomaly from "../domain/Anomaly.ts"
import * as Currency from "../domain/Currency.ts"
import { format, parseWire } from "../domain/internal/decimal.ts"
import * as Money from "../domain/Money.ts"
import * as Json from "./Json.ts"

export { isSecureUrl } from "../http/internal/address.ts"

/** A member of an answer, which may be missing. */
export type Member = Json.Json | undefined

const isFields = Schema.is(Json.Fields)

/** A member as text, or undefined when it is missing, null, empty or not a scalar. */
export const text = (member: Member): string | undefined => {
  const found = Json.isJsonNumber(member) ? member.text : member
  return typeof found === "string" && found !== "" ? found : undefined
}

/** Whether a member is there with something in it, readable or not. */
export const isGiven = (member: Member): boolean => member !== undefined && member !== null && member !== ""

/** The members of an object, or none. */
export const members = (member: Member): { readonly [key: string]: Json.Json } => (isFields(member) ? member : {})

/** Whether a browser may be sent there: `javascript:` and other schemes come from a provider that is not itself. */
export const isWebUrl = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url)

/** A currency by its ISO 4217 number, or undefined when it is missing or unknown. */
export const currencyByNumber = (member: Member): Currency.Currency | undefined => {
  const number = text(member)
  return number === undefined ? undefined : Currency.fromNumeric(number)
}

/** A currency by its letters in either case, or undefined when it is missing or unknown. */
export const currencyByCode = (member: Member): Currency.Currency | undefined => {
  const code = text(member)?.toUpperCase()
  return Currency.isCurrency(code) ? code : undefined
}

/** An amount, undefined when it is missing, or why it cannot be read exactly; `name` is the member's. */
export const money = (
  name: string,
  member: Member,
  currency: Currency.Currency | undefined
): Result.Result<Money.Money, string> | undefined => {
  if (!isGiven(member)) return undefined
  const amount = text(member)
  if (amount === undefined) return Result.fail(`${name}: is not an amount`)
  if (currency === undefined) return Result.fail(`${name}: its currency is missing or unknown`)
  return Result.mapError(Money.fromWire(amount, currency), (reason) => `${name}: ${reason}`)
}

/** Collects anomalies while the members of one answer are read. */
export interface Reader {
  readonly anomalies: ReadonlyArray<Anomaly.Anomaly>
  readonly note: (kind: Anomaly.Kind, message: string) => void
  /** An amount, or undefined with an anomaly when it cannot be read exactly. */
  readonly money: (name: string, member: Member, currency: Currency.Currency | undefined) => Money.Money | undefined
  /** A decimal in the digits it is stated in, without an exponent, or undefined with an anomaly when it is none. */
  readonly decimal: (name: string, member: Member) => string | undefined
}

/** A reader for one answer. */
export const reader = (): Reader => {
  const anomalies: Array<Anomaly.Anomaly> = []
  const note = (kind: Anomaly.Kind, message: string) => void anomalies.push(Anomaly.make(kind, message))
  return {
    anomalies,
    note,
    money: (name, member, currency) => {
      const found = money(name, member, currency)
      if (found === undefined || Result.isSuccess(found)) return found?.success
      note("UnreadableField", found.failure)
      return undefined
    },
    decimal: (name, member) => {
      const stated = text(member)
      const found = stated === undefined ? undefined : Result.getOrUndefined(parseWire(stated))
      if (found !== undefined) return format(found)
      if (isGiven(member)) note("UnreadableField", `${name}: is not an amount`)
      return undefined
    }
  }
}

/** Notes where an amount that an answer states differs from the one that was asked for; what is not known differs not. */
export const compare = (
  wire: Pick<Reader, "note">,
  stated: Money.Money | undefined,
  asked: Money.Money | undefined
): void => {
  if (stated === undefined || asked === undefined) return
  if (stated.currency !== asked.currency) wire.note("CurrencyDiffers", "the answer is in another currency")
  else if (!Money.equals(stated, asked)) wire.note("AmountDiffers", "the answer states another amount")
}
