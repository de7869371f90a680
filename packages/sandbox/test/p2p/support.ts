/**
 * Shared parts of the tests of the P2P platform: a merchant that signs what it sends, and a simulator on a manual clock.
 */
import { P2p } from "../../src/index.ts"
import { post, surroundings } from "../support.ts"

export const merchant: P2p.Merchant = { name: "acme", apiKey: "test_api_key", signKey: "test_sign_key" }

export const template = "{order_id}:{sign_key}"

export const origin = "http://127.0.0.1:8082"

const urls = {
  success_callback_url: "http://127.0.0.1:9/success",
  error_callback_url: "http://127.0.0.1:9/error"
}

/** One request per method; the first is the document's own example but for its callback URLs. */
export const examples: Record<P2p.Method, Record<string, unknown>> = {
  sbp: {
    order_id: "order123",
    payment_method: "sbp",
    fiat_amount: "1500.00",
    fiat_currency: "rub",
    timeout: 30,
    phone_number: "79161234567",
    bank_name: "Sberbank",
    bik: "044525225",
    full_name: "Ivanov Ivan Ivanovich",
    ...urls,
    customer: "CUST12345",
    order_description: "Reward payout for completed work"
  },
  card: {
    order_id: "order123",
    payment_method: "card",
    fiat_amount: "5000.00",
    fiat_currency: "rub",
    number_card: "4276345439581234",
    ...urls
  },
  score: {
    order_id: "order123",
    payment_method: "score",
    fiat_amount: "5000.00",
    fiat_currency: "rub",
    number_score: "40817810099910004312",
    ...urls
  },
  iban: {
    order_id: "order123",
    payment_method: "iban",
    fiat_amount: "70.00",
    fiat_currency: "eur",
    iban_number: "DE89370400440532013000",
    ...urls
  }
}

/** The amounts in every answer to the first example. */
export const figures = {
  fiat_amount: "1500.00",
  usdt_amount: "14.9630",
  merchant_spent_usdt: "15.2623",
  fiat_currency: "rub",
  exchange_rate: "100.2472",
  payment_method: "sbp"
}

const requisites = { card: "number_card", sbp: "phone_number", score: "number_score", iban: "iban_number" } as const

/** A create body with changes, signed; a change to `undefined` leaves the member out. */
export const body = (changes: Record<string, unknown> = {}, method: P2p.Method = "sbp"): Record<string, unknown> => {
  const unsigned: Record<string, unknown> = { ...examples[method], ...changes }
  const text = (name: string) => String(unsigned[name])
  const order = [text("order_id"), text("fiat_amount"), text(requisites[method]), text("fiat_currency")] as const
  return { ...unsigned, sign: P2p.sign(...order, merchant.signKey), ...("sign" in changes && { sign: changes.sign }) }
}

export type Answer = Record<string, unknown> & { readonly ok?: boolean; readonly error?: string }

export const address = (path: string, base = origin): string => `${base}/api/merchant/acme/${path}`

export const headers = { "content-type": "application/json", "x-api-key": merchant.apiKey }

/** A simulator on a manual clock whose callbacks end in `received`. */
export const setUp = (options: P2p.Options = {}) => {
  const { given, ...rest } = surroundings()
  const p2p = P2p.make({ ...given, merchants: [merchant], ...options })
  const json = async (response: Response) => (await response.json()) as Answer
  const create = async (changes: Record<string, unknown> = {}, method: P2p.Method = "sbp"): Promise<Answer> =>
    json(await p2p.fetch(post(address("create_pay_out/"), body(changes, method))))
  const get = (path: string, init: RequestInit = {}) => p2p.fetch(address(path), { headers, ...init })
  const status = async (id = "order123") => json(await get(`status_pay_out/${encodeURIComponent(id)}/`))
  const cancel = async (order_id = "order123", standart_sign: unknown = P2p.placeholder) =>
    json(await p2p.fetch(post(address("rejected_pay_out/"), { order_id, standart_sign })))
  return { ...rest, p2p, admin: p2p.admin, create, get, status, cancel }
}
