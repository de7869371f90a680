/** What becomes of a payment once a change of it has ended, and of a change once nobody goes on with its payment. */
import { assert, describe, it } from "vitest"
import type { Captured, Hold } from "../../src/lifecycle/changes/Change.ts"
import { cancel, capture, course, minute, payment, policyOf, read, resolved, start, told } from "./support/payment.ts"

const parts = policyOf("parts")

const holdOf = (captured: string, elsewhere: string): Hold => ({
  ...{ currency: "RUB", authorized: "100", capturable: null, captured, elsewhere },
  ...{ captureBefore: null, isApproved: false, at: start, by: "account a" }
})

const ours = (number: number, amount: string, part: string): Captured => ({ number, amount, part })

// A capture of this payment that is on its way.
const sent = (value = "40", first = payment({ hold: holdOf("0", "0") })) => {
  const it_ = course(first, parts)
  it_.on(capture(value, false), start + 1)
  const there = (first.facts.changes?.captured ?? []).map(({ amount, number }) => ({ amount, number }))
  it_.on(read("authorized", { at: start + 2, parts: there }), start + 2)
  it_.send(start + 3)
  return it_
}

describe("a payment whose change has ended", () => {
  it("is read again by itself, after a refusal", () => {
    const it_ = sent()
    const { delay, step } = it_.end("Rejected", start + 4)
    assert.isNull(it_.changes().open)
    assert.deepStrictEqual([step, typeof delay], ["poll", "number"])
  })

  it("is read again by itself, after a change that was given up", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), parts)
    it_.on(capture("40"), start + 1)
    const ready = it_.on(read("authorized", { at: start + 2, parts: [] }), start + 2)
    assert.strictEqual(ready.step, "change")
    const { delay, step } = it_.on({ _tag: "ChangeDelayed" }, start + 62 * minute)
    assert.deepInclude(it_.changes().ended, { became: "dead" })
    assert.deepStrictEqual([step, typeof delay], ["poll", "number"])
  })

  it("is not over without money beside what was captured, whatever a person has asked for meanwhile", () => {
    const it_ = course(payment({ captured: [ours(1, "40", "c-1")], hold: holdOf("40", "0") }), parts)
    const canceled = (at: number) => it_.on(read("canceled", { at }), at)
    assert.strictEqual(canceled(start + 1).status, "needs_review")
    it_.on(resolved("retry"), start + 2)
    const decision = canceled(start + 3)
    assert.strictEqual(decision.status, "needs_review", told(decision))
    assert.strictEqual(canceled(start + 4).status, "needs_review")
  })
})

describe("an answer that names the capture before", () => {
  it("settles no second one: that is a person's", () => {
    const it_ = sent("40", payment({ last: 1, captured: [ours(1, "40", "c-1")], hold: holdOf("40", "0") }))
    const decision = it_.end("Accepted", start + 4, { part: "c-1" })
    assert.deepStrictEqual([decision.status, it_.open().part], ["needs_review", null], told(decision))
    it_.on(read("authorized", { at: start + minute, parts: [{ amount: "40", number: 1 }] }), start + minute)
    assert.lengthOf(it_.changes().captured, 1)
  })
})

describe("a change that has not left", () => {
  it("is given up only after it could have been sent, in a recovery as well", () => {
    const lagging = policyOf("parts", { lookUp: { capture: { by: "reference", foundAfterMillis: 120 * minute } } })
    const it_ = course(payment({ hold: holdOf("0", "0") }, { recovery: 1, numbersAfter: start }), lagging)
    it_.on(capture("40"), start + 1)
    for (const at of [90 * minute, 125 * minute]) it_.on(read("authorized", { at: start + at, parts: [] }), start + at)
    assert.deepInclude(it_.now(), { status: "authorized", step: "change" })
  })

  it("is over where its payment goes to a person, and its merchant hears of it", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), parts)
    it_.on(capture("40"), start + 1)
    const decision = it_.on(read("authorized", { at: start + 2, parts: [{ amount: "140" }] }), start + 2)
    assert.strictEqual(decision.status, "needs_review", told(decision))
    assert.isNull(it_.changes().open)
    assert.deepInclude(it_.changes().ended, { name: "capture", became: "dead" })
    assert.include(decision.beside ?? [], "payment.capture_failed")
    assert.deepInclude(it_.try(cancel, start + 3), { _tag: "Illegal" })
  })
})

describe("a cancel of what its provider has captured by itself", () => {
  const policy = policyOf("sum", {
    captures: { several: true, ofCaptured: "refused" },
    duplicates: { cancel: { kind: "refused" } }
  })
  const canceling = () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), policy)
    it_.on(cancel, start + 1)
    return it_
  }

  it("is not sent where that is refused: its merchant hears so", () => {
    const it_ = canceling()
    const decision = it_.on(read("authorized", { at: start + 2, captured: "40" }), start + 2)
    assert.deepInclude(it_.changes(), { open: null })
    assert.deepInclude(it_.changes().ended, { name: "cancel", became: "dead" })
    assert.deepStrictEqual([decision.status, decision.step], ["authorized", "poll"], told(decision))
  })

  it("whose answer was lost is over by the next read, and is not sent again", () => {
    const it_ = canceling()
    it_.on(read("authorized", { at: start + 2, captured: "0" }), start + 2)
    it_.send(start + 3)
    const underway = it_.on(read("authorized", { at: start + 4, captured: "40" }), start + 4)
    assert.strictEqual(it_.open().stage, "sending", told(underway))
    it_.end("OutcomeUnknown", start + 5)
    const decision = it_.on(read("authorized", { at: start + minute, captured: "40" }), start + minute)
    assert.deepInclude(it_.changes(), { open: null })
    const why = "something was captured, and it is not canceled"
    assert.deepInclude(it_.changes().ended, { name: "cancel", became: "dead", why })
    assert.strictEqual(decision.step, "poll", told(decision))
  })

  it("may still do something where nobody says that it is refused", () => {
    const it_ = course(payment({ hold: holdOf("0", "0") }), policyOf("sum"))
    it_.on(cancel, start + 1)
    it_.on(read("authorized", { at: start + 2, captured: "0" }), start + 2)
    it_.send(start + 3)
    it_.end("OutcomeUnknown", start + 4)
    it_.on(read("authorized", { at: start + minute, captured: "40" }), start + minute)
    assert.deepInclude(it_.open(), { name: "cancel", stage: "unknown" })
  })
})
