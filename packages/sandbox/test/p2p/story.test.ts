/** The simulator as the command starts it, without any option: an SBP payout in roubles, from its request to its end. */
import { expect, it } from "vitest"
import { P2p } from "../../src/index.ts"
import { surroundings } from "../support.ts"
import { examples } from "./support.ts"

it("an SBP payout in roubles is taken, reported by a callback, and paid once", async () => {
  const { clock, given, received } = surroundings()
  const { name, apiKey, signKey } = P2p.defaultMerchant
  const p2p = P2p.make(given)
  const base = `http://127.0.0.1:8082/api/merchant/${name}`
  const order = examples.sbp as Record<string, string>
  const { fiat_amount = "", fiat_currency = "", order_id = "", phone_number = "" } = order
  const sign = P2p.sign(order_id, fiat_amount, phone_number, fiat_currency, signKey)
  const headers = { "content-type": "application/json", "x-api-key": apiKey }
  const create = await p2p.fetch(`${base}/create_pay_out/`, {
    method: "POST",
    headers,
    body: JSON.stringify({ ...order, sign })
  })
  expect(await create.json()).toMatchObject({
    ok: true,
    fiat_amount: "1500.00",
    fiat_currency: "rub",
    payment_method: "sbp",
    reject_callback_url: `${base}/rejected_pay_out/`
  })
  const status = async () => (await p2p.fetch(`${base}/status_pay_out/${order_id}/`, { headers })).json()
  expect(await status()).toMatchObject({ ok: true, status: "expectation" })
  await clock.advance(5_000)
  expect(await status()).toMatchObject({ ok: true, status: "successful", phone_number, bank_name: "Sberbank" })
  expect(received.map(({ url }) => url)).toEqual([order.success_callback_url])
  expect(p2p.admin.ledger()).toMatchObject([{ kind: "payout", amount: "1500", currency: "rub", shop: name }])
  expect(p2p.admin.violations()).toEqual([])
})

it("it may also be cancelled at the URL that the create answer names", async () => {
  const { given, clock } = surroundings()
  const p2p = P2p.make({ ...given, settings: { standartSign: "{order_id}:{sign_key}" } })
  const { name: merchant, apiKey: api_key, signKey: sign_key } = P2p.defaultMerchant
  const order = examples.sbp as Record<string, string>
  const { fiat_amount = "", fiat_currency = "", order_id = "", phone_number = "" } = order
  const sign = P2p.sign(order_id, fiat_amount, phone_number, fiat_currency, sign_key)
  const post = async (url: string, body: unknown) => {
    const headers = { "content-type": "application/json" }
    return (await p2p.fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json()
  }
  const created = (await post(`http://127.0.0.1:8082/api/merchant/${merchant}/create_pay_out/`, {
    ...order,
    sign
  })) as Record<string, string>
  const standart_sign = P2p.standartSign("{order_id}:{sign_key}", { order_id, merchant, api_key, sign_key })
  expect(await post(created.reject_callback_url ?? "", { order_id, standart_sign })).toEqual({ ok: true })
  await clock.advance(60_000)
  expect(p2p.admin.operations()).toMatchObject([{ status: "rejected_merchant", money: "released" }])
})
