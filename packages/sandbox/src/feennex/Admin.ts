/**
 * The actions and views of a simulated Feennex for a test, as an object in the same process. The same things over HTTP
 * are in `AdminRoutes.ts`.
 */
import { NotThere } from "../AdminHttp.ts"
import type { CallbackScript } from "../CallbackScript.ts"
import { compare, negate, of, parse } from "../internal/decimal.ts"
import { BadInput } from "../internal/decode.ts"
import type { Plan } from "../Plan.ts"
import type { Match } from "../Script.ts"
import { fill } from "../Words.ts"
import type { ProviderAdmin } from "../WorldAdmin.ts"
import * as WorldAdmins from "../WorldAdmin.ts"
import type { Callbacks } from "./Callbacks.ts"
import type { Stage } from "./Courses.ts"
import type { Operation } from "./Operations.ts"
import * as Operations from "./Operations.ts"
import type { Fees, Payway, Shop } from "./Options.ts"
import { paidAmount, sent } from "./PayerDeeds.ts"
import * as Payments from "./Payments.ts"
import * as Payouts from "./Payouts.ts"
import type { AccountCheck, AccountChecked, Payment } from "./Records.ts"
import { wordsOf } from "./Records.ts"
import * as Register from "./Register.ts"
import type { Settings } from "./Settings.ts"
import type { State } from "./State.ts"
import { reset } from "./State.ts"

const firstService = 50_000_000

/** The admin interface in process. References are the merchant's own ids; a provider id is understood too. */
export interface Admin extends ProviderAdmin<number, Settings> {
  /** The course of the next payouts or payments that match; default the next one. */
  readonly plan: (kind: "payout" | "payment", plan: Plan<number>, match?: Match) => void
  /** The answer of /check_account for an account; a bad one also makes payouts to it end in status 6. */
  readonly account: (account: string, check: AccountCheck) => void
  /** The requests that /check_account got, oldest first; nothing is masked. */
  readonly accountsChecked: () => ReadonlyArray<AccountChecked>
  /** Adds a payway, or puts another in its place, such as one that wants `account_details`. */
  readonly payway: (name: string, payway: Payway) => void
  /** The `ps_data` in the answers of the next payments that match, read by read; default the next one. */
  readonly psData: (stages: ReadonlyArray<Stage>, match?: Match) => void
  /** The same for a payment that exists, from its next read. */
  readonly setPsData: (reference: string, stages: ReadonlyArray<Stage>) => void
  /** The fees of what is created from now on; all of them are returned. */
  readonly fees: (changes?: Partial<Fees>) => Fees
  /** Feennex takes this much from a shop's free money: a service operation of the register, and nowhere else. */
  readonly service: (
    currency: string,
    amount: string,
    more?: { readonly description?: string; readonly shop?: string }
  ) => void
  readonly setBalance: (currency: string, available: string, shop?: string) => void
  readonly setStatus: (
    kind: "payout" | "payment",
    reference: string,
    status: number,
    rejectedReason?: string
  ) => Promise<void>
  /** The payer pays, the asked sum unless another is given in the payway's currency. */
  readonly pay: (reference: string, amount?: string) => Promise<void>
  readonly reject: (reference: string, reason?: string) => Promise<void>
  /** The payer let the time pass: the payment is rejected. */
  readonly expire: (reference: string) => Promise<void>
  /** Money goes back: by way of 11 to 7 (the payment system) or 9 (Feennex). */
  readonly refund: (reference: string, status?: 7 | 9) => Promise<void>
  /** The review of the newest receipt: any status, and a comment, which may repeat what was given, see `Words.ts`. */
  readonly receipt: (reference: string, status: string, comment?: string) => void
  /** Sends a callback whatever the payment's status is. */
  readonly sendCallback: (reference: string, text: string, script?: CallbackScript<number>) => Promise<void>
  readonly operations: (reference?: string) => ReadonlyArray<Operation>
  /** The register of successful operations, as text. */
  readonly register: (query?: Register.Query) => string
  /** The same as a file, `xls` unless set otherwise. */
  readonly registerFile: (query?: Register.FileQuery) => Uint8Array<ArrayBuffer>
}

const fraction = (name: string, value: string): void => {
  const fee = parse(value)
  if (fee === undefined || fee.units < 0n || compare(fee, of("1")) >= 0) {
    throw new BadInput(`the fee ${name} must be decimal text from 0 to less than 1`)
  }
}

const shopOf = (state: State, id: string | undefined): Shop => {
  const shop = state.shops.get(id ?? [...state.shops.keys()][0] ?? "")
  if (shop === undefined) throw new NotThere(`no shop ${id}`)
  return shop
}

const checkStep = (kind: "payout" | "payment", amount: string | undefined): void => {
  if (amount === undefined) return
  if (kind === "payout") throw new BadInput("only a payment's step has an amount")
  sent(amount)
}

const stagesOf = (stages: ReadonlyArray<Stage>): ReadonlyArray<Stage> => {
  if (stages.length === 0) throw new BadInput("stages must name one at least")
  return stages.slice()
}

/** The admin interface of one simulator. */
export const make = (state: State, callbacks: Callbacks): Admin => {
  const { world } = state
  const movePayment = (payment: Payment, status: number, rejectedReason?: string): Promise<void> => {
    payment.course += 1
    const step = rejectedReason === undefined ? { status } : { status, rejectedReason }
    return Payments.move(state, callbacks, payment, step)
  }
  const reject = (reference: string, reason: string) => movePayment(Operations.payment(state, reference), 6, reason)

  return {
    ...WorldAdmins.make(world),
    plan: (kind, plan, match) => {
      for (const { amount } of plan) checkStep(kind, amount)
      const plans = kind === "payout" ? state.payoutPlans : state.paymentPlans
      plans.add(plan, match)
    },
    scriptCallback: (script, match) => {
      state.callbackScripts.add(script, match)
    },
    settings: (changes = {}) => {
      state.settings = { ...state.settings, ...changes }
      return state.settings
    },
    account: (account, check) => {
      state.accounts.set(account, check)
    },
    accountsChecked: () => state.accountsChecked.slice(),
    payway: (name, payway) => state.quotes.setPayway(name, payway),
    psData: (stages, match) => {
      state.psDataScripts.add(stagesOf(stages), match)
    },
    setPsData: (reference, stages) => {
      const payment = Operations.payment(state, reference)
      payment.psDataStages = stagesOf(stages)
      payment.reads = 0
    },
    fees: (changes = {}) => {
      for (const [name, value] of Object.entries(changes)) fraction(name, value)
      return state.quotes.fees(changes)
    },
    service: (currency, given, { description = null, shop: id } = {}) => {
      const shop = shopOf(state, id)
      const amount = sent(given)
      world.balances.add(shop.id, currency, "available", negate(amount))
      const balanceAfter = world.balances.read(shop.id, currency, "available")
      const number = String(firstService + world.next("service"))
      state.services.push({ id: number, at: world.clock.now(), shop, amount, currency, description, balanceAfter })
    },
    setBalance: (currency, available, id) => {
      const amount = parse(available)
      if (amount === undefined) throw new BadInput("available must be decimal text")
      world.balances.set(shopOf(state, id).id, currency, "available", amount)
    },
    setStatus: async (kind, reference, status, rejectedReason) => {
      if (kind === "payment") return movePayment(Operations.payment(state, reference), status, rejectedReason)
      const payout = Operations.payout(state, reference)
      payout.course += 1
      Payouts.move(state, payout, rejectedReason === undefined ? { status } : { status, rejectedReason })
    },
    pay: async (reference, amount) => {
      const payment = Operations.payment(state, reference)
      await Payments.pay(state, callbacks, payment, paidAmount(payment, amount))
    },
    reject: (reference, reason = "Rejected by the payment system") => reject(reference, reason),
    expire: (reference) => reject(reference, "Payment time has expired"),
    refund: async (reference, status = 7) => {
      await movePayment(Operations.payment(state, reference), 11)
      await movePayment(Operations.payment(state, reference), status)
    },
    receipt: (reference, status, comment) => {
      const payment = Operations.payment(state, reference)
      const receipt = payment.receipts.at(-1)
      if (receipt === undefined) throw new NotThere(`payment ${reference} has no receipt`)
      receipt.status = status
      receipt.comment = comment === undefined ? null : fill(comment, wordsOf(payment))
    },
    sendCallback: async (reference, text, script = {}) =>
      callbacks.send(Operations.payment(state, reference), text, script),
    operations: (reference) => Operations.list(state, reference),
    held: (reference) => Operations.held(state, reference),
    register: (query) => Register.print(state, query),
    registerFile: (query) => Register.file(state, query),
    reset: () => reset(state)
  }
}
