/**
 * Stripe's own table of currencies: how many digits an amount in its smallest unit has, which last digits must be zero, and the least that
 * may be charged. It is not ISO 4217's: ISK, UGX and MGA differ.
 */
import type { Decimal } from "../../internal/decimal.ts"
import { toFixed } from "../../internal/decimal.ts"
import { badParam } from "../wire/Errors.ts"
import type { Params } from "../wire/Params.ts"
import { integer, nameOf, required, text } from "../wire/Params.ts"

const words = (text: string): ReadonlyArray<string> => text.split(/\s+/)

const none = new Set(words("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"))
const three = new Set(words("bhd jod kwd omr tnd"))

const two = new Set(
  words(`usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc
  cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt
  lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln
  qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx uyu uzs wst xcd yer
  zar zmw`)
)

/** The least charge in the smallest unit, of the currency it is settled in. */
const least: Readonly<Record<string, number>> = {
  ...Object.fromEntries(words("usd eur aud cad chf brl inr nzd sgd").map((currency) => [currency, 50])),
  ...{
    gbp: 30,
    dkk: 250,
    nok: 300,
    sek: 300,
    hkd: 400,
    pln: 200,
    ron: 200,
    myr: 200,
    aed: 200,
    czk: 1500,
    huf: 17_500
  },
  ...{ mxn: 1000, thb: 1000, jpy: 50, krw: 50 }
}

/** How many digits an amount has after the point. */
export const digitsOf = (currency: string): number => (none.has(currency) ? 0 : three.has(currency) ? 3 : 2)

/** Whether Stripe knows a currency, in lower case. */
export const isKnown = (currency: string): boolean => none.has(currency) || three.has(currency) || two.has(currency)

/** An amount in the smallest unit as a number. */
export const toDecimal = (amount: number, currency: string): Decimal => ({
  units: BigInt(amount),
  scale: digitsOf(currency)
})

/** An amount in the smallest unit as decimal text of the currency itself: 1099 of USD is `10.99`. */
export const toText = (amount: number, currency: string): string => {
  const digits = digitsOf(currency)
  return amount < 0 ? `-${toFixed(toDecimal(-amount, currency), digits)}` : toFixed(toDecimal(amount, currency), digits)
}

/** A number back in the smallest unit. */
export const toAmount = ({ scale, units }: Decimal, currency: string): number => {
  const digits = digitsOf(currency)
  return Number(digits >= scale ? units * 10n ** BigInt(digits - scale) : units / 10n ** BigInt(scale - digits))
}

/** The currency of a request, which must be there, in lower case as the documents have it. */
export const readCurrency = (params: Params, name = "currency"): string => {
  const given = required(params, name, text(params, name))
  if (isKnown(given)) return given
  throw badParam(nameOf(params, name), `Invalid currency: ${given.slice(0, 20)}`)
}

const fraction = (currency: string, isPayout: boolean): number => {
  if (three.has(currency)) return 10
  if (currency === "isk" || currency === "ugx") return 100
  return isPayout && (currency === "huf" || currency === "twd") ? 100 : 1
}

/** Refuses an amount whose last digits the currency does not have; the code is undocumented, so there is none. */
export const checkFraction = (param: string, amount: number, currency: string, isPayout: boolean): void => {
  const step = fraction(currency, isPayout)
  if (amount % step !== 0) throw badParam(param, `Amounts in ${currency} must be multiples of ${step}.`)
}

/** An amount of a request, positive and of digits that the currency has; at most so many digits in all. */
export const readAmount = (
  params: Params,
  currency: string,
  isPayout: boolean,
  name = "amount"
): number | undefined => {
  const amount = integer(params, name)
  if (amount === undefined) return undefined
  const param = nameOf(params, name)
  if (amount < 1) {
    throw badParam(param, "Invalid positive integer", amount === 0 ? "amount_too_small" : "parameter_invalid_integer")
  }
  if (String(amount).length > 12) throw badParam(param, "Amounts have at most 12 digits.", "amount_too_large")
  checkFraction(param, amount, currency, isPayout)
  return amount
}

/** Refuses a charge below the least; `settled` is the same sum in the currency it is settled in. */
export const checkLeast = (param: string, settled: number, currency: string): void => {
  // Where no least is documented, what most have in common counts: half a unit, or fifty of what has no fraction.
  const floor = least[currency] ?? (digitsOf(currency) === 3 ? 500 : 50)
  if (settled >= floor) return
  const shown = `${toText(floor, currency)} ${currency}`
  throw badParam(param, `Amount must convert to at least ${shown}.`, "amount_too_small")
}
