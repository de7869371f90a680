/**
 * Payouts to external systems: the four /withdraw endpoints and /check_account, and how a payout's money follows its
 * status. Set aside at creation, gone at success, given back at rejection; an unknown status moves nothing.
 */
import { compare, of, toFloatText, toText } from "../internal/decimal.ts"
import type { JsonObject } from "../internal/json.ts"
import { integer, isObject, member, NumberText } from "../internal/json.ts"
import { maskAccount } from "../Journal.ts"
import { moveMoney, setAside } from "../Operation.ts"
import type { Step } from "../Plan.ts"
import { follow } from "../Plan.ts"
import type { Answer } from "../Reply.ts"
import { codes, incorrect, ok, refusal } from "./Envelope.ts"
import { text } from "./Fields.ts"
import type { Payway, Shop } from "./Options.ts"
import { defaultPayoutPlan } from "./Options.ts"
import type { Payout, State } from "./State.ts"
import { addPayout, keyOf } from "./State.ts"

const firstId = 11298075
const paid = new Set([5])
const failed = new Set([6, 8])
const noSuchCard = "Card number doesn't exist. Check if the number is correct"

/** Moves a payout and its money; any number is a status. */
export const move = (state: State, payout: Payout, step: Omit<Step<number>, "after">): void => {
  const { world } = state
  payout.status = step.status
  payout.history.push({ at: world.clock.now(), status: step.status })
  if (step.rejectedReason !== undefined) payout.rejectedReason = step.rejectedReason

  const before = payout.money
  payout.money = paid.has(step.status) ? "debited" : failed.has(step.status) ? "released" : before
  moveMoney(world, before, payout.money, {
    id: payout.id,
    reference: payout.reference,
    amount: toText(of(payout.receive.text)),
    currency: payout.psCurrency,
    shopAmount: toText(payout.writeOff),
    shopCurrency: payout.shopCurrency,
    shop: payout.shop.id,
    account: maskAccount(payout.account)
  })
}

// A whole number stays one and everything else is printed as a float, as the examples show both.
const received = (lexeme: string, amount: string): NumberText =>
  new NumberText(/^\d+$/.test(lexeme) ? lexeme.replace(/^0+(?=\d)/, "") : amount)

interface Quoted {
  readonly payway: Payway
  readonly receive: NumberText
  readonly writeOff: ReturnType<typeof of>
  readonly shopCurrency: string
}

const quote = (state: State, body: JsonObject): Quoted => {
  const payway = state.quotes.payway(text(body, "payway") ?? "")
  const lexeme = text(body, "amount") ?? ""
  const amountType = text(body, "amount_type") ?? ""
  const shopCurrency = text(body, "shop_currency") ?? ""
  const { receive, writeOff } = state.quotes.payout(payway, amountType, of(lexeme), shopCurrency)
  const printed = received(amountType === "ps_amount" ? lexeme : "", toFloatText(receive))
  return { payway, receive: printed, writeOff, shopCurrency }
}

const float = (value: ReturnType<typeof of>): NumberText => new NumberText(toFloatText(value))

/** POST /withdraw/try. */
export const tryOut = (state: State, _shop: Shop, body: JsonObject): Answer => {
  const { payway, receive, writeOff, shopCurrency } = quote(state, body)
  return ok({
    account_info_config: { account: { regex: "\\d{9,15}$", title: "79123456789" }, ...payway.accountFields },
    payee_receive: receive,
    ps_currency: new NumberText(payway.currency),
    shop_currency: new NumberText(shopCurrency),
    [state.settings.tryWriteOffName]: float(writeOff)
  })
}

/** POST /check_account; every account is good unless a test has said otherwise. */
export const checkAccount = (state: State, _shop: Shop, body: JsonObject): Answer => {
  state.quotes.payway(text(body, "payway") ?? "")
  const check = state.accounts.get(text(body, "account") ?? "")
  return ok({
    account_info: check?.info ?? { verified: "true" },
    provider_status: integer(check?.providerStatus ?? 1),
    result: check?.result ?? true
  })
}

const requireDetails = (payway: Payway, body: JsonObject): void => {
  const details = member(body, "account_details")
  const missing = Object.keys(payway.accountFields ?? {}).filter(
    (name) => !isObject(details) || member(details, name) === undefined
  )
  if (missing.length > 0) throw incorrect(Object.fromEntries(missing.map((name) => [name, "field required"])))
}

const described = (payout: Payout): JsonObject => ({
  id: new NumberText(payout.id),
  payee_receive: payout.receive,
  ps_currency: new NumberText(payout.psCurrency),
  ...(payout.rejectedReason !== null && { rejected_reason: payout.rejectedReason }),
  shop_currency: new NumberText(payout.shopCurrency),
  shop_payment_id: payout.reference,
  shop_write_off: float(payout.writeOff),
  status: integer(payout.status)
})

/** POST /withdraw/create. */
export const create = (state: State, shop: Shop, body: JsonObject): Answer => {
  const { world } = state
  const reference = text(body, "shop_payment_id") ?? ""
  const key = keyOf(shop.id, reference)
  if (state.payouts.has(key)) {
    throw refusal(codes.notUnique, `Shop_payment_id '${reference}' is not unique for shop(id=${shop.id})`, 400)
  }
  const { payway, receive, writeOff, shopCurrency } = quote(state, body)
  requireDetails(payway, body)
  const available = world.balances.read(shop.id, shopCurrency, "available")
  if (compare(available, writeOff) < 0) {
    const figures = `shop_write_off=${toFloatText(writeOff)}, balance=${toFloatText(available)}`
    throw refusal(codes.insufficientBalance, `Insufficient balance(currency=${shopCurrency}): ${figures}`)
  }

  const account = text(body, "account") ?? ""
  const payout: Payout = {
    id: String(firstId + world.next("payout")),
    shop,
    reference,
    account,
    payway: text(body, "payway") ?? "",
    receive,
    psCurrency: payway.currency,
    writeOff,
    shopCurrency,
    history: [],
    status: 1,
    rejectedReason: null,
    money: "frozen",
    course: 0
  }
  setAside(world, shop.id, shopCurrency, writeOff)
  addPayout(state, payout)

  const scripted = state.payoutPlans.take({ reference, endpoint: "/withdraw/create" })
  const plan = scripted ?? state.options.payoutPlan ?? defaultPayoutPlan
  const isBad = scripted === undefined && state.accounts.get(account)?.result === false
  follow(world, payout, plan, (step) =>
    move(state, payout, isBad && paid.has(step.status) ? { status: 6, rejectedReason: noSuchCard } : step)
  )
  return ok({ balance: float(world.balances.read(shop.id, shopCurrency, "available")), ...described(payout) })
}

const notFound = (state: State, id: string) => refusal(state.settings.notFoundCode, `Withdraw (id=${id}) wasn't found`)

/** POST /withdraw/status. */
export const status = (state: State, shop: Shop, body: JsonObject): Answer => {
  const id = text(body, "withdraw_id") ?? ""
  const payout = state.payoutsById.get(keyOf(shop.id, id))
  if (payout === undefined) throw notFound(state, id)
  return ok(described(payout))
}

/** POST /withdraw/shop_payment_status. */
export const shopPaymentStatus = (state: State, shop: Shop, body: JsonObject): Answer => {
  const reference = text(body, "shop_payment_id") ?? ""
  const payout = state.payouts.get(keyOf(shop.id, reference))
  if (payout === undefined) throw notFound(state, reference)
  return ok(described(payout))
}
