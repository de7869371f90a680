/**
 * The purpose of a request to Stripe, by its method, path and key: payments in the ways that are tried apart, payouts and refunds. What
 * a read of a payment asks beside it (its refunds, its disputes) is of no operation.
 */
import type { Harness } from "@switchyard/contract-tests"

/** What is under the suite: payments by intent, by page, and confirmed at once; payouts; refunds. */
export type Way = "card" | "held" | "page" | "heldPage" | "confirmed" | "payout" | "refund"

/** Whether a payment is made by a session. */
export const isOnPage = (way: Way): boolean => way === "page" || way === "heldPage"

/** Whether every payment is held first. */
export const isHeld = (way: Way): boolean => way === "held" || way === "heldPage"

/** The kind of operations of our interface. */
export type Kind = "payments" | "payouts" | "refunds"

export const kindOf = (way: Way): Kind => (way === "payout" ? "payouts" : way === "refund" ? "refunds" : "payments")

const creates: Readonly<Record<Kind, RegExp>> = {
  payments: /^\/v1\/(payment_intents|checkout\/sessions)$/,
  payouts: /^\/v1\/payouts$/,
  refunds: /^\/v1\/refunds$/
}

const reads: Readonly<Record<Kind, RegExp>> = {
  payments: /^\/v1\/(payment_intents|checkout\/sessions)(\/[^/]+)?$/,
  payouts: /^\/v1\/payouts(\/[^/]+)?$/,
  refunds: /^\/v1\/refunds(\/[^/]+)?$/
}

/** The operation that a request belongs to; `token` is none that is counted. */
export const operationOf = (way: Way, method: string, path: string, key = ""): Harness.Purpose | undefined => {
  const kind = kindOf(way)
  if (path === "/v1/account" || (method === "GET" && kind === "payments" && /^\/v1\/(refunds|disputes)/.test(path))) {
    return "token"
  }
  if (path === "/v1/balance") return "balance"
  if (method === "GET") return reads[kind].test(path) ? "get" : undefined
  if (creates[kind].test(path)) return "create"
  if (path.endsWith("/capture")) return "capture"
  if (/\/(cancel|expire)$/.test(path)) return key.startsWith("switchyard-abandon-") ? "abandon" : "cancel"
  return undefined
}

/** The sandbox's name of an endpoint. */
export const endpointOf = (method: string, path: string): string =>
  `${method} ${path
    .replace(/^(\/v1\/(?:payment_intents|payouts|refunds))\/(?!search$)[^/]+/, "$1/:id")
    .replace(/^\/v1\/checkout\/sessions\/[^/]+/, "/v1/checkout/sessions/:id")}`
