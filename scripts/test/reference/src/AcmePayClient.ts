/** Signed calls to Acme Pay, one function per endpoint, in and out in wire types. */
import type * as Call from "@switchyard/core/Call"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import type * as DateTime from "effect/DateTime"
import * as Redacted from "effect/Redacted"
import type { Options } from "./AcmePayOptions.ts"
import * as Wire from "./AcmePaySchema.ts"
import { type Exchange, reader, sender } from "./internal/endpoint.ts"
import { header, sign } from "./internal/signing.ts"

type Members = { readonly [name: string]: Json.Writable | undefined }

const createPayment = sender(Wire.Payment)
const getPayment = reader(Wire.Payment)
const createPayout = sender(Wire.Payout)
const getPayout = reader(Wire.Payout)

/** The endpoints of one account. */
export type AcmePayClient = ReturnType<typeof make>

/** Builds the client of one account. */
export const make = (options: Options) => {
  const http = Http.make({ baseUrl: options.baseUrl })
  const post = (path: string, members: Members, deadline?: DateTime.Utc): Exchange => {
    const body = Json.stringify({ account: options.account, ...members })
    const headers = { "content-type": "application/json", [header]: sign(body, Redacted.value(options.secretKey)) }
    return http.send({ method: "POST", path, headers, body }, { deadline })
  }

  return {
    createPayment: (call: Call.Call, members: Members, deadline: DateTime.Utc) =>
      createPayment(call, post("/v1/payments/create", members, deadline)),
    getPayment: (call: Call.Call, members: Members) => getPayment(call, post("/v1/payments/get", members)),
    createPayout: (call: Call.Call, members: Members, deadline: DateTime.Utc) =>
      createPayout(call, post("/v1/payouts/create", members, deadline)),
    getPayout: (call: Call.Call, members: Members) => getPayout(call, post("/v1/payouts/get", members))
  }
}
