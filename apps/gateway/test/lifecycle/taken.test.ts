/** An id of the provider's that another operation has: nothing is ours that is said under it, and nothing is committed. */
import { assert, describe, it } from "vitest"
import type { Decided } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import * as Taken from "../../src/lifecycle/taken.ts"
import { accountOf, found, free, now, observationOf, operation, requestTo, sending, unknown } from "./support.ts"

const taken: Taken.Taken = { fingerprint: "account a", providerReference: "d-1", by: "po_other" }

const after = (of: Operation, given: Event) => {
  const event = Taken.marked(given, taken)
  return Taken.without(of, event, decide(of, event, free, now), taken)
}

const decided = (of: Operation, event: Event): Decided => {
  const decision = after(of, event)
  if (decision._tag === "Illegal") throw new Error(decision.why)
  return decision
}

const why = "the provider's id of it is that of po_other"

describe("an answer under an id that another operation has", () => {
  const named = { providerReference: "d-1" }
  const answers: ReadonlyArray<readonly [string, Operation, Event]> = [
    ["a read", operation("payout", "unknown"), found("paid", named)],
    [
      "the answer to its create",
      operation("payout", "submitting"),
      { _tag: "Accepted", ...requestTo("a"), observation: observationOf("paid", named) }
    ],
    ["an unknown outcome", operation("payout", "submitting"), { ...unknown(), ...named } as Event]
  ]

  it.each(answers)("of %s is for a person, and neither it nor the id is kept", (_, of, event) => {
    assert.strictEqual(decide(of, event, free, now)._tag, "Decided")
    const { announce, entries, facts, providerReference, status, step } = decided(of, event)
    assert.deepStrictEqual(
      [status, step, announce, providerReference],
      ["needs_review", "none", "payout.needs_review", null]
    )
    assert.isFalse(facts.isOwnPaid)
    assert.include(entries.map(({ summary }) => summary).join("\n"), why)
  })

  it("leaves what has ended as it is, with a line about it", () => {
    const { announce, entries, providerReference, status } = decided(operation("payout", "paid"), found("paid", named))
    assert.deepStrictEqual([status, announce, providerReference], ["paid", null, null])
    assert.include(entries.map(({ summary }) => summary).join("\n"), why)
  })

  it("leaves no commit: what was prepared under it is not written down", () => {
    const stage = { account: "account a", generation: 0, isPrepared: false, unpaid: null, abandon: null }
    const of = operation("payout", "submitting", { stage, latest: sending(1) })
    const event: Event = {
      _tag: "Prepared",
      ...requestTo("a"),
      ...named,
      commitUntil: null,
      isReplayable: false
    }
    assert.strictEqual(decide(of, event, free, now)._tag, "Decided")
    assert.deepInclude(after(of, event), { _tag: "Illegal", why })
  })

  it("at another account is another one", () => {
    const elsewhere = { ...taken, fingerprint: accountOf("b").fingerprint }
    const of = operation("payout", "submitting")
    const event = { ...unknown(), ...named } as Event
    const decision = decide(of, event, free, now)
    assert.strictEqual(Taken.without(of, event, decision, elsewhere), decision)
  })
})
