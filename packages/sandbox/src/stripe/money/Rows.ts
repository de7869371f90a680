/**
 * The rows of an account's balance: every movement of its money, with its fee, pending until its day and available then. A balance
 * changes by rows alone.
 */
import { negate } from "../../internal/decimal.ts"
import * as Ids from "../Ids.ts"
import type { Row, Scope } from "../Records.ts"
import type { State } from "../State.ts"
import { add, born } from "../State.ts"
import { toAmount, toDecimal } from "./Currencies.ts"
import { settle } from "./Settlement.ts"

/** A movement to write down, in the currency of the operation. */
export interface Movement {
  readonly type: string
  /** Signed: negative takes away. */
  readonly amount: number
  readonly currency: string
  readonly source: string
  /** In the currency of the balance, for an amount in that currency. */
  readonly fee?: (settled: number) => number
  /** How long the money is pending; none unless given. */
  readonly pendingFor?: number
  readonly description?: string | null
}

const categories: Readonly<Record<string, string>> = {
  payment: "charge",
  payment_refund: "refund",
  payment_failure_refund: "charge_failure",
  adjustment: "dispute",
  payout_cancel: "payout_reversal",
  payout_failure: "payout_reversal"
}

/** The money of an account that can be used now, or that will be; in the smallest unit. */
export const read = (state: State, { shop }: Scope, currency: string, pocket: "available" | "hold"): number =>
  toAmount(state.world.balances.read(shop, currency, pocket), currency)

const free = (state: State, row: Row): void => {
  const { balances } = state.world
  const net = toDecimal(row.amount - row.fee, row.currency)
  balances.add(row.scope.shop, row.currency, "hold", negate(net))
  balances.add(row.scope.shop, row.currency, "available", net)
  row.available = true
  for (const listener of state.whenFunded) listener(row.scope, row.currency)
}

/** Writes a movement down; the balance has it at once, as pending or as available money. */
export const write = (state: State, scope: Scope, movement: Movement): Row => {
  const { world } = state
  const { amount, currency, rate } = settle(state, scope, movement.amount, movement.currency)
  const pendingFor = movement.pendingFor ?? 0
  const row = add(state, {
    kind: "balance_transaction",
    ...born(state, scope, Ids.next(world, "txn_")),
    metadata: {},
    type: movement.type,
    category: categories[movement.type] ?? movement.type,
    amount,
    fee: movement.fee?.(amount) ?? 0,
    currency,
    rate,
    source: movement.source,
    description: movement.description ?? null,
    availableOn: world.clock.now() + pendingFor,
    available: false
  } satisfies Row)
  world.balances.add(scope.shop, currency, "hold", toDecimal(row.amount - row.fee, currency))
  if (pendingFor <= 0) free(state, row)
  else world.after(pendingFor, () => free(state, row))
  return row
}

/** Stripe's fee for a charge of so much. */
export const chargeFee = (state: State): ((settled: number) => number) => {
  const { feeFixed, feeShare } = state.settings
  return (settled) => Math.round((settled * feeShare) / 10_000) + feeFixed
}
