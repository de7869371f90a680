/**
 * Everything a simulated Feennex remembers: payouts, payments, receipts, and what a test has scripted for them. Plain
 * data and ways to find it; how it changes is in `Payouts.ts` and `Payments.ts`.
 */

import type { CallbackScript } from "../CallbackScript.ts"
import type { GivenMembers } from "../Held.ts"
import type { Decimal } from "../internal/decimal.ts"
import { of } from "../internal/decimal.ts"
import type { Json, NumberText } from "../internal/json.ts"
import type { PayoutMoney, Reached } from "../Operation.ts"
import type { Plan, Planned } from "../Plan.ts"
import type { Script } from "../Script.ts"
import * as Scripts from "../Script.ts"
import type { World } from "../World.ts"
import type { Id } from "./Ids.ts"
import * as Ids from "./Ids.ts"
import type { Options, Payway, Shop } from "./Options.ts"
import { defaultBalances, defaultShop } from "./Options.ts"
import type { Stage } from "./PsData.ts"
import type { Quotes } from "./Quotes.ts"
import * as Prices from "./Quotes.ts"
import type { Settings } from "./Settings.ts"
import { defaultSettings } from "./Settings.ts"

/** A payout. */
export interface Payout extends Planned, Id {
  readonly shop: Shop
  readonly reference: string
  readonly account: string
  readonly payway: string
  /** In `psCurrency`, printed the way the request had it. */
  readonly receive: NumberText
  readonly psCurrency: string
  readonly price: Prices.PayoutQuote
  readonly shopCurrency: string
  /** Everything the request had. */
  readonly given: GivenMembers
  readonly history: Array<Reached<number>>
  status: number
  rejectedReason: string | null
  money: PayoutMoney
  /** The shop's free money once this was paid. */
  balanceAfter: Decimal | null
}

/** A payer's proof of transfer under review. */
export interface Receipt {
  readonly id: string
  /** `pending`, `succeeded` or `rejected` by the document; a test may say anything. */
  status: string
  comment: string | null
}

/** What a payer typed into the card form; its security code is kept nowhere. */
export interface Payer {
  readonly card: string
  readonly holder: string | null
}

/** Something that Feennex itself took from a shop or gave to it; only registers tell of it. */
export interface Service {
  readonly id: string
  readonly at: number
  readonly shop: Shop
  /** Negative where the shop is given money. */
  readonly amount: Decimal
  readonly currency: string
  readonly description: string | null
  readonly balanceAfter: Decimal
}

/** A payment. */
export interface Payment extends Planned, Id {
  /** The id of the receipt service. */
  readonly uuid: string
  readonly sessionId: string
  readonly shop: Shop
  readonly reference: string
  readonly payway: string
  readonly direction: Payway
  readonly currency: string
  /** What was asked for at creation. */
  readonly asked: Prices.PaymentQuote
  /** Where this simulator was reached, for the links it hands out. */
  readonly origin: string
  readonly createdAt: number
  /** How long the payer has, in milliseconds. */
  readonly lifetime: number
  readonly email: string | null
  readonly description: string | null
  readonly callbackUrl: string | null
  readonly callbackRejectedUrl: string | null
  readonly successUrl: string | null
  readonly failedUrl: string | null
  /** Everything the request had. */
  readonly given: GivenMembers
  /** The newest token that /h2h_data gave out for this payment and nobody has used. */
  formToken: string | null
  payer: Payer | null
  /** What the answers show of `ps_data`, where a test has said so. */
  psDataStages: ReadonlyArray<Stage> | null
  /** How many answers had `ps_data`. */
  reads: number
  readonly receipts: Array<Receipt>
  readonly history: Array<Reached<number>>
  price: Prices.PaymentQuote
  status: number
  rejectedReason: string | null
  processedAt: number | null
  updatedAt: number | null
  money: "none" | "held" | "credited" | "returned"
  /** The shop's free money once this was credited. */
  balanceAfter: Decimal | null
}

/** What /check_account says of an account, and what becomes of a payout to it. */
export interface AccountCheck {
  /** Null, or not there at all, where the outcome is not known. */
  readonly result: boolean | null | "absent"
  readonly providerStatus: 1 | 2 | 3
  /** Any JSON; texts in it may repeat what was given, see `Words.ts`. */
  readonly info: Readonly<Record<string, unknown>>
}

/** One /check_account, with everything the request had. */
export interface AccountChecked {
  readonly at: number
  readonly shop: string
  readonly given: GivenMembers
}

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

/** What is known of the people of a payment: what the merchant gave, and what the payer typed. */
export const wordsOf = ({ given, payer }: Payment): GivenMembers =>
  payer === null ? given : { ...given, card: payer.card, card_holder: payer.holder }

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
