/**
 * Prices: payways and their currencies, exchange, fees and limits. All exact; rounding is half up to two
 * digits and happens once per figure.
 */
import type { Decimal } from "../internal/decimal.ts"
import { add, compare, divide, multiply, of, round, subtract, toFloatText } from "../internal/decimal.ts"
import { codes, incorrect, refusal } from "./Envelope.ts"
import type { Fees, Options, Payway } from "./Options.ts"
import { defaultFees, defaultLimits, defaultRates } from "./Options.ts"

/** The price list of one simulator. */
export interface Quotes {
  /** Error 1 when there is no such payway. */
  readonly payway: (name: string) => Payway
  /** Adds a payway, or puts another in its place. */
  readonly setPayway: (name: string, payway: Payway) => void
  /** The fees from now on. */
  readonly fees: (changes: Partial<Fees>) => Fees
  readonly payout: (payway: Payway, amountType: string, amount: Decimal, shopCurrency: string) => PayoutQuote
  readonly payment: (payway: Payway, amount: Decimal, currency: string) => PaymentQuote
  /** The same payment when the payer sends `paid`, in the payway's currency. */
  readonly recalculated: (payway: Payway, paid: Decimal, currency: string) => PaymentQuote
}

/** The amounts of a payout. */
export interface PayoutQuote {
  /** In the payway's currency. */
  readonly receive: Decimal
  /** In the shop's currency, fee included. */
  readonly writeOff: Decimal
  /** The fee within it. */
  readonly fee: Decimal
  /** The received amount and the fee on it, in the payway's currency. */
  readonly withFee: Decimal
}

/** The amounts of a payment. */
export interface PaymentQuote {
  /** The amount that the payer pays, in the payway's currency. */
  readonly clientPrice: Decimal
  /** The payer's fee within it. */
  readonly payerFee: Decimal
  /** The price of the exchange for the payer, within it. */
  readonly exchangeFee: Decimal
  /** The payment's amount in the shop's currency. */
  readonly shopAmount: Decimal
  /** The amount that the shop gets of it. */
  readonly shopRefund: Decimal
}

const numeric: Readonly<Record<string, string>> = { usd: "840", rub: "643", eur: "978", uah: "980" }

// A payway's name is an opaque alias; these are the words the documents' own examples have in it.
const byName = (name: string): Payway | undefined => {
  const word = /_(usd|rub|eur|uah)(?![a-z])/i.exec(name)?.[1]?.toLowerCase()
  const currency = word === undefined ? undefined : numeric[word]
  if (currency === undefined) return undefined
  if (/^(bank|sbp)/i.test(name)) return { currency, kind: "bank" }
  return { currency, kind: /^card|h2h/i.test(name) ? "h2h" : "redirect" }
}

const one = of("1")

/** A price list. */
export const make = (options: Options): Quotes => {
  let fees: Fees = { ...defaultFees, ...options.fees }
  const payoutFactor = () => add(one, of(fees.payout))
  const payerFactor = () => add(one, of(fees.payer))
  const clientFactor = (currency: string, payway: Payway) =>
    currency === payway.currency ? payerFactor() : add(payerFactor(), of(fees.exchange))
  const toShop = (amount: Decimal) => round(multiply(amount, subtract(one, of(fees.shop))), 2)
  const limits = options.limits ?? defaultLimits
  const [min, max] = [of(limits.min), of(limits.max)]
  const rates = new Map(Object.entries(options.rates ?? defaultRates))
  const payways = new Map(Object.entries(options.payways ?? {}))

  const worth = (currency: string): Decimal => {
    const rate = rates.get(currency)
    if (rate === undefined) throw refusal(codes.invalidExchange, `Invalid currency exchange for currency=${currency}`)
    return of(rate)
  }
  // `amount` times `factor` in another currency, rounded once.
  const convert = (amount: Decimal, from: string, to: string, factor = one): Decimal =>
    from === to
      ? round(multiply(amount, factor), 2)
      : divide(multiply(multiply(amount, factor), worth(from)), worth(to), 2, "half-up")

  const withinLimits = (amount: Decimal, what: string): void => {
    if (compare(amount, min) < 0) {
      throw refusal(codes.amountTooSmall, `${what} amount is too small, min: ${toFloatText(min)}`)
    }
    if (compare(amount, max) > 0) {
      throw refusal(codes.amountTooLarge, `${what} amount is too large, max: ${toFloatText(max)}`)
    }
  }

  return {
    payway: (name) => {
      const payway = payways.get(name) ?? byName(name)
      if (payway === undefined) throw refusal(codes.paywayNotFound, `Payway ${name.slice(0, 64)} not found`)
      return payway
    },
    setPayway: (name, payway) => void payways.set(name, payway),
    fees: (changes) => {
      fees = { ...fees, ...changes }
      return fees
    },
    payout: (payway, amountType, amount, shopCurrency) => {
      if (amountType !== "ps_amount" && amountType !== "shop_amount") {
        throw incorrect({ amount_type: "value is not one of ps_amount, shop_amount" })
      }
      const isSame = shopCurrency === payway.currency
      const factor = payoutFactor()
      // Rounded down, so that the fee of a given write-off is never less than its share.
      const received = (): Decimal => {
        const [from, to] = isSame ? [one, one] : [worth(shopCurrency), worth(payway.currency)]
        return divide(multiply(amount, from), multiply(factor, to), 2, "down")
      }
      const receive = amountType === "ps_amount" ? amount : received()
      withinLimits(receive, "Payee receive")
      const writeOff = amountType === "shop_amount" ? amount : convert(amount, payway.currency, shopCurrency, factor)
      if (isSame) return { receive, writeOff, fee: subtract(writeOff, receive), withFee: writeOff }
      const fee = divide(multiply(writeOff, of(fees.payout)), factor, 2, "half-up")
      return { receive, writeOff, fee, withFee: round(multiply(receive, factor), 2) }
    },
    payment: (payway, amount, currency) => {
      const net = convert(amount, currency, payway.currency)
      const clientPrice = convert(amount, currency, payway.currency, clientFactor(currency, payway))
      withinLimits(clientPrice, "Payer price")
      const withPayerFee = convert(amount, currency, payway.currency, payerFactor())
      return {
        clientPrice,
        payerFee: subtract(withPayerFee, net),
        exchangeFee: subtract(clientPrice, withPayerFee),
        shopAmount: amount,
        shopRefund: toShop(amount)
      }
    },
    recalculated: (payway, paid, currency) => {
      const net = divide(paid, clientFactor(currency, payway), 2, "half-up")
      const isSame = currency === payway.currency
      const payerFee = isSame ? subtract(paid, net) : round(multiply(net, of(fees.payer)), 2)
      const shopAmount = convert(net, payway.currency, currency)
      const exchangeFee = subtract(subtract(paid, net), payerFee)
      return { clientPrice: paid, payerFee, exchangeFee, shopAmount, shopRefund: toShop(shopAmount) }
    }
  }
}
