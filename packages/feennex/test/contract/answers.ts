/**
 * Answers of Feennex's on which its documents leave one reading, written down a second time and not taken from the
 * adapter: every code that is no plain refusal, what each code means to a look-up, and envelopes that contradict
 * themselves. Which HTTP status goes with a code is not documented, so the body counts; but no redirect is an answer.
 */
import type { Harness } from "@switchyard/contract-tests"
import { withMembers } from "@switchyard/contract-tests/replay/Documents"
import { around, code, error, without, words } from "./envelopes.ts"
import { type Refusal, refusals } from "./faults.ts"
import type { Kind } from "./operations.ts"
import { cardForm, checkAccount } from "./questions.ts"
import { receipts } from "./receipts.ts"

const noOne = { as: "OutcomeUnknown", reason: "UnreadableAnswer" } as const
const unread = { as: "ReadFailed", reason: "UnreadableAnswer" } as const

const contradictions = (
  operation: Harness.Operation,
  expected: Harness.ExpectedOutcome
): ReadonlyArray<Harness.AnswerCase> => [
  { operation, what: "result true with error code 9", change: around({ error_code: code(9) }), expected },
  { operation, what: "result false with error code 0", change: around({ result: false }), expected },
  { operation, what: "result false with error code 0 and no data", change: error(0), expected },
  {
    operation,
    what: "a refusal with the data of a success",
    change: around({ result: false, error_code: code(9) }),
    expected
  },
  {
    operation,
    what: "result true with error code 9 and no data",
    change: around({ error_code: code(9), data: null }),
    expected
  },
  { operation, what: "a success without data", change: without("data"), expected },
  { operation, what: "a success with null data", change: around({ data: null }), expected },
  { operation, what: "an answer without result", change: without("result"), expected },
  { operation, what: "a refusal under HTTP 300", change: error(9, { status: 300 }), expected },
  { operation, what: "a refusal under HTTP 302", change: error(9, { status: 302 }), expected },
  { operation, what: "a refusal under HTTP 399", change: error(9, { status: 399 }), expected }
]

// The outcome of a create by code.
const create: ReadonlyArray<Harness.AnswerCase> = [
  ...contradictions("create", noOne),
  ...refusals.map(
    ({ code, message = words, reason }: Refusal): Harness.AnswerCase => ({
      operation: "create",
      what: `error ${code}, ${message}`,
      change: error(code, { message, data: code % 2 === 0 ? "null" : undefined, status: code % 3 === 0 ? 400 : 200 }),
      // The text that was signed is never repeated.
      expected: {
        as: "Rejected",
        reason,
        providerCode: String(code),
        messageContains: message.replace(/, string_to_sign.*/, "")
      }
    })
  ),
  {
    operation: "create",
    what: "error 9 without a message",
    change: error(9, { message: undefined }),
    expected: { as: "Rejected", reason: "InsufficientFunds", providerCode: "9" }
  },
  {
    operation: "create",
    what: "error 9 under HTTP 499",
    change: error(9, { status: 499 }),
    expected: { as: "Rejected", reason: "InsufficientFunds", providerCode: "9", messageContains: words }
  },
  {
    operation: "create",
    what: "error 9 under HTTP 500",
    change: error(9, { status: 500 }),
    expected: { as: "OutcomeUnknown", reason: "ProviderUnavailable", providerCode: "9", messageContains: words }
  },
  ...(
    [
      [6, "DuplicateReference", words],
      [7, "UnrecognisedAnswer", words],
      // The operation exists and is being executed.
      [8, "ProviderUnavailable", words],
      [22, "UnrecognisedAnswer", words],
      [100, "UnrecognisedAnswer", words],
      [2000, "UnrecognisedAnswer", "Withdraw (id=3) wasn't found"],
      // A code that nobody knows refuses nothing, whatever its words are.
      [4711, "UnrecognisedAnswer", "Invalid sign"]
    ] as const
  ).map(
    ([code, reason, message]): Harness.AnswerCase => ({
      operation: "create",
      what: `error ${code}, ${message}`,
      change: error(code, { message }),
      expected: { as: "OutcomeUnknown", reason, providerCode: String(code), messageContains: message }
    })
  )
]

// The outcome of a look-up by code.
const get: ReadonlyArray<Harness.AnswerCase> = [
  ...contradictions("get", unread),
  ...(
    [
      [6, "UnrecognisedAnswer", words],
      [8, "ProviderUnavailable", words],
      [2000, "UnrecognisedAnswer", words],
      // Only the complete text means it, about the operation.
      [2000, "UnrecognisedAnswer", "The merchant of withdraw (id=3) wasn't found"],
      [2000, "UnrecognisedAnswer", "Withdraw (id=3) wasn't found yet"],
      [4711, "UnrecognisedAnswer", "Withdraw (id=3) wasn't found"],
      [9, "InsufficientFunds", words],
      [10, "InvalidRequest", words],
      [10, "AuthenticationFailed", "Invalid sign"],
      [10, "AuthenticationFailed", " Invalid sign , as said before"],
      [10, "InvalidRequest", "Not an invalid sign"],
      [15, "AuthenticationFailed", words]
    ] as const
  ).map(
    ([code, reason, message]): Harness.AnswerCase => ({
      operation: "get",
      what: `error ${code}, ${message}`,
      change: error(code, { message }),
      expected: { as: "ReadFailed", reason, providerCode: String(code), messageContains: message }
    })
  ),
  ...(
    [
      [7, words],
      [2000, "Withdraw (id=3) wasn't found"],
      [2000, " withdraw(id=3)  wasn't found . "]
    ] as const
  ).map(
    ([code, message]): Harness.AnswerCase => ({
      operation: "get",
      what: `error ${code}, ${message}`,
      change: error(code, { message }),
      expected: { as: "NotFound", providerCode: String(code), messageContains: message }
    })
  )
]

// There is nothing that a quote could fail to find.
const quote: ReadonlyArray<Harness.AnswerCase> = [
  {
    operation: "quote",
    what: "error 7",
    change: error(7),
    expected: { as: "ReadFailed", reason: "UnrecognisedAnswer", providerCode: "7", messageContains: words }
  }
]

/** Where Feennex has its own words: why a payout was rejected, and what is wrong with a receipt. */
export const wordsOf = (kind: Kind): ReadonlyArray<Harness.WordsCase> =>
  kind === "payout"
    ? [
        {
          operation: "get",
          what: "a rejected reason",
          answerWith: ({ body, status }, text) => ({
            status,
            body: withMembers(body, { "data.status": code(6), "data.rejected_reason": text })
          })
        }
      ]
    : [
        {
          operation: "receipts",
          what: "a comment",
          answerWith: (_, text) => ({
            status: 200,
            body: JSON.stringify([{ id: "1", status: "rejected", comment: text }])
          })
        }
      ]

/** The answers of one kind. */
export const answersOf = (kind: Kind): ReadonlyArray<Harness.AnswerCase> => [
  ...create,
  ...get,
  ...quote,
  ...(kind === "payment" ? [...cardForm, ...receipts] : checkAccount)
]
