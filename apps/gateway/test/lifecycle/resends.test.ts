/** What may be sent again: hardly anything. Whatever a provider has or may have is asked about instead. */
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { isOpen, statuses } from "../../src/lifecycle/Status.ts"
import { riskOfTryingAgain } from "../../src/lifecycle/unproven.ts"
import { about, found, free, notFound, now, operation, planned, readFailed, sending, sent } from "./support.ts"

const minute = 60_000
const hour = 60 * minute

/** A provider that has no words for "not found". */
const wordless: Policy = {
  ...free,
  duplicates: { create: { kind: "accepted" } },
  lookUp: { create: { by: "reference" } }
}

/** The steps of an operation that hears the same thing again and again, until it waits for nothing any more. */
const stepsAfter = (from: Operation, event: Event, policy = free, times = 60) => {
  const steps: Array<string> = []
  let current = from
  for (let n = 1; n <= times && current.step !== "none"; n += 1) {
    const at = now + n * 20 * minute
    const decision = decide(current, about(event, current, at), policy, at)
    if (decision._tag === "Illegal") return { steps, end: current }
    steps.push(decision.step)
    current = { ...current, ...decision }
    if (decision.step === "send") break
  }
  return { steps, end: current }
}

describe("is never sent again", () => {
  it("what a provider has accepted, however often that provider then denies it", () => {
    for (const kind of ["payout", "payment"] as const) {
      const after = statuses(kind).filter((status) => isOpen(status) && !/created|submitting|unknown/.test(status))
      for (const from of after) {
        const { end, steps } = stepsAfter(operation(kind, from, { holding: "holder", latest: sent() }), notFound)
        assert.notInclude(steps, "send", `${kind} ${from}`)
        assert.strictEqual(end.status, from)
      }
    }
  })

  it("a payment, whoever has accepted the risk", () => {
    for (const event of [notFound, readFailed(), readFailed({ reason: "UnrecognisedAnswer" })]) {
      const { end, steps } = stepsAfter(operation("payment", "unknown", { again: { _tag: "AtRisk" } }), event)
      assert.notInclude(steps, "send")
      assert.strictEqual(end.status, "needs_review")
    }
  })

  it("a payout whose resend was refused, or that was resent five times", () => {
    for (const facts of [{ again: { _tag: "Refused" } as const }, { resends: { count: 5, why: null } }]) {
      const { end, steps } = stepsAfter(operation("payout", "unknown", facts), notFound)
      assert.notInclude(steps, "send")
      assert.strictEqual(end.status, "needs_review")
    }
    assert.include(
      stepsAfter(operation("payout", "unknown", { resends: { count: 4, why: null } }), notFound).steps,
      "send"
    )
  })

  it("anything while an attempt has no outcome", () => {
    for (const step of ["submit", "send"] as const) {
      const decision = decide(
        operation("payout", "submitting", { latest: sending(1) }, { step }),
        planned("a"),
        free,
        now
      )
      assert.strictEqual(decision._tag, "Illegal")
    }
  })

  it("what an operator took the risk for, once a look-up finds it", () => {
    const decision = decide(
      operation("payout", "unknown", { again: { _tag: "AtRisk" } }),
      found("processing"),
      free,
      now
    )
    assert.deepInclude(decision, { status: "processing", step: "poll" })
    // Its provider has it, and calls back as any holder does.
    assert.isNull(decision._tag === "Decided" ? decision.facts.again : undefined)
  })

  it("what an operator took the risk for, while no look-up says in words that can be read", () => {
    const from = operation("payout", "unknown", { again: { _tag: "AtRisk" } })
    for (const reason of ["TimedOut", "ConnectionLost", "ProviderUnavailable", "UnreadableAnswer"]) {
      assert.deepInclude(decide(from, readFailed({ reason }), free, now), { step: "look_up" })
    }
    assert.deepInclude(decide(from, readFailed({ reason: "UnrecognisedAnswer" }), wordless, now), { step: "send" })
    assert.deepInclude(decide(from, readFailed({ reason: "RateLimited" }), free, now), { step: "look_up" })
    assert.deepInclude(decide(from, readFailed({ neverSent: true }), free, now), { step: "look_up" })
    assert.deepInclude(decide(from, notFound, free, now), { step: "send", provider: "a" })
  })

  it("what an operator took the risk for, on words that nobody knows where its provider has words for that", () => {
    const repeats = { kind: "replayed", withinMillis: 23 * hour, replayAfterMillis: 0, refusals: "stored" } as const
    const keyed: Policy = { ...wordless, duplicates: { create: repeats } }
    for (const kind of ["payout", "refund"] as const) {
      const from = operation(kind, "unknown", { again: { _tag: "AtRisk" } })
      for (const policy of [free, keyed]) {
        const { end, steps } = stepsAfter(from, readFailed({ reason: "UnrecognisedAnswer" }), policy)
        assert.notInclude(steps, "send", kind)
        assert.strictEqual(end.status, "needs_review")
      }
    }
  })

  it("without its price said: where keys are remembered for a while, a second one after that", () => {
    const repeats = { kind: "replayed", withinMillis: 23 * hour, replayAfterMillis: 0, refusals: "stored" } as const
    const keyed: Policy = { ...wordless, duplicates: { create: repeats } }
    const from = operation("payout", "unknown")
    assert.match(riskOfTryingAgain(from, keyed, ["a"]), /only within 23 h .* a second payout there, and both are paid/)
    assert.strictEqual(riskOfTryingAgain(from, wordless, ["a"]), "a does not refuse duplicates: a retry may pay twice")
  })
})
