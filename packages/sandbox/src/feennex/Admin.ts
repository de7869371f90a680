/**
 * What a test may do to a simulated Feennex and see of it, as an object in the same process. The same things over HTTP
 * are in `AdminRoutes.ts`.
 */

import { NotThere } from "../AdminHttp.ts"
import type { CallbackScript } from "../CallbackScript.ts"
import { compare, of, parse, toText } from "../internal/decimal.ts"
import { BadInput } from "../internal/decode.ts"
import { maskAccount } from "../Journal.ts"
import type * as Operations from "../Operation.ts"
import type { Plan } from "../Plan.ts"
import type { Match } from "../Script.ts"
import type { ProviderAdmin } from "../WorldAdmin.ts"
import * as WorldAdmins from "../WorldAdmin.ts"
import type { Callbacks } from "./Callbacks.ts"
import type { Settings } from "./Options.ts"
import * as Payments from "./Payments.ts"
import * as Payouts from "./Payouts.ts"
import * as Register from "./Register.ts"
import type { AccountCheck, Payment, Payout, Receipt, State } from "./State.ts"
import { reset } from "./State.ts"

/** A payout or payment as an inspector sees it. */
export interface Operation extends Operations.Operation<number> {
  readonly kind: "payout" | "payment"
  readonly payway: string
  readonly rejectedReason: string | null
  readonly receipts: ReadonlyArray<Receipt>
}

/** The admin interface in process. References are the merchant's own ids; a provider id is understood too. */
export interface Admin extends ProviderAdmin<number, Settings> {
  /** The course of the next payouts or payments that match; default the next one. */
  readonly plan: (kind: "payout" | "payment", plan: Plan<number>, match?: Match) => void
  /** What /check_account says of an account; a bad one also makes payouts to it end in status 6. */
  readonly account: (account: string, check: AccountCheck) => void
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
  readonly receipt: (reference: string, status: Receipt["status"], comment?: string) => void
  /** Sends a callback whatever the payment's status is. */
  readonly sendCallback: (reference: string, text: string, script?: CallbackScript<number>) => Promise<void>
  readonly operations: (reference?: string) => ReadonlyArray<Operation>
  /** The register of successful operations, as text. */
  readonly register: (query?: Register.Query) => string
}

const payoutOperation = (payout: Payout): Operation => ({
  kind: "payout",
  id: payout.id,
  reference: payout.reference,
  shop: payout.shop.id,
  payway: payout.payway,
  status: payout.status,
  rejectedReason: payout.rejectedReason,
  history: payout.history.slice(),
  amount: toText(of(payout.receive.text)),
  currency: payout.psCurrency,
  shopAmount: toText(payout.writeOff),
  shopCurrency: payout.shopCurrency,
  money: payout.money,
  account: maskAccount(payout.account),
  receipts: []
})

const paymentOperation = (payment: Payment): Operation => ({
  kind: "payment",
  id: payment.id,
  reference: payment.reference,
  shop: payment.shop.id,
  payway: payment.payway,
  status: payment.status,
  rejectedReason: payment.rejectedReason,
  history: payment.history.slice(),
  amount: toText(payment.price.clientPrice),
  currency: payment.direction.currency,
  shopAmount: toText(payment.price.shopRefund),
  shopCurrency: payment.currency,
  money: payment.money,
  account: null,
  receipts: payment.receipts.map((receipt) => ({ ...receipt }))
})

const findPayment = (state: State, reference: string): Payment => {
  const found = state.payments.findLast((payment) => payment.reference === reference || payment.id === reference)
  if (found === undefined) throw new NotThere(`no payment ${reference}`)
  return found
}

const findPayout = (state: State, reference: string): Payout => {
  const found = [...state.payouts.values()].findLast(
    (payout) => payout.reference === reference || payout.id === reference
  )
  if (found === undefined) throw new NotThere(`no payout ${reference}`)
  return found
}

const paidAmount = (payment: Payment, amount: string | undefined) => {
  if (amount === undefined) return null
  const value = parse(amount)
  if (value === undefined || value.units <= 0n || value.scale > 2) {
    throw new BadInput("amount must be positive decimal text with at most two digits")
  }
  if (payment.direction.kind !== "bank" && compare(value, payment.asked.clientPrice) !== 0) {
    throw new BadInput("only a bank transfer can bring another amount than asked")
  }
  return value
}

/** The admin interface of one simulator. */
export const make = (state: State, callbacks: Callbacks): Admin => {
  const { world } = state
  const movePayment = (payment: Payment, status: number, rejectedReason?: string): Promise<void> => {
    payment.course += 1
    const step = rejectedReason === undefined ? { status } : { status, rejectedReason }
    return Payments.move(state, callbacks, payment, step)
  }
  const reject = (reference: string, reason: string) => movePayment(findPayment(state, reference), 6, reason)

  return {
    ...WorldAdmins.make(world),
    plan: (kind, plan, match) => {
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
    setBalance: (currency, available, shop) => {
      const id = shop ?? [...state.shops.keys()][0] ?? ""
      const amount = parse(available)
      if (amount === undefined) throw new BadInput("available must be decimal text")
      if (!state.shops.has(id)) throw new NotThere(`no shop ${id}`)
      world.balances.set(id, currency, "available", amount)
    },
    setStatus: async (kind, reference, status, rejectedReason) => {
      if (kind === "payment") return movePayment(findPayment(state, reference), status, rejectedReason)
      const payout = findPayout(state, reference)
      payout.course += 1
      Payouts.move(state, payout, rejectedReason === undefined ? { status } : { status, rejectedReason })
    },
    pay: async (reference, amount) => {
      const payment = findPayment(state, reference)
      await Payments.pay(state, callbacks, payment, paidAmount(payment, amount))
    },
    reject: (reference, reason = "Rejected by the payment system") => reject(reference, reason),
    expire: (reference) => reject(reference, "Payment time has expired"),
    refund: async (reference, status = 7) => {
      await movePayment(findPayment(state, reference), 11)
      await movePayment(findPayment(state, reference), status)
    },
    receipt: (reference, status, comment) => {
      const receipt = findPayment(state, reference).receipts.at(-1)
      if (receipt === undefined) throw new NotThere(`payment ${reference} has no receipt`)
      receipt.status = status
      receipt.comment = comment ?? null
    },
    sendCallback: async (reference, text, script = {}) => callbacks.send(findPayment(state, reference), text, script),
    operations: (reference) =>
      [...[...state.payouts.values()].map(payoutOperation), ...state.payments.map(paymentOperation)].filter(
        (operation) => reference === undefined || operation.reference === reference || operation.id === reference
      ),
    register: (query) => Register.print(state, query),
    reset: () => reset(state)
  }
}
