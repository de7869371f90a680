/**
 * Signed calls to the provider, one function per endpoint, in and out in wire types. It knows paths, the account and the
 * signature; what the data mean is the mapping's part.
 */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Redacted from "effect/Redacted"
import * as Signing from "./internal/signing.ts"
import { codes, draftCodes } from "./internal/tables.ts"
import type { Options } from "./MemoryOptions.ts"
import * as Wire from "./MemorySchema.ts"
import type { Exchange, Request } from "./Simulator.ts"

type Fields = { readonly [name: string]: Json.Writable | undefined }
type Create = Fields & { readonly reference: string; readonly order?: string | undefined }

const isRepeated = ({ headers }: Http.Answer) => headers[Signing.replayedHeader] !== undefined

const on = Endpoint.make({ read: Wire.read, codes, isRepeated })

const onDrafts = Endpoint.make({ read: Wire.read, codes: draftCodes, isRepeated })

const createPayout = on.send(Wire.Payout)
const draftPayout = on.prepare(Wire.Payout, { id: ({ id }) => id })
const commitPayout = onDrafts.send(Wire.Payout)
const abandon = onDrafts.send(Wire.Abandoned)
const getPayout = on.lookUp(Wire.Payout)
const listPayouts = on.lookUp(Wire.PayoutList)
const cancelPayout = on.send(Wire.Canceled)
const createPayment = on.send(Wire.Payment)
const getPayment = on.lookUp(Wire.Payment)
const changePayment = on.send(Wire.Changed)
const createRefund = on.send(Wire.Refund)
const getRefund = on.lookUp(Wire.Refund)
const uploadReceipt = on.send(Wire.Receipt)
const quote = on.ask(Wire.Quote)
const checkAccount = on.ask(Wire.AccountCheck)
const balances = on.ask(Wire.Balances)
const cardForm = on.ask(Wire.CardForm)
const receipts = on.ask(Wire.Receipts)
const statement = on.ask(Wire.Statement)

const inProcess = (exchange: Exchange): Endpoint.Client<Request> => ({
  send: (request, { deadline } = {}) => exchange(request, deadline),
  toWire: (request) => ({ method: "POST", origin: "memory:", ...request })
})

// As every real provider is reached.
const overHttp = (baseUrl: string): Endpoint.Client<Request> => {
  const http = Http.make({ baseUrl, headers: { "content-type": "application/json" } })
  return {
    send: (request, options) => http.send({ method: "POST", ...request }, options),
    toWire: (request) => http.toWire({ method: "POST", ...request })
  }
}

/** The endpoints of one account. */
export type MemoryClient = ReturnType<typeof make>

/** Builds the client of one account over an exchange with the provider; with `baseUrl` it sends there instead. */
export const make = (options: Options, exchange: Exchange) => {
  const line = options.baseUrl === undefined ? inProcess(exchange) : overHttp(options.baseUrl)
  const post = (path: string, fields: Fields, key: { readonly [name: string]: string } = {}) =>
    Endpoint.ready(line, () => {
      const body = Json.stringify({ account: options.account, ...fields })
      const headers = { [Signing.header]: Signing.sign(body, Redacted.value(options.secretKey)), ...key }
      return { path, headers, body }
    })

  // Our id of it is the key: whenever a create is sent, it is the same one.
  const create = (path: string, fields: Create) =>
    post(path, fields, { [Signing.keyHeader]: fields.order ?? fields.reference })

  // Our mark of a change is its key: by that the provider knows a repeat.
  const change = (path: string, { mark, ...fields }: Fields & { readonly mark: string }) =>
    changePayment(post(path, { ...fields, mark }, { [Signing.keyHeader]: mark }))

  return {
    createPayout: (fields: Create) => createPayout(create("/payouts/create", fields)),
    draftPayout: (fields: Create) => draftPayout(post("/payouts/draft", fields)),
    commitPayout: (fields: Create) => commitPayout(create("/payouts/commit", fields)),
    abandonPayout: (fields: Fields) => abandon(post("/payouts/abandon", fields)),
    abandonPayment: (fields: Fields) => abandon(post("/payments/abandon", fields)),
    getPayout: (fields: Fields) => getPayout(post("/payouts/get", fields)),
    listPayouts: (fields: Fields) => listPayouts(post("/payouts/list", fields)),
    cancelPayout: (fields: Fields) => cancelPayout(post("/payouts/cancel", fields)),
    quotePayout: (fields: Fields) => quote(post("/payouts/quote", fields)),
    checkAccount: (fields: Fields) => checkAccount(post("/payouts/checkAccount", fields)),
    statement: (fields: Fields) => statement(post("/settlement/rows", fields)),
    balances: () => balances(post("/payouts/balance", {})),
    createPayment: (fields: Create) => createPayment(create("/payments/create", fields)),
    getPayment: (fields: Fields) => getPayment(post("/payments/get", fields)),
    capturePayment: (fields: Fields & { readonly mark: string }) => change("/payments/capture", fields),
    cancelPayment: (fields: Fields & { readonly mark: string }) => change("/payments/cancel", fields),
    completePayment: (fields: Fields & { readonly mark: string }) => change("/payments/complete", fields),
    createRefund: (fields: Create) => createRefund(create("/refunds/create", fields)),
    getRefund: (fields: Fields) => getRefund(post("/refunds/get", fields)),
    quotePayment: (fields: Fields) => quote(post("/payments/quote", fields)),
    cardForm: (fields: Fields) => cardForm(post("/payments/cardForm", fields)),
    /** `link` is the address that the payment named for this upload. */
    uploadReceipt: (fields: Fields) => uploadReceipt(post("/payments/uploadReceipt", fields)),
    receipts: (fields: Fields) => receipts(post("/payments/receipts", fields))
  }
}
