/**
 * Feennex's printed answers as a provider without a network: which sample answers which operation, and which of its
 * members speak of the operation at hand. Refusals are those of which a document prints an answer.
 */
import type { Harness } from "@switchyard/contract-tests"
import { type Answer, type Changes, withMembers } from "@switchyard/contract-tests/replay/Documents"
import type { Heard, Held, Script } from "@switchyard/contract-tests/replay/Player"
import * as Currency from "@switchyard/core/Currency"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Reason } from "@switchyard/core/Reason"
import type { Options } from "@switchyard/feennex/FeennexOptions"
import { fixture } from "../support/fixtures.ts"
import { isReceipt, nearRefusal, refusals } from "./faults.ts"
import { heldFrom } from "./held.ts"
import { type Kind, operationOf } from "./operations.ts"
import { isSigned, textsOf } from "./signing.ts"

/** The secret of every computed vector. */
export const secret = "test_secret"

/** The refusals that a document prints. */
export const printed: ReadonlyArray<{ readonly sample: string; readonly reason: Reason }> = [
  { sample: "error-too-small", reason: "AmountOutOfRange" },
  { sample: "error-too-large", reason: "AmountOutOfRange" },
  { sample: "error-insufficient-balance", reason: "InsufficientFunds" },
  { sample: "error-parameter", reason: "InvalidRequest" },
  { sample: "error-invalid-sign", reason: "AuthenticationFailed" },
  { sample: "error-invalid-sign-code-1", reason: "AuthenticationFailed" },
  { sample: "error-ip", reason: "AuthenticationFailed" }
]

const sample = (name: string, changes: Changes = {}, status = 200): Answer => ({
  status,
  body: withMembers(fixture(name), changes)
})

const amountOf = ({ amount }: Held) => Json.number(Money.toShortest(amount))
const currencyOf = ({ amount }: Held) => Json.number(Currency.numberCode(amount.currency) ?? 0)

// The test shop's payways end in what they pay.
const currencyBy = (payway = ""): Currency.Currency => {
  const currency = payway.slice(payway.lastIndexOf("_") + 1).toUpperCase()
  if (!Currency.isCurrency(currency)) throw new RangeError(`the payway ${payway} names no currency`)
  return currency
}

const payout = (held: Held): Changes => ({
  "data.id": Json.number(held.id),
  "data.payee_receive": amountOf(held),
  "data.ps_currency": currencyOf(held),
  "data.shop_payment_id": held.reference,
  "data.status": Json.number(held.word)
})

const payment = (held: Held): Changes => ({
  "data.payment_id": Json.number(held.id),
  "data.client_price": amountOf(held),
  "data.ps_currency": currencyOf(held),
  "data.shop_amount": amountOf(held),
  "data.shop_currency": currencyOf(held),
  "data.shop_order_id": held.reference,
  "data.shop_id": Json.number(112),
  "data.is_unique": true,
  "data.status": Json.number(held.word)
})

const checked = (held: Held): string => {
  if (textsOf(held.body).payway === "bank_usd") return "invoice-check-transfer"
  return held.word === "12" ? "invoice-check-recalculated" : "invoice-check-ok"
}

const answers: Readonly<Record<Kind, (heard: Heard, held: Held | undefined) => Answer>> = {
  payout: ({ body, operation }, held) => {
    if (operation === "balance") return sample("shop-balance-ok")
    if (operation === "checkAccount") return sample("check-account-ok")
    if (operation === "quote") {
      const { amount = "", payway } = textsOf(body)
      const currency = Json.number(Currency.numberCode(currencyBy(payway)) ?? 0)
      return sample("withdraw-try-ok", { "data.payee_receive": Json.number(amount), "data.ps_currency": currency })
    }
    if (held === undefined) return sample("withdraw-status-not-found")
    if (operation === "create") return sample("withdraw-create-ok", payout(held))
    return sample(
      held.word === "6" || held.word === "8" ? "withdraw-status-rejected" : "withdraw-status-ok",
      payout(held)
    )
  },
  payment: ({ operation }, held) => {
    if (operation === "quote") return sample("invoice-try-ok")
    if (operation === "cardForm") return sample("h2h-data-ok")
    if (operation === "uploadReceipt") return sample("receipt-upload-accepted", {}, 202)
    if (operation === "receipts") return sample("receipt-status-ok")
    if (held === undefined) return sample("withdraw-status-not-found")
    if (operation === "create") return sample("invoice-create-ok", { "data.id": Json.number(held.id) })
    const recalculated: Changes = held.word === "12" ? { "data.shop_original_amount": amountOf(held) } : {}
    return sample(checked(held), { ...payment(held), ...recalculated })
  }
}

const envelope = (data: string, code: number, message: string): string =>
  `{"data":${data},"error_code":${code},"message":${JSON.stringify(message)},"result":${code === 0}}`

const played =
  (inTurn: (reason: Reason) => string) =>
  (fault: Harness.Fault, operation: Harness.Operation): Answer | undefined => {
    switch (fault.kind) {
      case "rubbish":
        return { status: 200, body: `{"data":{"id":1,"sta ${fault.text ?? ""}` }
      case "undocumented":
        return {
          status: 200,
          body: isReceipt(operation) ? `{"hello":"world"}` : envelope(`{"hello":"world"}`, 0, "Ok")
        }
      case "html502":
        return { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" }
      case "redirect":
        return { status: 302, body: "", headers: { location: "https://core.feennex.com/elsewhere" } }
      case "unknownAnswer": {
        const text = `never seen before ${fault.text ?? ""}`
        if (isReceipt(operation)) return { status: 409, body: JSON.stringify({ detail: text }) }
        // To a look-up 2000 means "not found" with one text alone, and with any other nothing at all.
        const code = operation === "get" ? 2000 : 4711
        return { status: 200, body: envelope("null", code, text) }
      }
      case "refuse":
        return sample(inTurn(fault.reason))
      case "nearRefusal": {
        const refusal = refusals.find(({ reason }) => reason === fault.reason)
        return refusal && { status: 200, body: nearRefusal(refusal) }
      }
      case "duplicate":
        return sample("error-duplicate", {}, 400)
      default:
        return undefined
    }
  }

// Each printed refusal of a reason has its turn.
const turns = () => {
  const used = new Map<Reason, number>()
  return (reason: Reason): string => {
    const all = printed.filter((refusal) => refusal.reason === reason)
    const turn = used.get(reason) ?? 0
    used.set(reason, turn + 1)
    return all[turn % all.length]?.sample ?? ""
  }
}

/** The documents of one kind, to be played once. */
export const script = (kind: Kind, options: Options): Script => ({
  operationOf: (_method, path) => operationOf(kind, path),
  isSigned: isSigned(secret),
  referenceOf: ({ body }, held) => {
    const { shop_order_id: order, shop_payment_id: own, withdraw_id: id } = textsOf(body)
    return own ?? order ?? held.find((operation) => operation.id === id)?.reference
  },
  asked: (body) => {
    const { amount = "", payway, shop_order_id: order = "", shop_payment_id: own } = textsOf(body)
    return { reference: own ?? order, amount: Money.unsafe(amount, currencyBy(payway)), ...heldFrom(options, body) }
  },
  initialWord: kind === "payout" ? "3" : "2",
  answer: answers[kind],
  unsigned: sample("error-invalid-sign"),
  fault: played(turns())
})
