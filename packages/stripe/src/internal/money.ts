/**
 * Amounts as Stripe writes them: whole numbers of its own smallest units, which are not those of ISO 4217 everywhere. Source: the
 * page on currencies; which ones there are is listed here, so that nothing is converted by exclusion.
 */
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import * as Wire from "@switchyard/core/Wire"

const two =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK DKK " +
  "DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD KES KGS KHR KYD KZT LAK LBP " +
  "LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON " +
  "RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TOP TRY TTD TWD TZS UAH UGX USD UYU UZS WST XCD YER ZAR ZMW"

const digits: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF",
  2: two,
  3: "BHD JOD KWD OMR TND"
}

const table = new Map(
  Object.entries(digits).flatMap(([count, codes]) => codes.split(" ").map((code) => [code, Number(count)] as const))
)

const { fromMinor, toMinor } = Money.minorUnits((currency) => table.get(currency))

/** Whether Stripe writes amounts of a currency. */
export const isWritten = (currency: Currency.Currency): boolean => table.has(currency)

/** The amount as it goes over the wire; undefined where Stripe's units cannot write it, which its step refuses before. */
export const written = (money: Money.Money): string | undefined => toMinor(money)?.toString()

/** Why an amount is refused that they cannot write. */
export const unwritten = [{ path: "amount", reason: "cannot be written in Stripe's units" }]

/** A currency as it goes over the wire. */
export const code = (currency: Currency.Currency): string => currency.toLowerCase()

// Paid out in whole units only, although they are charged in hundredths.
const wholeInPayouts = new Set(["HUF", "TWD"])

const stepOf = (currency: Currency.Currency, isPayout: boolean): string | undefined => {
  const count = table.get(currency)
  // The last of three digits is 0.
  if (count === 3) return "0.010"
  const isWhole = count === 0 || (isPayout && wholeInPayouts.has(currency))
  return isWhole && Currency.scale(currency) !== 0 ? "1.00" : undefined
}

/** The steps of a route, for the currencies whose amounts are coarser than the currency itself. */
export const limits = (
  currencies: ReadonlyArray<Currency.Currency>,
  isPayout = false
): { readonly limits?: { readonly [currency: string]: { readonly step: Money.Money } } } => {
  const found = currencies.flatMap((currency) => {
    const step = stepOf(currency, isPayout)
    return step === undefined ? [] : [[currency, { step: Money.unsafe(step, currency) }] as const]
  })
  return compact({ limits: found.length === 0 ? undefined : Object.fromEntries(found) })
}

/** The currency that a member names, where Stripe writes amounts of it. */
export const currencyOf = (member: Wire.Member): Currency.Currency | undefined => {
  const currency = Wire.currencyByCode(member)
  return currency !== undefined && isWritten(currency) ? currency : undefined
}

/** An amount of an answer; one that is there and cannot be read exactly is noted, and left out. */
export const read = (
  wire: Pick<Wire.Reader, "note">,
  name: string,
  member: Wire.Member,
  currency: Currency.Currency | undefined
): Money.Money | undefined => {
  if (!Wire.isGiven(member)) return undefined
  const text = Wire.text(member) ?? ""
  const isWhole = /^-?\d{1,30}$/.test(text)
  const money = isWhole && currency !== undefined ? fromMinor(BigInt(text), currency) : undefined
  if (money === undefined) wire.note("UnreadableField", `${name}: is no amount in a currency that is known`)
  return money
}
