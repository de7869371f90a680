/**
 * Payouts to external systems: the four /withdraw endpoints, and how a payout's money follows its status. Set aside at
 * creation, gone at success, given back at rejection; an unknown status moves nothing.
 */
import { givenBy } from "../Held.ts"
import type { Decimal } from "../internal/decimal.ts"
import { compare, of, toFloatText, toText } from "../internal/decimal.ts"
import type { JsonObject } from "../internal/json.ts"
import { integer, member, NumberText } from "../internal/json.ts"
import { maskAccount } from "../Journal.ts"
import { moveMoney, setAside } from "../Operation.ts"
import type { Step } from "../Plan.ts"
import { follow } from "../Plan.ts"
import type { Answer } from "../Reply.ts"
import { fill, withEcho } from "../Words.ts"
import * as Accounts from "./Accounts.ts"
import { codes, ok, refusal } from "./Envelope.ts"
import { text } from "./Fields.ts"
import * as Ids from "./Ids.ts"
import type { Payway, Shop } from "./Options.ts"
import { defaultPayoutPlan } from "./Options.ts"
import type { PayoutQuote } from "./Quotes.ts"
import type { Payout } from "./Records.ts"
import type { State } from "./State.ts"
import { addPayout, isHidden, keyOf, payoutById } from "./State.ts"

const firstId = 11298075
const paid = new Set([5])
const failed = new Set([6, 8])
const noSuchCard = "Card number doesn't exist. Check if the number is correct"

/** Moves a payout and its money; any number is a status. */
export const move = (state: State, payout: Payout, step: Omit<Step<number>, "after">): void => {
  const { world } = state
  payout.status = step.status
  payout.history.push({ at: world.clock.now(), status: step.status })
  if (step.rejectedReason !== undefined) payout.rejectedReason = fill(step.rejectedReason, payout.given)
  else if (paid.has(step.status)) payout.rejectedReason = null

  const before = payout.money
  payout.money = paid.has(step.status) ? "debited" : failed.has(step.status) ? "released" : before
  moveMoney(world, before, payout.money, {
    id: payout.id,
    reference: payout.reference,
    amount: toText(of(payout.receive.text)),
    currency: payout.psCurrency,
    shopAmount: toText(payout.price.writeOff),
    shopCurrency: payout.shopCurrency,
    shop: payout.shop.id,
    account: maskAccount(payout.account)
  })
  if (payout.money === before || payout.money !== "debited") return
  payout.balanceAfter = world.balances.read(payout.shop.id, payout.shopCurrency, "available")
}

// A whole number stays one and everything else is printed as a float, as the examples show both.
const received = (lexeme: string, amount: string): NumberText =>
  new NumberText(/^\d+$/.test(lexeme) ? lexeme.replace(/^0+(?=\d)/, "") : amount)

interface Quoted {
  readonly payway: Payway
  readonly receive: NumberText
  readonly price: PayoutQuote
  readonly shopCurrency: string
}

const quote = (state: State, body: JsonObject): Quoted => {
  const payway = state.quotes.payway(text(body, "payway") ?? "")
  const lexeme = text(body, "amount") ?? ""
  const amountType = text(body, "amount_type") ?? ""
  const shopCurrency = text(body, "shop_currency") ?? ""
  const price = state.quotes.payout(payway, amountType, of(lexeme), shopCurrency)
  const receive = received(amountType === "ps_amount" ? lexeme : "", toFloatText(price.receive))
  return { payway, receive, price, shopCurrency }
}

const float = (value: Decimal): NumberText => new NumberText(toFloatText(value))

/** POST /withdraw/try. */
export const tryOut = (state: State, _shop: Shop, body: JsonObject): Answer => {
  const { payway, receive, price, shopCurrency } = quote(state, body)
  return ok({
    account_info_config: Accounts.config(payway, state.settings.accountConfig),
    payee_receive: receive,
    ps_currency: new NumberText(payway.currency),
    shop_currency: new NumberText(shopCurrency),
    [state.settings.tryWriteOffName]: float(price.writeOff)
  })
}

// The prose promises the reason in each answer with a status; of the attribute lists only one has it.
const reasonOf = ({ settings }: State, { given, rejectedReason }: Payout, isListed: boolean): JsonObject => {
  if (rejectedReason === null || (settings.rejectedReasonIn === "listed" && !isListed)) return {}
  return { rejected_reason: withEcho(rejectedReason, settings.echo, () => given) }
}

const described = (state: State, payout: Payout, id: Payout["printed"], listsReason: boolean): JsonObject => ({
  id,
  payee_receive: payout.receive,
  ps_currency: new NumberText(payout.psCurrency),
  ...reasonOf(state, payout, listsReason),
  shop_currency: new NumberText(payout.shopCurrency),
  shop_payment_id: payout.reference,
  shop_write_off: float(payout.price.writeOff),
  status: integer(payout.status)
})

const make = (
  state: State,
  shop: Shop,
  body: JsonObject,
  { payway, receive, shopCurrency, price }: Quoted
): Payout => ({
  ...Ids.make(state.settings.payoutIds, state.world.next("payout"), firstId, "wd"),
  shop,
  reference: text(body, "shop_payment_id") ?? "",
  account: text(body, "account") ?? "",
  payway: text(body, "payway") ?? "",
  receive,
  psCurrency: payway.currency,
  price,
  shopCurrency,
  createdAt: state.world.clock.now(),
  given: givenBy(body),
  history: [],
  status: 1,
  rejectedReason: null,
  money: "frozen",
  balanceAfter: null,
  course: 0
})

// The refusal for want of money; where so switched, the payout is there all the same and is called rejected.
const refused = (state: State, { shopCurrency, price }: Quoted, available: Decimal, make: () => Payout) => {
  const figures = `shop_write_off=${toFloatText(price.writeOff)}, balance=${toFloatText(available)}`
  const message = `Insufficient balance(currency=${shopCurrency}): ${figures}`
  if (state.settings.refusedLeaves === "rejected") {
    const payout = make()
    payout.money = "released"
    addPayout(state, payout)
    move(state, payout, { status: 6, rejectedReason: message })
  }
  return refusal(codes.insufficientBalance, message)
}

/** POST /withdraw/create. */
export const create = (state: State, shop: Shop, body: JsonObject): Answer => {
  const { world } = state
  const reference = text(body, "shop_payment_id") ?? ""
  const key = keyOf(shop.id, reference)
  if (state.payouts.has(key)) {
    throw refusal(codes.notUnique, `Shop_payment_id '${reference}' is not unique for shop(id=${shop.id})`, 400)
  }
  const quoted = quote(state, body)
  const { payway, shopCurrency } = quoted
  const { writeOff } = quoted.price
  Accounts.checkFields(state, payway, body)
  const available = world.balances.read(shop.id, shopCurrency, "available")
  const makeIt = () => make(state, shop, body, quoted)
  if (compare(available, writeOff) < 0) throw refused(state, quoted, available, makeIt)
  const payout = makeIt()
  setAside(world, shop.id, shopCurrency, writeOff)
  addPayout(state, payout)

  const scripted = state.payoutPlans.take({ reference, endpoint: "/withdraw/create" })
  const plan = scripted ?? state.options.payoutPlan ?? defaultPayoutPlan
  const isBad = scripted === undefined && Accounts.isBad(state, payout.account)
  follow(world, payout, plan, (step) =>
    move(state, payout, isBad && paid.has(step.status) ? { status: 6, rejectedReason: noSuchCard } : step)
  )
  const balance = float(world.balances.read(shop.id, shopCurrency, "available"))
  return ok({ balance, ...described(state, payout, payout.printed, false) })
}

// How a status answer describes a payout.
const found = (state: State, payout: Payout, listsReason: boolean): Answer => {
  const id = state.settings.idsInStatus === "same" ? payout.printed : Ids.otherNotation(payout)
  return ok(described(state, payout, id, listsReason))
}

const notFound = (state: State, id: string) => refusal(state.settings.notFoundCode, `Withdraw (id=${id}) wasn't found`)

/** POST /withdraw/status. */
export const status = (state: State, shop: Shop, body: JsonObject): Answer => {
  const id = text(body, "withdraw_id") ?? ""
  const payout = payoutById(state, shop.id, member(body, "withdraw_id"))
  if (payout === undefined || isHidden(state, payout)) throw notFound(state, id)
  return found(state, payout, true)
}

/** POST /withdraw/shop_payment_status. */
export const shopPaymentStatus = (state: State, shop: Shop, body: JsonObject): Answer => {
  const reference = text(body, "shop_payment_id") ?? ""
  const payout = state.payouts.get(keyOf(shop.id, reference))
  if (payout === undefined || isHidden(state, payout)) throw notFound(state, reference)
  return found(state, payout, false)
}
