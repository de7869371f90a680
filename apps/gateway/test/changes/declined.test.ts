/**
 * A payer's try is declined after the payment was accepted: it waits for its payer as before, and a cancel of it leaves and ends it.
 */
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Failure } from "../../src/lifecycle/Facts.ts"
import { cancel, course, minute, payment, policyOf, read, start } from "./support/payment.ts"

const policy = policyOf("parts")

const failure: Failure = {
  ...{
    reason: "Declined",
    by: "issuer",
    again: "never",
    message: "declined",
    providerCode: "do_not_honor",
    scheme: null
  }
}

const declined = (at: number, why: Failure | null = failure): Event => {
  const event = read("declined", { at, captured: "0", parts: [] })
  return event._tag === "Found" ? { ...event, observation: { ...event.observation, failure: why } } : event
}

const waiting = () => course(payment({}, { status: "awaiting_payer" }), policy)

describe("a payment whose payer was declined once", () => {
  it("is canceled as its merchant asks: the cancel leaves on a read that calls it declined, and ends it", () => {
    const it = waiting()
    it.on(declined(start + minute), start + minute)
    it.on(cancel, start + 2 * minute)
    const read1 = it.on(declined(start + 3 * minute), start + 3 * minute)
    assert.deepInclude(read1, { status: "awaiting_payer", step: "change", delay: 0 })
    assert.strictEqual(it.send(start + 3 * minute).facts.changes?.open?.stage, "sending")
    it.end("Accepted", start + 3 * minute + 1)
    it.on(declined(start + 4 * minute), start + 4 * minute)
    assert.strictEqual(it.open().stage, "accepted")
    const over = it.on(read("canceled", { at: start + 5 * minute, captured: "0", parts: [] }), start + 5 * minute)
    assert.strictEqual(over.status, "canceled")
    assert.deepInclude(it.changes().ended, { name: "cancel", became: "done" })
  })

  it("says why, as long as its provider does, and is still awaited", () => {
    const it = waiting()
    const once = it.on(declined(start + minute), start + minute)
    assert.deepStrictEqual([once.status, once.facts.failure], ["awaiting_payer", failure])
    const again = it.on(read("awaiting_payer", { at: start + 2 * minute }), start + 2 * minute)
    assert.isNull(again.facts.failure)
  })

  it("says nothing where its provider gives no reason, and is paid by the next try", () => {
    const it = waiting()
    assert.isNull(it.on(declined(start + minute, null), start + minute).facts.failure)
    it.on(declined(start + 2 * minute), start + 2 * minute)
    const paid = it.on(read("paid", { at: start + 3 * minute, captured: "100", parts: [] }), start + 3 * minute)
    assert.deepStrictEqual([paid.status, paid.facts.failure], ["paid", null])
  })
})
