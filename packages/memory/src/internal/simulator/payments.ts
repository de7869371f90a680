/** The provider's endpoints for payments: a page, a transfer by hand (with receipts), or a card form. */
import type * as Http from "@switchyard/core/Http"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Options } from "../../MemoryOptions.ts"
import type { Body } from "./body.ts"
import { abandon, type Endpoint, orderOf, type QuotedField, quote } from "./endpoint.ts"
import { withoutFee } from "./fees.ts"
import type { Held, Ledger } from "./ledger.ts"
import * as Parts from "./parts.ts"
import { ok, refusal, whyOf } from "./reply.ts"

const receiptBase = "https://receipts.memory.invalid"

type Members = { readonly [name: string]: Json.Writable | undefined }

// What a payer by the method `page` is given, by the option.
const byOption = ({ payer }: Options, id: string): Members => {
  switch (payer) {
    case "sdk":
      return { sdk: { secret: `secret-of-${id}`, key: "pk_memory" } }
    case "voucher":
      return { voucher: { number: `34191-${id}`, barcode: `8367-${id}`, page: `https://pay.memory.invalid/v/${id}` } }
    case "nothing":
      return {}
    default:
      return { page: `https://pay.memory.invalid/${id}` }
  }
}

const next = (options: Options, { asks, createdAt, id, method }: Held): Members => {
  const { payerHasMillis } = options
  const until = payerHasMillis === undefined ? {} : { payer_until: Json.number(String(createdAt + payerHasMillis)) }
  if (asks === undefined) return { ...byMethod(options, id, method), ...until }
  const { until: told, ...given } = asks
  return { ...given, ...(told === undefined ? until : { payer_until: Json.number(String(told)) }) }
}

const byMethod = (options: Options, id: string, method: string): Members => {
  switch (method) {
    case "card":
      return { session: `session-of-${id}` }
    case "bank_transfer": {
      const link = `${receiptBase}/${id}`
      return {
        transfer: { card: "2200000000000053", holder: "PETR TRAMPOLINOV" },
        receipts: { upload: `${link}/upload`, status: `${link}/status` }
      }
    }
    default:
      return byOption(options, id)
  }
}

const describe = (options: Options, ledger: Ledger, payment: Held, status = payment.status) =>
  ok({
    id: payment.id,
    reference: payment.reference,
    account: options.account,
    status: Parts.statusOf(payment, ledger, status),
    created: Json.number(String(payment.createdAt)),
    ...whyOf(payment),
    ...compact({ waits_for: payment.waitsFor }),
    amount: Json.number(Money.toText(payment.amount)),
    currency: payment.amount.currency,
    ...compact({ paid: payment.paid && Json.number(Money.toText(payment.paid)) }),
    ...Parts.view(payment, ledger, options),
    ...Parts.heldUntil(payment, options),
    ...next(options, payment)
  })

// The payment whose receipts live under this link, in the sub-account that it is asked in.
const ofLink = (ledger: Ledger, body: Body): Held | undefined =>
  ledger.lookUp("payment", body.text("link").split("/").at(-2) ?? "", body.text("sub_account"))

const kinds = [
  { value: "person", title: "A person" },
  { value: "business", title: "A business" }
]

// A transfer by hand is found by the name of whoever made it.
const quotedFields = (method: string): ReadonlyArray<QuotedField> =>
  method === "bank_transfer"
    ? [
        { name: "payer_name", title: "Name of the payer", min: 2, max: 128 },
        { name: "payer_kind", title: "Kind of the payer", choices: kinds, optional: true, refresh: true }
      ]
    : []

const requiredFields = (method: string) => quotedFields(method).filter(({ optional }) => optional !== true)

/** The same create, declined: the payment is there, and its payer may try again. */
export const declining =
  ({ declined }: Options, ledger: Ledger) =>
  (answer: Http.Answer): Http.Answer => {
    const { data } = JSON.parse(answer.text)
    const found = ledger.lookUp("payment", String(data?.id))
    if (found === undefined || declined === undefined) throw new Error("nothing is declined here that could be paid")
    found.status = "declined"
    return refusal("declined", "the card was declined", { id: found.id })
  }

/** The endpoints for payments of one account. */
export const endpoints = (options: Options, isUnique: boolean, ledger: Ledger): Readonly<Record<string, Endpoint>> => ({
  "/payments/create": (body, now) => {
    const reference = body.text("reference")
    const method = body.text("method")
    const measures = withoutFee(body)
    const given = body.within("fields")
    const subAccount = body.text("sub_account")
    const order = orderOf(body)
    if (isUnique && ledger.ordered("payment", order, subAccount) !== undefined)
      return refusal("duplicate_reference", "the reference is used")
    if (reference === "" || measures === undefined) return refusal("bad_request", "reference, amount: cannot be read")
    const missing = requiredFields(method).find(({ name }) => given[name] === undefined)
    if (missing !== undefined) return refusal("bad_request", `fields.${missing.name}: is required`)
    const isManual = body.text("capture") === "manual"
    return describe(
      options,
      ledger,
      ledger.open("payment", { reference, order, subAccount, createdAt: now, ...measures, method, isManual })
    )
  },

  "/payments/get": (body, now) => {
    const found = ledger.lookUp("payment", body.text("id") || body.text("reference"), body.text("sub_account"))
    Parts.lapse(found, options, now)
    return found === undefined
      ? refusal("not_found", "no such payment")
      : describe(options, ledger, found, ledger.shown(found))
  },

  // What was declined, or has not been paid yet.
  "/payments/abandon": abandon("payment", ledger, ["declined", "waiting"]),

  "/payments/quote": quote(withoutFee, (body) => quotedFields(body.text("method"))),

  "/payments/cardForm": (body) => {
    const session = body.text("session")
    const found = ledger.lookUp("payment", session.replace("session-of-", ""), body.text("sub_account"))
    if (found === undefined) return refusal("not_found", "no such session")
    return ok({ token: `token-of-${found.id}`, url: "https://pay.memory.invalid/card" })
  },

  "/payments/uploadReceipt": (body) => {
    const found = ofLink(ledger, body)
    if (found === undefined) return refusal("not_found", "no such payment")
    const receipt = { id: `${found.id}-receipt-${found.receipts.length + 1}`, state: "looking" }
    found.receipts.push(receipt)
    return ok(receipt)
  },

  "/payments/receipts": (body) => {
    const found = ofLink(ledger, body)
    if (found === undefined) return refusal("not_found", "no such payment")
    return ok({ receipts: found.receipts.map((receipt) => ({ ...receipt })) })
  }
})
