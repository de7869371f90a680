/** What Stripe was sent with a create, in our words: read by its documents, and not taken from the adapter. */
import type { Harness } from "@switchyard/contract-tests"
import * as Currency from "@switchyard/core/Currency"
import * as Money from "@switchyard/core/Money"
import { kindOf, type Way } from "./operations.ts"

type Form = Readonly<Record<string, string>>

/** The fields of a form, each once. */
export const fieldsOf = (body: string): Form => {
  const fields: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(body)) {
    if (Object.hasOwn(fields, name)) throw new Error(`the field ${name} stands twice in a form`)
    fields[name] = value
  }
  return fields
}

// Of the documents: how many fraction digits a smallest unit stands for, of the currencies that are tried.
const digits: Readonly<Record<string, number>> = { usd: 2, eur: 2, jpy: 0, kwd: 3, huf: 2, isk: 2, mga: 0 }

/** An amount in the smallest unit, by the page on currencies. */
export const toMoney = (units: string, currency: string): Money.Money => {
  const code = currency.toUpperCase()
  const count = digits[currency]
  if (!Currency.isCurrency(code) || count === undefined) throw new RangeError(`no currency ${currency} is tried`)
  const padded = units.padStart(count + 1, "0")
  const text = count === 0 ? padded : `${padded.slice(0, -count)}.${padded.slice(-count)}`
  const scale = Currency.scale(code) ?? count
  const [whole = "", part = ""] = text.split(".")
  if (/[1-9]/.test(part.slice(scale))) throw new RangeError(`${text} ${code} has too many digits`)
  return Money.unsafe(scale === 0 ? whole : `${whole}.${part.padEnd(scale, "0").slice(0, scale)}`, code)
}

const reasons: Readonly<Record<string, string>> = { requested_by_customer: "requested_by_payer" }

const schemes: ReadonlyArray<readonly [prefix: string, scheme: string]> = [
  ["ba_", "bank_account"],
  ["card_", "card"]
]

const referenceOf = (way: Way, form: Form): string => {
  const mark = { payments: "payment", payouts: "payout", refunds: "refund" }[kindOf(way)]
  return form[`metadata[switchyard_${mark}]`] ?? ""
}

const item = "line_items[0]"

/** One create as it came; a refund is in the currency of its payment, `paidIn` says which. */
export const heldFrom = (
  way: Way,
  body: string,
  {
    account,
    paidIn = () => "usd"
  }: { readonly account?: string | undefined; readonly paidIn?: (intent: string) => string }
): Harness.Held => {
  const form = fieldsOf(body)
  const isPage = form.mode !== undefined
  const units = isPage ? form[`${item}[price_data][unit_amount]`] : form.amount
  const own = isPage ? form[`${item}[price_data][currency]`] : form.currency
  const currency = own ?? paidIn(form.payment_intent ?? "")
  const token = way === "payout" ? form.destination : undefined
  const { amount: _, currency: __, description, destination: ___, ...fields } = form
  return {
    reference: referenceOf(way, form),
    amount: toMoney(units ?? "", currency),
    method: way === "payout" ? "token" : way === "refund" ? "card" : isPage ? "page" : "card",
    account: token,
    scheme: schemes.find(([prefix]) => token?.startsWith(prefix))?.[1],
    description: isPage ? form["payment_intent_data[description]"] : description,
    successUrl: isPage ? form.success_url : form.return_url,
    failedUrl: form.cancel_url,
    payerEmail: form.customer_email,
    reason: form.reason && (reasons[form.reason] ?? form.reason),
    context: account === undefined ? undefined : { connectedAccount: account },
    fields
  }
}
