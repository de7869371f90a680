/** Answers of the memory provider on which its documents leave one reading, contradictions among them. */
import type * as Harness from "../../src/Harness.ts"

const refusal =
  (status: number, code: string, message = "in other words") =>
  (): Harness.Answer => ({ status, body: JSON.stringify({ ok: false, code, message }) })

const rewritten =
  (from: string | RegExp, to: string) =>
  ({ body, status }: Harness.Answer): Harness.Answer => ({ status, body: body.replace(from, to) })

const explanation = "in other words"

/** The answers of one kind, with the word by which it calls one of its own refused. */
export const answersOf = (refused: string): ReadonlyArray<Harness.AnswerCase> => [
  {
    operation: "create",
    what: "a success with an error code",
    change: rewritten(`"ok":true`, `"ok":true,"code":"insufficient_funds"`),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer" }
  },
  {
    operation: "create",
    what: "a refusal under HTTP 302",
    change: refusal(302, "insufficient_funds"),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer" }
  },
  {
    operation: "create",
    what: "a refusal under HTTP 503",
    change: refusal(503, "insufficient_funds"),
    expected: {
      as: "OutcomeUnknown",
      reason: "ProviderUnavailable",
      providerCode: "insufficient_funds",
      messageContains: explanation
    }
  },
  {
    operation: "create",
    what: "a refusal that is documented as not processed",
    change: refusal(422, "maintenance"),
    expected: {
      as: "NotExecuted",
      reason: "ProviderUnavailable",
      providerCode: "maintenance",
      messageContains: explanation
    }
  },
  {
    operation: "create",
    what: "'not found'",
    change: refusal(404, "not_found"),
    expected: {
      as: "OutcomeUnknown",
      reason: "UnrecognisedAnswer",
      providerCode: "not_found",
      messageContains: explanation
    }
  },
  {
    operation: "create",
    what: "a status that is known only later",
    change: rewritten(/"status":"[a-z]+"/, `"status":"${refused}"`),
    expected: { as: "Accepted", status: "failed" }
  },
  {
    operation: "get",
    what: "a success with an error code",
    change: rewritten(`"ok":true`, `"ok":true,"code":"not_found"`),
    expected: { as: "ReadFailed", reason: "UnreadableAnswer" }
  },
  {
    operation: "get",
    what: "'not found' under HTTP 200",
    change: refusal(200, "not_found"),
    expected: { as: "ReadFailed", reason: "UnreadableAnswer" }
  },
  {
    operation: "get",
    what: "'not found'",
    change: refusal(404, "not_found"),
    expected: { as: "NotFound", providerCode: "not_found", messageContains: explanation }
  },
  {
    operation: "get",
    what: "a refused signature",
    change: refusal(422, "bad_signature"),
    expected: {
      as: "ReadFailed",
      reason: "AuthenticationFailed",
      providerCode: "bad_signature",
      messageContains: explanation
    }
  },
  {
    operation: "checkAccount",
    what: "a check that found nothing out",
    change: rewritten(/"payable":(true|false|null)/, `"payable":null`),
    expected: { as: "Found", status: "unknown" }
  }
]
