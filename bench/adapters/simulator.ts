/**
 * The simulator: a process of its own that answers on loopback like Feennex, the P2P platform and Stripe. It reads each
 * body to its end, takes the id from it and checks its signature, so that a client which signs wrongly measures nothing.
 */
import { createHash } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import * as Answers from "./answers.ts"

const text = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const sha256 = (signed: string): string => createHash("sha256").update(signed).digest("hex")

type Fields = Readonly<Record<string, unknown>>

const isSignedByShop = ({ sign, ...fields }: Fields, names: ReadonlyArray<string>): boolean =>
  sign === sha256(`${names.map((name) => String(fields[name])).join(":")}${Answers.keys.feennex}`)

const isSignedByMerchant = (fields: Fields): boolean =>
  fields.sign ===
  sha256([fields.order_id, fields.fiat_amount, fields.number_card, fields.fiat_currency, Answers.keys.p2p].join(":"))

interface Route {
  readonly isSigned: (body: Fields) => boolean
  readonly answer: (body: Fields) => string
}

const createFields = ["account", "amount", "amount_type", "payway", "shop_currency", "shop_id", "shop_payment_id"]
const unsigned = () => true

const routes: Readonly<Record<string, Route>> = {
  "/withdraw/create": { isSigned: (body) => isSignedByShop(body, createFields), answer: Answers.withdraw },
  "/withdraw/shop_payment_status": {
    isSigned: (body) => isSignedByShop(body, ["now", "shop_id", "shop_payment_id"]),
    answer: Answers.withdraw
  },
  "/api/merchant/bench/create_pay_out/": { isSigned: isSignedByMerchant, answer: Answers.payOut },
  "/v1/payouts": { isSigned: unsigned, answer: Answers.stripePayout },
  "/v1/payment_intents": { isSigned: unsigned, answer: Answers.stripeIntent }
}

const server = createServer(async (request, response) => {
  const body = await text(request)
  const route = routes[request.url ?? ""]
  const isJson = request.headers["content-type"]?.startsWith("application/json") === true
  const fields: Fields = isJson ? JSON.parse(body) : {}
  const isRefused = route === undefined || !route.isSigned(fields)
  const answer = isRefused ? "{}" : route.answer(fields)
  response.writeHead(isRefused ? 404 : 200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(answer)
  })
  response.end(answer)
})

server.keepAliveTimeout = 600_000
server.listen(0, "127.0.0.1", () => {
  process.send?.({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
process.on("disconnect", () => process.exit())
