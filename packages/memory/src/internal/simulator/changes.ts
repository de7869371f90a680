/** The endpoints by which a payment that exists is changed. */
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Options } from "../../MemoryOptions.ts"
import type { Body } from "./body.ts"
import type { Endpoint } from "./endpoint.ts"
import type { Held, Ledger, Part } from "./ledger.ts"
import * as Parts from "./parts.ts"
import { ok, refusal } from "./reply.ts"

const found = (ledger: Ledger, body: Body): Held | undefined =>
  ledger.lookUp("payment", body.text("id") || body.text("reference"), body.text("sub_account"))

const noSuch = refusal("bad_request", "no such payment")

/** Takes a part of what is held, or nothing. */
const captureOf = (payment: Held, ledger: Ledger, amount: Money.Money, part: Omit<Part, "id" | "amount">): Part => {
  const capture = { ...part, id: `${payment.id}-capture-${payment.captures.length + 1}`, amount }
  payment.captures.push(capture)
  if (part.status === "done") ledger.received(payment, amount)
  return capture
}

/** The endpoints that change payments of one account. */
export const endpoints = (options: Options, ledger: Ledger): Readonly<Record<string, Endpoint>> => ({
  // Where no amount is said, it takes all that is held.
  "/payments/capture": (body, now) => {
    const payment = found(ledger, body)
    if (payment === undefined) return noSuch
    Parts.lapse(payment, options, now)
    const rest = Parts.capturable(payment)
    if (payment.status !== "held") return refusal("not_held", "nothing is held")
    const amount = body.text("amount") === "" ? rest : body.money()
    if (amount === undefined || amount.currency !== rest.currency)
      return refusal("bad_request", "amount: cannot be read")
    if (!Money.isPositive(amount) || Money.compare(amount, rest) === 1)
      return refusal("exceeds_held", "more than is held")
    const status = options.captures === "later" ? "asked" : "done"
    const isLast = body.text("final") !== "false"
    const { id } = captureOf(payment, ledger, amount, { mark: body.text("mark"), status, createdAt: now, isLast })
    ledger.captured(payment)
    return ok({
      id: payment.id,
      reference: payment.reference,
      capture: { id, status, amount: Json.number(Money.toText(amount)) }
    })
  },

  // What is not held any more is never let go: it would be money that was taken.
  "/payments/cancel": (body, now) => {
    const payment = found(ledger, body)
    if (payment === undefined) return noSuch
    Parts.lapse(payment, options, now)
    if (payment.captures.some(({ status }) => status !== "failed")) return refusal("too_late", "it was captured")
    if (payment.status === "canceled") return refusal("too_late", "it was canceled")
    if (!["waiting", "approved", "held"].includes(payment.status)) return refusal("too_late", "it is over")
    payment.status = "canceled"
    return ok({ id: payment.id, reference: payment.reference })
  },

  "/payments/complete": (body) => {
    const payment = found(ledger, body)
    if (payment === undefined) return noSuch
    if (payment.status !== "approved") return refusal("not_approved", "its payer has not approved it")
    if (payment.isManual) payment.status = "held"
    else ledger.settle("payment", payment.id, "received")
    return ok({ id: payment.id, reference: payment.reference })
  }
})
