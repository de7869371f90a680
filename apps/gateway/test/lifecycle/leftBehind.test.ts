/** What was left behind of an operation: what is told of it by its own id, and what is not called failed meanwhile. */
import { Money } from "@switchyard/core"
import { assert, describe, it } from "vitest"
import type { Decided } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Facts, LeftBehind } from "../../src/lifecycle/Facts.ts"
import * as LeftBehinds from "../../src/lifecycle/leftBehind.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Observation, Operation, Policy } from "../../src/lifecycle/Operation.ts"
import type { Status } from "../../src/lifecycle/Status.ts"
import { mayStillPay } from "../../src/lifecycle/unproven.ts"
import { accountOf, found, free, now, observationOf, operation, planned, refused, sending } from "./support.ts"

const day = 86_400_000
const dead: LeftBehind = { ...accountOf("a"), providerReference: "d-1", generation: 0, isDead: true }
const { isDead: _, ...risked } = dead

const leaving = (status: Status, left: LeftBehind = dead, facts: Partial<Facts> = {}): Operation =>
  operation("payout", status, { leftBehind: [left], ...facts }, { provider: "b", fingerprint: "account b" })

const told = (status: Observation["status"], rest: Partial<Observation> = {}, account = accountOf("a")): Event => ({
  _tag: "LeftFound",
  ...account,
  providerReference: "d-1",
  observation: observationOf(status, { providerReference: "d-1", ...rest })
})

const after = (of: Operation, event: Event, at = now): Decided => {
  const decision = decide(of, event, free, at)
  if (decision._tag === "Illegal") throw new Error(decision.why)
  return decision
}

const ended = ["paid", "paid_other_amount", "failed", "canceled", "returned"] as const
const open = ["submitting", "processing", "unknown"] as const

describe("what was left behind", () => {
  it.each([...ended, ...open])(
    "and was paid after all is for a person with a webhook, also once it is %s",
    (status) => {
      const { announce, facts, status: to, step } = after(leaving(status), told("paid"))
      assert.deepStrictEqual([to, step, announce], ["needs_review", "none", "payout.needs_review"])
      assert.deepInclude(facts.leftBehind[0], { isPaid: true })
      assert.notProperty(facts.leftBehind[0], "isDead")
      assert.strictEqual(facts.again?._tag, "Never")
    }
  )

  it("and was paid while a person decides is told once more, and then no more", () => {
    const first = after(leaving("needs_review"), told("paid"))
    assert.strictEqual(first.announce, "payout.needs_review")
    const again = after({ ...leaving("needs_review"), ...first }, told("paid"))
    assert.deepStrictEqual([again.announce, again.entries], [null, []])
    const retry = { _tag: "Resolved", outcome: "retry", note: "", operator: "anna", acceptDuplicateRisk: true } as const
    assert.strictEqual(decide({ ...leaving("needs_review"), ...first }, retry, free, now)._tag, "Illegal")
  })

  it("does not hide what the next one leaves: its answer names it, though a person decides by then", () => {
    const stage = { account: "account b", generation: 1, isPrepared: false, unpaid: null, abandon: null }
    const sent = leaving("submitting", dead, { stage, generations: 2, latest: sending(1) })
    const review = { ...sent, ...after(sent, told("paid")) }
    const answer: Event = {
      _tag: "OutcomeUnknown",
      ...accountOf("b"),
      attempt: 1,
      sendUntil: sending(1).until,
      reason: "Leftover",
      message: "it was not written down",
      providerCode: null,
      providerReference: "d-2",
      left: { refused: null }
    }
    const { facts, status } = after(review, answer)
    assert.strictEqual(status, "needs_review")
    assert.deepInclude(facts.leftBehind[1], { ...accountOf("b"), providerReference: "d-2", generation: 1 })
    assert.lengthOf(after({ ...review, facts }, answer).facts.leftBehind, 2)
  })

  it("and was paid, which an operator has called paid: that it was paid where it was sent as well is for a person, once", () => {
    const atB = { ...found("paid"), instance: "b" } as Event
    const called = leaving("paid", { ...dead, isPaid: true }, { isResolved: true, holding: "maybe" })
    const news = after(called, atB)
    assert.deepStrictEqual(
      [news.status, news.announce, news.facts.again?._tag],
      ["needs_review", "payout.needs_review", "Never"]
    )
    const again = after({ ...called, facts: news.facts }, atB)
    assert.strictEqual(again.status, "paid")
  })

  it("keeps the commit of the next one from leaving once it was paid", () => {
    const stage = { account: "account b", generation: 1, isPrepared: false, unpaid: null, abandon: null }
    const sent = leaving("submitting", dead, { stage, latest: sending(1) })
    const prepare: Event = {
      _tag: "Prepared",
      ...accountOf("b"),
      attempt: 1,
      sendUntil: now + 30_000,
      providerReference: "d-2",
      commitUntil: null,
      isReplayable: false
    }
    assert.strictEqual(decide(sent, prepare, free, now)._tag, "Decided")
    const paid = { ...sent, ...after(sent, told("paid")) }
    assert.strictEqual(decide(paid, prepare, free, now)._tag, "Illegal")
  })

  it("settles nothing, whatever else is told of it", () => {
    for (const status of [...ended, ...open, "needs_review"] as const) {
      for (const reported of ["failed", "canceled", "returned"] as const) {
        const decision = after(leaving(status), told(reported))
        assert.deepStrictEqual([decision.status, decision.facts.leftBehind], [status, [dead]])
      }
      assert.strictEqual(after(leaving(status, risked), told("failed")).facts.leftBehind[0]?.isDead, true)
    }
  })

  it("that was dead and lives again keeps others from being sent it, and is noted where somebody has it", () => {
    for (const reported of ["uncommitted", "processing"] as const) {
      assert.strictEqual(after(leaving("unknown"), told(reported)).status, "needs_review")
      for (const status of ["processing", "paid"] as const) {
        const held = after(leaving(status, dead, { holding: "holder" }), told(reported))
        assert.strictEqual(held.status, status)
        assert.isUndefined(held.facts.leftBehind[0]?.isDead)
        assert.match(held.entries.map(({ summary }) => summary).join(), /what was given up at a is/)
      }
    }
    assert.strictEqual(after(leaving("unknown", risked), told("uncommitted")).status, "unknown")
  })

  it("is spoken of only by an answer of its own account that names no other id", () => {
    for (const event of [told("paid", { providerReference: "d-2" }), told("paid", {}, accountOf("b"))]) {
      assert.strictEqual(decide(leaving("paid"), event, free, now)._tag, "Illegal")
    }
    assert.strictEqual(after(leaving("paid"), told("paid", { providerReference: null })).status, "needs_review")
  })

  it("that fits not is no end of it, and paid is for a person whatever the amount", () => {
    const amount = Money.unsafe("11.00", "RUB")
    assert.isUndefined(after(leaving("paid", risked), told("failed", { amount })).facts.leftBehind[0]?.isDead)
    assert.strictEqual(after(leaving("paid"), told("paid", { amount })).status, "needs_review")
  })

  it("and is not known to be dead keeps it from being called failed or canceled by itself", () => {
    const living = (facts: Partial<Facts>, status: Status = "unknown") => leaving(status, risked, facts)
    const ofB = (event: Event): Event => ({ ...event, instance: "b" }) as Event
    assert.strictEqual(after(living({}), ofB(found("failed"))).status, "needs_review")
    assert.strictEqual(after(living({ holding: "holder" }, "processing"), ofB(found("failed"))).status, "needs_review")
    assert.strictEqual(after(leaving("unknown"), ofB(found("failed"))).status, "failed")
    const submitting = { ...living({ latest: null, tried: [] }, "submitting"), step: "submit" } as const
    const nobody: Event = { _tag: "NobodyLeft", message: "", isBlocked: false }
    assert.strictEqual(after(submitting, nobody, now + day).status, "needs_review")
    assert.strictEqual(decide(submitting, { _tag: "CanceledUnsent" }, free, now)._tag, "Illegal")
    assert.include(mayStillPay(submitting) ?? [], "a")
    const sent = { ...living({ latest: sending(1) }, "submitting") }
    const no: Event = { ...refused("Rejected", { failover: false }), ...accountOf("b") } as Event
    assert.strictEqual(after(sent, no).status, "needs_review")
  })

  it("is dead where its request is proven to have done nothing, and has no id where it was never told", () => {
    const stage = { account: "account a", generation: 0, isPrepared: false, unpaid: null, abandon: null }
    const staged = (facts: Partial<Facts>, providerReference: string | null): Operation => ({
      ...operation("payout", "submitting", { stage, generations: 1, latest: null, ...facts }),
      step: "submit",
      providerReference
    })
    const next = { ...planned("b"), isStaged: true } as Event
    assert.deepStrictEqual(after(staged({}, null), next).facts.leftBehind, [])
    assert.deepStrictEqual(after(staged({}, "d-1"), next).facts.leftBehind, [dead])
    const again: Operation = {
      ...staged({ holding: "maybe", again: { _tag: "AtRisk" } }, null),
      status: "unknown",
      step: "send"
    }
    const passedOver = after(again, { ...planned("a"), isStaged: true } as Event).facts
    assert.deepStrictEqual(passedOver.leftBehind, [{ ...risked, providerReference: null }])
    assert.deepStrictEqual(LeftBehinds.mayPay(passedOver), ["a"])
  })
})

describe("the time for which it is looked after", () => {
  const policy: Policy = {
    ...free,
    callbacks: "verified",
    finality: { paidMayChangeForMillis: 0, failedMayChangeForMillis: 10 * day }
  }
  const looks = (isDead: boolean): ReadonlyArray<number> => {
    const times: Array<number> = []
    for (let at = now; ; ) {
      const next = LeftBehinds.next("payout", policy, { count: times.length, since: now }, isDead, at)
      if (next === null) return times
      times.push(next)
      at = next
    }
  }

  it("is that of what failed by its manifest, slower and slower, with a last look when it is over", () => {
    const times = looks(true)
    const hours = times.map((at) => Math.round((at - now) / 3_600_000))
    assert.deepStrictEqual(hours, [6, 30, 102, 174, 240])
    assert.strictEqual(times.at(-1), now + 10 * day + 1)
    // What has not ended by its word, as long as is assumed of any.
    assert.isAtLeast(looks(false).at(-1) ?? 0, times.at(-1) ?? 0)
  })

  it("has one look where nothing may change", () => {
    const atOnce = { ...policy, finality: { paidMayChangeForMillis: 0, failedMayChangeForMillis: 0 } }
    const first = LeftBehinds.next("payout", atOnce, { count: 0, since: now }, true, now)
    assert.strictEqual(first, now + 60_000)
    assert.isNull(LeftBehinds.next("payout", atOnce, { count: 1, since: now }, true, first ?? 0))
  })
})
