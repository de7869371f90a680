/**
 * The platform's printed answers as a provider without a network: which sample answers which operation, and which of
 * its members speak of the payout at hand. Posts are checked by the documented signature, reads by their key.
 */
import { createHash } from "node:crypto"
import type { Harness } from "@switchyard/contract-tests"
import { type Answer, type Changes, withMembers } from "@switchyard/contract-tests/replay/Documents"
import type { Heard, Held, Script } from "@switchyard/contract-tests/replay/Player"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import type { Reason } from "@switchyard/core/Reason"
import { fixture } from "../support/fixtures.ts"
import { nearRefusal, operationOf } from "./faults.ts"
import { heldFrom } from "./held.ts"

/** The keys of every vector. */
export const apiKey = "test_api_key"
export const signKey = "test_sign_key"

const refusals: Partial<Record<Reason, string>> = {
  ProviderUnavailable: "error-overloading-requisite",
  InsufficientFunds: "error-low-balance",
  MethodUnavailable: "error-method-disabled"
}

/** SHA-256 in lower-case hex. */
export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex")

const requisites = ["number_card", "phone_number", "number_score", "iban_number"]

type Texts = Readonly<Record<string, string | undefined>>

const membersOf = (body: string): Texts => (body === "" ? {} : JSON.parse(body))

const requisiteOf = (members: Texts): string => requisites.map((name) => members[name]).find(Boolean) ?? ""

const isSigned = ({ body, headers, operation }: Heard): boolean => {
  if (operation === "get" || operation === "balance") return headers.get("x-api-key") === apiKey
  const members = membersOf(body)
  const { fiat_amount, fiat_currency, order_id, sign, standart_sign } = members
  if (operation === "cancel") return standart_sign === sha256(`${order_id}:${signKey}`)
  return sign === sha256([order_id, fiat_amount, requisiteOf(members), fiat_currency, signKey].join(":"))
}

const sample = (name: string, changes: Changes = {}): Answer => ({
  status: 200,
  body: withMembers(fixture(name), changes)
})

/** The members of a request that a payout's answers and callbacks repeat. */
export const repeated = ({ body, reference, word }: Held): Changes => {
  const members = membersOf(body)
  const { bank_name, fiat_amount, fiat_currency, full_name, payment_method } = members
  return {
    ...Object.fromEntries(requisites.map((name) => [name, members[name] ?? null])),
    order_id: reference,
    status: word,
    fiat_amount: fiat_amount ?? null,
    fiat_currency: fiat_currency ?? null,
    payment_method: payment_method ?? null,
    full_name: full_name ?? null,
    bank_name: bank_name ?? null
  }
}

const idOf = ({ id }: Held): string => `9f2c1f7e-0000-4000-8000-0000${id}`

const answer = ({ operation }: Heard, held: Held | undefined): Answer => {
  if (operation === "balance") return sample("merchant-status")
  // Of a cancellation's answer only the member is documented that every answer has.
  if (operation === "cancel") return { status: 200, body: `{"ok":true}` }
  // No document has an answer for an unknown payout.
  if (held === undefined) return { status: 200, body: `{"ok":false,"error":"pay out not found"}` }
  if (operation === "get") return sample("payout-status", repeated(held))
  const { fiat_amount = "", fiat_currency = "", payment_method = "" } = membersOf(held.body)
  const changes = { internal_transaction_id: idOf(held), fiat_amount, fiat_currency, payment_method }
  return sample("create-payout-answer", changes)
}

const played = (fault: Harness.Fault, operation: Harness.Operation): Answer | undefined => {
  switch (fault.kind) {
    case "rubbish":
      return { status: 200, body: `{"ok":tru ${fault.text ?? ""}` }
    case "undocumented":
      return { status: 200, body: operation === "cancel" ? `{"hello":"world"}` : `{"ok":true,"hello":"world"}` }
    case "html502":
      return { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" }
    case "redirect":
      return { status: 302, body: "", headers: { location: "https://example.com/elsewhere/" } }
    case "unknownAnswer":
      return { status: 200, body: JSON.stringify({ ok: false, error: `never seen before ${fault.text ?? ""}` }) }
    case "refuse":
      return sample(refusals[fault.reason] ?? "")
    case "nearRefusal":
      return { status: 200, body: nearRefusal(fault.reason) }
    default:
      return undefined
  }
}

/** The document, to be played once. */
export const script: Script = {
  operationOf: (_method, path) => operationOf(path),
  isSigned,
  referenceOf: ({ body, path }, held) => {
    const id = /\/status_pay_out\/([^/]+)\/$/.exec(path)?.[1]
    return held.find((payout) => idOf(payout) === id)?.reference ?? id ?? membersOf(body).order_id
  },
  asked: (body) => {
    const { fiat_amount = "", fiat_currency = "", order_id = "" } = membersOf(body)
    const currency = fiat_currency.toUpperCase()
    if (!Currency.isCurrency(currency)) throw new RangeError(`there is no currency ${currency}`)
    return { reference: order_id, amount: Money.unsafe(fiat_amount, currency), ...heldFrom(body) }
  },
  initialWord: "expectation",
  answer,
  unsigned: { status: 200, body: `{"ok":false,"error":"invalid sign"}` },
  fault: played
}
