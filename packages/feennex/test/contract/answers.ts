/**
 * Answers of Feennex's on which its documents leave one reading, written down a second time and not taken from the
 * adapter: every code that is no plain refusal, what each code says to a look-up, and envelopes that contradict
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

const contradictions = (operation: Harness.Operation, ends: Harness.Ending): ReadonlyArray<Harness.AnswerCase> => [
  { operation, what: "result true with error code 9", change: around({ error_code: code(9) }), ends },
  { operation, what: "result false with error code 0", change: around({ result: false }), ends },
  { operation, what: "result false with error code 0 and no data", change: error(0), ends },
  {
    operation,
    what: "a refusal with the data of a success",
    change: around({ result: false, error_code: code(9) }),
    ends
  },
  {
    operation,
    what: "result true with error code 9 and no data",
    change: around({ error_code: code(9), data: null }),
    ends
  },
  { operation, what: "a success without data", change: without("data"), ends },
  { operation, what: "a success with null data", change: around({ data: null }), ends },
  { operation, what: "an answer without result", change: without("result"), ends },
  { operation, what: "a refusal under HTTP 300", change: error(9, { status: 300 }), ends },
  { operation, what: "a refusal under HTTP 302", change: error(9, { status: 302 }), ends },
  { operation, what: "a refusal under HTTP 399", change: error(9, { status: 399 }), ends }
]

// What a code says of a create.
const create: ReadonlyArray<Harness.AnswerCase> = [
  ...contradictions("create", noOne),
  ...refusals.map(
    ({ code, message = words, reason }: Refusal): Harness.AnswerCase => ({
      operation: "create",
      what: `error ${code}, ${message}`,
      change: error(code, { message, data: code % 2 === 0 ? "null" : undefined, status: code % 3 === 0 ? 400 : 200 }),
      // The text that was signed is never repeated.
      ends: { as: "Rejected", reason, providerCode: String(code), says: message.replace(/, string_to_sign.*/, "") }
    })
  ),
  {
    operation: "create",
    what: "error 9 without a message",
    change: error(9, { message: undefined }),
    ends: { as: "Rejected", reason: "InsufficientFunds", providerCode: "9" }
  },
  {
    operation: "create",
    what: "error 9 under HTTP 499",
    change: error(9, { status: 499 }),
    ends: { as: "Rejected", reason: "InsufficientFunds", providerCode: "9", says: words }
  },
  {
    operation: "create",
    what: "error 9 under HTTP 500",
    change: error(9, { status: 500 }),
    ends: { as: "OutcomeUnknown", reason: "ProviderUnavailable", providerCode: "9", says: words }
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
      ends: { as: "OutcomeUnknown", reason, providerCode: String(code), says: message }
    })
  )
]

// What a code says to whoever looks an operation up.
const get: ReadonlyArray<Harness.AnswerCase> = [
  ...contradictions("get", unread),
  ...(
    [
      [6, "UnrecognisedAnswer", words],
      [8, "ProviderUnavailable", words],
      [2000, "UnrecognisedAnswer", words],
      // Only the whole text says it, about the operation.
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
      ends: { as: "ReadFailed", reason, providerCode: String(code), says: message }
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
      ends: { as: "NotFound", providerCode: String(code), says: message }
    })
  )
]

// There is nothing that a quote could fail to find.
const quote: ReadonlyArray<Harness.AnswerCase> = [
  {
    operation: "quote",
    what: "error 7",
    change: error(7),
    ends: { as: "ReadFailed", reason: "UnrecognisedAnswer", providerCode: "7", says: words }
  }
]

/** Where Feennex says something in its own words: why a payout was rejected, and what is wrong with a receipt. */
export const wordsOf = (kind: Kind): ReadonlyArray<Harness.WordsCase> =>
  kind === "payout"
    ? [
        {
          operation: "get",
          what: "a rejected reason",
          say: ({ body, status }, said) => ({
            status,
            body: withMembers(body, { "data.status": code(6), "data.rejected_reason": said })
          })
        }
      ]
    : [
        {
          operation: "receipts",
          what: "a comment",
          say: (_, said) => ({ status: 200, body: JSON.stringify([{ id: "1", status: "rejected", comment: said }]) })
        }
      ]

/** The answers of one kind. */
export const answersOf = (kind: Kind): ReadonlyArray<Harness.AnswerCase> => [
  ...create,
  ...get,
  ...quote,
  ...(kind === "payment" ? [...cardForm, ...receipts] : checkAccount)
]
