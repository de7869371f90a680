/**
 * The common view of payouts and payments of every provider for whoever inspects them, and how the money of a payout
 * moves: set aside at its creation, gone once it is paid, given back once it failed.
 */
import type { Decimal } from "./internal/decimal.ts"
import { negate, of } from "./internal/decimal.ts"
import type { Entry } from "./Ledger.ts"
import type { World } from "./World.ts"

/** A status and when it was reached. */
export interface Reached<Status> {
  readonly at: number
  readonly status: Status
}

/** An operation as an inspector sees it; amounts are decimal texts. */
export interface Operation<Status> {
  /** The provider's own id. */
  readonly id: string
  /** The merchant's own id. */
  readonly reference: string
  readonly shop: string
  readonly status: Status
  readonly history: ReadonlyArray<Reached<Status>>
  /** The amount that the recipient gets or the payer pays. */
  readonly amount: string
  readonly currency: string
  /** The amount by which the shop's balance changes. */
  readonly shopAmount: string
  readonly shopCurrency: string
  readonly money: string
  /** A payout's account, or the card that a payer typed into a card form; masked. */
  readonly account: string | null
}

/** Where a payout's money is: set aside, gone, or given back. */
export type PayoutMoney = "frozen" | "debited" | "released"

/** Sets money aside for a payout that was just made. */
export const setAside = (world: World, shop: string, currency: string, amount: Decimal): void => {
  world.balances.add(shop, currency, "available", negate(amount))
  world.balances.add(shop, currency, "frozen", amount)
}

/** Moves a payout's money and writes what really left or came back into the ledger; nothing where nothing changes. */
export const moveMoney = (
  world: World,
  before: PayoutMoney,
  after: PayoutMoney,
  entry: Omit<Entry, "seq" | "at" | "kind">
): void => {
  if (after === before) return
  const { shop, shopCurrency: currency } = entry
  const { balances, ledger, clock } = world
  const amount = of(entry.shopAmount)
  if (before === "frozen") balances.add(shop, currency, "frozen", negate(amount))
  else balances.add(shop, currency, "available", before === "released" ? negate(amount) : amount)
  if (before === "frozen" && after === "released") balances.add(shop, currency, "available", amount)
  if (after === "released" && before !== "debited") return
  ledger.append({ at: clock.now(), kind: after === "debited" ? "payout" : "payoutReturned", ...entry })
}
