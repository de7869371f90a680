/** One merchant, with the key of the document's signature example, and the requests that the document's examples answer. */
import * as Payout from "@switchyard/core/Payout"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as P2p from "../../src/P2p.ts"
import { fixtureMembers } from "./fixtures.ts"

export const baseUrl = "https://p2p.example"

/** The key of the document's own signature vector. */
export const signKey = "test_sign_key"

export const apiKey = "api-key-of-the-tests"

export const createPath = "/api/merchant/acme/create_pay_out/"
export const cancelPath = "/api/merchant/acme/rejected_pay_out/"
export const statusPath = (id: string) => `/api/merchant/acme/status_pay_out/${id}/`
export const merchantPath = "/api/merchant/acme/status/"

export const options: P2p.Options = {
  baseUrl,
  merchant: "acme",
  apiKey: Redacted.make(apiKey),
  signKey: Redacted.make(signKey),
  callbackBaseUrl: "https://pay.acme.test"
}

/** A template that only tests use: the real formula is unknown. */
export const template = "{order_id}:{sign_key}"

/** The merchant's provider, with some options changed. */
export const merchant = (changes: Partial<P2p.Options> = {}, instance?: string) =>
  Effect.orDie(P2p.make({ ...options, ...changes }, instance))

type Input = Readonly<Record<string, unknown>>

/** The payout of the document's create_pay_out example, with some members changed; undefined removes one. */
export const payoutRequest = (changes: Input = {}) =>
  Effect.orDie(Payout.decodeRequest(withoutUndefined({ ...documented, ...changes })))

const documented: Input = {
  reference: "order123",
  amount: { value: "1500.00", currency: "RUB" },
  destination: {
    type: "sbp",
    phone: "79161234567",
    bank: "Sberbank",
    bic: "044525225",
    holder: "Ivanov Ivan Ivanovich"
  },
  description: "Reward payout for completed work",
  providerOptions: { p2p: { timeoutMinutes: 30, customer: "CUST12345" } }
}

const withoutUndefined = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

/** The body of the document's create_pay_out example, with our callback addresses. */
export const documentedBody = {
  ...(fixtureMembers("create-payout-request") as Readonly<Record<string, string | number>>),
  success_callback_url: "https://pay.acme.test/callbacks/p2p/payouts/success",
  error_callback_url: "https://pay.acme.test/callbacks/p2p/payouts/error"
}
