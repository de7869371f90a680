/**
 * The actions and views of a simulated Stripe for a test, as an object in the same process. The same things over HTTP are in
 * `AdminRoutes.ts`. Amounts are in the smallest unit, as Stripe has them.
 */
import { NotThere } from "../AdminHttp.ts"
import type { CallbackScript } from "../CallbackScript.ts"
import { BadInput } from "../internal/decode.ts"
import type { Plan } from "../Plan.ts"
import type { Match } from "../Script.ts"
import type { ProviderAdmin } from "../WorldAdmin.ts"
import * as WorldAdmins from "../WorldAdmin.ts"
import * as Endpoints from "./Endpoints.ts"
import * as Events from "./Events.ts"
import { isKnown, toDecimal } from "./money/Currencies.ts"
import * as Payouts from "./money/Payouts.ts"
import * as RefundMoves from "./money/RefundMoves.ts"
import * as Refunds from "./money/Refunds.ts"
import type { Operation } from "./Operations.ts"
import * as Operations from "./Operations.ts"
import type { Endpoint } from "./Options.ts"
import * as Attempt from "./payments/Attempt.ts"
import { latest } from "./payments/Charging.ts"
import type { Course } from "./payments/Courses.ts"
import { declined } from "./payments/Courses.ts"
import * as Deeds from "./payments/Deeds.ts"
import * as Disputes from "./payments/Disputes.ts"
import * as Sessions from "./payments/Sessions.ts"
import type { Settings } from "./Settings.ts"
import type { Execution, State } from "./State.ts"
import { get, reset, scopeOf } from "./State.ts"
import { show } from "./views/Views.ts"
import type { JsonObject } from "./wire/Errors.ts"
import type { Keys } from "./wire/Idempotency.ts"

/** The kinds of operations whose status can be set. */
export type Kind = "payment" | "session" | "refund" | "payout"

/** Whose balance is meant: the first account's in test mode unless said otherwise. */
export interface Whose {
  readonly account?: string
  readonly livemode?: boolean
}

/** The admin interface in process. A reference is any name of an operation: a metadata value, an id, a key of idempotency. */
export interface Admin extends ProviderAdmin<string, Settings> {
  /** The course of the next confirmations that match, whatever the method is; default the next one. */
  readonly course: (course: Course, match?: Match) => void
  /** Makes a method of this id with this course; it is there in live mode too. */
  readonly method: (id: string, course: Course, type?: string) => void
  /** The course of the next payouts or refunds that match, a failure's code in `rejectedReason`; default the next one. */
  readonly plan: (kind: "payout" | "refund", plan: Plan<string>, match?: Match) => void
  /** Moves an operation to a status, and its money with it; ends its plan. `reason` is why it failed. */
  readonly setStatus: (kind: Kind, reference: string, status: string, reason?: string) => void
  /** A payer pays a session or a payment, with `pm_card_visa` unless said otherwise; false where that is declined. */
  readonly pay: (reference: string, method?: string) => boolean
  /** The payer authenticates, or fails to. */
  readonly authenticate: (reference: string, isDone?: boolean) => void
  readonly expire: (reference: string) => void
  /** Somebody at Stripe's dashboard captures, all unless said otherwise. */
  readonly capture: (reference: string, amount?: number, isFinal?: boolean) => void
  /** Every capture of a payment, oldest first, the dashboard's too; one that was paid at once has one. */
  readonly captures: (reference: string) => ReadonlyArray<Operations.Captured>
  /** Somebody at Stripe's dashboard refunds, all unless said otherwise; gives the refund's id. */
  readonly refund: (reference: string, amount?: number) => string
  /** The payer's bank disputes a payment, all of it unless said otherwise; gives the dispute's id. */
  readonly dispute: (reference: string, amount?: number, reason?: string) => string
  readonly closeDispute: (reference: string, outcome: "won" | "lost") => void
  /** The payer's bank takes a delayed payment back that had succeeded. */
  readonly takeBack: (reference: string) => void
  readonly setBalance: (currency: string, available: number, whose?: Whose) => void
  /** Adds an endpoint; gives its id. */
  readonly endpoint: (endpoint: Endpoint) => string
  /** Gives an endpoint a new secret; the old one signs too for so long, a day unless said otherwise. */
  readonly rollSecret: (secret: string, ms?: number, endpoint?: string) => void
  /** Sends one more event of this type about an operation as it is now. */
  readonly sendEvent: (type: string, reference: string, script?: CallbackScript<string>) => Promise<void>
  /** All events, oldest first, as `/v1/events` shows them. */
  readonly events: () => ReadonlyArray<JsonObject>
  readonly operations: (reference?: string) => ReadonlyArray<Operation>
  /** What was carried out at merchants' requests, once for each time; repeated answers are none. */
  readonly executions: (name?: string) => ReadonlyArray<Execution>
  /** Forgets all keys of idempotency. */
  readonly forgetKeys: () => void
}

const jsonOnly = <S extends CallbackScript<string>>(script: S): S => {
  if (script.format === "form") throw new BadInput("Stripe's webhooks are JSON")
  return script
}

const setStatus = (state: State, kind: Kind, reference: string, status: string, reason?: string): void => {
  const decline = reason === undefined ? undefined : declined(reason)
  if (kind === "payment") Deeds.setStatus(state, Operations.payment(state, reference), status, decline)
  if (kind === "session") Deeds.setSession(state, Operations.session(state, reference), status)
  if (kind === "refund") {
    const refund = Operations.refund(state, reference)
    refund.course += 1
    RefundMoves.move(state, refund, status, reason)
  }
  if (kind === "payout") {
    const payout = Operations.payout(state, reference)
    payout.course += 1
    Payouts.move(state, payout, status, reason)
  }
}

const pay = (state: State, reference: string, id: string): boolean => {
  const tried = Deeds.methodOf(state, id)
  const open = Operations.list(state, reference).findLast(
    ({ kind, status }) => kind === "session" && status === "open/unpaid"
  )
  if (open !== undefined) return Sessions.pay(state, Operations.session(state, open.id), tried).lastError === null
  const intent = Operations.payment(state, reference)
  if (!/^requires_(payment_method|confirmation)$/.test(intent.status)) throw new BadInput(`it is ${intent.status}`)
  return Attempt.tryOut(state, intent, tried)
}

const chargeOf = (state: State, reference: string) => {
  const charge = latest(state, Operations.payment(state, reference))
  if (charge === undefined || charge.amountCaptured === 0) throw new NotThere(`nothing was taken of ${reference}`)
  return charge
}

const refund = (state: State, reference: string, amount?: number): string => {
  const { charge, left } = Refunds.refundable(state, chargeOf(state, reference))
  if (amount !== undefined && amount > left) throw new BadInput(`only ${left} is left to refund`)
  return Refunds.make(state, charge.scope, charge, { amount: amount ?? left, reason: null, metadata: {} }).id
}

/** The admin interface of one simulator. */
export const make = (state: State, keys: Keys): Admin => ({
  ...WorldAdmins.make(state.world),
  scriptCallback: (script, match) => {
    state.callbackScripts.add(jsonOnly(script), match)
  },
  settings: (changes = {}) => {
    state.settings = { ...state.settings, ...changes }
    return state.settings
  },
  course: (course, match) => {
    state.courses.add(course, match)
  },
  method: (id, course, type = "card") => {
    const isCard = type === "card"
    state.methods.set(id, { type, course, brand: isCard ? "visa" : null, last4: isCard ? "4242" : "0000" })
  },
  plan: (kind, plan, match) => {
    state.plans[kind].add(plan, match)
  },
  setStatus: (...given) => setStatus(state, ...given),
  pay: (reference, method = "pm_card_visa") => pay(state, reference, method),
  authenticate: (reference, isDone = true) => Attempt.authenticate(state, Operations.payment(state, reference), isDone),
  expire: (reference) => Sessions.expire(state, Operations.session(state, reference)),
  capture: (reference, amount, isFinal) => Deeds.capture(state, Operations.payment(state, reference), amount, isFinal),
  captures: (reference) => Operations.captures(state, reference),
  refund: (reference, amount) => refund(state, reference, amount),
  dispute: (reference, amount, reason = "fraudulent") => {
    const charge = chargeOf(state, reference)
    return Disputes.open(state, charge, amount ?? charge.amountCaptured, reason).id
  },
  closeDispute: (reference, outcome) => {
    const charge = chargeOf(state, reference)
    const dispute = get(state, "dispute", charge.dispute)
    if (dispute === undefined) throw new NotThere(`no dispute of ${reference}`)
    Disputes.close(state, dispute, outcome)
  },
  takeBack: (reference) => Deeds.takeBack(state, Operations.payment(state, reference)),
  setBalance: (currency, available, { account = [...state.accounts.keys()][0] ?? "", livemode = false } = {}) => {
    if (!isKnown(currency)) throw new BadInput(`no currency ${currency}`)
    if (!state.accounts.has(account)) throw new NotThere(`no account ${account}`)
    const scope = scopeOf(state, account, livemode)
    state.world.balances.set(scope.shop, currency, "available", toDecimal(available, currency))
    for (const listener of state.whenFunded) listener(scope, currency)
  },
  endpoint: (endpoint) => Endpoints.add(state, endpoint),
  rollSecret: (secret, ms, endpoint) => Endpoints.roll(state, secret, ms, endpoint),
  sendEvent: (type, reference, script = {}) =>
    Events.sendAgain(state, type, Operations.about(state, type, reference), jsonOnly(script)),
  events: () => state.all.event.map((event) => show(state, event)),
  operations: (reference) => Operations.list(state, reference),
  executions: (name) =>
    state.executions.filter(
      ({ id, idempotencyKey, metadata, reference }) =>
        name === undefined || [id, idempotencyKey, reference, ...Object.values(metadata)].includes(name)
    ),
  forgetKeys: keys.clear,
  held: (reference) => Operations.held(state, reference),
  reset: () => {
    reset(state)
    keys.clear()
  }
})
