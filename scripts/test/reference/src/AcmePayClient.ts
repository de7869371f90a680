/** Signed calls to Acme Pay, one function per endpoint, in and out in wire types. */
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Redacted from "effect/Redacted"
import type { Options } from "./AcmePayOptions.ts"
import * as Wire from "./AcmePaySchema.ts"
import { header, sign } from "./internal/signing.ts"
import { codes } from "./internal/tables.ts"

type Members = { readonly [name: string]: Json.Writable | undefined }

const on = Endpoint.make({ read: Wire.read, codes })

const createPayment = on.send(Wire.Payment)
const getPayment = on.lookUp(Wire.Payment)
const createPayout = on.send(Wire.Payout)
const getPayout = on.lookUp(Wire.Payout)

/** The endpoints of one account. */
export type AcmePayClient = ReturnType<typeof make>

/** Builds the client of one account. */
export const make = (options: Options) => {
  const http = Http.make({ baseUrl: options.baseUrl })
  const post = (path: string, members: Members) =>
    Endpoint.ready(http, () => {
      const body = Json.stringify({ account: options.account, ...members })
      const headers = { "content-type": "application/json", [header]: sign(body, Redacted.value(options.secretKey)) }
      return { method: "POST", path, headers, body }
    })

  return {
    createPayment: (members: Members) => createPayment(post("/v1/payments/create", members)),
    getPayment: (reference: string) => getPayment(post("/v1/payments/get", { reference })),
    createPayout: (members: Members) => createPayout(post("/v1/payouts/create", members)),
    getPayout: (reference: string) => getPayout(post("/v1/payouts/get", { reference }))
  }
}
