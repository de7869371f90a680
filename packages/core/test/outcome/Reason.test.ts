/** The closed list of reasons, and what each allows: written out once more, so that a change is seen. */
import { assert, describe, it } from "@effect/vitest"
import {
  allowsFailover,
  type Health,
  health,
  isLasting,
  isTransient,
  Reason,
  type Remedy,
  remedy,
  type Sign,
  sign
} from "@switchyard/core/Reason"

type Row = readonly [
  transient: boolean,
  failover: boolean,
  health: Health,
  remedy: Remedy,
  sign: Sign,
  lasting: boolean
]

const table: Record<Reason, Row> = {
  InvalidRequest: [false, false, "nothing", "change", "nothing", true],
  AuthenticationFailed: [false, true, "nothing", "wait", "nothing", false],
  InsufficientFunds: [false, true, "nothing", "change", "nothing", true],
  AmountOutOfRange: [false, true, "nothing", "change", "nothing", true],
  MethodUnavailable: [false, true, "nothing", "change", "nothing", true],
  DestinationInvalid: [false, false, "nothing", "change", "nothing", true],
  DuplicateReference: [false, false, "healthy", "wait", "there", false],
  RateLimited: [true, true, "nothing", "slow_down", "nothing", false],
  ProviderUnavailable: [true, true, "unhealthy", "wait", "nothing", false],
  Unsupported: [false, true, "nothing", "change", "nothing", true],
  TimedOut: [true, true, "unhealthy", "wait", "nothing", false],
  ConnectionLost: [true, true, "unhealthy", "wait", "nothing", false],
  UnreadableAnswer: [true, false, "nothing", "wait", "nothing", false],
  UnrecognisedAnswer: [false, false, "nothing", "wait", "refused", false],
  AnswerLost: [false, false, "nothing", "wait", "nothing", false],
  Leftover: [false, false, "nothing", "wait", "left", false]
}

describe("Reason", () => {
  it("the list is closed and every reason has its consequences", () => {
    assert.deepStrictEqual([...Reason.literals].sort(), Object.keys(table).sort())
    for (const reason of Reason.literals) {
      assert.deepStrictEqual(
        [isTransient(reason), allowsFailover(reason), health(reason), remedy(reason), sign(reason), isLasting(reason)],
        [...table[reason]],
        reason
      )
    }
  })

  it("a reference that is taken, an answer that was lost and one nobody understands never go elsewhere", () => {
    for (const reason of ["DuplicateReference", "AnswerLost", "UnrecognisedAnswer", "UnreadableAnswer"] as const) {
      assert.isFalse(allowsFailover(reason))
    }
  })
})
