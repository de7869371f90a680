/** What was captured, and how much of it our own captures explain: what is left is never more than what is there. */
import { Anomaly } from "@switchyard/core"
import { assert, describe, it } from "vitest"
import { type Captured, type Hold, nextNumber, none } from "../../src/lifecycle/changes/Change.ts"
import { room } from "../../src/lifecycle/changes/hold.ts"
import { recordsOf } from "../../src/lifecycle/changes/records.ts"
import { cancel, capture, course, minute, payment, policyOf, read, resolved, start, told } from "./support/payment.ts"

const sums = policyOf("sum")

const parts = policyOf("parts")

const holdOf = (captured: string | null, elsewhere: string | null): Hold => ({
  ...{ currency: "RUB", authorized: "100", capturable: null, captured, elsewhere },
  ...{ captureBefore: null, isApproved: false, at: start, by: "account a" }
})

const ours = (number: number, amount: string): Captured => ({ number, amount, part: null })

const inRecovery = { recovery: 1, numbersAfter: start }

// After a recovery a read is a ground so long after a change was asked for.
const later = 20 * minute

describe("what is left of a payment", () => {
  it("counts a capture that a sum has settled once", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), sums)
    it_.on(capture("40", false), start + 1)
    it_.on(read("authorized", { at: start + 2, captured: "0" }), start + 2)
    it_.send(start + 3)
    it_.end("Accepted", start + 4)
    const decision = it_.on(read("authorized", { at: start + 5, captured: "40" }), start + 5)
    assert.deepInclude(it_.changes(), { open: null, captured: [ours(1, "40")] })
    assert.strictEqual(it_.changes().hold?.elsewhere, "0")
    assert.strictEqual(room(it_.changes()), "60")
    assert.notInclude(told(decision), "CapturedElsewhere")
    it_.on(capture(), start + 6)
    assert.deepStrictEqual(it_.open().amount, { value: "60", currency: "RUB" })
  })

  it("is not known before a read, once an operator has said that it was captured", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), sums)
    it_.on(capture("40", false), start + 1)
    it_.on(read("authorized", { at: start + 2, captured: "0" }), start + 2)
    it_.send(start + 3)
    it_.end("OutcomeUnknown", start + 4)
    // The sum is no proof before the request can leave no more.
    it_.on(read("authorized", { at: start + 5, captured: "40" }), start + 5)
    assert.strictEqual(it_.open().stage, "unknown")
    const review = { ...it_.open(), stage: "review" as const }
    const asked = course(
      {
        ...it_.now(),
        status: "needs_review",
        step: "none",
        facts: { ...it_.now().facts, changes: { ...it_.changes(), open: review, reviewed: "authorized" } }
      },
      sums
    )
    asked.on(resolved("carried_out"), start + minute)
    assert.isNull(room(asked.changes()))
    assert.deepInclude(asked.try(capture(), start + minute + 1), { _tag: "Illegal", code: "in_flight" })
    const decision = asked.on(read("authorized", { at: start + minute + 2, captured: "40" }), start + minute + 2)
    assert.strictEqual(room(asked.changes()), "60")
    assert.notInclude(told(decision), "CapturedElsewhere")
  })

  it("is what our captures leave, where the sum lags behind them", () => {
    const it_ = course(payment({ captured: [ours(1, "40")], hold: holdOf("40", "0") }), sums)
    it_.on(read("authorized", { at: start + 1, captured: "0" }), start + 1)
    assert.strictEqual(it_.changes().hold?.elsewhere, "0")
    assert.strictEqual(room(it_.changes()), "60")
  })
})

describe("after the records went back", () => {
  it("no number comes twice, after a second restore of the same backup either", () => {
    const one = nextNumber(none, start)
    assert.strictEqual(one, start + 1)
    const first = course(payment({ hold: holdOf("0", "0") }, inRecovery), parts)
    first.on(capture("40"), start + 1)
    // The number of the recovery has gone back as well.
    const second = course(payment({ hold: holdOf("0", "0") }, { recovery: 1, numbersAfter: start + minute }), parts)
    second.on(capture("40"), start + minute + 1)
    assert.strictEqual(first.open().number, start + 1)
    assert.strictEqual(second.open().number, start + minute + 1)
    assert.strictEqual(nextNumber({ ...none, last: 7 }), 8)
  })

  it("what bears the mark of a capture that never left is explained by nobody", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }, inRecovery), parts)
    it_.on(capture("40"), start + 1)
    const { number } = it_.open()
    const decision = it_.on(read("authorized", { at: start + later, parts: [{ amount: "40", number }] }), start + later)
    assert.strictEqual(it_.changes().hold?.elsewhere, "40")
    assert.deepInclude(decision, { status: "needs_review" })
  })

  it("a decision about another change explains nothing of what was forgotten", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }, inRecovery), parts)
    it_.on(capture("60"), start + 1)
    it_.on(read("authorized", { at: start + later, parts: [] }), start + later)
    it_.send(start + later + 1)
    it_.end("OutcomeUnknown", start + later + 2)
    const review = { ...it_.open(), stage: "review" as const }
    const asked = course(
      {
        ...it_.now(),
        status: "needs_review",
        step: "none",
        facts: { ...it_.now().facts, changes: { ...it_.changes(), open: review, reviewed: "authorized" } }
      },
      parts
    )
    const decided = start + later + minute
    asked.on(resolved("not_carried_out"), decided)
    assert.strictEqual(asked.changes().attributed, "0")
    asked.on(read("authorized", { at: decided + 1, parts: [{ amount: "40" }] }), decided + 1)
    asked.on(capture("40"), decided + 2)
    const then = decided + 2 + later
    const decision = asked.on(read("authorized", { at: then, parts: [{ amount: "40" }] }), then)
    assert.deepInclude(decision, { status: "needs_review" }, told(decision))
  })

  it("a person's word holds for as much as was asked for then, and no more", () => {
    const first = (elsewhere: string) => {
      const it_ = course(payment({ hold: holdOf("0", "0") }, inRecovery), parts)
      it_.on(capture("10"), start + 1)
      assert.strictEqual(
        it_.on(read("authorized", { at: start + later, parts: [{ amount: "10" }] }), start + later).status,
        "needs_review"
      )
      assert.strictEqual(it_.on(resolved("carried_out"), start + later + 1).status, "authorized")
      assert.strictEqual(it_.changes().attributed, "10")
      assert.deepStrictEqual(it_.changes().captured, [])
      it_.on(capture("10"), start + later + 2)
      const then = start + 2 * later + 2
      return it_.on(read("authorized", { at: then, parts: [{ amount: elsewhere }] }), then)
    }
    assert.deepInclude(first("10"), { status: "authorized", step: "change" })
    assert.deepInclude(first("40"), { status: "needs_review" })
  })

  it("nobody hears that a capture failed while what was captured is not known", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }, inRecovery), parts)
    it_.on(capture("40"), start + 1)
    const decision = it_.on(read("authorized", { at: start + later }), start + later)
    assert.deepInclude(decision, { status: "needs_review" })
    assert.notInclude(decision.beside ?? [], "payment.capture_failed")
  })

  it("what has ended with money leaves no change that nobody can decide about", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }, inRecovery), parts)
    it_.on(capture("100"), start + 1)
    const decision = it_.on(read("paid", { at: start + later, parts: [{ amount: "100" }] }), start + later)
    assert.deepInclude(decision, { status: "needs_review", announce: "payment.needs_review" })
    assert.strictEqual(it_.open().stage, "review")
    assert.strictEqual(it_.on(resolved("carried_out"), start + later + 1).status, "authorized")
    assert.strictEqual(
      it_.on(read("paid", { at: start + later + 2, parts: [{ amount: "100" }] }), start + later + 2).status,
      "paid"
    )
    assert.isNull(it_.changes().open)
  })

  it("a change waits while it is asked who has the payment", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }, inRecovery), parts)
    it_.on(capture("40"), start + 1)
    const asking = course({ ...it_.now(), status: "unknown", step: "look_up" }, parts)
    asking.on({ _tag: "CancelWanted" }, start + 2)
    assert.strictEqual(asking.open().stage, "wanted")
    asking.on(read("authorized", { at: start + later, parts: [] }), start + later)
    assert.deepInclude(asking.now(), { status: "authorized", step: "change" })
  })

  for (const polling of ["free", "agreed"] as const)
    it(`it is read no sooner than that is a ground, polling ${polling}`, () => {
      const it_ = course(
        payment({ hold: holdOf("0", "0") }, inRecovery),
        policyOf("parts", { lookUp: {}, statusReads: { spacingMillis: 1_000, polling } })
      )
      const asked = it_.on(capture("40"), start + 1)
      const { delay } = asked
      assert.isAbove(Number(delay), 15 * minute)
      const decision = it_.on(
        read("authorized", { at: start + 1 + Number(delay), parts: [] }),
        start + 1 + Number(delay)
      )
      assert.deepInclude(decision, { step: "change", delay: 0 })
    })
})

describe("a capture that is there", () => {
  const sent = () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), parts)
    it_.on(capture("40"), start + 1)
    it_.on(read("authorized", { at: start + 2, parts: [] }), start + 2)
    it_.send(start + 3)
    return it_
  }

  it("is a person's where it is of another amount than was asked for", () => {
    const it_ = sent()
    it_.end("Accepted", start + 4, { part: "c-1" })
    const decision = it_.on(read("authorized", { at: start + 5, parts: [{ amount: "50" }] }), start + 5)
    assert.deepInclude(decision, { status: "needs_review" })
    assert.include(told(decision), "AmountDiffers")
    assert.deepInclude(it_.changes(), { captured: [] })
    assert.strictEqual(it_.open().stage, "review")
  })

  it("is a person's where its own answer says so", () => {
    const it_ = sent()
    const anomalies = [Anomaly.make("AmountDiffers", "the answer states another amount than was asked for")]
    const decision = it_.end("Accepted", start + 4, { part: "c-1", anomalies })
    assert.deepInclude(decision, { status: "needs_review" })
    assert.include(told(decision), "AmountDiffers")
    assert.deepInclude(it_.open(), { stage: "review", part: "c-1" })
  })

  it("counts as what it is where it was called failed before, is told and written down", () => {
    for (const amount of ["40", "50"]) {
      const ended = { name: "capture", number: 1, amount: { value: "40", currency: "RUB" }, why: "w" } as const
      const before = { last: 1, hold: holdOf("0", "0"), ended: { ...ended, became: "dead" as const } }
      const it_ = course(payment(before), parts)
      const was = it_.changes()
      const decision = it_.on(read("authorized", { at: start + 1, parts: [{ amount, number: 1 }] }), start + 1)
      assert.deepStrictEqual(it_.changes().captured, [{ number: 1, amount: `${amount}.00`, part: "c-1" }])
      assert.strictEqual(it_.changes().hold?.elsewhere, "0")
      assert.include(decision.beside ?? [], "payment.captured")
      assert.strictEqual(decision.status, amount === "40" ? "authorized" : "needs_review")
      const [record, ...rest] = recordsOf(was, it_.changes(), start + 1)
      assert.deepInclude(record, { number: 1, stage: "done", part: "c-1" })
      assert.deepStrictEqual(rest, [])
    }
  })

  it("is told once, however long a change of ours was under way", () => {
    const it_ = sent()
    const suppressed = it_.on(read("authorized", { at: start + 4, parts: [{ amount: "40" }] }), start + 4)
    assert.notInclude(told(suppressed), "CapturedElsewhere")
    it_.end("Rejected", start + 5)
    const first = it_.on(read("authorized", { at: start + 6, parts: [{ amount: "40" }] }), start + 6)
    assert.include(told(first), "CapturedElsewhere")
    const second = it_.on(read("authorized", { at: start + 7, parts: [{ amount: "40" }] }), start + 7)
    assert.notInclude(told(second), "CapturedElsewhere")
  })

  it("is a person's where it is more than was authorised", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), sums)
    const decision = it_.on(read("authorized", { at: start + 1, captured: "140" }), start + 1)
    assert.deepInclude(decision, { status: "needs_review" })
    assert.include(told(decision), "more than the 100.00 that were authorised")
    const less = course(payment({ hold: holdOf("0", "0") }), sums)
    assert.strictEqual(less.on(read("authorized", { at: start + 1, captured: "100" }), start + 1).status, "authorized")
  })

  it("is not forgotten by an end that does not speak of it", () => {
    for (const policy of [sums, parts]) {
      const it_ = course(payment({ hold: holdOf("40", "40") }), policy)
      assert.strictEqual(it_.on(read("canceled", { at: start + 1 }), start + 1).status, "needs_review")
      assert.deepInclude(it_.changes().hold, { captured: "40", elsewhere: "40" })
      // One that says that nothing was captured is believed.
      const said = course(payment({ hold: holdOf("40", "40") }), policy)
      assert.strictEqual(
        said.on(read("canceled", { at: start + 1, captured: "0", parts: [] }), start + 1).status,
        "canceled"
      )
    }
  })
})

describe("a cancel", () => {
  it("is not asked for, nor sent, while something is being captured there", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), parts)
    it_.on(cancel, start + 1)
    const processing = read("authorized", {
      at: start + 2,
      captured: "0",
      parts: [{ amount: "40", status: "processing" }]
    })
    it_.on(processing, start + 2)
    assert.isNull(it_.changes().open)
    assert.deepInclude(it_.changes().ended, { name: "cancel", became: "dead" })
    assert.deepInclude(it_.try(cancel, start + 3), { _tag: "Illegal" })
  })

  it("is not over while it is on its way, whatever a read shows", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), parts)
    it_.on(cancel, start + 1)
    it_.on(read("authorized", { at: start + 2, captured: "0", parts: [] }), start + 2)
    it_.send(start + 3)
    const paid = (at: number) => it_.on(read("paid", { at, captured: "100", parts: [{ amount: "100" }] }), at)
    assert.strictEqual(paid(start + 4).status, "authorized")
    assert.strictEqual(it_.open().stage, "sending")
    it_.end("OutcomeUnknown", start + 5)
    assert.strictEqual(paid(start + minute).status, "paid")
    assert.deepInclude(it_.changes(), { open: null })
    assert.deepInclude(it_.changes().ended, { name: "cancel", became: "dead" })
  })
})
