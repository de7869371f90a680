/** An operator has what is left abandoned: read first, with the same obstacles as by itself, and never while a request is on its way. */
import { Money } from "@switchyard/core"
import { assert, describe, it } from "vitest"
import type { Decided } from "../../src/lifecycle/Decision.ts"
import { due } from "../../src/lifecycle/due.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Abandon, Facts } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Observation, Operation, Policy } from "../../src/lifecycle/Operation.ts"
import type { Status } from "../../src/lifecycle/Status.ts"
import { accountOf, agreed, now, observationOf, operation, requestTo, sending, sent } from "./support.ts"

const minute = 60_000
const staged: Policy = {
  ...agreed,
  statusReads: { spacingMillis: minute, polling: "free" },
  lookUp: { create: { by: "providerReference" } },
  operations: ["create", "get", "abandon"],
  stages: { create: { prepared: "payable" } }
}

const ask: Event = { _tag: "AbandonAsked", note: "nobody needs it", operator: "anna" }
const stage = { account: "account a", generation: 0, isPrepared: true, unpaid: null, abandon: null }
const given: Abandon = {
  asked: 3,
  dueAt: null,
  endedAt: now - minute,
  isAccepted: true,
  onceDead: "submit",
  transient: false,
  why: "it was refused, and something is left there",
  failure: { reason: "InsufficientFunds", message: "no", providerCode: null }
}

const left = (status: Status = "needs_review", facts: Partial<Facts> = {}, rest: Partial<Operation> = {}): Operation =>
  operation(
    "payout",
    status,
    { stage, holding: "maybe", latest: sent(now - minute), ...facts },
    { providerReference: "d-1", ...rest }
  )

const after = (of: Operation, event: Event, at = now, policy = staged): Decided => {
  const decision = decide(of, event, policy, at)
  if (decision._tag === "Illegal") throw new Error(decision.why)
  return decision
}

const found = (status: Observation["status"], readAt: number, rest: Partial<Observation> = {}): Event => ({
  _tag: "Found",
  instance: "a",
  readAt,
  observation: observationOf(status, { providerReference: "d-1", ...rest })
})

describe("an operator has what is left abandoned", () => {
  it.each(["needs_review", "unknown"] as const)(
    "of one that is %s: it is read, asked for as an attempt, read, and failed",
    (status) => {
      const asked = after(left(status), ask)
      assert.deepStrictEqual([asked.status, asked.step, asked.delay], ["unknown", "look_up", 0])
      assert.deepInclude(asked.entries[0], {
        kind: "operator",
        summary: "anna asked for what is left to be abandoned",
        details: { note: "nobody needs it", operator: "anna" }
      })
      const read = { ...left(), ...after({ ...left(), ...asked }, found("uncommitted", now), now) }
      assert.strictEqual(read.step, "abandon")
      const until = now + 30_000
      const plan: Event = { _tag: "AbandonPlanned", ...accountOf("a"), sendUntil: until }
      const planned = { ...read, ...after(read, plan) }
      assert.deepInclude(planned.facts.latest, { _tag: "Sending", attempt: 2 })
      assert.isUndefined(planned.facts.stage?.abandon?.isWanted)
      assert.deepInclude(decide(planned, ask, staged, now + 1), { _tag: "Illegal", code: "in_flight" })
      const answer = {
        outcome: "Accepted",
        providerReference: null,
        message: "",
        providerCode: null,
        retryAfter: null
      } as const
      const ended = after(planned, { _tag: "AbandonEnded", ...requestTo("a", 2, until), ...answer }, now + 2)
      const dead = after({ ...planned, ...ended }, found("canceled", now + 3), now + 3)
      assert.deepStrictEqual([dead.status, dead.facts.failure?.reason], ["failed", "Resolved"])
    }
  )

  it("goes on as it would have, where it was given up before, and asks once more also where that was accepted", () => {
    const asked = after(left("needs_review", { stage: { ...stage, abandon: given } }), ask)
    assert.deepInclude(asked.facts.stage?.abandon, { onceDead: "submit", isAccepted: true, isWanted: true, asked: 3 })
    const read = after({ ...left(), ...asked }, found("uncommitted", now))
    assert.strictEqual(read.step, "abandon")
    const dead = after({ ...left(), ...asked }, found("canceled", now))
    assert.deepStrictEqual([dead.status, dead.step], ["submitting", "submit"])
  })

  it("loses against whatever the read shows: it was paid, it is carried out, or it is not what was asked for", () => {
    const asked = { ...left(), ...after(left(), ask) }
    assert.strictEqual(after(asked, found("paid", now)).status, "paid")
    assert.strictEqual(after(asked, found("processing", now)).status, "processing")
    const amount = Money.unsafe("11.00", "RUB")
    assert.strictEqual(after(asked, found("uncommitted", now, { amount })).status, "needs_review")
  })

  it("ends replays, and a resend that was risked", () => {
    const replays = { _tag: "Open", count: 1, firstSentAt: now, until: now, dueAt: now, lookUpAt: null } as const
    const { facts } = after(left("unknown", { replays, again: { _tag: "AtRisk" } }), ask)
    assert.deepStrictEqual([facts.replays?._tag, facts.again], ["Ended", null])
  })

  it("is answered in flight while any request is on its way, or its end is not written yet", () => {
    for (const status of ["unknown", "needs_review", "submitting"] as const) {
      assert.deepInclude(decide(left(status, { latest: sending(1) }), ask, staged, now), { code: "in_flight" })
    }
    const over = now + 60_000
    assert.deepInclude(decide(left("unknown", { latest: sending(1) }), ask, staged, over), { code: "in_flight" })
    assert.strictEqual(after(left("needs_review", { latest: sending(1) }), ask, over).facts.latest?._tag, "Over")
  })

  it.each([
    ["what its provider has accepted", left("needs_review", { holding: "holder" }), staged],
    ["what somebody else may have", left("unknown", { alsoAt: ["b"] }), staged],
    ["what a recovery covers", left("unknown", {}, { recovery: 1 }), staged],
    ["what must never be sent again", left("needs_review", { again: { _tag: "Never", why: "paid" } }), staged],
    ["what was never carried out: it is somebody else's", left("needs_review", { holding: "nobody" }), staged],
    ["what has ended there", left("unknown", { deadAfter: 1 }), staged],
    ["what has no id, at a provider that cannot tell it", left("unknown", {}, { providerReference: null }), staged],
    ["what leaves nothing", left("unknown", { stage: null }), staged],
    ["what knows no way", left("unknown"), { ...staged, operations: ["create", "get"] }],
    ...(["created", "processing", "paid", "failed", "canceled"] as const).map(
      (status) => [`what is ${status}`, left(status), staged] as const
    )
  ] as const)("is refused for %s", (_, of, policy) => {
    const decision = decide(of, ask, policy, now)
    assert.deepInclude(decision, { _tag: "Illegal" })
    assert.notProperty(decision, "code")
  })

  it("asks first which one it is, where its id is not known and can be", () => {
    const learning: Policy = { ...staged, stages: { create: { prepared: "payable", prepares: "same" } } }
    const asked = after(left("needs_review", {}, { providerReference: null }), ask, now, learning)
    assert.strictEqual(asked.step, "abandon")
    assert.strictEqual(due({ ...left(), ...asked }, undefined, now)._tag, "Abandon")
  })
})
