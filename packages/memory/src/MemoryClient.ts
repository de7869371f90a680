/**
 * Signed calls to the far side, one function per endpoint, in and out in wire types. It knows paths, the account and
 * the signature; what the data mean is the mapping's part.
 */
import type * as Call from "@switchyard/core/Call"
import * as Json from "@switchyard/core/Json"
import type * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import type { Exchange } from "./FarSide.ts"
import { asker, reader, sender } from "./internal/endpoint.ts"
import * as Signing from "./internal/signing.ts"
import type { Options } from "./MemoryOptions.ts"
import * as Wire from "./MemorySchema.ts"

type Fields = { readonly [name: string]: Json.Writable | undefined }
type Create = Fields & { readonly reference: string }
type Headers = { readonly [name: string]: string }

const createPayout = sender(Wire.Payout)
const getPayout = reader(Wire.Payout)
const cancelPayout = sender(Wire.Canceled)
const createPayment = sender(Wire.Payment)
const getPayment = reader(Wire.Payment)
const uploadReceipt = sender(Wire.Receipt)
const quote = asker(Wire.Quote)
const checkAccount = asker(Wire.AccountCheck)
const balances = asker(Wire.Balances)
const cardForm = asker(Wire.CardForm)
const receipts = asker(Wire.Receipts)

/** The endpoints of one account. */
export type MemoryClient = ReturnType<typeof make>

/** Builds the client of one account over an exchange with the far side. */
export const make = (options: Options, exchange: Exchange) => {
  const post = (path: string, fields: Fields, deadline?: DateTime.Utc, key: Headers = {}) => {
    const body = Json.stringify({ account: options.account, ...fields })
    const headers = { [Signing.header]: Signing.sign(body, Redacted.value(options.secretKey)) }
    return exchange({ path, headers: { ...headers, ...key }, body }, deadline)
  }

  // Our reference is the key: whenever a create is sent, it is the same one.
  const create = (path: string, fields: Create, deadline: DateTime.Utc) =>
    post(path, fields, deadline, { [Signing.keyHeader]: fields.reference })

  return {
    createPayout: (call: Call.Call, fields: Create, deadline: DateTime.Utc) =>
      createPayout(call, create("/payouts/create", fields, deadline)),
    getPayout: (call: Call.Call, fields: Fields) => getPayout(call, post("/payouts/get", fields)),
    cancelPayout: (call: Call.Call, fields: Fields, deadline: DateTime.Utc) =>
      cancelPayout(call, post("/payouts/cancel", fields, deadline)),
    quotePayout: (call: Call.Call, fields: Fields) => quote(call, post("/payouts/quote", fields)),
    checkAccount: (call: Call.Call, fields: Fields) => checkAccount(call, post("/payouts/checkAccount", fields)),
    balances: (call: Call.Call) => balances(call, post("/payouts/balance", {})),
    createPayment: (call: Call.Call, fields: Create, deadline: DateTime.Utc) =>
      createPayment(call, create("/payments/create", fields, deadline)),
    getPayment: (call: Call.Call, fields: Fields) => getPayment(call, post("/payments/get", fields)),
    quotePayment: (call: Call.Call, fields: Fields) => quote(call, post("/payments/quote", fields)),
    cardForm: (call: Call.Call, fields: Fields) => cardForm(call, post("/payments/cardForm", fields)),
    /** `link` is the address that the payment named for this upload. */
    uploadReceipt: (call: Call.Call, fields: Fields, deadline: DateTime.Utc) =>
      uploadReceipt(call, post("/payments/uploadReceipt", fields, deadline)),
    receipts: (call: Call.Call, fields: Fields) => receipts(call, post("/payments/receipts", fields))
  }
}
