/**
 * Shared parts of the tests: a simulator on a manual clock, a client that signs what it sends, and a receiver of callbacks.
 */
import type { Fetch } from "../src/index.ts"
import { Clock, Feennex } from "../src/index.ts"

export const secret = "test_secret"

const signedNames: Record<string, ReadonlyArray<string>> = {
  "/withdraw/try": ["amount", "amount_type", "payway", "shop_currency", "shop_id"],
  "/check_account": ["account", "amount", "payway", "shop_id"],
  "/withdraw/create": ["account", "amount", "amount_type", "payway", "shop_currency", "shop_id", "shop_payment_id"],
  "/withdraw/status": ["now", "shop_id", "withdraw_id"],
  "/withdraw/shop_payment_status": ["now", "shop_id", "shop_payment_id"],
  "/invoice/try": ["amount", "currency", "payway", "shop_id", "shop_order_id"],
  "/invoice/create": ["amount", "currency", "payway", "shop_id", "shop_order_id"],
  "/invoice/check": ["now", "shop_id", "shop_order_id"],
  "/shop_balance": ["now", "shop_id"]
}

const now = "2025-01-01 00:00:00.000000"

const defaults: Record<string, Record<string, unknown>> = {
  "/withdraw/try": { amount: 1, amount_type: "ps_amount", payway: "card_usd", shop_currency: 840, shop_id: 112 },
  "/check_account": { account: "4111111111111111", amount: 10.5, payway: "card_eur", shop_id: 112 },
  "/withdraw/create": {
    account: "4111111111111111",
    amount: 1,
    amount_type: "ps_amount",
    email: "payee@example.com",
    payway: "card_usd",
    shop_currency: 840,
    shop_id: 112,
    shop_payment_id: "p-1"
  },
  "/withdraw/status": { now, shop_id: 112, withdraw_id: 11298076 },
  "/withdraw/shop_payment_status": { now, shop_id: 112, shop_payment_id: "p-1" },
  "/invoice/try": { amount: 12.34, currency: 840, payway: "card_usd", shop_id: 112, shop_order_id: 4128 },
  "/invoice/create": { amount: 12.34, currency: 840, payway: "bank_usd", shop_id: 112, shop_order_id: "o-1" },
  "/invoice/check": { now, shop_id: 112, shop_order_id: "o-1" },
  "/shop_balance": { now, shop_id: 112 }
}

/** An endpoint's example body with changes, signed; a change to `undefined` leaves the member out. */
export const body = (path: string, changes: Record<string, unknown> = {}): Record<string, unknown> => {
  const unsigned: Record<string, unknown> = { ...defaults[path], ...changes }
  const fields = Object.fromEntries((signedNames[path] ?? []).map((name) => [name, String(unsigned[name])]))
  return { sign: Feennex.sign(fields, secret), ...unsigned }
}

export const post = (url: string, value: unknown, init: RequestInit = {}): Request =>
  new Request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof value === "string" ? value : JSON.stringify(value),
    ...init
  })

export interface Envelope {
  readonly data: Record<string, unknown>
  readonly error_code: number
  readonly message: string
  readonly result: boolean
}

export interface Received {
  readonly url: string
  readonly body: string
  readonly contentType: string
}

export const origin = "http://127.0.0.1:8081"

/** A manual clock and somebody who receives callbacks and log lines; `receiver` decides each answer's status. */
export const surroundings = () => {
  const clock = Clock.manual()
  const received: Array<Received> = []
  const log: Array<string> = []
  const receiver = { status: () => 200 }
  const fetch: Fetch = async (input, init) => {
    const request = new Request(input, init)
    const contentType = request.headers.get("content-type") ?? ""
    received.push({ url: request.url, body: await request.text(), contentType })
    return new Response("OK", { status: receiver.status() })
  }
  return { clock, received, log, receiver, given: { clock, fetch, log: (line: string) => void log.push(line) } }
}

/** A simulator on a manual clock whose callbacks end in `received`. */
export const setUp = (options: Feennex.Options = {}) => {
  const { given, ...rest } = surroundings()
  const feennex = Feennex.make({ ...given, shops: [{ id: "112", secret }], ...options })
  const call = async (path: string, changes: Record<string, unknown> = {}): Promise<Envelope> => {
    const response = await feennex.fetch(post(`${origin}${path}`, body(path, changes)))
    return (await response.json()) as Envelope
  }
  return { ...rest, feennex, admin: feennex.admin, call }
}

/** The admin interface over HTTP, by way of an in-process `fetch`; `send` insists on success. */
export const adminClient = (fetch: Fetch, base: string) => {
  const admin = (method: string, path: string, value?: unknown) => {
    const init = { method, ...(value !== undefined && { body: JSON.stringify(value) }) }
    return fetch(`${base}/_sandbox${path}`, init)
  }
  const get = async (path: string) => (await (await admin("GET", path)).json()) as never
  const send = async (path: string, value: unknown = {}) => {
    const response = await admin("POST", path, value)
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }
  return { admin, get, send }
}
