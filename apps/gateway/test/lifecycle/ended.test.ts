/** Operations that have ended: their providers may still change them, and what is read of that uses up only what is due. */

import { assert, describe, it } from "vitest"
import { reopened, reopens } from "../../src/lifecycle/callback.ts"
import type { Decided } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import { unwatched } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import type { Kind } from "../../src/lifecycle/Status.ts"
import { about, agreed, found, free, notFound, now, operation, readFailed } from "./support.ts"

const hour = 3_600_000
const day = 24 * hour
const verified: Policy = { ...free, callbacks: "verified" }

const after = (from: Operation, event: Event, policy: Policy, at: number) => {
  const decision = decide(from, about(event, from, at), policy, at)
  if (decision._tag === "Illegal") throw new Error(decision.why)
  return { decision, next: { ...from, ...decision } as Operation }
}

/** When it is looked after, in hours after its end, while nothing changes. */
const watches = (
  kind: Kind,
  status: "failed" | "canceled" | "expired" | "paid" | "paid_other_amount" | "succeeded",
  policy: Policy
) => {
  const first = after(operation(kind, "processing", { holding: "holder" }), found(status), policy, now)
  const hours: Array<number> = []
  let { decision, next } = first
  let at = now
  while (decision.step === "sweep" && hours.length < 100) {
    at += Number(decision.delay)
    hours.push(Math.round((at - now) / hour))
    ;({ decision, next } = after(next, found(status), policy, at))
  }
  return hours
}

describe("what has ended without money", () => {
  it("is looked after for the time that the manifest states, payouts only where no callback tells", () => {
    const short = { paidMayChangeForMillis: 0, failedMayChangeForMillis: 10 * day }
    assert.deepStrictEqual(watches("payment", "failed", verified), [1, 7, 31, 103])
    assert.deepStrictEqual(watches("payment", "expired", { ...agreed, finality: short }), [1, 7, 31, 103, 175, 240])
    assert.deepStrictEqual(watches("payout", "failed", { ...free, finality: short }), [6, 30, 102, 174, 240])
    assert.deepStrictEqual(watches("payout", "canceled", { ...agreed, finality: short }), [6, 30, 102, 174, 240])
    assert.deepStrictEqual(watches("payout", "failed", verified), [])
    assert.strictEqual(watches("payout", "failed", free).at(-1), 30 * 24)
    const atOnce = { paidMayChangeForMillis: 0, failedMayChangeForMillis: 0 }
    assert.deepStrictEqual(watches("payout", "failed", { ...free, finality: atOnce }), [])
  })

  it("is looked after once more when its provider may not change it any more: nothing comes after the last look", () => {
    const policy = { ...free, finality: { paidMayChangeForMillis: 0, failedMayChangeForMillis: 10 * day } }
    const failed = after(operation("payout", "processing", { holding: "holder" }), found("failed"), policy, now)
    const last = { ...failed.next, facts: { ...failed.next.facts, watch: { count: 9, at: now + 9 * day } } }
    const { decision, next } = after(last, found("failed"), policy, now + 9 * day)
    assert.deepInclude(decision, { step: "sweep", delay: day + 1 })
    assert.strictEqual(after(next, found("paid"), policy, now + 10 * day + 1).decision.status, "needs_review")
    assert.deepInclude(after(next, found("failed"), policy, now + 10 * day + 1).decision, { step: "none", delay: null })
  })

  it("by another's word than its provider's is looked after as long as is assumed of any, whatever the manifest says", () => {
    const atOnce = { paidMayChangeForMillis: 0, failedMayChangeForMillis: 0 }
    const policy: Policy = { ...free, finality: atOnce }
    const unknown = operation("payout", "unknown", { holding: "maybe" })
    const give = { _tag: "Resolved", outcome: "failed", note: "", operator: "anna", acceptDuplicateRisk: true } as const
    const given = after(unknown, give, policy, now)
    assert.deepInclude(given.decision, { status: "failed", step: "sweep", delay: 6 * hour })
    assert.strictEqual(after(given.next, found("paid"), policy, now + 6 * hour).decision.status, "needs_review")
    // Nor is what a person calls paid, of which no manifest says how long that holds.
    const paid = after(unknown, { ...give, outcome: "paid" }, policy, now)
    assert.deepInclude(paid.decision, { status: "paid", step: "sweep", delay: 6 * hour })
    const callback = reopens(given.next, { ...policy, callbacks: "verified" }, "verified", now + 30 * day)
    assert.isTrue(callback)
    // A payment whose payer cannot be told any more how to pay is not over there either.
    let lost = operation("payment", "unknown", { holding: "maybe" })
    for (let n = 0; n < 3; n += 1) lost = after(lost, found("awaiting_payer", { hasNext: false }), policy, now).next
    assert.deepInclude(lost, { status: "canceled", step: "sweep" })
    // Nor one that it called failed, and calls alive when it is looked after last.
    const short = { ...free, finality: { paidMayChangeForMillis: 0, failedMayChangeForMillis: day } }
    const failed = after(operation("payout", "processing", { holding: "holder" }), found("failed"), short, now).next
    const last = { ...failed, facts: { ...failed.facts, watch: { count: 0, at: now + day + 1 } } }
    assert.deepInclude(after(last, found("failed"), short, now + day + 1).decision, { step: "none" })
    assert.deepInclude(after(last, found("processing"), short, now + day + 1).decision, { step: "sweep" })
    // Also when nobody was to look after it any more, and the merchant asks.
    const over = { ...last, step: "none" as const, facts: { ...last.facts, watch: unwatched } }
    assert.deepInclude(after(over, found("failed"), short, now + 2 * day).decision, { step: "none" })
    assert.deepInclude(after(over, found("unrecognised"), short, now + 2 * day).decision, { step: "sweep" })
    // What its provider has called failed stays as the manifest says.
    const reported = after(operation("payout", "processing", { holding: "holder" }), found("failed"), policy, now)
    assert.deepInclude(reported.decision, { status: "failed", step: "none", delay: null })
    assert.isFalse(reopens(reported.next, { ...policy, callbacks: "verified" }, "verified", now + 1))
  })

  it("is read once more where a callback came while it ended, whatever ended it", () => {
    const final = { ...verified, finality: { paidMayChangeForMillis: 0, failedMayChangeForMillis: 0 } }
    for (const status of ["failed", "paid"] as const) {
      const decided = after(
        operation("payout", "processing", { holding: "holder" }),
        found(status),
        final,
        now
      ).decision
      assert.strictEqual(decided.step, "none")
      assert.deepInclude(reopened(decided, 42_000), { status, step: "sweep", delay: 42_000 })
      assert.strictEqual(reopened(decided, null), decided)
    }
    const open = after(
      operation("payout", "processing", { holding: "holder" }),
      found("processing"),
      verified,
      now
    ).decision
    assert.strictEqual(reopened(open, 42_000), open)
    const reviewed = after(operation("payout", "failed", { holding: "holder" }), found("paid"), verified, now).decision
    assert.strictEqual(reopened(reviewed, 42_000), reviewed)
  })

  it("loses nothing of that by refreshes and callbacks: late money is seen when it comes", () => {
    const failed = after(operation("payment", "processing", { holding: "holder" }), found("failed"), verified, now)
    let current = failed.next
    // Four refreshes within the first minutes, and four verified callbacks that say rejected.
    for (let n = 1; n <= 8; n += 1) {
      const { decision, next } = after(current, found("failed"), verified, now + n * 60_000)
      assert.deepInclude(decision, { status: "failed", step: "sweep", delay: hour - n * 60_000 })
      current = next
    }
    assert.strictEqual(current.facts.watch?.count, 0)
    const paid = after(current, found("paid"), verified, now + hour)
    assert.deepInclude(paid.decision, { status: "paid", announce: "payment.paid" })
  })

  it("is read again soon when that could not be done, but not for ever", () => {
    const short = { paidMayChangeForMillis: 0, failedMayChangeForMillis: day }
    const policy = { ...free, finality: short }
    const { next } = after(operation("payout", "processing", { holding: "holder" }), found("failed"), policy, now)
    const unread = after(next, readFailed(), policy, now + 6 * hour).decision
    assert.deepInclude(unread, { status: "failed", step: "sweep", delay: 60_000 })
    const last = after(next, readFailed(), policy, now + day + 1).decision
    assert.deepInclude(last, { status: "failed", step: "sweep" })
    const over = after(next, readFailed(), policy, now + 4 * day + 1).decision
    assert.deepInclude(over, { status: "failed", step: "none", delay: null })
    const denied = after(next, notFound, policy, now + 6 * hour).decision
    assert.deepInclude(denied, { status: "failed", step: "sweep", delay: 18 * hour + 1 })
  })

  it("and is paid after all goes to a person for a payout and after a resolve, never to be sent again", () => {
    const ends: ReadonlyArray<Operation> = [
      operation("payout", "failed", { holding: "holder" }),
      operation("payout", "canceled", { holding: "holder" }),
      operation("payout", "returned", { holding: "holder" }),
      operation("payment", "failed", { holding: "holder", isResolved: true })
    ]
    for (const end of ends) {
      const { decision, next } = after(end, found("paid"), free, now)
      assert.deepInclude(decision, { status: "needs_review", announce: `${end.kind}.needs_review` }, end.status)
      const retry = {
        _tag: "Resolved",
        outcome: "retry",
        note: "",
        operator: "anna",
        acceptDuplicateRisk: true
      } as const
      assert.strictEqual(decide(next, retry, free, now)._tag, "Illegal")
    }
  })
})

describe("what was paid", () => {
  it("is returned when its provider calls it failed, canceled or returned after that", () => {
    for (const status of ["failed", "canceled", "returned"] as const) {
      const { decision } = after(operation("payout", "paid", { holding: "holder" }), found(status), free, now)
      assert.deepInclude(decision, { status: "returned", announce: "payout.returned" }, status)
      assert.isNotNull(decision.facts.failure)
    }
    const refunded = after(operation("payment", "paid", { holding: "holder" }), found("refunded"), free, now).decision
    assert.strictEqual(refunded.status, "refunded")
  })

  it("is read once where a callback asks for it, and then left alone if nothing can change it any more", () => {
    const asked = operation("payout", "paid", { holding: "holder" }, { step: "sweep" })
    assert.deepInclude(after(asked, found("paid"), verified, now).decision as Decided, { step: "none", delay: null })
  })

  it("is looked after for the time that the manifest states: seldom where a callback tells, or nobody may poll", () => {
    const finality = { paidMayChangeForMillis: 30 * day, failedMayChangeForMillis: 0 }
    const often = [6, 30, 102, 102 + 168, 102 + 336, 102 + 504, 720]
    const weekly = [168, 336, 504, 672, 720]
    assert.deepStrictEqual(watches("payout", "paid", { ...free, finality }), often)
    assert.deepStrictEqual(watches("payment", "paid", { ...free, finality }), often)
    assert.deepStrictEqual(watches("payment", "paid_other_amount", { ...verified, finality }), weekly)
    assert.deepStrictEqual(watches("payout", "paid", { ...verified, finality }), weekly)
    assert.deepStrictEqual(watches("payout", "paid", { ...agreed, finality }), weekly)
    assert.deepStrictEqual(watches("refund", "succeeded", { ...free, finality }), often)
    assert.strictEqual(watches("payout", "paid", free).at(-1), 180 * 24)
    const atOnce = { ...finality, paidMayChangeForMillis: 0 }
    assert.deepStrictEqual(watches("payout", "paid", { ...free, finality: atOnce }), [])
  })

  it("is asked for no sooner than hours later where it could not be read", () => {
    const paid = after(operation("payout", "processing", { holding: "holder" }), found("paid"), free, now).next
    const hours: Array<number> = []
    let [at, next] = [now + 6 * hour, paid]
    for (let n = 0; n < 7; n += 1) {
      const unread = after(next, readFailed(), free, at)
      hours.push(Number(unread.decision.delay) / hour)
      at += Number(unread.decision.delay)
      next = unread.next
    }
    assert.deepStrictEqual(hours, [1, 2, 4, 8, 16, 24, 24])
  })

  it("and bounces is followed while its provider may send it again, with why, and told", () => {
    const paid = operation("payout", "paid", { holding: "holder", isPaidTold: true })
    const bounced = after(paid, found("returning"), verified, now)
    assert.deepInclude(bounced.decision, { status: "returning", step: "poll", announce: "payout.returning" })
    assert.isNotNull(bounced.decision.facts.failure)
    // Whatever its provider calls the end of that.
    for (const status of ["failed", "canceled", "returned"] as const) {
      const { decision } = after(bounced.next, found(status), verified, now + hour)
      assert.deepInclude(decision, { status: "returned", announce: "payout.returned" }, status)
      assert.isNotNull(decision.facts.failure)
    }
    // It is told once that it is paid.
    const again = after(bounced.next, found("paid"), verified, now + hour)
    assert.deepInclude(again.decision, { status: "paid", step: "sweep", announce: "payout.updated" })
    assert.isNull(again.decision.facts.failure)
    // It goes on from there, and a word that says nothing changes nothing.
    for (const status of ["returning", "processing", "unrecognised"] as const) {
      const { decision } = after(bounced.next, found(status), verified, now + hour)
      assert.deepInclude(decision, { status: "returning", step: "poll", announce: null }, status)
    }
    // Nobody has told that it was paid where that was not seen.
    const unseen = after(operation("payout", "processing", { holding: "holder" }), found("returning"), free, now)
    assert.deepInclude(unseen.decision, { status: "returning", announce: "payout.returning" })
    assert.strictEqual(after(unseen.next, found("paid"), free, now + hour).decision.announce, "payout.paid")
    // What came back, or never went out, and is on its way again is for a person.
    for (const status of ["returned", "failed", "canceled"] as const) {
      const over = operation("payout", status, { holding: "holder" })
      assert.strictEqual(after(over, found("returning"), free, now).decision.status, "needs_review", status)
    }
  })

  it("of a payment is told once in its life, whoever says it again", () => {
    const paid = after(operation("payment", "processing", { holding: "holder" }), found("paid"), free, now)
    assert.strictEqual(paid.decision.announce, "payment.paid")
    const reviewed = { ...paid.next, status: "needs_review" as const, step: "none" as const }
    const by = { _tag: "Resolved", outcome: "paid", note: "", operator: "anna", acceptDuplicateRisk: false } as const
    assert.strictEqual(after(reviewed, by, free, now + hour).decision.announce, "payment.updated")
  })
})
