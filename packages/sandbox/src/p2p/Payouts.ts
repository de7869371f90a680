/**
 * Payouts: creation, cancellation by the merchant, and how a payout's USDT and its callback follow its status. Set
 * aside at creation, gone at success, given back at rejection; an unknown status moves nothing.
 */
import type { CallbackScript } from "../CallbackScript.ts"
import { givenBy } from "../Held.ts"
import { compare, of, toText } from "../internal/decimal.ts"
import type { JsonObject } from "../internal/json.ts"
import { maskAccount } from "../Journal.ts"
import { moveMoney, setAside } from "../Operation.ts"
import { follow } from "../Plan.ts"
import type { Answer } from "../Reply.ts"
import { documented, own, Refused, success } from "./Answers.ts"
import type { Callbacks } from "./Callbacks.ts"
import { announced } from "./Callbacks.ts"
import type { Order } from "./Fields.ts"
import { read, required } from "./Fields.ts"
import type { Merchant, Settings } from "./Options.ts"
import { defaultPlan, defaultTimeout } from "./Options.ts"
import { created } from "./PayoutAnswer.ts"
import { sign, standartSign } from "./Signing.ts"
import type { Payout, State } from "./State.ts"
import { addPayout, keyOf, methodKey, payoutsOf, usdt } from "./State.ts"

const minute = 60_000

const moneyAfter = (before: Payout["money"], status: string): Payout["money"] => {
  if (status === "successful") return "debited"
  return announced.has(status) ? "released" : before
}

const chequesOf = ({ origin, id }: Payout, { cheques }: Settings): ReadonlyArray<string> =>
  Array.from({ length: cheques }, (_, index) => `${origin}/cheques/${id}/${index + 1}`)

/** Moves a payout, its USDT and its callback; any text is a status. Resolves after the callback's first attempt. */
export const move = (
  state: State,
  callbacks: Callbacks,
  payout: Payout,
  status: string,
  script?: CallbackScript<string>
): Promise<void> => {
  const { order, price, merchant } = payout
  const now = state.world.clock.now()
  const before = payout.money
  payout.status = status
  payout.updatedAt = now
  payout.history.push({ at: now, status })
  payout.money = moneyAfter(before, status)
  if (status === "successful" && payout.cheques.length === 0) payout.cheques = chequesOf(payout, state.settings)
  moveMoney(state.world, before, payout.money, {
    id: payout.id,
    reference: order.orderId,
    amount: toText(of(order.fiatAmount)),
    currency: order.fiatCurrency,
    shopAmount: toText(price.spent),
    shopCurrency: usdt,
    shop: merchant.name,
    account: maskAccount(order.requisite)
  })
  return callbacks.emit(payout, status, script)
}

// How many payouts to the same recipient are still under way.
const openTo = (state: State, merchant: Merchant, order: Order): number =>
  state.payouts.filter(
    (payout) =>
      payout.merchant === merchant &&
      payout.money === "frozen" &&
      payout.order.method === order.method &&
      payout.order.requisite === order.requisite
  ).length

// The documented text by which a payout is refused, if it is.
const refusalOf = (state: State, { merchant, order, price }: Payout): string | undefined => {
  const { settings, world } = state
  if (state.disabled.has(methodKey(order.fiatCurrency, order.method))) return documented.methodDisabled
  const { openPerRequisite } = settings
  if (openPerRequisite > 0 && openTo(state, merchant, order) >= openPerRequisite) return documented.overloaded
  const available = world.balances.read(merchant.name, usdt, "available")
  return compare(available, price.spent) < 0 ? documented.lowBalance : undefined
}

const refused = (state: State, payout: Payout, text: string): Refused => {
  const { refusalTexts, refusedLeaves } = state.settings
  if (refusedLeaves === "rejected") {
    payout.money = "released"
    payout.status = "rejected_gate"
    payout.history.push({ at: payout.updatedAt, status: payout.status })
    addPayout(state, payout)
  }
  return new Refused(refusalTexts === "documented" ? text : `${text}: the request is kept and will be tried again`)
}

const begin = async (state: State, callbacks: Callbacks, payout: Payout): Promise<void> => {
  const { world } = state
  const { merchant, order, price } = payout
  setAside(world, merchant.name, usdt, price.spent)
  addPayout(state, payout)

  const subject = { reference: order.orderId, endpoint: "create_pay_out" }
  const due = (order.timeout ?? state.options.timeout ?? defaultTimeout) * minute
  const plan = state.plans.take(subject) ?? state.options.plan ?? defaultPlan
  const steps = plan.map(({ status, after }) => ({ status, after: after === "timeout" ? due : after }))
  follow(world, payout, steps, ({ status }) => void move(state, callbacks, payout, status))

  const early = state.callbackScripts.take(subject, (script) => script.early !== undefined)
  if (early?.early === undefined) return
  payout.course += 1
  await move(state, callbacks, payout, early.early, early)
}

/** POST create_pay_out; `origin` is where the links it hands out lead. */
export const create = async (
  state: State,
  callbacks: Callbacks,
  merchant: Merchant,
  body: JsonObject,
  origin: string
): Promise<Answer> => {
  const { world, settings } = state
  const order = read(body, state.pricing.currencies)
  const expected = sign(order.orderId, order.fiatAmount, order.requisite, order.fiatCurrency, merchant.signKey)
  if (order.sign !== expected) throw new Refused(own.sign)

  const [earlier] = payoutsOf(state, merchant, order.orderId)
  if (earlier !== undefined && settings.duplicateOrders === "refuse") throw new Refused(own.duplicate)
  if (earlier !== undefined && settings.duplicateOrders === "sameAnswer") {
    return success(created(earlier), settings.okInCreateAnswer)
  }

  const now = world.clock.now()
  const payout: Payout = {
    id: world.uuid("payout"),
    merchant,
    order,
    given: givenBy(body),
    price: state.pricing.quote(order.fiatAmount, order.fiatCurrency),
    origin,
    createdAt: now,
    history: [],
    status: "expectation",
    updatedAt: now,
    money: "frozen",
    cheques: [],
    course: 0
  }
  const refusal = refusalOf(state, payout)
  if (refusal !== undefined) throw refused(state, payout, refusal)
  await begin(state, callbacks, payout)
  return success(created(payout), settings.okInCreateAnswer)
}

/** POST rejected_pay_out: the answer is documented nowhere, so it confirms only that the request was taken. */
export const cancel = (state: State, callbacks: Callbacks, merchant: Merchant, body: JsonObject): Answer => {
  const { settings, world } = state
  const orderId = required(body, "order_id")
  const names = { order_id: orderId, merchant: merchant.name, api_key: merchant.apiKey, sign_key: merchant.signKey }
  if (required(body, "standart_sign") !== standartSign(settings.standartSign, names)) {
    throw new Refused(own.standartSign)
  }
  const payout = payoutsOf(state, merchant, orderId).at(-1)
  if (payout === undefined) throw new Refused(own.notFound)
  if (payout.money !== "frozen") throw new Refused(own.closed)
  const reject = () => {
    // It may have been paid meanwhile.
    if (payout.money !== "frozen") return
    payout.course += 1
    void move(state, callbacks, payout, "rejected_merchant")
  }
  if (settings.cancelDelay > 0) world.after(settings.cancelDelay, reject)
  else reject()
  return success({})
}

/** The key under which a payout's reads are counted. */
export const readKey = (merchant: Merchant, payout: Payout | undefined, id: string): string =>
  keyOf(merchant, payout?.id ?? id)
