/**
 * Answers of Stripe's on which its documents leave one reading, written down a second time and not taken from the adapter: errors
 * that are no plain refusal, objects of another name, and statuses that prove nothing.
 */
import type { Harness } from "@switchyard/contract-tests"
import { withMembers } from "@switchyard/contract-tests/replay/Documents"
import { errorBody, refusalsOf, words } from "./faults.ts"
import { kindOf, type Way } from "./operations.ts"

type Change = Harness.AnswerCase["change"]

const error =
  (status: number, members: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): Change =>
  () => ({ status, body: errorBody(members), ...(headers && { headers }) })

const invalid = "invalid_request_error"

const unreadable = { as: "OutcomeUnknown", reason: "UnreadableAnswer" } as const
const unread = { as: "ReadFailed", reason: "UnreadableAnswer" } as const

const contradictions = (
  operation: Harness.Operation,
  expected: Harness.ExpectedOutcome
): ReadonlyArray<Harness.AnswerCase> => [
  {
    operation,
    what: "an object beside an error",
    change: ({ body, status }) => ({ status, body: withMembers(body, { error: { type: invalid } }) }),
    expected
  },
  {
    operation,
    what: "an object of another name",
    change: ({ body, status }) => ({ status, body: withMembers(body, { object: "coupon" }) }),
    expected
  },
  { operation, what: "an error without a type", change: () => ({ status: 400, body: `{"error":{}}` }), expected },
  {
    operation,
    what: "an object without its name",
    change: ({ body, status }) => ({ status, body: withMembers(body, { object: undefined }) }),
    expected
  },
  {
    operation,
    what: "a refusal under HTTP 302",
    change: error(302, { type: invalid, code: "parameter_missing" }),
    expected
  }
]

const refused = (way: Way): ReadonlyArray<Harness.AnswerCase> =>
  refusalsOf(way).map(({ code, reason, status, type }) => ({
    operation: "create",
    what: `HTTP ${status}, ${type}, ${code ?? "no code"}`,
    change: error(status, { type, code }),
    expected: {
      as: status === 401 || status === 403 ? "NotExecuted" : "Rejected",
      reason,
      messageContains: words,
      ...(code === undefined ? {} : { providerCode: code })
    }
  }))

const unknowns: ReadonlyArray<Harness.AnswerCase> = (
  [
    [409, { type: invalid, code: "idempotency_key_in_use" }, "ProviderUnavailable"],
    [409, { type: invalid }, "ProviderUnavailable"],
    [424, { type: "api_error" }, "ProviderUnavailable"],
    [429, { type: invalid, code: "lock_timeout" }, "ProviderUnavailable"],
    [400, { type: "idempotency_error" }, "UnrecognisedAnswer"],
    [400, { type: invalid, code: "action_blocked" }, "UnrecognisedAnswer"],
    [400, { type: invalid, code: "token_in_use" }, "UnrecognisedAnswer"],
    [400, { type: invalid, code: "somebody_sneezed" }, "UnrecognisedAnswer"],
    [402, { type: invalid, code: "somebody_sneezed" }, "UnrecognisedAnswer"],
    [418, { type: invalid }, "UnrecognisedAnswer"],
    [200, { type: invalid, code: "parameter_missing" }, "UnrecognisedAnswer"],
    [500, { type: "api_error" }, "ProviderUnavailable"],
    [503, { type: invalid, code: "parameter_missing" }, "ProviderUnavailable"]
  ] as const
).map(([status, members, reason]) => ({
  operation: "create",
  what: `HTTP ${status}, ${JSON.stringify(members)}`,
  change: error(status, members),
  expected: { as: "OutcomeUnknown", reason, messageContains: words }
}))

const limiters: ReadonlyArray<Harness.AnswerCase> = (
  [
    ["global-rate", { as: "NotExecuted", reason: "RateLimited" }],
    ["endpoint-concurrency", { as: "NotExecuted", reason: "RateLimited" }],
    // As good as a lock on one object.
    ["resource-specific", { as: "OutcomeUnknown", reason: "ProviderUnavailable" }]
  ] as const
).map(([reason, expected]) => ({
  operation: "create",
  what: `HTTP 429 by ${reason}`,
  change: error(429, { type: invalid }, { "stripe-rate-limited-reason": reason }),
  expected
}))

const declines = (way: Way): ReadonlyArray<Harness.AnswerCase> => [
  {
    operation: "create",
    what: "a decline that names its intent",
    change: error(402, { type: "card_error", code: "card_declined", payment_intent: { id: "pi_declined1" } }),
    // How it was refused, where what it leaves can be abandoned.
    expected:
      way === "confirmed"
        ? { as: "Rejected", reason: "Declined", providerCode: "card_declined" }
        : { as: "OutcomeUnknown", reason: "Leftover", providerReference: "pi_declined1" }
  },
  {
    operation: "create",
    what: "a refusal that names an intent which was made all the same",
    change: error(400, { type: invalid, code: "parameter_missing", payment_intent: { id: "pi_made1" } }),
    expected: { as: "OutcomeUnknown", reason: "UnrecognisedAnswer", providerReference: "pi_made1" }
  }
]

const reads: ReadonlyArray<Harness.AnswerCase> = [
  {
    operation: "get",
    what: "HTTP 404, resource_missing",
    change: error(404, { type: invalid, code: "resource_missing" }),
    expected: { as: "NotFound", providerCode: "resource_missing" }
  },
  {
    operation: "get",
    what: "HTTP 404 without a code",
    change: error(404, { type: invalid }),
    expected: { as: "ReadFailed", reason: "UnrecognisedAnswer" }
  },
  {
    operation: "get",
    what: "HTTP 401",
    change: error(401, { type: invalid }),
    expected: { as: "ReadFailed", reason: "AuthenticationFailed" }
  }
]

/** The answers of one way. */
export const answersOf = (way: Way): ReadonlyArray<Harness.AnswerCase> => [
  ...contradictions("create", unreadable),
  ...contradictions("get", unread),
  ...refused(way),
  ...unknowns,
  ...limiters,
  ...(kindOf(way) === "payments" ? declines(way) : []),
  ...reads
]

/** The genuine answer to a create under another id. */
export const underId =
  (_: Way): NonNullable<Harness.Service["underId"]> =>
  ({ body, status }, id) => ({ status, body: body.replace(/"id":\s*"[^"]*"/, `"id": "${id}"`) })
