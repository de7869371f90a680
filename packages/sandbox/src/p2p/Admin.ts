/**
 * The actions and views of a simulated P2P platform for a test, as an object in the same process. The same things over
 * HTTP are in `AdminRoutes.ts`.
 */
import { NotThere } from "../AdminHttp.ts"
import type { CallbackScript } from "../CallbackScript.ts"
import { parse } from "../internal/decimal.ts"
import { BadInput } from "../internal/decode.ts"
import type { Match } from "../Script.ts"
import type { ProviderAdmin } from "../WorldAdmin.ts"
import * as WorldAdmins from "../WorldAdmin.ts"
import type { Callbacks } from "./Callbacks.ts"
import type { Operation } from "./Operations.ts"
import * as Operations from "./Operations.ts"
import type { Method, Settings, Step } from "./Options.ts"
import * as Payouts from "./Payouts.ts"
import type { State } from "./State.ts"
import { change, methodKey, reset, usdt } from "./State.ts"

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
    const payout = Operations.payout(state, reference)
    payout.course += 1
    await Payouts.move(state, callbacks, payout, status)
  },
  cheques: (reference, urls) => {
    Operations.payout(state, reference).cheques = urls.slice()
  },
  sendCallback: async (reference, status, script = {}) =>
    callbacks.send(Operations.payout(state, reference), status, jsonOnly(script)),
  operations: (reference) => Operations.list(state, reference),
  held: (reference) => Operations.held(state, reference),
  reset: () => reset(state)
})
