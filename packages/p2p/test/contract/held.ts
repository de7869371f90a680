/**
 * The data that the platform was sent with a create, in our words: the same reading for the sandbox and for the printed answers,
 * written down a second time from the document and not taken from the adapter.
 */
import type { Harness } from "@switchyard/contract-tests"

/** The member that holds the account of each method, and what our routes call the method. */
const methods: Readonly<Record<string, { readonly requisite: string; readonly type: string }>> = {
  card: { requisite: "number_card", type: "card" },
  sbp: { requisite: "phone_number", type: "sbp" },
  score: { requisite: "number_score", type: "account" },
  iban: { requisite: "iban_number", type: "iban" }
}

const textsOf = (body: string): Readonly<Record<string, string>> => {
  const members: Readonly<Record<string, unknown>> = body === "" ? {} : JSON.parse(body)
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]))
  )
}

/** The data of a create's body beside its reference and amount. */
export const heldFrom = (body: string): Omit<Harness.Held, "reference" | "amount"> => {
  const { bank_name: bank, bik: bic, full_name: holder, payment_method: method = "", ...fields } = textsOf(body)
  const { order_description: description } = fields
  const { requisite = "", type = method } = methods[method] ?? {}
  const recipient = { "recipient.name": holder }
  return { method: type, account: fields[requisite], holder, bank, bic, recipient, description, fields }
}

/** Options of a request by which money could go another way, to be tried on every route. */
export const options: ReadonlyArray<Harness.OptionCase> = [
  { what: "the BIC of a bank", options: { bik: "044525974" } },
  { what: "twenty minutes", options: { timeoutMinutes: 20 } },
  { what: "a customer", options: { customer: "customer-17" } }
]

/** The genuine answer to a create under another id. */
export const underId: NonNullable<Harness.Service["underId"]> = ({ body, status }, id) => ({
  status,
  body: body.replace(/"internal_transaction_id":\s*"[^"]*"/, `"internal_transaction_id":${JSON.stringify(id)}`)
})
