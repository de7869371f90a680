/** HTTP clients with nothing on top: a signed body in, JSON out. What an adapter written by hand would start from. */
import { createHash } from "node:crypto"
import ky from "ky"
import { Agent, install, request } from "undici"
import { keys } from "../answers.ts"
import { expect, type Make } from "./Contender.ts"

interface Answer {
  readonly result?: boolean
}

const fields = (reference: string) => {
  const signed = {
    account: "4111111111111111",
    amount: 1500,
    amount_type: "ps_amount",
    payway: "card_rub",
    shop_currency: 840,
    shop_id: 112,
    shop_payment_id: reference
  }
  const text = Object.values(signed).join(":") + keys.feennex
  return { ...signed, sign: createHash("sha256").update(text).digest("hex") }
}

const headers = { "content-type": "application/json", accept: "application/json" }
const path = "/withdraw/create"

const contender =
  (send: (url: string, fields: object) => Promise<Answer>): Make =>
  async (origin) => ({
    call: async (reference) => {
      const answer = await send(origin + path, fields(reference))
      expect(answer.result === true, answer)
    }
  })

/** undici's own interface. */
export const bareUndici: Make = (origin) => {
  const dispatcher = new Agent({ connections: 64 })
  return contender(async (url, json) => {
    const { body } = await request(url, { dispatcher, method: "POST", headers, body: JSON.stringify(json) })
    return (await body.json()) as Answer
  })(origin)
}

/** Node's fetch. */
export const bareFetch: Make = contender(async (url, json) => {
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(json) })
  return (await answer.json()) as Answer
})

/** ky over Node's fetch. */
export const kyFetch: Make = contender((url, json) => ky.post(url, { json, retry: 0 }).json<Answer>())

/** ky over the fetch of the same undici as ours, with its Request, Response and Headers. */
export const kyUndiciFetch: Make = (origin) => {
  install()
  return contender((url, json) => ky.post(url, { json, retry: 0, timeout: false }).json<Answer>())(origin)
}

/** ky over undici's own interface, in the fewest words. */
export const kyUndici: Make = (origin) => {
  const dispatcher = new Agent({ connections: 64 })
  const send = async (wire: unknown): Promise<Response> => {
    if (!(wire instanceof Request)) throw new TypeError("ky gives a Request")
    const { body, headers, statusCode } = await request(wire.url, {
      dispatcher,
      method: "POST",
      headers: Object.fromEntries(wire.headers),
      body: await wire.text()
    })
    return new Response(await body.text(), { status: statusCode, headers: headers as Record<string, string> })
  }
  return contender((url, json) => ky.post(url, { json, retry: 0, timeout: false, fetch: send }).json<Answer>())(origin)
}

/** axios, which is loaded here so that the others need no peers. */
export const bareAxios: Make = async (origin) => {
  const { default: axios } = await import("axios")
  return contender(async (url, json) => (await axios.post<Answer>(url, json, { headers })).data)(origin)
}
