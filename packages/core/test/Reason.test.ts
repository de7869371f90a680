/** The closed list of reasons, and what each allows: written out once more, so that a change is seen. */
import { assert, describe, it } from "@effect/vitest"
import { allowsFailover, isPassing, Reason } from "@switchyard/core/Reason"

const table: Record<Reason, readonly [passing: boolean, elsewhere: boolean]> = {
  InvalidRequest: [false, false],
  AuthenticationFailed: [false, true],
  InsufficientFunds: [false, true],
  AmountOutOfRange: [false, true],
  MethodUnavailable: [false, true],
  DestinationInvalid: [false, false],
  DuplicateReference: [false, false],
  RateLimited: [true, true],
  ProviderUnavailable: [true, true],
  Unsupported: [false, true],
  TimedOut: [true, true],
  ConnectionLost: [true, true],
  UnreadableAnswer: [true, false],
  UnrecognisedAnswer: [false, false],
  AnswerLost: [false, false]
}

describe("Reason", () => {
  it("the list is closed and every reason has its consequences", () => {
    assert.deepStrictEqual([...Reason.literals].sort(), Object.keys(table).sort())
    for (const reason of Reason.literals) {
      assert.deepStrictEqual([isPassing(reason), allowsFailover(reason)], [...table[reason]], reason)
    }
  })

  it("a reference that is taken, an answer that was lost and one nobody understands never go elsewhere", () => {
    for (const reason of ["DuplicateReference", "AnswerLost", "UnrecognisedAnswer", "UnreadableAnswer"] as const) {
      assert.isFalse(allowsFailover(reason))
    }
  })
})
