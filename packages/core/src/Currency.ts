/**
 * The currencies Switchyard knows: the active ones of ISO 4217 and USDT, with the number of fraction digits an amount in
 * them may have. It knows nothing of exchange rates, nor of which provider supports which currency.
 */
import * as Schema from "effect/Schema"
import { iso4217 } from "./internal/iso4217.ts"

type IsoCode = keyof typeof iso4217

/** An alphabetic currency code, such as `"RUB"` or `"USDT"`. */
export type Currency = IsoCode | "USDT"

const isIsoCode = (text: string): text is IsoCode => Object.hasOwn(iso4217, text)

const isoCodes: ReadonlyArray<IsoCode> = Object.keys(iso4217).filter(isIsoCode)

/** Every known currency code, sorted. */
export const all: ReadonlyArray<Currency> = [...isoCodes, "USDT" as const].sort()

/** Accepts exactly the known codes, in upper case. */
export const Currency = Schema.Literals(all).annotate({
  identifier: "Currency",
  description: "An ISO 4217 alphabetic code, or USDT",
  message: "must be a known currency code, such as RUB"
})

/** Whether a value is a known currency code. */
export const isCurrency = (u: unknown): u is Currency => typeof u === "string" && (u === "USDT" || isIsoCode(u))

/** The number of fraction digits of a currency; undefined for USDT, whose digits are kept as stated. */
export const scale = (currency: Currency): 0 | 2 | 3 | undefined =>
  currency === "USDT" ? undefined : iso4217[currency][1]

/** The ISO 4217 numeric code as three digits, such as `"048"`; undefined for USDT. */
export const numeric = (currency: Currency): string | undefined =>
  currency === "USDT" ? undefined : iso4217[currency][0]

/** The ISO 4217 numeric code as a number, such as 48 for BHD; undefined for USDT. */
export const numberCode = (currency: Currency): number | undefined =>
  currency === "USDT" ? undefined : Number(iso4217[currency][0])

const byNumeric: ReadonlyMap<string, Currency> = new Map(isoCodes.map((code) => [iso4217[code][0], code]))

/** The currency of an ISO 4217 numeric code, given as a number or as text with or without its leading zeros. */
export const fromNumeric = (code: string | number): Currency | undefined => {
  const text = String(code)
  return /^[0-9]{1,3}$/.test(text) ? byNumeric.get(text.padStart(3, "0")) : undefined
}
