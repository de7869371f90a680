/**
 * Everything a simulated Feennex remembers, and what a test has scripted for it. Plain
 * data and ways to find it; how it changes is in `Payouts.ts` and `Payments.ts`.
 */

import type { CallbackScript } from "../CallbackScript.ts"
import { of } from "../internal/decimal.ts"
import type { Json } from "../internal/json.ts"
import type { Plan } from "../Plan.ts"
import type { Script } from "../Script.ts"
import * as Scripts from "../Script.ts"
import type { World } from "../World.ts"
import type { Stage } from "./Courses.ts"
import * as Ids from "./Ids.ts"
import type { Options, Shop } from "./Options.ts"
import { defaultBalances, defaultShop } from "./Options.ts"
import type { Quotes } from "./Quotes.ts"
import * as Prices from "./Quotes.ts"
import type { AccountCheck, AccountChecked, Payment, Payout, Service } from "./Records.ts"
import type { Settings } from "./Settings.ts"
import { defaultSettings } from "./Settings.ts"

/** The memory of one simulator. */
export interface State {
  readonly world: World
  readonly options: Options
  quotes: Quotes
  readonly shops: ReadonlyMap<string, Shop>
  settings: Settings
  /** By shop and `shop_payment_id`, and by shop and the key of Feennex's own id. */
  readonly payouts: Map<string, Payout>
  readonly payoutsById: Map<string, Payout>
  /** All payments, oldest first, and by shop and order number. */
  readonly payments: Array<Payment>
  readonly paymentsByOrder: Map<string, Array<Payment>>
  readonly payoutPlans: Script<Plan<number>>
  readonly paymentPlans: Script<Plan<number>>
  readonly callbackScripts: Script<CallbackScript<number>>
  readonly psDataScripts: Script<ReadonlyArray<Stage>>
  readonly accounts: Map<string, AccountCheck>
  readonly accountsChecked: Array<AccountChecked>
  readonly services: Array<Service>
  /** When an operation was last asked for, by shop and operation. */
  readonly lastReads: Map<string, number>
}

/** The key of an operation: ids are looked up within their shop. */
export const keyOf = (shop: string, id: string): string => `${shop}:${id}`

/** A shop's payments with one order number, oldest first. */
export const paymentsOf = (state: State, shop: string, reference: string): ReadonlyArray<Payment> =>
  state.paymentsByOrder.get(keyOf(shop, reference)) ?? []

/** Remembers a payout. */
export const addPayout = (state: State, payout: Payout): void => {
  state.payouts.set(keyOf(payout.shop.id, payout.reference), payout)
  state.payoutsById.set(keyOf(payout.shop.id, Ids.keyOf(payout)), payout)
}

/** The payout that a `withdraw_id` means. */
export const payoutById = (state: State, shop: string, id: Json | undefined): Payout | undefined =>
  Ids.keysOf(id)
    .map((key) => state.payoutsById.get(keyOf(shop, key)))
    .find((payout) => payout !== undefined)

/** Whether status reads do not find it yet. */
export const isHidden = ({ settings, world }: State, { createdAt }: { readonly createdAt: number }): boolean =>
  world.clock.now() - createdAt < settings.readLag

/** Remembers a payment. */
export const addPayment = (state: State, payment: Payment): void => {
  const key = keyOf(payment.shop.id, payment.reference)
  state.payments.push(payment)
  state.paymentsByOrder.set(key, [...(state.paymentsByOrder.get(key) ?? []), payment])
}

/** Gives every shop its starting money. */
export const fund = (state: State): void => {
  for (const shop of state.shops.values()) {
    for (const [currency, amount] of Object.entries(shop.balances ?? defaultBalances)) {
      state.world.balances.set(shop.id, currency, "available", of(amount))
    }
  }
}

/** A fresh memory. */
export const make = (world: World, options: Options): State => {
  const shops = options.shops ?? [defaultShop]
  const state: State = {
    world,
    options,
    quotes: Prices.make(options),
    shops: new Map(shops.map((shop) => [shop.id, shop])),
    settings: { ...defaultSettings, ...options.settings },
    payouts: new Map(),
    payoutsById: new Map(),
    payments: [],
    paymentsByOrder: new Map(),
    payoutPlans: Scripts.make(),
    paymentPlans: Scripts.make(),
    callbackScripts: Scripts.make(),
    psDataScripts: Scripts.make(),
    accounts: new Map(),
    accountsChecked: [],
    services: [],
    lastReads: new Map()
  }
  fund(state)
  return state
}

/** Forgets everything but the options. */
export const reset = (state: State): void => {
  state.world.reset()
  state.settings = { ...defaultSettings, ...state.options.settings }
  state.quotes = Prices.make(state.options)
  for (const part of [state.payouts, state.payoutsById, state.paymentsByOrder]) part.clear()
  for (const part of [state.accounts, state.lastReads]) part.clear()
  const { callbackScripts, paymentPlans, payoutPlans, psDataScripts } = state
  for (const part of [payoutPlans, paymentPlans, callbackScripts, psDataScripts]) part.clear()
  state.payments.length = 0
  for (const part of [state.accountsChecked, state.services]) part.length = 0
  fund(state)
}
