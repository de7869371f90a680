/**
 * The currencies Switchyard knows: the active ones of ISO 4217 and USDT, with the number of fraction digits an amount in
 * them may have. It knows nothing of exchange rates, nor of which provider supports which currency.
 */
import * as Schema from "effect/Schema"
import { currencies } from "./internal/currencies.ts"

// `keyof` alone has no name of its own: editors and declarations would list every code wherever they mean a currency.
/** An alphabetic currency code, such as `"RUB"` or `"USDT"`. */
export type Currency = Extract<keyof typeof currencies, string>

/** Whether a value is a known currency code. */
export const isCurrency = (u: unknown): u is Currency => typeof u === "string" && Object.hasOwn(currencies, u)

/** Every known currency code, sorted. */
export const all: ReadonlyArray<Currency> = Object.keys(currencies).filter(isCurrency).sort()

/** Accepts exactly the known codes, in upper case. */
export const Currency = Schema.Literals(all).annotate({
  identifier: "Currency",
  description: "An ISO 4217 alphabetic code, or USDT",
  message: "must be a known currency code, such as RUB"
})

/** The number of fraction digits of a currency; undefined where they are those in which a provider states an amount. */
export const scale = (currency: Currency): 0 | 2 | 3 | undefined => currencies[currency][1]

/** The ISO 4217 numeric code as three digits, such as `"048"`; undefined where ISO 4217 does not list the currency. */
export const numeric = (currency: Currency): string | undefined => currencies[currency][0]

/** The ISO 4217 numeric code as a number, such as 48 for BHD; undefined where ISO 4217 does not list the currency. */
export const numberCode = (currency: Currency): number | undefined => {
  const code = numeric(currency)
  return code === undefined ? undefined : Number(code)
}

const byNumeric: ReadonlyMap<string, Currency> = new Map(
  all.flatMap((code): ReadonlyArray<[string, Currency]> => {
    const number = numeric(code)
    return number === undefined ? [] : [[number, code]]
  })
)

/** The currency of an ISO 4217 numeric code, given as a number or as text with or without its leading zeros. */
export const fromNumeric = (code: string | number): Currency | undefined => {
  const text = String(code)
  return /^[0-9]{1,3}$/.test(text) ? byNumeric.get(text.padStart(3, "0")) : undefined
}
