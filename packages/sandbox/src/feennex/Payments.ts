/**
 * Payments through third-party systems: /invoice/create and /invoice/check, and how a payment moves.
 */
import type { CallbackScript } from "../CallbackScript.ts"
import { givenBy } from "../Held.ts"
import type { Decimal } from "../internal/decimal.ts"
import { compare, of, parse, toText } from "../internal/decimal.ts"
import type { JsonObject } from "../internal/json.ts"
import type { Step } from "../Plan.ts"
import { follow } from "../Plan.ts"
import type { Answer } from "../Reply.ts"
import { fill } from "../Words.ts"
import type { Callbacks } from "./Callbacks.ts"
import { codes, ok, refusal } from "./Envelope.ts"
import { text } from "./Fields.ts"
import * as Ids from "./Ids.ts"
import { requireAddOns } from "./InvoiceTry.ts"
import type { Shop } from "./Options.ts"
import { defaultPaymentPlan } from "./Options.ts"
import { described } from "./PaymentAnswer.ts"
import { moneyAfter, moveMoney } from "./PaymentMoney.ts"
import type { Payment } from "./Records.ts"
import { wordsOf } from "./Records.ts"
import type { State } from "./State.ts"
import { addPayment, isHidden, paymentsOf } from "./State.ts"

const firstId = 499564463
const defaultLifetime = 30 * 60 * 1000
const final = new Set([4, 6, 7, 9, 12])

/** Whether a payer can do nothing more. */
export const isOver = ({ status }: Payment): boolean => final.has(status)

/** Whether its creation gives out a session: those by card do. */
export const hasSession = ({ direction, payway }: Payment): boolean => direction.kind === "h2h" || /h2h/i.test(payway)

type Moved = Omit<Step<number>, "after">

// A payment that was paid after all has no reason to be rejected.
const reasonAfter = (payment: Payment, { rejectedReason, status }: Moved): string | null => {
  if (rejectedReason !== undefined) return fill(rejectedReason, wordsOf(payment))
  return status === 4 || status === 12 ? null : payment.rejectedReason
}

const priceOf = (state: State, { asked, currency, direction }: Payment, amount: string): Payment["price"] => {
  const sent = parse(amount)
  if (sent === undefined || compare(sent, asked.clientPrice) === 0) return asked
  return state.quotes.recalculated(direction, sent, currency)
}

/** Moves a payment, its money and its callback; resolves after the callback's first attempt. */
export const move = (
  state: State,
  callbacks: Callbacks,
  payment: Payment,
  step: Moved,
  script?: CallbackScript<number>
): Promise<void> => {
  const { status } = step
  const now = state.world.clock.now()
  const after = moneyAfter(payment, status)
  payment.status = status
  payment.history.push({ at: now, status })
  payment.rejectedReason = reasonAfter(payment, step)
  // What was credited stays what it was, whatever is sent later.
  if (step.amount !== undefined && payment.money !== "credited") payment.price = priceOf(state, payment, step.amount)
  if (final.has(status)) payment.processedAt ??= now
  if (status !== 1 && status !== 2) payment.updatedAt = now
  if (after !== payment.money) moveMoney(state, payment, after)
  return callbacks.emit(payment, status, script)
}

/** The payer sends money: the exact sum is success, by bank transfer any other sum is a recalculation. */
export const pay = (state: State, callbacks: Callbacks, payment: Payment, amount: Decimal | null): Promise<void> => {
  payment.course += 1
  const exact = amount === null || compare(amount, payment.asked.clientPrice) === 0
  return move(state, callbacks, payment, {
    status: exact ? 4 : 12,
    amount: toText(amount ?? payment.asked.clientPrice)
  })
}

const created = (state: State, payment: Payment): Answer =>
  ok({
    data: hasSession(payment) ? { session_id: payment.sessionId } : { language: "en", mdOrder: payment.uuid },
    id: payment.printed,
    method: state.settings.redirectMethod,
    url: `${payment.origin}/pay/${payment.uuid}`
  })

/** POST /invoice/create; `origin` is where the links it hands out lead. */
export const create = async (
  state: State,
  callbacks: Callbacks,
  shop: Shop,
  body: JsonObject,
  origin: string
): Promise<Answer> => {
  const { world } = state
  const reference = text(body, "shop_order_id") ?? ""
  if (state.settings.uniqueOrders && paymentsOf(state, shop.id, reference).length > 0) {
    throw refusal(codes.notUnique, `Shop_order_id '${reference}' is not unique for shop(id=${shop.id})`, 400)
  }
  const direction = state.quotes.payway(text(body, "payway") ?? "")
  requireAddOns(direction, body)
  const currency = text(body, "currency") ?? ""
  const asked = state.quotes.payment(direction, of(text(body, "amount") ?? ""), currency)
  const payment: Payment = {
    ...Ids.make(state.settings.paymentIds, world.next("payment"), firstId, "iv"),
    uuid: world.uuid("order"),
    sessionId: world.token("session"),
    shop,
    reference,
    payway: text(body, "payway") ?? "",
    direction,
    currency,
    asked,
    origin,
    createdAt: world.clock.now(),
    lifetime: state.options.paymentLifetime ?? defaultLifetime,
    email: text(body, "email"),
    description: text(body, "description"),
    callbackUrl: text(body, "callback_url"),
    callbackRejectedUrl: text(body, "callback_rejected_url"),
    successUrl: text(body, "success_url"),
    failedUrl: text(body, "failed_url"),
    given: givenBy(body),
    formToken: null,
    payer: null,
    psDataStages: state.psDataScripts.take({ reference, endpoint: "/invoice/create" }) ?? null,
    reads: 0,
    receipts: [],
    history: [],
    price: asked,
    status: 1,
    rejectedReason: null,
    processedAt: null,
    updatedAt: null,
    money: "none",
    balanceAfter: null,
    course: 0
  }
  addPayment(state, payment)

  const subject = { reference, endpoint: "/invoice/create" }
  const plan = state.paymentPlans.take(subject) ?? state.options.paymentPlan ?? defaultPaymentPlan
  follow(world, payment, plan, (step) => void move(state, callbacks, payment, step))
  const early = state.callbackScripts.take(subject, (script) => script.early !== undefined)
  if (early?.early !== undefined) {
    payment.course += 1
    await move(state, callbacks, payment, { status: early.early }, early)
  }
  return created(state, payment)
}

// The answer for an order number that was used once.
const isUnique = ({ settings, world }: State, reference: string): boolean => {
  switch (settings.isUniqueMeans) {
    case "order":
      return true
    case "setting":
      return settings.uniqueOrders
    case "sometimes":
      return world.draw("is_unique", reference, [true, false])
  }
}

/** POST /invoice/check: with several payments of one order number the last one. */
export const check = (state: State, shop: Shop, body: JsonObject): Answer => {
  const reference = text(body, "shop_order_id") ?? ""
  const all = paymentsOf(state, shop.id, reference)
  const last = all.at(-1)
  if (last === undefined || isHidden(state, last)) {
    throw refusal(state.settings.notFoundCode, `Invoice (shop_order_id=${reference}) wasn't found`)
  }
  return ok(described(state, last, all.length === 1 && isUnique(state, reference)))
}
