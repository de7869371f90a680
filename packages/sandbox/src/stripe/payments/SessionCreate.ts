/** `POST /v1/checkout/sessions`: a page to pay on, of line items whose prices come with the request. */
import * as Executions from "../Executions.ts"
import * as Ids from "../Ids.ts"
import { checkFraction, checkLeast, readAmount, readCurrency } from "../money/Currencies.ts"
import { settle } from "../money/Settlement.ts"
import type { Session } from "../Records.ts"
import type { State } from "../State.ts"
import { add, born } from "../State.ts"
import type { Handler } from "../wire/Ask.ts"
import { unplayed } from "../wire/Ask.ts"
import { seconds } from "../wire/Created.ts"
import type { JsonObject } from "../wire/Errors.ts"
import { badParam } from "../wire/Errors.ts"
import { read as readMetadata } from "../wire/Metadata.ts"
import type { Params } from "../wire/Params.ts"
import { boolean, choice, integer, items, known, nameOf, required, text, url, within } from "../wire/Params.ts"
import * as Types from "./MethodTypes.ts"
import { expire } from "./Sessions.ts"

const plain = `allowed_payment_method_types billing_address_collection cancel_url client_reference_id currency
  customer_creation customer_email excluded_payment_method_types expand expires_at integration_identifier line_items
  locale metadata mode payment_intent_data payment_method_options success_url submit_type ui_mode`.split(/\s+/)

/** What changes the sum or makes a second payable session: taken only to be switched off. */
const switches = ["adaptive_pricing", "automatic_tax", "after_expiration", "invoice_creation", "managed_payments"]

const unknownHere =
  `branding_settings consent_collection custom_fields custom_text customer customer_account customer_update
  discounts name_collection optional_items origin_context payment_method_collection payment_method_configuration
  payment_method_data permissions phone_number_collection redirect_on_completion return_url saved_payment_method_options
  setup_intent_data shipping_address_collection shipping_options subscription_data tax_id_collection
  wallet_options`.split(/\s+/)

interface Item {
  readonly currency: string
  readonly total: number
  readonly name: string
  readonly quantity: number
  readonly price: number
}

const readItem = (item: Params): Item => {
  known(item, ["price", "price_data", "quantity", "adjustable_quantity", "dynamic_tax_rates", "tax_rates", "metadata"])
  unplayed(item, ["price", "adjustable_quantity", "dynamic_tax_rates", "tax_rates", "metadata"])
  const data = required(item, "price_data", within(item, "price_data"))
  known(data, [
    "currency",
    "unit_amount",
    "unit_amount_decimal",
    "product",
    "product_data",
    "recurring",
    "tax_behavior"
  ])
  unplayed(data, ["unit_amount_decimal", "product", "recurring", "tax_behavior"])
  const currency = readCurrency(data)
  const product = required(data, "product_data", within(data, "product_data"))
  const name = required(product, "name", text(product, "name"))
  const price = required(data, "unit_amount", readAmount(data, currency, false, "unit_amount"))
  const quantity = required(item, "quantity", integer(item, "quantity"))
  if (quantity < 1 || quantity > 999_999) throw badParam(nameOf(item, "quantity"), "The quantity must be at least 1.")
  return { currency, name, quantity, price, total: price * quantity }
}

const readItems = (params: Params): ReadonlyArray<Item> => {
  const all = required(params, "line_items", items(params, "line_items")).map(readItem)
  const [first] = all
  if (first === undefined || all.length > 100) throw badParam("line_items", "There must be 1 to 100 line items.")
  if (all.every(({ currency }) => currency === first.currency)) return all
  throw badParam("line_items", "All line items must have the same currency.")
}

const readEnd = (state: State, params: Params): number => {
  const now = state.world.clock.now()
  const given = integer(params, "expires_at")
  if (given === undefined) return now + 86_400_000
  const [least, most] = [seconds(now) + 1800, seconds(now) + 86_400]
  if (given >= least && given <= most) return given * 1000
  throw badParam("expires_at", "expires_at must be 30 minutes to 24 hours from now.")
}

const readIntentData = (params: Params): Session["intentData"] => {
  const data = within(params, "payment_intent_data") ?? { tree: {}, at: "payment_intent_data" }
  const names = ["capture_method", "description", "metadata", "receipt_email", "statement_descriptor", "transfer_group"]
  known(data, [...names, "application_fee_amount", "on_behalf_of", "setup_future_usage", "shipping", "transfer_data"])
  unplayed(data, ["application_fee_amount", "on_behalf_of", "setup_future_usage", "transfer_data"])
  return {
    metadata: readMetadata(data),
    captureMethod: choice(data, "capture_method", ["automatic", "automatic_async", "manual"]) ?? "automatic_async",
    transferGroup: text(data, "transfer_group") ?? null,
    description: text(data, "description", 1000) ?? null
  }
}

const check = (params: Params): void => {
  known(params, [...plain, ...switches, "allow_promotion_codes", ...unknownHere])
  unplayed(params, unknownHere)
  for (const name of switches) {
    const inner = within(params, name)
    const isOn = inner !== undefined && (name === "after_expiration" || boolean(inner, "enabled") !== false)
    if (isOn) unplayed(params, [name])
  }
  if (boolean(params, "allow_promotion_codes") === true) unplayed(params, ["allow_promotion_codes"])
  if (required(params, "mode", choice(params, "mode", ["payment", "setup", "subscription"])) !== "payment") {
    unplayed(params, ["mode"])
  }
  const ui = choice(params, "ui_mode", ["hosted_page", "embedded_page", "elements", "form"]) ?? "hosted_page"
  if (ui !== "hosted_page") unplayed(params, ["ui_mode"])
}

const shownItem = (state: State, item: Item): JsonObject => ({
  id: Ids.next(state.world, "li_"),
  object: "item",
  amount_discount: 0,
  amount_subtotal: item.total,
  amount_tax: 0,
  amount_total: item.total,
  currency: item.currency,
  description: item.name,
  price: { currency: item.currency, object: "price", unit_amount: item.price },
  quantity: item.quantity
})

/** `POST /v1/checkout/sessions`. */
export const handle: Handler = (state, { params, scope }) => {
  check(params)
  const successUrl = required(params, "success_url", url(params, "success_url"))
  const all = readItems(params)
  const currency = all[0]?.currency ?? "usd"
  const amountTotal = all.reduce((sum, { total }) => sum + total, 0)
  if (String(amountTotal).length > 12)
    throw badParam("line_items", "Amounts have at most 12 digits.", "amount_too_large")
  checkFraction("line_items", amountTotal, currency, false)
  const settled = settle(state, scope, amountTotal, currency)
  checkLeast("line_items", settled.amount, settled.currency)
  const methodTypes = Types.eligible(params, currency, true)
  const read = {
    metadata: readMetadata(params),
    clientReferenceId: text(params, "client_reference_id", 200) ?? null,
    cancelUrl: url(params, "cancel_url") ?? null,
    expiresAt: readEnd(state, params),
    intentData: readIntentData(params)
  }
  const session = add(state, {
    kind: "checkout.session",
    ...born(state, scope, Ids.next(state.world, scope.livemode ? "cs_live_" : "cs_test_")),
    ...read,
    ...{ amountTotal, currency, methodTypes, successUrl, lineItems: all.map((item) => shownItem(state, item)) },
    history: [{ at: state.world.clock.now(), status: "open/unpaid" }],
    ...{ status: "open", paymentStatus: "unpaid", intent: null }
  } satisfies Session as Session)
  Executions.note(state, "create", session)
  state.world.after(session.expiresAt - session.created, () => expire(state, session))
  return { stored: session }
}
