/**
 * Answers to questions on which the documents leave one reading, written down a second time: what an account check has found
 * out, and where a card form may lead.
 */
import type { Harness } from "@switchyard/contract-tests"
import * as Json from "@switchyard/core/Json"
import { around } from "./envelopes.ts"

const unread = { as: "ReadFailed", reason: "UnreadableAnswer" } as const

const data = (members: Readonly<Record<string, Json.Writable | undefined>>) => around({ data: members })

const checked = { account_info: { verified: "true" } }

/** Account checks: only status 1 of the provider brings a verdict, and what is missing then is none either. */
export const checkAccount: ReadonlyArray<Harness.AnswerCase> = (
  [
    ["1", true, "payable"],
    ["1", "True", "payable"],
    ["1", false, "not_payable"],
    ["1", null, "unknown"],
    ["1", undefined, "unknown"],
    ["2", true, "unknown"],
    ["2", false, "unknown"],
    ["2", null, "unknown"],
    ["2", undefined, "unknown"],
    ["3", null, "unknown"],
    ["3", undefined, "unknown"],
    ["3", false, "unknown"]
  ] as const
).map(
  ([provider, result, status]): Harness.AnswerCase => ({
    operation: "checkAccount",
    what: `provider status ${provider} with the result ${result}`,
    change: data({ ...checked, provider_status: Json.number(provider), result }),
    expected: { as: "Found", status }
  })
)

/** Card forms: a card is posted there by the payer's browser. The documents print them with an envelope and without. */
export const cardForm: ReadonlyArray<Harness.AnswerCase> = (
  [
    ["https://pay.example.com/form", { as: "Found" }],
    ["http://pay.example.com/form", unread],
    ["javascript:alert(1)", unread],
    ["/form", unread]
  ] as const
).flatMap(([payform_url, expected]): ReadonlyArray<Harness.AnswerCase> => {
  const form = { form_token: "token", payform_url }
  const bare = ({ status }: Harness.Answer) => ({ status, body: JSON.stringify(form) })
  return [
    { operation: "cardForm", what: `the address ${payform_url}`, change: data(form), expected },
    { operation: "cardForm", what: `the address ${payform_url} without an envelope`, change: bare, expected }
  ]
})
