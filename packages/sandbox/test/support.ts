/**
 * What the tests share: a simulator on a manual clock, a client that signs what it sends, and a receiver of callbacks.
 */
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

/** A simulator on a manual clock whose callbacks end in `received`; `receiver` decides each answer's status. */
export const setUp = (options: Feennex.Options = {}) => {
  const clock = Clock.manual()
  const received: Array<Received> = []
  const log: Array<string> = []
  const receiver = { status: () => 200 }
  const feennex = Feennex.make({
    clock,
    shops: [{ id: "112", secret }],
    log: (line) => void log.push(line),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const contentType = request.headers.get("content-type") ?? ""
      received.push({ url: request.url, body: await request.text(), contentType })
      return new Response("OK", { status: receiver.status() })
    },
    ...options
  })
  const call = async (path: string, changes: Record<string, unknown> = {}): Promise<Envelope> => {
    const response = await feennex.fetch(post(`${origin}${path}`, body(path, changes)))
    return (await response.json()) as Envelope
  }
  return { clock, feennex, admin: feennex.admin, call, received, log, receiver }
}
