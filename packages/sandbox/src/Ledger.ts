/**
 * The money that a simulated provider really paid out and really received, append-only: the truth a client's own ledger is
 * compared with. Balances beside it move only through the named operations and never lose a unit.
 */
import type { Decimal } from "./internal/decimal.ts"
import { add, toText, zero } from "./internal/decimal.ts"

/** One movement of money to or from the outside. */
export interface Entry {
  readonly seq: number
  /** Epoch milliseconds of the simulator's clock. */
  readonly at: number
  /**
   * Paid to a recipient, that payout come back, received from a payer, that payment given back, what was given back come back,
   * or a payment taken back by the payer's bank and given again.
   */
  readonly kind:
    | "payout"
    | "payoutReturned"
    | "payment"
    | "paymentRefunded"
    | "refundReturned"
    | "disputed"
    | "disputeReturned"
  /** The provider's own id. */
  readonly id: string
  /** The merchant's own id. */
  readonly reference: string
  /** Decimal text: what the recipient got or the payer sent. */
  readonly amount: string
  readonly currency: string
  /** Decimal text: what the shop's balance lost or gained by it. */
  readonly shopAmount: string
  readonly shopCurrency: string
  readonly shop: string
  /** The recipient's account, masked. */
  readonly account: string | null
  /** The names the merchant has given it beside its reference, where the provider keeps such: labels, a key of idempotency. */
  readonly marks?: Readonly<Record<string, unknown>>
}

/** An append-only list of movements. */
export interface Ledger {
  readonly append: (entry: Omit<Entry, "seq">) => void
  readonly entries: () => ReadonlyArray<Entry>
  readonly clear: () => void
}

/** An empty ledger. */
export const make = (): Ledger => {
  let entries: Array<Entry> = []
  return {
    append: (entry) => {
      entries.push(Object.freeze({ seq: entries.length + 1, ...entry }))
    },
    entries: () => entries.slice(),
    clear: () => {
      entries = []
    }
  }
}

/** Where an amount sits: free to use, set aside for an open payout, or under review. */
export type Pocket = "available" | "frozen" | "hold"

/** One balance as decimal texts. */
export interface Balance {
  readonly shop: string
  readonly currency: string
  readonly available: string
  readonly frozen: string
  readonly hold: string
}

/** The balances of all shops. */
export interface Balances {
  readonly read: (shop: string, currency: string, pocket: Pocket) => Decimal
  readonly set: (shop: string, currency: string, pocket: Pocket, amount: Decimal) => void
  /** Adds to a pocket; a negative amount takes away. */
  readonly add: (shop: string, currency: string, pocket: Pocket, amount: Decimal) => void
  /** All balances, or one shop's. */
  readonly list: (shop?: string) => ReadonlyArray<Balance>
  readonly clear: () => void
}

/** No balances yet; every pocket reads as zero. */
export const balances = (): Balances => {
  const accounts = new Map<string, { shop: string; currency: string } & Record<Pocket, Decimal>>()
  const open = (shop: string, currency: string) => {
    const key = `${shop}:${currency}`
    const account = accounts.get(key) ?? { shop, currency, available: zero, frozen: zero, hold: zero }
    accounts.set(key, account)
    return account
  }
  return {
    read: (shop, currency, pocket) => open(shop, currency)[pocket],
    set: (shop, currency, pocket, amount) => {
      open(shop, currency)[pocket] = amount
    },
    add: (shop, currency, pocket, amount) => {
      const account = open(shop, currency)
      account[pocket] = add(account[pocket], amount)
    },
    list: (shop) =>
      [...accounts.values()]
        .filter((account) => shop === undefined || account.shop === shop)
        .map((account) => ({
          shop: account.shop,
          currency: account.currency,
          available: toText(account.available),
          frozen: toText(account.frozen),
          hold: toText(account.hold)
        })),
    clear: () => accounts.clear()
  }
}
