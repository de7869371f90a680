/**
 * Answers of the platform's on which its documents leave one reading, written down a second time and not taken from the
 * adapter. Only three texts refuse; `ok` and `error` that contradict each other or the HTTP status prove nothing; and an
 * id in whatever answer is kept, because it leads to the payout.
 */
import type { Harness } from "@switchyard/contract-tests"
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import { refusals } from "./faults.ts"
import { statuses } from "./statuses.ts"

type Change = Harness.AnswerCase["change"]
type Case = Omit<Harness.AnswerCase, "operation">

const words = "as its support would write"
const id = "9f2c1f7e-0000-4000-8000-00000000abcd"

const body =
  (members: Readonly<Record<string, Json.Writable>>, status = 200): Change =>
  () => ({ status, body: Json.stringify(members) })

const refusal = (error: Json.Writable, status = 200): Change => body({ ok: false, error }, status)

// The genuine answer with some members replaced or, where undefined, left out.
const genuine =
  (members: Readonly<Record<string, Json.Writable | undefined>>): Change =>
  ({ body, status }) => {
    const all = Result.getOrThrow(Json.parse(body))
    return { status, body: Json.stringify({ ...(typeof all === "object" ? all : {}), ...members }) }
  }

// What is neither yes nor no, whatever was asked.
const contradictions: ReadonlyArray<{
  readonly what: string
  readonly change: Change
  readonly messageContains?: string
}> = [
  { what: "ok true with an error", change: genuine({ error: words }), messageContains: words },
  { what: "ok false without an error", change: genuine({ ok: false }) },
  { what: "ok false with an empty error", change: refusal("") },
  { what: "ok false with null for an error", change: refusal(null) },
  { what: "ok false with a list for an error", change: refusal([words]), messageContains: words },
  { what: "no ok, and the text of a refusal", change: body({ error: "low balance" }), messageContains: "low balance" },
  { what: "ok as a text", change: genuine({ ok: "true" }) },
  {
    what: "a refusal that is longer than documented",
    change: refusal(`low balance${".".repeat(2046)}`),
    messageContains: "low balance"
  },
  { what: "a refusal under HTTP 300", change: refusal("low balance", 300), messageContains: "low balance" },
  { what: "a refusal under HTTP 302", change: refusal("low balance", 302), messageContains: "low balance" },
  { what: "a refusal under HTTP 399", change: refusal("low balance", 399), messageContains: "low balance" }
]

const open = (as: "OutcomeUnknown" | "ReadFailed"): ReadonlyArray<Case> => [
  ...contradictions.map(({ change, messageContains = "", what }) => ({
    what,
    change,
    expected: { as, reason: "UnreadableAnswer" as const, messageContains }
  })),
  {
    what: `the error "${words}"`,
    change: refusal(words),
    expected: { as, reason: "UnrecognisedAnswer", messageContains: words }
  }
]

const create: ReadonlyArray<Case> = [
  ...open("OutcomeUnknown"),
  // The status call confirms it, by the id where that is what the address takes.
  {
    what: "no ok",
    change: genuine({ ok: undefined, internal_transaction_id: id }),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer", providerReference: id }
  },
  { what: "an empty error beside ok true", change: genuine({ error: "" }), expected: { as: "Accepted" } },
  { what: "null for an error beside ok true", change: genuine({ error: null }), expected: { as: "Accepted" } },
  ...Object.values(refusals).flatMap((text): ReadonlyArray<Case> => {
    const [reason] = Object.entries(refusals).find(([, candidate]) => candidate === text) ?? []
    const expected = {
      as: "Rejected",
      reason: reason as Harness.ExpectedOutcome["reason"] & string,
      providerCode: text,
      messageContains: text
    } as const
    return [200, 299, 400, 499].map((status) => ({
      what: `"${text}" under HTTP ${status}`,
      change: refusal(text, status),
      expected
    }))
  }),
  {
    what: "a refusal in capitals, between blanks",
    change: refusal(" \t LOW Balance\r\n"),
    expected: {
      as: "Rejected",
      reason: "InsufficientFunds",
      providerCode: "low balance",
      messageContains: "LOW Balance"
    }
  },
  {
    what: "a refusal inside other words, in capitals, as long as documented",
    change: refusal(`NO: LOW BALANCE${".".repeat(2041)}`),
    expected: { as: "OutcomeUnknown", reason: "UnrecognisedAnswer", messageContains: "LOW BALANCE" }
  },
  ...[500, 503].map((status) => ({
    what: `a refusal under HTTP ${status}`,
    change: refusal("low balance", status),
    expected: { as: "OutcomeUnknown", reason: "ProviderUnavailable", messageContains: "low balance" } as const
  })),
  {
    what: "a refusal with the id of a payout",
    change: body({ ok: false, error: "low balance", internal_transaction_id: id }),
    expected: {
      as: "OutcomeUnknown",
      reason: "UnrecognisedAnswer",
      providerReference: id,
      messageContains: "low balance"
    }
  },
  {
    what: "an unknown error with the id of a payout",
    change: body({ ok: false, error: words, internal_transaction_id: id }),
    expected: { as: "OutcomeUnknown", reason: "UnrecognisedAnswer", providerReference: id, messageContains: words }
  },
  {
    what: "a success of which only the id has arrived",
    change: body({ ok: true, internal_transaction_id: id }),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer", providerReference: id }
  }
]

// The table of this answer does not list `ok`, its sample has it: a documented status of our own order counts without.
const withoutOk: ReadonlyArray<Case> = [
  ...statuses.statuses.map(
    ({ means: status, word }): Case => ({
      what: `no ok, and the status "${word}"`,
      change: genuine({ ok: undefined, status: word }),
      expected: { as: "Found", status }
    })
  ),
  ...[statuses.unknownStatus, "SUCCESSFUL", "toString", null, ["successful"]].map(
    (word): Case => ({
      what: `no ok, and the status ${JSON.stringify(word)}`,
      change: genuine({ ok: undefined, status: word }),
      expected: { as: "ReadFailed", reason: "UnreadableAnswer" }
    })
  ),
  {
    what: "no ok, and another order_id",
    change: genuine({ ok: undefined, order_id: "another-order" }),
    expected: { as: "ReadFailed", reason: "UnrecognisedAnswer" }
  },
  {
    what: "no ok, and a pay-in",
    change: genuine({ ok: undefined, type: "pay_in" }),
    expected: { as: "ReadFailed", reason: "UnreadableAnswer" }
  },
  {
    what: "no ok, a documented status and an error",
    change: genuine({ ok: undefined, error: words }),
    expected: { as: "ReadFailed", reason: "UnreadableAnswer", messageContains: words }
  },
  {
    what: "no ok under HTTP 404",
    change: (answer) => ({ ...genuine({ ok: undefined })(answer), status: 404 }),
    expected: { as: "ReadFailed", reason: "UnreadableAnswer" }
  },
  {
    what: "ok null, and a documented status",
    change: genuine({ ok: null }),
    expected: { as: "ReadFailed", reason: "UnreadableAnswer" }
  },
  {
    what: `ok false, and the status "successful"`,
    change: genuine({ ok: false, status: "successful" }),
    expected: { as: "ReadFailed", reason: "UnreadableAnswer" }
  },
  {
    what: "ok true, and a status that is not documented",
    change: genuine({ status: statuses.unknownStatus }),
    expected: { as: "Found", status: "unrecognised" }
  }
]

const get: ReadonlyArray<Case> = [
  ...open("ReadFailed"),
  ...withoutOk,
  // What a refusal of a payout means to a read is not documented: least of all that there is none.
  {
    what: `"low balance"`,
    change: refusal("low balance"),
    expected: { as: "ReadFailed", reason: "UnrecognisedAnswer", messageContains: "low balance" }
  },
  {
    what: `"pay out not found"`,
    change: refusal("pay out not found"),
    expected: { as: "ReadFailed", reason: "UnrecognisedAnswer", messageContains: "not found" }
  }
]

const cancel: ReadonlyArray<Case> = [
  ...open("OutcomeUnknown"),
  // It moves money back: nothing stands in for an ok that is absent, not even a status.
  {
    what: "no ok",
    change: genuine({ ok: undefined }),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer" }
  },
  {
    what: "no ok, and a documented status",
    change: body({ status: "rejected_merchant" }),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer" }
  },
  {
    what: "a refusal of payouts",
    change: refusal("low balance"),
    expected: { as: "OutcomeUnknown", reason: "UnrecognisedAnswer", messageContains: "low balance" }
  },
  {
    what: "an unknown error with the id of a payout",
    change: body({ ok: false, error: words, internal_transaction_id: id }),
    expected: { as: "OutcomeUnknown", providerReference: id }
  }
]

const balance: ReadonlyArray<Case> = [
  ...open("ReadFailed"),
  // Its table does not list `ok`, and nothing is decided by it.
  { what: "no ok", change: genuine({ ok: undefined }), expected: { as: "Found" } },
  { what: "ok null", change: genuine({ ok: null }), expected: { as: "ReadFailed", reason: "UnreadableAnswer" } }
]

/** The answers of every operation. */
export const answers: ReadonlyArray<Harness.AnswerCase> = Object.entries({ create, get, cancel, balance }).flatMap(
  ([operation, cases]) => cases.map((one) => ({ ...one, operation: operation as Harness.Operation }))
)

/** Where the platform has its own words, beside its errors: a status that no document lists. */
export const ownWords: ReadonlyArray<Harness.WordsCase> = [
  { operation: "get", what: "an undocumented status", answerWith: (answer, status) => genuine({ status })(answer) }
]
