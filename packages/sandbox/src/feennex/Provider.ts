/**
 * Feennex as the simulator's path sees it: which endpoint a request is for, what it refers to, and who deals with it.
 * Here the signature is checked and the polling limits are watched; the endpoints themselves are elsewhere.
 */
import type { GivenMembers } from "../Held.ts"
import { givenBy } from "../Held.ts"
import type { Body } from "../internal/body.ts"
import { isJsonType, readBody } from "../internal/body.ts"
import type { Json, JsonObject } from "../internal/json.ts"
import { isObject, member } from "../internal/json.ts"
import { mask } from "../Journal.ts"
import type { Answer } from "../Reply.ts"
import type { Call, Provider } from "../Simulator.ts"
import { withEcho } from "../Words.ts"
import * as Accounts from "./Accounts.ts"
import type { Callbacks } from "./Callbacks.ts"
import * as CardForm from "./CardForm.ts"
import { codes, failure, incorrect, names, Refusal, refusal } from "./Envelope.ts"
import { check, signedFields, specs, text } from "./Fields.ts"
import * as InvoiceTry from "./InvoiceTry.ts"
import type { Shop } from "./Options.ts"
import * as Pages from "./Pages.ts"
import * as Payments from "./Payments.ts"
import * as Payouts from "./Payouts.ts"
import * as Receipts from "./Receipts.ts"
import { wordsOf } from "./Records.ts"
import { shopBalance } from "./ShopBalance.ts"
import { sign, stringToSign } from "./Signing.ts"
import type { State } from "./State.ts"
import { keyOf, payoutById } from "./State.ts"

/** A request to Feennex, read. */
export interface FeennexCall extends Call, Body {
  readonly url: URL
}

const largestJson = 1024 * 1024
const receipt = /^\/api\/v1\/order\/([^/]+)\/receipt(\/status)?$/

const visible = new Set(
  `amount amount_type currency now payway session_id shop_currency shop_id shop_order_id shop_payment_id
  withdraw_id`.split(/\s+/)
)

const referenceOf = (state: State, url: URL, json: Json | undefined): string | null => {
  const uuid = receipt.exec(url.pathname)?.[1]
  if (uuid !== undefined) return state.payments.find((payment) => payment.uuid === uuid)?.reference ?? null
  const page = Pages.paymentOf(state, url.pathname)
  if (page !== undefined) return page.reference
  if (!isObject(json)) return null
  const session = text(json, "session_id")
  if (session !== null) return state.payments.find(({ sessionId }) => sessionId === session)?.reference ?? null
  const id = member(json, "withdraw_id")
  if (id !== undefined) return payoutById(state, text(json, "shop_id") ?? "", id)?.reference ?? null
  return text(json, "shop_payment_id") ?? text(json, "shop_order_id")
}

// What is known of whoever a request is about: from the operation, and from the request itself.
const givenFor = (state: State, { json, reference }: FeennexCall): GivenMembers => {
  const payment = state.payments.findLast((each) => each.reference === reference)
  return {
    ...(payment && wordsOf(payment)),
    ...[...state.payouts.values()].findLast((payout) => payout.reference === reference)?.given,
    ...(isObject(json) && givenBy(json))
  }
}

const readers: Readonly<Record<string, "payout" | "payment">> = {
  "/withdraw/status": "payout",
  "/withdraw/shop_payment_status": "payout",
  "/invoice/check": "payment"
}

// When a read comes before its time: how long after the one before, and how long it should have waited.
const earliness = (state: State, call: FeennexCall): { readonly since: number; readonly least: number } | undefined => {
  const kind = readers[call.endpoint]
  const body = isObject(call.json) ? call.json : {}
  const subject = call.reference ?? text(body, "withdraw_id")
  if (kind === undefined || subject === null) return undefined
  const { payoutStatusInterval, invoiceCheckInterval } = state.settings
  const least = kind === "payout" ? payoutStatusInterval : invoiceCheckInterval
  const key = `${kind}:${keyOf(text(body, "shop_id") ?? "", subject)}`
  const now = state.world.clock.now()
  const last = state.lastReads.get(key)
  state.lastReads.set(key, now)
  return last !== undefined && now - last < least ? { since: now - last, least } : undefined
}

type Endpoint = (shop: Shop, body: JsonObject, call: FeennexCall) => Answer | Promise<Answer>

const endpointsOf = (state: State, callbacks: Callbacks): Readonly<Record<string, Endpoint>> => ({
  "/withdraw/try": (shop, body) => Payouts.tryOut(state, shop, body),
  "/check_account": (shop, body) => Accounts.check(state, shop, body),
  "/withdraw/create": (shop, body) => Payouts.create(state, shop, body),
  "/withdraw/status": (shop, body) => Payouts.status(state, shop, body),
  "/withdraw/shop_payment_status": (shop, body) => Payouts.shopPaymentStatus(state, shop, body),
  "/invoice/try": (shop, body) => InvoiceTry.tryOut(state, shop, body),
  "/invoice/create": (shop, body, call) => Payments.create(state, callbacks, shop, body, call.url.origin),
  "/invoice/check": (shop, body) => Payments.check(state, shop, body),
  "/shop_balance": (shop) => shopBalance(state, shop)
})

const authenticated = (state: State, endpoint: string, body: JsonObject): Shop => {
  const spec = specs[endpoint]
  if (spec === undefined) throw refusal(codes.incorrectParameter, "Not found", 404)
  const { payoutEmailRequired, paymentEmailRequired } = state.settings
  const needsEmail =
    (endpoint === "/withdraw/create" && payoutEmailRequired) || (endpoint === "/invoice/create" && paymentEmailRequired)
  check(spec, body, needsEmail ? ["email"] : [])
  const shopId = text(body, "shop_id") ?? ""
  const shop = state.shops.get(shopId)
  if (shop === undefined) throw refusal(codes.shopNotFound, `Shop (id=${shopId.slice(0, 64)}) wasn't found`)
  const fields = signedFields(spec, body, state.settings.signedNumbers)
  if (text(body, "sign") !== sign(fields, shop.secret)) {
    throw refusal(codes.incorrectParameter, `Invalid sign, string_to_sign: ${stringToSign(fields)}`)
  }
  return shop
}

const bodyOf = (call: FeennexCall): JsonObject => {
  if (call.method !== "POST") throw refusal(codes.incorrectParameter, `Method ${call.method} not allowed`, 405)
  if (call.bytes === null) throw refusal(codes.incorrectParameter, "Request body is too large")
  if (!isJsonType(call.contentType)) throw incorrect({ "Content-Type": "must be application/json" })
  if (call.json === undefined) throw refusal(codes.incorrectParameter, "Request body is not valid JSON")
  if (!isObject(call.json)) throw refusal(codes.incorrectParameter, "Request body must be a JSON object")
  return call.json
}

/** Feennex for the simulator's path. */
export const make = (state: State, callbacks: Callbacks): Provider<FeennexCall> => {
  const endpoints = endpointsOf(state, callbacks)
  const early = new WeakSet<FeennexCall>()

  const core = async (call: FeennexCall): Promise<Answer> => {
    if (!Object.hasOwn(endpoints, call.endpoint) && call.endpoint !== "/h2h_data") {
      throw refusal(codes.incorrectParameter, `Endpoint ${call.endpoint.slice(0, 64)} not found`, 404)
    }
    const body = bodyOf(call)
    if (call.endpoint === "/h2h_data") {
      if (text(body, "session_id") === null) throw incorrect({ session_id: "field required" })
      return CardForm.h2hData(state, body, call.url.origin)
    }
    const shop = authenticated(state, call.endpoint, body)
    if (early.has(call) && state.settings.tooEarly === "refuse") {
      throw refusal(codes.other, "Too many requests, ask later", 429)
    }
    const endpoint = endpoints[call.endpoint]
    if (endpoint === undefined) throw refusal(codes.incorrectParameter, "Not found", 404)
    return endpoint(shop, body, call)
  }

  return {
    endpointOf: (_method, url) => {
      const hit = receipt.exec(url.pathname)
      if (hit === null) return Pages.endpointOf(url.pathname) ?? url.pathname
      return `/api/v1/order/{id}/receipt${hit[2] ?? ""}`
    },
    read: async (request, endpoint) => {
      const url = new URL(request.url)
      const isReceipt = receipt.test(url.pathname)
      const body = await readBody(request, isReceipt ? Receipts.largest + 64 * 1024 : largestJson)
      const json = isReceipt ? undefined : body.json
      return {
        method: request.method,
        endpoint,
        url,
        ...body,
        // A proof of transfer is a person's document and no text; what is typed into a card form is kept nowhere.
        raw: isReceipt || endpoint === CardForm.path ? "" : body.raw,
        json,
        reference: referenceOf(state, url, json),
        masked: json === undefined ? null : mask(json, visible)
      }
    },
    note: (call) => {
      const found = earliness(state, call)
      if (found === undefined) return
      early.add(call)
      const { endpoint, reference } = call
      const detail = `asked again after ${found.since} ms, at least ${found.least} ms are asked for`
      state.world.journal.violate({ at: state.world.clock.now(), kind: "tooEarly", endpoint, reference, detail })
    },
    act: async (call) => {
      const hit = receipt.exec(call.url.pathname)
      if (hit !== null) {
        const id = hit[1] ?? ""
        if (hit[2] !== undefined && call.method === "GET") return Receipts.status(state, id)
        if (hit[2] === undefined && call.method === "POST") {
          return Receipts.upload(state, id, call.bytes, call.contentType)
        }
        return Receipts.notAllowed
      }
      const page = await Pages.visit(state, callbacks, call)
      if (page !== undefined) return page
      try {
        return await core(call)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const { echo, errorStatus } = state.settings
        const message = withEcho(error.message, echo, () => givenFor(state, call))
        return failure(error.code, message, error.status ?? errorStatus)
      }
    },
    given: (call) => givenFor(state, call),
    scriptedError: ({ code = codes.other, message = names[code] ?? `error ${code}`, status }, call) =>
      receipt.test(call.url.pathname)
        ? Receipts.refused(message, status)
        : failure(code, message, status ?? state.settings.errorStatus)
  }
}
