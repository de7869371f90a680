/** The closed list of reasons, and what each allows: written out once more, so that a change is seen. */
import { assert, describe, it } from "@effect/vitest"
import {
  allowsFailover,
  type Health,
  health,
  isTransient,
  Reason,
  type Remedy,
  remedy,
  type Sign,
  sign
} from "@switchyard/core/Reason"

type Row = readonly [transient: boolean, failover: boolean, health: Health, remedy: Remedy, sign: Sign]

const table: Record<Reason, Row> = {
  InvalidRequest: [false, false, "nothing", "change", "nothing"],
  AuthenticationFailed: [false, true, "nothing", "wait", "nothing"],
  InsufficientFunds: [false, true, "nothing", "change", "nothing"],
  AmountOutOfRange: [false, true, "nothing", "change", "nothing"],
  MethodUnavailable: [false, true, "nothing", "change", "nothing"],
  DestinationInvalid: [false, false, "nothing", "change", "nothing"],
  DuplicateReference: [false, false, "healthy", "wait", "there"],
  RateLimited: [true, true, "nothing", "slow_down", "nothing"],
  ProviderUnavailable: [true, true, "unhealthy", "wait", "nothing"],
  Unsupported: [false, true, "nothing", "change", "nothing"],
  TimedOut: [true, true, "unhealthy", "wait", "nothing"],
  ConnectionLost: [true, true, "unhealthy", "wait", "nothing"],
  UnreadableAnswer: [true, false, "nothing", "wait", "nothing"],
  UnrecognisedAnswer: [false, false, "nothing", "wait", "refused"],
  AnswerLost: [false, false, "nothing", "wait", "nothing"]
}

describe("Reason", () => {
  it("the list is closed and every reason has its consequences", () => {
    assert.deepStrictEqual([...Reason.literals].sort(), Object.keys(table).sort())
    for (const reason of Reason.literals) {
      assert.deepStrictEqual(
        [isTransient(reason), allowsFailover(reason), health(reason), remedy(reason), sign(reason)],
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
