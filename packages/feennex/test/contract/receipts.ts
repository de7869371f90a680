/**
 * Answers of the receipt service on which the documents leave one reading, written down a second time: 202 accepts,
 * `detail` explains, and a receipt is in one of three states.
 */
import type { Harness } from "@switchyard/contract-tests"
import { words } from "./envelopes.ts"

type Case = Harness.AnswerCase

const detail = (status: number, value: string) => (): Harness.Answer => ({ status, body: `{"detail":${value}}` })
const text = JSON.stringify(words)
const list = `[{"loc":["path","id"],"msg":${text},"type":"type_error.uuid"}]`

const messageContains = words
const refused = (code: string) =>
  ({ as: "Rejected", reason: "InvalidRequest", providerCode: code, messageContains }) as const
const unread = { as: "ReadFailed", reason: "UnreadableAnswer" } as const

const upload: ReadonlyArray<Omit<Case, "operation">> = [
  { what: "202", change: ({ body }) => ({ status: 202, body }), expected: { as: "Accepted", status: "pending" } },
  { what: "400 with a detail", change: detail(400, text), expected: refused("400") },
  { what: "422 with a list of details", change: detail(422, list), expected: refused("422") },
  {
    what: "409 with a detail",
    change: detail(409, text),
    expected: { as: "OutcomeUnknown", reason: "UnrecognisedAnswer", providerCode: "409", messageContains }
  },
  ...[200, 201, 203].map((status) => ({
    what: `${status} in place of 202`,
    change: ({ body }: Harness.Answer) => ({ status, body }),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer" } as const
  })),
  ...["null", "[]", "[null]", "[{}]", '""', "{}"].map((value) => ({
    what: `400 with the detail ${value}`,
    change: detail(400, value),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer" } as const
  }))
]

const receipt = (status: string) => (): Harness.Answer => ({
  status: 200,
  body: JSON.stringify([{ id: "ade32e06-0000-4000-8000-000000000000", status, comment: null }])
})

const states = [
  ["pending", "pending"],
  ["succeeded", "succeeded"],
  // So the prose spells it, once.
  ["succeed", "succeeded"],
  ["rejected", "rejected"],
  ["on its way", "unrecognised"],
  ["constructor", "unrecognised"]
] as const

const status: ReadonlyArray<Omit<Case, "operation">> = [
  ...states.map(([word, status]) => ({
    what: `the state "${word}"`,
    change: receipt(word),
    expected: { as: "Found", status } as const
  })),
  {
    what: "422 with a list of details",
    change: detail(422, list),
    expected: { as: "ReadFailed", reason: "InvalidRequest", messageContains }
  },
  {
    what: "422 without a detail",
    change: detail(422, "null"),
    expected: { as: "ReadFailed", reason: "InvalidRequest" }
  },
  {
    what: "200 with a detail",
    change: detail(200, text),
    expected: { as: "ReadFailed", reason: "UnrecognisedAnswer", messageContains }
  },
  { what: "201", change: ({ body }) => ({ status: 201, body }), expected: unread },
  { what: "a receipt without a state", change: () => ({ status: 200, body: `[{"id":"1"}]` }), expected: unread }
]

/** The answers of both operations. */
export const receipts: ReadonlyArray<Case> = [
  ...upload.map((one): Case => ({ ...one, operation: "uploadReceipt" })),
  ...status.map((one): Case => ({ ...one, operation: "receipts" }))
]
