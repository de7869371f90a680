/**
 * What a test may do to a simulated P2P platform and see of it, as an object in the same process. The same things over
 * HTTP are in `AdminRoutes.ts`.
 */
import { NotThere } from "../AdminHttp.ts"
import type { CallbackScript } from "../CallbackScript.ts"
import { of, parse, toText } from "../internal/decimal.ts"
import { BadInput } from "../internal/decode.ts"
import { maskAccount } from "../Journal.ts"
import type * as Operations from "../Operation.ts"
import type { Match } from "../Script.ts"
import type { ProviderAdmin } from "../WorldAdmin.ts"
import * as WorldAdmins from "../WorldAdmin.ts"
import type { Callbacks } from "./Callbacks.ts"
import type { Method, Settings, Step } from "./Options.ts"
import * as Payouts from "./Payouts.ts"
import { printed } from "./Pricing.ts"
import type { Payout, State } from "./State.ts"
import { change, methodKey, reset, usdt } from "./State.ts"

/** A payout as an inspector sees it. */
export interface Operation extends Operations.Operation<string> {
  readonly kind: "payout"
  readonly method: Method
  /** The three figures as the platform states them, four decimals each. */
  readonly usdtAmount: string
  readonly merchantSpentUsdt: string
  readonly exchangeRate: string
  readonly cheques: ReadonlyArray<string>
}

/** The admin interface in process. References are the merchant's own ids; a transaction id is understood too. */
export interface Admin extends ProviderAdmin<string, Settings> {
  /** The course of the next payouts that match; default the next one. */
  readonly plan: (plan: ReadonlyArray<Step>, match?: Match) => void
  /** Switches a method on or off, in one currency or in all. */
  readonly method: (method: Method, enabled: boolean, currency?: string) => void
  readonly setBalance: (available: string, merchant?: string) => void
  /** Moves a payout to any status, also one no document knows; ends its plan. */
  readonly setStatus: (reference: string, status: string) => Promise<void>
  /** The receipts of a payout; none takes them away. */
  readonly cheques: (reference: string, urls: ReadonlyArray<string>) => void
  /** Sends a callback with any status, whatever the payout's own is. */
  readonly sendCallback: (reference: string, status: string, script?: CallbackScript<string>) => Promise<void>
  readonly operations: (reference?: string) => ReadonlyArray<Operation>
}

const operation = (payout: Payout): Operation => {
  const { order, price } = payout
  return {
    kind: "payout",
    id: payout.id,
    reference: order.orderId,
    shop: payout.merchant.name,
    method: order.method,
    status: payout.status,
    history: payout.history.slice(),
    amount: toText(of(order.fiatAmount)),
    currency: order.fiatCurrency,
    shopAmount: toText(price.spent),
    shopCurrency: usdt,
    usdtAmount: printed(price.usdt),
    merchantSpentUsdt: printed(price.spent),
    exchangeRate: printed(price.rate),
    money: payout.money,
    account: maskAccount(order.requisite),
    cheques: payout.cheques
  }
}

const isCalled = (reference: string) => (payout: Payout) =>
  payout.order.orderId === reference || payout.id === reference

const found = (state: State, reference: string): Payout => {
  const payout = state.payouts.findLast(isCalled(reference))
  if (payout === undefined) throw new NotThere(`no payout ${reference}`)
  return payout
}

const jsonOnly = <S extends CallbackScript<string>>(script: S): S => {
  if (script.format === "form") throw new BadInput("this platform's callbacks are JSON")
  return script
}

/** The admin interface of one simulator. */
export const make = (state: State, callbacks: Callbacks): Admin => ({
  ...WorldAdmins.make(state.world),
  plan: (plan, match) => {
    state.plans.add(plan, match)
  },
  scriptCallback: (script, match) => {
    state.callbackScripts.add(jsonOnly(script), match)
  },
  settings: (changes = {}) => change(state, changes),
  method: (method, enabled, currency) => {
    const { currencies } = state.pricing
    if (currency !== undefined && !currencies.includes(currency)) throw new NotThere(`no currency ${currency}`)
    for (const each of currency === undefined ? currencies : [currency]) {
      if (enabled) state.disabled.delete(methodKey(each, method))
      else state.disabled.add(methodKey(each, method))
    }
  },
  setBalance: (available, merchant) => {
    const name = merchant ?? [...state.merchants.keys()][0] ?? ""
    const amount = parse(available)
    if (amount === undefined) throw new BadInput("available must be decimal text")
    if (!state.merchants.has(name)) throw new NotThere(`no merchant ${name}`)
    state.world.balances.set(name, usdt, "available", amount)
  },
  setStatus: async (reference, status) => {
    const payout = found(state, reference)
    payout.course += 1
    await Payouts.move(state, callbacks, payout, status)
  },
  cheques: (reference, urls) => {
    found(state, reference).cheques = urls.slice()
  },
  sendCallback: async (reference, status, script = {}) =>
    callbacks.send(found(state, reference), status, jsonOnly(script)),
  operations: (reference) =>
    state.payouts.filter(reference === undefined ? () => true : isCalled(reference)).map(operation),
  reset: () => reset(state)
})
