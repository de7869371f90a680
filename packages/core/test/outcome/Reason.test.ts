/** The closed list of reasons, and what each allows: written out once more, so that a change is seen. */
import { assert, describe, it } from "@effect/vitest"
import {
  type Again,
  again,
  allowsFailover,
  type By,
  by,
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
  lasting: boolean,
  by: By,
  again: Again
]

const table: Record<Reason, Row> = {
  InvalidRequest: [false, false, "nothing", "change", "nothing", true, "provider", "never"],
  AuthenticationFailed: [false, true, "nothing", "wait", "nothing", false, "provider", "other_provider"],
  InsufficientFunds: [false, true, "nothing", "change", "nothing", true, "provider", "other_provider"],
  AmountOutOfRange: [false, true, "nothing", "change", "nothing", true, "provider", "other_provider"],
  MethodUnavailable: [false, true, "nothing", "change", "nothing", true, "provider", "other_provider"],
  DestinationInvalid: [false, false, "nothing", "change", "nothing", true, "bank", "other_destination"],
  RecipientRejected: [false, false, "nothing", "change", "nothing", true, "recipient", "other_destination"],
  Declined: [false, false, "nothing", "change", "nothing", true, "issuer", "never"],
  AuthenticationRequired: [false, false, "nothing", "change", "nothing", true, "issuer", "later"],
  Compliance: [false, false, "nothing", "change", "nothing", true, "compliance", "never"],
  Expired: [false, false, "nothing", "change", "nothing", false, "payer", "later"],
  Canceled: [false, false, "nothing", "change", "nothing", true, "provider", "never"],
  DuplicateReference: [false, false, "healthy", "wait", "there", false, "provider", "never"],
  RateLimited: [true, true, "nothing", "slow_down", "nothing", false, "provider", "later"],
  ProviderUnavailable: [true, true, "unhealthy", "wait", "nothing", false, "provider", "later"],
  Unsupported: [false, true, "nothing", "change", "nothing", true, "provider", "other_provider"],
  TimedOut: [true, true, "unhealthy", "wait", "nothing", false, "provider", "later"],
  ConnectionLost: [true, true, "unhealthy", "wait", "nothing", false, "provider", "later"],
  UnreadableAnswer: [true, false, "nothing", "wait", "nothing", false, "provider", "never"],
  UnrecognisedAnswer: [false, false, "nothing", "wait", "refused", false, "provider", "never"],
  AnswerLost: [false, false, "nothing", "wait", "nothing", false, "provider", "never"],
  Leftover: [false, false, "nothing", "wait", "left", false, "provider", "never"]
}

describe("Reason", () => {
  it("the list is closed and every reason has its consequences", () => {
    assert.deepStrictEqual([...Reason.literals].sort(), Object.keys(table).sort())
    for (const reason of Reason.literals) {
      const allowed = [isTransient(reason), allowsFailover(reason)]
      const signs = [health(reason), remedy(reason), sign(reason), isLasting(reason)]
      assert.deepStrictEqual([...allowed, ...signs, by(reason), again(reason)], [...table[reason]], reason)
    }
  })

  it("what may be asked of another provider is what may be asked again there, or passes by itself, and nothing else", () => {
    for (const reason of Reason.literals) {
      const passes = again(reason) === "later" && isTransient(reason)
      assert.strictEqual(allowsFailover(reason), passes || again(reason) === "other_provider", reason)
    }
  })

  it("a reference that is taken, an answer that was lost and one nobody understands never go elsewhere", () => {
    for (const reason of ["DuplicateReference", "AnswerLost", "UnrecognisedAnswer", "UnreadableAnswer"] as const) {
      assert.isFalse(allowsFailover(reason))
    }
  })
})
