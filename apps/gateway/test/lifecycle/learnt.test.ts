/** An id that a verified callback names: it fills an empty place of its own account, and no read by it proves that nothing is there. */
import { assert, describe, it } from "vitest"
import type { Decision } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import * as Learnt from "../../src/lifecycle/learnt.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { accountOf, free, now, observationOf, operation } from "./support.ts"

const ok = (decision: Decision) => (decision._tag === "Illegal" ? assert.fail(decision.why) : decision)

const after = (from: Operation, event: Event): Operation => ({ ...from, ...ok(decide(from, event, free, now)) })

const named = (providerReference: string, instance = "a"): Event => ({
  _tag: "IdLearnt",
  ...accountOf(instance),
  providerReference
})

describe("an id that a callback names", () => {
  const lost = operation("payout", "unknown")

  it("is what it is read by next, and no id of it before that", () => {
    const learnt = after(lost, named("p-1"))
    assert.strictEqual(Learnt.idOf(learnt), "p-1")
    assert.deepInclude(learnt, { status: "unknown", step: "look_up", providerReference: null })
    const found = after(learnt, {
      _tag: "Found",
      instance: "a",
      observation: observationOf("processing", { providerReference: "p-1" })
    })
    assert.deepInclude(found, { status: "processing", providerReference: "p-1" })
    assert.isNull(Learnt.idOf(found))
  })

  it("fills an empty place only, of the account that called", () => {
    const first = after(lost, named("p-1"))
    assert.strictEqual(Learnt.idOf(after(first, named("p-2"))), "p-1")
    assert.isNull(Learnt.idOf(after(lost, named("p-1", "b"))))
    const known = operation("payout", "processing", {}, { providerReference: "p-0" })
    assert.isNull(Learnt.idOf(after(known, named("p-1"))))
  })

  it("is nothing to another account", () => {
    const learnt = after(lost, named("p-1"))
    assert.isNull(Learnt.idOf({ ...learnt, ...accountOf("b"), provider: "b" }))
  })

  it("that is not its own is forgotten, once, and is no answer that it is not there", () => {
    const learnt = after(lost, named("p-1"))
    const refuted = after(learnt, { _tag: "IdRefuted", providerReference: "p-1", why: "no such payout" })
    assert.isNull(Learnt.idOf(refuted))
    assert.deepInclude(refuted, { status: "unknown", step: "look_up" })
    assert.isNull(refuted.facts.search.absent)
    assert.strictEqual(refuted.facts.tries, lost.facts.tries)
    // Another one that was named meanwhile stays.
    const other = after(refuted, named("p-2"))
    const late = after(other, { _tag: "IdRefuted", providerReference: "p-1", why: "no such payout" })
    assert.strictEqual(Learnt.idOf(late), "p-2")
  })

  it("fits only where nothing of what was asked for differs", () => {
    const fits = (observation: Parameters<typeof observationOf>[1]) =>
      Learnt.fits(lost, observationOf("processing", observation))
    assert.isTrue(fits({}))
    assert.isFalse(fits({ reference: "r-2" }))
    assert.isFalse(fits({ sameAccount: false }))
  })
})
