/** The addresses of Stripe that are simulated, and what each does. */
import * as EventReads from "./EventReads.ts"
import * as Balance from "./money/Balance.ts"
import * as PayoutReads from "./money/PayoutReads.ts"
import * as Payouts from "./money/Payouts.ts"
import * as RefundReads from "./money/RefundReads.ts"
import * as Refunds from "./money/Refunds.ts"
import * as Cancel from "./payments/Cancel.ts"
import * as Capture from "./payments/Capture.ts"
import * as Charges from "./payments/Charges.ts"
import * as Confirm from "./payments/Confirm.ts"
import * as Create from "./payments/Create.ts"
import * as Intents from "./payments/Intents.ts"
import * as SessionCreate from "./payments/SessionCreate.ts"
import * as Sessions from "./payments/Sessions.ts"
import type { Handler } from "./wire/Ask.ts"

/** An address with `:id` for the id in it. */
export interface Route {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly run: Handler
  /** Whether a browser may ask, with a publishable key. */
  readonly isPublic?: boolean
  /** Whether it answers a list. */
  readonly isList: boolean
}

const route = (address: string, run: Handler, isPublic = false): Route => {
  const [method, path = ""] = address.split(" ")
  const isList = method === "GET" && /(s|search)$/.test(path)
  return { method: method === "GET" ? "GET" : "POST", path, run, isPublic, isList }
}

/** All of them; a fixed part of a path comes before an id. */
export const routes: ReadonlyArray<Route> = [
  route("POST /v1/payment_intents", Create.handle),
  route("GET /v1/payment_intents", Intents.list),
  route("GET /v1/payment_intents/search", Intents.search),
  route("GET /v1/payment_intents/:id", Intents.get, true),
  route("POST /v1/payment_intents/:id", Intents.update),
  route("POST /v1/payment_intents/:id/confirm", Confirm.handle, true),
  route("POST /v1/payment_intents/:id/capture", Capture.handle),
  route("POST /v1/payment_intents/:id/cancel", Cancel.handle),
  route("GET /v1/charges", Charges.list),
  route("GET /v1/charges/search", Charges.search),
  route("GET /v1/charges/:id", Charges.get),
  route("GET /v1/disputes", Charges.disputes),
  route("GET /v1/disputes/:id", Charges.dispute),
  route("POST /v1/checkout/sessions", SessionCreate.handle),
  route("GET /v1/checkout/sessions", Sessions.list),
  route("GET /v1/checkout/sessions/:id", Sessions.get),
  route("GET /v1/checkout/sessions/:id/line_items", Sessions.lineItems),
  route("POST /v1/checkout/sessions/:id/expire", Sessions.handleExpire),
  route("POST /v1/refunds", Refunds.create),
  route("GET /v1/refunds", RefundReads.list),
  route("GET /v1/refunds/:id", RefundReads.get),
  route("POST /v1/refunds/:id", RefundReads.update),
  route("POST /v1/refunds/:id/cancel", Refunds.cancel),
  route("POST /v1/payouts", Payouts.create),
  route("GET /v1/payouts", PayoutReads.list),
  route("GET /v1/payouts/:id", PayoutReads.get),
  route("POST /v1/payouts/:id", PayoutReads.update),
  route("POST /v1/payouts/:id/cancel", Payouts.cancel),
  route("GET /v1/balance", Balance.balance),
  route("GET /v1/balance_transactions", Balance.rows),
  route("GET /v1/balance_transactions/:id", Balance.row),
  route("GET /v1/account", Balance.account),
  route("GET /v1/events", EventReads.list),
  route("GET /v1/events/:id", EventReads.get)
]

/** A route and the id in a path. */
export interface Hit {
  readonly route: Route
  readonly id: string
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const patterns = routes.map((each) => {
  const source = each.path.replace(":id", "([^/]+)")
  return { route: each, pattern: new RegExp(`^${source}/?$`) }
})

/** The route of an address; undefined where there is none. */
export const find = (method: string, pathname: string): Hit | undefined => {
  for (const { pattern, route: each } of patterns) {
    const match = each.method === method ? pattern.exec(pathname) : null
    if (match !== null) return { route: each, id: decoded(match[1] ?? "") }
  }
  return undefined
}

/** An address by its route, such as `POST /v1/payouts/:id/cancel`: the name that faults and the journal use. */
export const endpointOf = (method: string, pathname: string): string => {
  const hit = find(method, pathname)
  return hit === undefined ? `${method} ${pathname}` : `${method} ${hit.route.path}`
}
