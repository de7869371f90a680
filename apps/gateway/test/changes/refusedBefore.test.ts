/**
 * A change was refused, that answer was lost, and its replay is answered with it from memory: that is its end once a read shows that
 * nothing was done, and not a day of asking.
 */
import { assert, describe, it } from "vitest"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { account, cancel, capture, course, minute, payment, policyOf, read, start } from "./support/payment.ts"

const change = {
  kind: "replayed",
  withinMillis: 23 * 60 * minute,
  replayAfterMillis: minute,
  refusals: "stored"
} as const

const policy = policyOf("parts", { duplicates: { capture: change, cancel: change, complete: change } })
const bySum = policyOf("sum", { duplicates: { capture: change, cancel: change, complete: change } })

const at = (minutes: number) => start + minutes * minute

const repeated = { isRepeated: true, reason: "AmountOutOfRange", message: "more than is held" }

/** It is sent, nobody hears of it, and four minutes after that a replay of it is on its way. */
const replayed = (by = policy, rest: Partial<Operation> = {}, asked = capture("40"), isReplayable = true) => {
  const it = course(payment({}, rest), by)
  const plan = (minutes: number) =>
    it.on(
      { _tag: "ChangePlanned", ...account, sendUntil: at(minutes) + 30_000, isReplayable, clocksApartMillis: 0 },
      at(minutes)
    )
  const seen = (minutes: number, captured = "0") =>
    it.on(
      read("authorized", { at: at(minutes), captured, ...(by.states?.captured === "parts" ? { parts: [] } : {}) }),
      at(minutes)
    )
  seen(1)
  it.on(asked, at(2))
  seen(3)
  plan(3)
  it.end("OutcomeUnknown", at(3) + 1)
  seen(7)
  return { ...it, plan, seen }
}

describe("a change whose refusal is repeated to a replay", () => {
  it("has ended so once a read shows that nothing was done, and gives way to another", () => {
    for (const asked of [capture("40"), cancel]) {
      const it = replayed(policy, {}, asked)
      it.plan(7)
      const heard = it.end("Rejected", at(7) + 1, repeated)
      assert.deepInclude(it.open(), { stage: "unknown", isReplayable: false })
      assert.isAtMost(heard.delay as number, minute)
      // A read that was begun before it could have shown.
      it.seen(7)
      assert.strictEqual(it.open().stage, "unknown")
      const over = it.seen(9)
      assert.deepInclude(it.changes().ended, { became: "dead", why: "more than is held" })
      if (asked !== cancel) assert.include(over.beside ?? [], "payment.capture_failed")
      assert.strictEqual(it.try(capture("40"), at(10))._tag, "Decided")
    }
  })

  it("has been carried out where a read shows that all the same", () => {
    const it = replayed()
    it.plan(7)
    it.end("Rejected", at(7) + 1, repeated)
    it.on(read("authorized", { at: at(9), captured: "40", parts: [{ amount: "40", number: 1 }] }), at(9))
    assert.deepInclude(it.changes().ended, { name: "capture", became: "done" })
  })

  it("is not settled by a sum that somebody else has made of the same amount", () => {
    const it = replayed(bySum)
    it.plan(7)
    it.end("Rejected", at(7) + 1, repeated)
    it.seen(9, "40")
    assert.strictEqual(it.open().stage, "unknown")
  })

  it("waits for as long as nobody knows when a read would show it", () => {
    const it = replayed({ ...policy, lookUp: {} })
    it.plan(7)
    it.end("Rejected", at(7) + 1, repeated)
    it.seen(20)
    assert.strictEqual(it.open().stage, "unknown")
    it.seen(24)
    assert.deepInclude(it.changes().ended, { became: "dead" })
  })

  it("is as unknown as before where the refusal is not from memory", () => {
    const it = replayed()
    it.plan(7)
    it.end("Rejected", at(7) + 1, { ...repeated, isRepeated: undefined })
    it.seen(30)
    assert.deepInclude(it.open(), { stage: "unknown", isReplayable: true })
  })

  it("is believed in no recovery that began since", () => {
    const it = replayed()
    it.plan(7)
    it.end("Rejected", at(7) + 1, repeated)
    const restored = course({ ...it.now(), recovery: 1 }, policy)
    restored.on(read("authorized", { at: at(30), captured: "0", parts: [] }), at(30))
    assert.strictEqual(restored.open().stage, "unknown")
  })
})
