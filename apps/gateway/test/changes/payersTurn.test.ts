/** What is being processed fails there, and it is the payer's turn again: it can be canceled, and no capture of it is lost. */
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Observation } from "../../src/lifecycle/Operation.ts"
import { type Course, cancel, capture, course, minute, payment, policyOf, read, start } from "./support/payment.ts"

const policy = policyOf("parts")

const processing = (by = policy) => course(payment({}, { status: "processing" }), by)

// Few say of what is being processed what was captured.
const unsaid = (status: Observation["status"], at: number): Event => {
  const event = read(status, { at })
  return event._tag === "Found" && event.observation.money !== undefined
    ? { ...event, observation: { ...event.observation, money: { ...event.observation.money, authorized: null } } }
    : event
}

const canceledBy = (it: Course) => {
  it.send(start + 2 * minute)
  it.end("Accepted", start + 2 * minute + 1)
  return it.on(read("canceled", { at: start + 4 * minute, captured: "0", parts: [] }), start + 4 * minute)
}

describe("a payment that was being processed, and failed", () => {
  it("waits for its payer again, who hears of that, and is paid by the next try", () => {
    for (const status of ["awaiting_payer", "declined"] as const) {
      const it = processing()
      const again = it.on(read(status, { at: start + minute, captured: "0", parts: [] }), start + minute)
      assert.deepInclude(again, { status: "awaiting_payer", step: "poll", announce: "payment.awaiting_payer" })
      const paid = it.on(read("paid", { at: start + 2 * minute, captured: "100", parts: [] }), start + 2 * minute)
      assert.deepInclude(paid, { status: "paid", announce: "payment.paid" })
    }
  })

  it("is canceled as its merchant asks", () => {
    const it = processing()
    it.on(cancel, start + minute)
    const again = it.on(read("declined", { at: start + 2 * minute, captured: "0", parts: [] }), start + 2 * minute)
    assert.deepInclude(again, { status: "awaiting_payer", step: "change" })
    assert.strictEqual(canceledBy(it).status, "canceled")
  })
})

describe("a cancel of what is being processed", () => {
  it("is sent where nothing was captured, and ends it", () => {
    const it = processing()
    it.on(cancel, start + minute)
    const due = it.on(read("processing", { at: start + 2 * minute, captured: "0", parts: [] }), start + 2 * minute)
    assert.deepInclude(due, { status: "processing", step: "change" })
    assert.strictEqual(canceledBy(it).status, "canceled")
  })

  it("is refused there while it really is, and it goes on", () => {
    const it = processing()
    it.on(cancel, start + minute)
    it.on(read("processing", { at: start + 2 * minute, captured: "0", parts: [] }), start + 2 * minute)
    it.send(start + 2 * minute)
    const refused = it.end("Rejected", start + 2 * minute + 1)
    assert.deepInclude(refused, { status: "processing", step: "poll" })
    assert.deepInclude(it.changes().ended, { name: "cancel", became: "dead" })
    assert.deepStrictEqual(refused.beside, ["payment.updated"])
    assert.strictEqual(it.on(read("paid", { at: start + 3 * minute }), start + 3 * minute).status, "paid")
  })

  it("is sent where nobody says what was captured only where that cannot pay it back", () => {
    for (const ofCaptured of ["refused", "refunds", "undocumented"] as const) {
      const it = processing({ ...policy, captures: { several: true, ofCaptured } })
      it.on(cancel, start + minute)
      it.on(unsaid("processing", start + 2 * minute), start + 2 * minute)
      assert.strictEqual(it.now().step === "change", ofCaptured === "refused", ofCaptured)
    }
  })
})

describe("a capture that was being processed, and failed", () => {
  const processed = (by = policy) => {
    const it = course(payment(), by)
    it.on(read("authorized", { at: start + minute, captured: "0", parts: [] }), start + minute)
    it.on(capture("40"), start + 2 * minute)
    it.on(read("authorized", { at: start + 3 * minute, captured: "0", parts: [] }), start + 3 * minute)
    it.send(start + 3 * minute)
    return it
  }

  it("has failed once its payer is asked again, and its merchant hears of that", () => {
    const it = processed()
    it.end("Accepted", start + 3 * minute + 1)
    it.on(read("processing", { at: start + 5 * minute, captured: "0", parts: [] }), start + 5 * minute)
    assert.strictEqual(it.open().stage, "accepted")
    const failed = it.on(read("declined", { at: start + 6 * minute, captured: "0", parts: [] }), start + 6 * minute)
    assert.strictEqual(failed.status, "awaiting_payer")
    assert.deepInclude(it.changes().ended, { name: "capture", became: "dead" })
    assert.include(failed.beside ?? [], "payment.capture_failed")
    it.on(cancel, start + 7 * minute)
  })

  it("has not before what was sent would show", () => {
    const it = processed({ ...policy, lookUp: {} })
    it.end("Accepted", start + 3 * minute + 1)
    it.on(read("processing", { at: start + 5 * minute, captured: "0", parts: [] }), start + 5 * minute)
    it.on(read("declined", { at: start + 6 * minute, captured: "0", parts: [] }), start + 6 * minute)
    assert.strictEqual(it.open().stage, "accepted")
  })

  it("is not called failed where nobody has answered it: something may be held again when it arrives", () => {
    const it = processed()
    it.end("OutcomeUnknown", start + 3 * minute + 1)
    it.on(read("processing", { at: start + 5 * minute, captured: "0", parts: [] }), start + 5 * minute)
    it.on(read("awaiting_payer", { at: start + 60 * minute, captured: "0", parts: [] }), start + 60 * minute)
    assert.strictEqual(it.open().stage, "unknown")
    assert.deepInclude(it.try(capture("40"), start + 61 * minute), { _tag: "Illegal", code: "in_flight" })
  })
})

describe("what was captured before its payer's turn came again", () => {
  it("is not taken back by a read that does not speak of it, so that no cancel leaves", () => {
    const it = course(payment(), policy)
    const office = [{ amount: "40" }]
    it.on(read("authorized", { at: start + minute, captured: "40", parts: office }), start + minute)
    it.on(unsaid("processing", start + 2 * minute), start + 2 * minute)
    it.on(unsaid("declined", start + 3 * minute), start + 3 * minute)
    assert.deepInclude(it.try(cancel, start + 4 * minute), { _tag: "Illegal" })
  })
})
