/**
 * Everything a simulated P2P platform remembers: payouts, reads, and what a test has scripted. Plain data and ways to
 * find it; how it changes is in `Payouts.ts`.
 */
import type { CallbackScript } from "../CallbackScript.ts"
import type { GivenMembers } from "../Held.ts"
import { of } from "../internal/decimal.ts"
import type { PayoutMoney, Reached } from "../Operation.ts"
import type { Planned } from "../Plan.ts"
import type { Script } from "../Script.ts"
import * as Scripts from "../Script.ts"
import type { World } from "../World.ts"
import type { Order } from "./Fields.ts"
import type { Merchant, Method, Options, Settings, Step } from "./Options.ts"
import { defaultBalance, defaultMerchant, defaultSettings } from "./Options.ts"
import type { Price, Pricing } from "./Pricing.ts"
import * as Prices from "./Pricing.ts"
import { checkTemplate } from "./Signing.ts"

/** The one currency of balances. */
export const usdt = "USDT"

/** A payout. */
export interface Payout extends Planned {
  /** The platform's `internal_transaction_id`. */
  readonly id: string
  readonly merchant: Merchant
  readonly order: Order
  /** Everything the request had. */
  readonly given: GivenMembers
  readonly price: Price
  /** Where this simulator was reached, for the links it hands out. */
  readonly origin: string
  readonly createdAt: number
  readonly history: Array<Reached<string>>
  status: string
  updatedAt: number
  money: PayoutMoney
  cheques: ReadonlyArray<string>
}

/** The memory of one simulator. */
export interface State {
  readonly world: World
  readonly options: Options
  readonly pricing: Pricing
  readonly merchants: ReadonlyMap<string, Merchant>
  settings: Settings
  /** Oldest first, by merchant and `order_id`, which need not be unique. */
  readonly payouts: Array<Payout>
  readonly payoutsByOrder: Map<string, Array<Payout>>
  readonly payoutsById: Map<string, Payout>
  readonly plans: Script<ReadonlyArray<Step>>
  readonly callbackScripts: Script<CallbackScript<string>>
  /** Methods that are switched off, as `currency:method`. */
  readonly disabled: Set<string>
  /** When a payout was read within the window, by merchant and payout. */
  readonly reads: Map<string, ReadonlyArray<number>>
}

/** The key of whatever belongs to one merchant. */
export const keyOf = (merchant: Merchant, id: string): string => `${merchant.name}:${id}`

/** The key of a method in a currency. */
export const methodKey = (currency: string, method: Method): string => `${currency}:${method}`

/** A merchant's payouts with one `order_id`, oldest first. */
export const payoutsOf = (state: State, merchant: Merchant, orderId: string): ReadonlyArray<Payout> =>
  state.payoutsByOrder.get(keyOf(merchant, orderId)) ?? []

/** The payout an id in a path means; the newest where an `order_id` was used twice. */
export const find = (state: State, merchant: Merchant, id: string): Payout | undefined => {
  const { payoutIdInPath } = state.settings
  const byOrder = payoutIdInPath === "transactionId" ? undefined : payoutsOf(state, merchant, id).at(-1)
  return byOrder ?? (payoutIdInPath === "orderId" ? undefined : state.payoutsById.get(keyOf(merchant, id)))
}

/** Whether status reads do not find it yet. */
export const isHidden = ({ settings, world }: State, { createdAt }: { readonly createdAt: number }): boolean =>
  world.clock.now() - createdAt < settings.readLag

/** Remembers a payout. */
export const addPayout = (state: State, payout: Payout): void => {
  const { merchant, order, id } = payout
  state.payouts.push(payout)
  state.payoutsById.set(keyOf(merchant, id), payout)
  state.payoutsByOrder.set(keyOf(merchant, order.orderId), [...payoutsOf(state, merchant, order.orderId), payout])
}

/** Changes settings; throws `BadInput` when the template of `standart_sign` makes no sense. */
export const change = (state: State, changes: Partial<Settings>): Settings => {
  const settings = { ...state.settings, ...changes }
  checkTemplate(settings.standartSign)
  state.settings = settings
  return settings
}

const start = (state: State): void => {
  state.settings = defaultSettings
  change(state, state.options.settings ?? {})
  for (const merchant of state.merchants.values()) {
    state.world.balances.set(merchant.name, usdt, "available", of(merchant.balance ?? defaultBalance))
  }
}

/** A fresh memory. */
export const make = (world: World, options: Options): State => {
  const state: State = {
    world,
    options,
    pricing: Prices.make(options),
    merchants: new Map((options.merchants ?? [defaultMerchant]).map((merchant) => [merchant.name, merchant])),
    settings: defaultSettings,
    payouts: [],
    payoutsByOrder: new Map(),
    payoutsById: new Map(),
    plans: Scripts.make(),
    callbackScripts: Scripts.make(),
    disabled: new Set(),
    reads: new Map()
  }
  start(state)
  return state
}

/** Forgets everything but the options. */
export const reset = (state: State): void => {
  state.world.reset()
  state.payouts.length = 0
  for (const part of [state.payoutsByOrder, state.payoutsById, state.reads, state.disabled]) part.clear()
  for (const part of [state.plans, state.callbackScripts]) part.clear()
  start(state)
}
