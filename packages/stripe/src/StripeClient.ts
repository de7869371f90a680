/**
 * Calls to Stripe, one function for each endpoint, in and out in wire types. It knows the key, the version, paths and in whose name
 * a call is made; what the data mean is the mapping's part. Only `/v1`, by forms.
 */
import { withoutSlash } from "@switchyard/core/BaseUrl"
import * as Body from "@switchyard/core/Body"
import * as Endpoint from "@switchyard/core/Endpoint"
import * as Http from "@switchyard/core/Http"
import type { OperationContext } from "@switchyard/core/OperationContext"
import * as Redacted from "effect/Redacted"
import * as Codes from "./internal/codes.ts"
import { read, readOfCreate } from "./internal/envelope.ts"
import { baseUrlOf, type Options } from "./StripeOptions.ts"
import * as Wire from "./StripeSchema.ts"

/** The version of the interface that every request names. */
export const version = "2026-10-28.endive"

/** The member of a context: the connected account in whose name a call is made. */
export const connectedAccount = "connectedAccount"

/** Fields of a form. */
export type Fields = { readonly [name: string]: Body.FormValue | undefined }

/** In whose name a call is made, and under which key. */
interface As {
  readonly context: OperationContext | undefined
  readonly key?: string
}

const isRepeated = ({ headers }: Http.Answer): boolean => headers["idempotent-replayed"] === "true"

const reads = Endpoint.make({ read, codes: Codes.ofReads })
const changes = Endpoint.make({ read, codes: Codes.ofChanges, isRepeated })
const paying = Endpoint.make({ read: readOfCreate, codes: Codes.ofPayments, isRepeated })

const createIntent = paying.send(Wire.Intent)
const createSession = paying.send(Wire.Session)
const createRefund = Endpoint.make({ read, codes: Codes.ofRefunds, isRepeated }).send(Wire.Refund)
const createPayout = Endpoint.make({ read, codes: Codes.ofPayouts, isRepeated }).send(Wire.Payout)
const changeIntent = changes.send(Wire.Intent)
const expireSession = changes.send(Wire.Session)
const cancelPayout = changes.send(Wire.Payout)

const getIntent = reads.lookUp(Wire.Intent)
const getSession = reads.lookUp(Wire.Session)
const getRefund = reads.lookUp(Wire.Refund)
const getPayout = reads.lookUp(Wire.Payout)
const find = reads.lookUp(Wire.listOf(Wire.Listed))
const listRefunds = reads.lookUp(Wire.listOf(Wire.Refund))
const listDisputes = reads.lookUp(Wire.listOf(Wire.Dispute))
const listTransactions = reads.ask(Wire.listOf(Wire.Transaction))
const balance = reads.ask(Wire.Balance)
const account = reads.ask(Wire.Account)

// What a read of a payment is to say of its money.
const charge = "latest_charge.balance_transaction"

/** The endpoints of one account. */
export type StripeClient = ReturnType<typeof make>

/** Builds the client of one account. */
export const make = (options: Options) => {
  const http = Http.make({
    baseUrl: withoutSlash(baseUrlOf(options)),
    headers: { authorization: `Bearer ${Redacted.value(options.secretKey)}`, "stripe-version": version },
    // Its own software waits as long: whoever waits less has more unknowns.
    timeout: "80 seconds",
    maxAnswerBytes: 8 * 1024 * 1024
  })
  const headersOf = ({ context, key }: As): Record<string, string> => {
    const of = context?.[connectedAccount]
    return {
      ...(of === undefined ? {} : { "stripe-account": of }),
      ...(key === undefined ? {} : { "idempotency-key": key })
    }
  }
  const post = (path: string, fields: Fields, as: As) =>
    Endpoint.ready(http, () => ({
      method: "POST",
      path: `/v1/${path}`,
      headers: headersOf(as),
      body: Body.form(fields, { nested: "indexed" })
    }))
  const get = (path: string, query: Readonly<Record<string, string | undefined>> = {}, context?: OperationContext) =>
    Endpoint.ready(http, () => {
      const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
      const asked = given.length === 0 ? "" : `?${new URLSearchParams(given)}`
      return { method: "GET", path: `/v1/${path}${asked}`, headers: headersOf({ context }) }
    })
  const at = encodeURIComponent

  return {
    createIntent: (fields: Fields, as: As) => createIntent(post("payment_intents", fields, as)),
    createSession: (fields: Fields, as: As) => createSession(post("checkout/sessions", fields, as)),
    createRefund: (fields: Fields, as: As) => createRefund(post("refunds", fields, as)),
    createPayout: (fields: Fields, as: As) => createPayout(post("payouts", fields, as)),
    captureIntent: (id: string, fields: Fields, as: As) =>
      changeIntent(post(`payment_intents/${at(id)}/capture`, fields, as)),
    cancelIntent: (id: string, as: As) => changeIntent(post(`payment_intents/${at(id)}/cancel`, {}, as)),
    expireSession: (id: string, as: As) => expireSession(post(`checkout/sessions/${at(id)}/expire`, {}, as)),
    cancelPayout: (id: string, as: As) => cancelPayout(post(`payouts/${at(id)}/cancel`, {}, as)),
    getIntent: (id: string, context?: OperationContext) =>
      getIntent(get(`payment_intents/${at(id)}`, { "expand[0]": charge }, context)),
    getSession: (id: string, context?: OperationContext) =>
      getSession(get(`checkout/sessions/${at(id)}`, { "expand[0]": `payment_intent.${charge}` }, context)),
    getRefund: (id: string, context?: OperationContext) => getRefund(get(`refunds/${at(id)}`, {}, context)),
    getPayout: (id: string, context?: OperationContext) => getPayout(get(`payouts/${at(id)}`, {}, context)),
    /** A page of whatever bears metadata: payment_intents, checkout/sessions, payouts, refunds, or a search of them. */
    find: (path: string, query: Readonly<Record<string, string | undefined>>, context?: OperationContext) =>
      find(get(path, query, context)),
    listRefunds: (query: Readonly<Record<string, string | undefined>>, context?: OperationContext) =>
      listRefunds(get("refunds", query, context)),
    listDisputes: (query: Readonly<Record<string, string | undefined>>, context?: OperationContext) =>
      listDisputes(get("disputes", query, context)),
    listTransactions: (query: Readonly<Record<string, string | undefined>>) =>
      listTransactions(get("balance_transactions", query)),
    balance: () => balance(get("balance")),
    account: () => account(get("account"))
  }
}
