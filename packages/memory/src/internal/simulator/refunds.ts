/** The provider's endpoints for refunds. Where no amount is said, it pays back all that is left. */
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import { compact } from "@switchyard/core/Optional"
import type { Options } from "../../MemoryOptions.ts"
import { isUniqueFor } from "../duplicates.ts"
import { type Endpoint, orderOf } from "./endpoint.ts"
import type { Held, Ledger } from "./ledger.ts"
import * as Parts from "./parts.ts"
import { ok, refusal, whyOf } from "./reply.ts"

const describe = (account: string, refund: Held, ledger: Ledger, status = refund.status) =>
  ok({
    id: refund.id,
    reference: refund.reference,
    account,
    status,
    created: Json.number(String(refund.createdAt)),
    ...whyOf(refund),
    ...compact({ waits_for: refund.waitsFor }),
    amount: Json.number(Money.toText(refund.amount)),
    currency: refund.amount.currency,
    ...compact({
      capture: refund.terms?.capture,
      payment: refund.payment,
      payment_reference: ledger.lookUp("payment", refund.payment ?? "")?.reference
    })
  })

/** The endpoints for refunds of one account. */
export const endpoints = (options: Options, ledger: Ledger): Readonly<Record<string, Endpoint>> => ({
  "/refunds/create": (body, now) => {
    const reference = body.text("reference")
    const subAccount = body.text("sub_account")
    const order = orderOf(body)
    if (isUniqueFor(options) && ledger.ordered("refund", order, subAccount) !== undefined)
      return refusal("duplicate_reference", "the reference is used")
    const payment = ledger.lookUp("payment", body.text("payment") || body.text("payment_reference"), subAccount)
    if (payment === undefined) return refusal("bad_request", "no such payment")
    const capture = body.text("capture") || undefined
    const rest =
      capture === undefined ? Parts.refundable(payment, ledger) : Parts.refundableOf(payment, ledger, capture)
    if (rest === undefined) return refusal("bad_request", "no such capture of it")
    const amount = body.text("amount") === "" ? rest : body.money()
    if (reference === "" || amount === undefined || amount.currency !== rest.currency)
      return refusal("bad_request", "reference, amount: cannot be read")
    if (!Money.isPositive(amount) || Money.compare(amount, rest) === 1)
      return refusal("exceeds_captured", "more than is left of it")
    const measures = { amount, fee: Money.zero(amount.currency), total: amount }
    const { method } = payment
    const made = { reference, order, subAccount, createdAt: now, method, ...measures, payment: payment.id }
    const terms = compact({
      capture,
      reason: body.text("reason") || undefined,
      description: body.text("description") || undefined
    })
    return describe(options.account, ledger.open("refund", { ...made, terms }), ledger)
  },

  "/refunds/get": (body) => {
    const found = ledger.lookUp("refund", body.text("id") || body.text("reference"), body.text("sub_account"))
    return found === undefined
      ? refusal("not_found", "no such refund")
      : describe(options.account, found, ledger, ledger.shown(found))
  }
})
