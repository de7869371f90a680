/** Answers of Acme Pay's on which its (invented) documents leave one reading, contradictions among them. */
import type { Harness } from "@switchyard/contract-tests"

const text = "as its support would write"

const no = (code: string, status = 422) => ({
  status,
  body: JSON.stringify({ success: false, error: { code, text } })
})

// An error that came together with a success.
const contradiction: Harness.AnswerCase["change"] = ({ body, status }) => ({
  status,
  body: JSON.stringify({ ...JSON.parse(body), error: { code: "low_balance", text } })
})

/** The answers of either kind. */
export const answers: Harness.Service["answers"] = [
  {
    operation: "create",
    what: "a success with an error",
    change: contradiction,
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer" }
  },
  {
    operation: "create",
    what: "a refusal under HTTP 302",
    change: () => no("low_balance", 302),
    expected: { as: "OutcomeUnknown", reason: "UnreadableAnswer" }
  },
  {
    operation: "create",
    what: "'no such operation'",
    change: () => no("no_such_operation"),
    expected: {
      as: "OutcomeUnknown",
      reason: "UnrecognisedAnswer",
      providerCode: "no_such_operation",
      messageContains: text
    }
  },
  {
    operation: "get",
    what: "a success with an error",
    change: contradiction,
    expected: { as: "ReadFailed", reason: "UnreadableAnswer" }
  },
  {
    operation: "get",
    what: "'no such operation'",
    change: () => no("no_such_operation", 404),
    expected: { as: "NotFound", providerCode: "no_such_operation", messageContains: text }
  }
]
