/**
 * Acme Pay itself, as its (invented) documents describe it: a ledger, a signature, answers in its own words. Nothing here is
 * taken from the adapter.
 */
import { createHmac } from "node:crypto"
import type { Harness } from "@switchyard/contract-tests"
import type * as Callback from "@switchyard/core/Callback"
import { isCurrency } from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Reason } from "@switchyard/core/Reason"
import * as Wire from "@switchyard/core/Wire"
import * as DateTime from "effect/DateTime"
import * as Result from "effect/Result"
import { callbackKey, options, secretKey } from "./account.ts"
import { answers } from "./answers.ts"

/** One request that arrived. */
export interface Incoming {
  readonly method: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** The answer to it. */
export type Answer = Harness.Answer

/** Each kind has a simulator of its own. */
export type Kind = "payments" | "payouts"

/** The simulator as the line and the harness use it. */
export interface Simulator
  extends Pick<
      Harness.Service,
      "refusals" | "answers" | "repeatsReference" | "statuses" | "unknownStatus" | "callbackStatuses"
    >,
    Required<Pick<Harness.Service, "options" | "varies" | "underId" | "callbackKinds">> {
  /**
   * Which of our operations a request is, by its method, its path and perhaps its body; `token` where it asks for one, which is
   * counted nowhere; `get` for any other.
   */
  readonly operationOf: (request: Incoming) => Harness.Purpose
  /** Our reference, where the request has one. */
  readonly referenceOf: (request: Incoming) => string | undefined
  /** Processes a request; a wrong signature is refused as documented. */
  readonly act: (request: Incoming) => Answer
  /** The documented refusal that stands for a reason. */
  readonly refusal: (reason: Reason) => Answer
  /** The documented code or text of that refusal, inside longer words that they do not list. */
  readonly nearRefusal: (reason: Reason) => Answer
  /** The answer "this reference is used". */
  readonly duplicate: () => Answer
  /** The body that comes with 429. */
  readonly rateLimit: () => Answer
  /** A success in the right format, without what the documents promise. */
  readonly undocumented: () => Answer
  /** An error in the right format that no document lists, with this text. */
  readonly unknownAnswer: (text: string) => Answer
  /** The same answer, about another reference. */
  readonly ofAnother: (answer: Answer) => Answer
  /** One entry for each create that was carried out, with all that came with it, in our words where it has its own. */
  readonly held: () => ReadonlyArray<Harness.Held>
  /** The money that really moved. */
  readonly paid: () => ReadonlyArray<Harness.Entry>
  readonly failures: Harness.FailureCodes | undefined
  readonly waits: Harness.WaitWords | undefined
  readonly payerAsks: ReadonlyArray<Harness.PayerAsk>
  readonly settle: (reference: string, word: string) => void
  readonly callback: (reference: string, changes?: Harness.CallbackChanges) => Callback.Raw
}

interface Operation extends Harness.Held {
  readonly id: string
  status: string
}

const header = "acme-signature"
const hmac = (text: string, key: string) => createHmac("sha256", key).update(text).digest("hex")

const ok = (result: Json.Writable): Answer => ({ status: 200, body: Json.stringify({ success: true, result }) })
const no = (code: string, text = "as scripted", status = 422): Answer => ({
  status,
  body: Json.stringify({ success: false, error: { code, text } })
})

const codes: Partial<Record<Reason, string>> = {
  InvalidRequest: "bad_request",
  AuthenticationFailed: "bad_signature",
  InsufficientFunds: "low_balance",
  RateLimited: "too_many"
}

const words = {
  payments: [
    { word: "waiting", means: "awaiting_payer" },
    { word: "received", means: "paid" },
    { word: "refused", means: "failed" }
  ],
  payouts: [
    { word: "sent", means: "processing" },
    { word: "done", means: "paid" },
    { word: "refused", means: "failed" }
  ]
} as const

const members = (body: string) => {
  const read = Wire.members(Result.getOrUndefined(Json.parse(body)))
  return (name: string): string => Wire.text(read[name]) ?? ""
}

// Payouts have no method of their own: everything goes to cards.
const heldFrom = (text: (name: string) => string): Omit<Harness.Held, "reference" | "amount"> => ({
  method: text("method") || "card",
  account: text("destination") || undefined,
  holder: text("holder") || undefined,
  bank: text("bank") || undefined,
  bic: text("bic") || undefined,
  payerEmail: text("email") || undefined,
  successUrl: text("success_url") || undefined,
  failedUrl: text("failed_url") || undefined,
  fields: { email: text("email") }
})

const toWire = ({ amount, id, reference, status }: Operation) => ({
  id,
  reference,
  status,
  amount: Json.number(Money.toText(amount)),
  currency: amount.currency
})

// Where the payer pays.
const page = (kind: Kind, { id }: Operation) => (kind === "payments" ? { page: `https://acme-pay.invalid/${id}` } : {})

/** A simulator that holds nothing yet. */
export const make = (kind: Kind): Simulator => {
  const held: Array<Operation> = []
  const paid: Array<Harness.Entry> = []

  const find = (reference: string): Operation => {
    const found = held.find((operation) => operation.reference === reference)
    if (found === undefined) throw new Error(`the simulator holds no ${reference}`)
    return found
  }

  const create = (text: (name: string) => string): Answer => {
    const [reference, currency] = [text("reference"), text("currency")]
    if (held.some((operation) => operation.reference === reference)) return no("reference_used")
    if (reference === "" || !isCurrency(currency)) return no("bad_request")
    const amount = Money.unsafe(text("amount"), currency)
    const opened = {
      ...heldFrom(text),
      reference,
      amount,
      id: `${kind}-${held.length + 1}`,
      status: words[kind][0].word
    }
    held.push(opened)
    return ok({ ...toWire(opened), ...page(kind, opened) })
  }

  const get = (reference: string): Answer => {
    const found = held.find((operation) => operation.reference === reference)
    return found === undefined
      ? no("no_such_operation", "no such operation", 404)
      : ok({ ...toWire(found), ...page(kind, found) })
  }

  return {
    operationOf: ({ path }) => (path === `/v1/${kind}/create` ? "create" : "get"),
    referenceOf: ({ body }) => members(body)("reference") || undefined,
    act: ({ body, headers, path }) => {
      if (headers[header] !== hmac(body, secretKey)) return no("bad_signature", "the signature is wrong", 401)
      const text = members(body)
      if (path === `/v1/${kind}/create`) return create(text)
      return path === `/v1/${kind}/get` ? get(text("reference")) : no("no_such_page", "no such page", 404)
    },
    refusal: (reason) => no(codes[reason] ?? "bad_request"),
    nearRefusal: (reason) => no(`no_${codes[reason]}_yet`, `not ${codes[reason]}, but nearly`),
    duplicate: () => no("reference_used"),
    rateLimit: () => no("too_many"),
    undocumented: () => ok({ hello: "world" }),
    unknownAnswer: (text) => no("strange_thing", text),
    ofAnother: (answer) => ({
      ...answer,
      body: answer.body.replaceAll(/"reference":"[^"]*"/g, '"reference":"of-another"')
    }),
    held: () => held,
    paid: () => paid,
    options: [],
    varies: [],
    underId: ({ body, status }, id) => ({ status, body: body.replace(/"id":"[^"]*"/, `"id":"${id}"`) }),
    refusals: ["InvalidRequest", "AuthenticationFailed", "InsufficientFunds", "RateLimited"],
    answers,
    repeatsReference: ["create", "get"],
    statuses: words[kind],
    unknownStatus: "hibernating",
    // One event in each callback, about payments and payouts alone, signed with a secret and no time.
    callbackKinds: {},
    callbackStatuses: words[kind].map(({ word }) => word),
    // Its documents list no codes of failures and no words for whom is waited for; a payer is told one thing alone.
    failures: undefined,
    waits: undefined,
    payerAsks: [],
    settle: (reference, word) => {
      const operation = find(reference)
      operation.status = word
      if (words[kind].some((known) => known.word === word && known.means === "paid")) paid.push(operation)
    },
    callback: (reference, changes = {}) => {
      const operation = find(reference)
      const body = Json.stringify({
        ...toWire({ ...operation, amount: changes.amount ?? operation.amount }),
        event: `${operation.id}-${operation.status}`,
        kind: kind === "payments" ? "payment" : "payout",
        account: options.account
      })
      const receivedAt = DateTime.makeUnsafe(0)
      const signature = hmac(body, changes.isForged === true ? "somebody else's key" : callbackKey)
      return { body: new TextEncoder().encode(body), headers: { [header]: signature }, path: kind, receivedAt }
    }
  }
}
