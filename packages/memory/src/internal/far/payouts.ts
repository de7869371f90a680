/** The far side's endpoints for payouts. Accounts that end in 0000 cannot be paid; those in 9999 nobody knows. */
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import type { Desk, Held } from "./desk.ts"
import { ok, refusal } from "./reply.ts"
import { type Endpoint, quote } from "./routes.ts"

const describe = (account: string, payout: Held) =>
  ok({
    id: payout.id,
    reference: payout.reference,
    account,
    status: payout.status,
    amount: Json.number(Money.toText(payout.amount)),
    currency: payout.amount.currency,
    fee: Json.number(Money.toText(Money.zero(payout.amount.currency))),
    destination: payout.destination
  })

/** The endpoints for payouts of one account. */
export const endpoints = (account: string, desk: Desk): Readonly<Record<string, Endpoint>> => ({
  "/payouts/create": (body) => {
    const reference = body.text("reference")
    const destination = body.text("destination")
    const amount = body.money()
    if (desk.lookUp("payout", reference) !== undefined) return refusal("duplicate_reference", "the reference is used")
    if (reference === "" || amount === undefined) return refusal("bad_request", "reference, amount: cannot be read")
    if (destination.endsWith("0000")) return refusal("bad_destination", "the account cannot be paid")
    if (Money.compare(amount, desk.available(amount.currency)) === 1) return refusal("insufficient_funds", "too much")
    return describe(account, desk.open("payout", { reference, amount, destination, method: body.text("method") }))
  },

  "/payouts/get": (body) => {
    const found = desk.lookUp("payout", body.text("id") || body.text("reference"))
    return found === undefined ? refusal("not_found", "no such payout") : describe(account, found)
  },

  "/payouts/cancel": (body) => {
    const found = desk.lookUp("payout", body.text("reference"))
    if (found === undefined) return refusal("bad_request", "no such payout")
    if (found.status === "new") found.status = "canceled"
    return ok({ asked: true })
  },

  "/payouts/quote": quote(() => []),

  "/payouts/checkAccount": (body) => {
    const destination = body.text("destination")
    const payable = destination.endsWith("9999") ? null : !destination.endsWith("0000")
    return ok({ payable, details: `account ${destination}` })
  },

  "/payouts/balance": () =>
    ok({
      balances: (["RUB", "USD"] as const).map((currency) => ({
        currency,
        available: Json.number(Money.toText(desk.available(currency)))
      }))
    })
})
