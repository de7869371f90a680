/** Events that come late or to the wrong state: answers of attempts that are over, decisions, recoveries. */

import { assert, describe, it } from "vitest"
import type { Event, Recovered } from "../../src/lifecycle/Event.ts"
import type { Facts } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import { isOpen, type Status, statuses } from "../../src/lifecycle/Status.ts"
import { accountOf, free, lost, now, operation, recoveredAs, refused, sending, unknown } from "./support.ts"

const kinds = ["payout", "payment"] as const

describe("the answer of an attempt", () => {
  it("that is over changes nothing, whatever it says", () => {
    for (const kind of kinds) {
      for (const from of statuses(kind).filter((status) => status !== "created" && status !== "submitting")) {
        for (const event of [refused("NotExecuted"), refused("Rejected", { failover: false }), unknown()]) {
          const decision = decide(operation(kind, from), event, free, now)
          if (decision._tag === "Illegal") continue
          assert.deepStrictEqual([decision.status, decision.provider], [from, "a"], event._tag)
          assert.strictEqual(decision.step === "none", !isOpen(from), event._tag)
        }
      }
    }
  })

  it("of the first attempt does not end the second", () => {
    const second = operation("payout", "submitting", { latest: sending(2) }, { attempts: 2 })
    for (const event of [refused("NotExecuted"), refused("Rejected", { failover: false }), unknown()]) {
      const decision = decide(second, { ...event, attempt: 1 } as Event, free, now)
      assert.deepNestedInclude(decision, { status: "submitting", "facts.latest": sending(2) })
    }
  })

  it("that has the number of the latest one, and is another, does not end it", () => {
    // Records that went back give a number again, to another account or to the same one.
    const others = [{ instance: "b" }, { fingerprint: "account b" }, { sendUntil: now - 900_000 }]
    for (const kind of kinds) {
      for (const other of others) {
        for (const event of [refused("NotExecuted", other), refused("Rejected", { failover: false, ...other })]) {
          const held = decide(operation(kind, "submitting"), event, free, now)
          assert.deepNestedInclude(held, { status: "submitting", step: "look_up", "facts.latest": sending(1) })
          const old = operation(kind, "unknown", { latest: lost(1) })
          assert.deepNestedInclude(decide(old, event, free, now), { status: "unknown", "facts.holding": "maybe" })
        }
      }
    }
  })

  it("that did nothing leads to the next provider, also for a reason that a refusal would end with", () => {
    const decision = decide(
      operation("payout", "submitting"),
      refused("NotExecuted", { reason: "InvalidRequest", failover: false }),
      free,
      now
    )
    assert.deepInclude(decision, { status: "submitting", step: "submit" })
  })
})

describe("that nobody is left to try", () => {
  const nobody: Event = { _tag: "NobodyLeft", message: "nobody", isBlocked: false }

  it("fails nothing that may exist or is being sent", () => {
    const later = now + 30 * 24 * 3_600_000
    const waiting = ["submit" as const, "look_up" as const, "send" as const]
    for (const step of waiting) {
      for (const facts of [{ holding: "maybe" as const }, { latest: sending(1) }]) {
        for (const status of ["submitting", "unknown"] as const) {
          const decision = decide(operation("payout", status, facts, { step }), nobody, free, later)
          assert.strictEqual(decision._tag, "Illegal", `${status} ${step}`)
        }
      }
    }
    for (const status of statuses("payout").filter((each) => each !== "created")) {
      assert.strictEqual(decide(operation("payout", status), nobody, free, later)._tag, "Illegal", status)
    }
  })
})

describe("a decision of an operator", () => {
  const by = { _tag: "Resolved", note: "asked them", operator: "anna", acceptDuplicateRisk: false } as const

  it("is what becomes of it, with its author, and the merchant hears of it", () => {
    for (const from of ["unknown", "needs_review"] as const) {
      for (const outcome of ["paid", "failed"] as const) {
        const accepted = { ...by, outcome, acceptDuplicateRisk: true }
        const decision = decide(operation("payout", from), accepted, free, now)
        assert.deepInclude(decision, { status: outcome, announce: `payout.${outcome}` })
        // Its provider may pay it all the same, or it may come back.
        assert.strictEqual(decision._tag === "Decided" && decision.step, "sweep")
        if (decision._tag === "Decided") assert.include(decision.entries[0]?.summary, "anna")
      }
    }
  })

  it("to retry looks first where it may have been sent, and submits what never was", () => {
    const sent = decide(operation("payout", "needs_review"), { ...by, outcome: "retry" }, free, now)
    assert.deepNestedInclude(sent, { status: "unknown", step: "look_up", provider: "a", "facts.holding": "maybe" })
    const unsent = operation("payout", "needs_review", {}, { provider: null, attempts: 0 })
    assert.deepInclude(decide(unsent, { ...by, outcome: "retry" }, free, now), { status: "submitting", step: "submit" })
  })
})

describe("a recovery", () => {
  const recovered = (
    status: Status,
    ask: ReadonlyArray<string>,
    rest: Partial<Recovered> = {},
    facts: Partial<Facts> = {}
  ) => decide(operation("payout", status, facts), recoveredAs(ask, rest), free, now)

  it("asks about what is open before anything is sent, and calls a person where nobody can be asked", () => {
    for (const status of ["created", "submitting", "unknown"] as const) {
      assert.deepNestedInclude(recovered(status, ["b"]), {
        status: "unknown",
        step: "look_up",
        provider: "b",
        fingerprint: "account b",
        "facts.holding": "maybe",
        "facts.latest._tag": "Over"
      })
      const nobody = recovered(status, [], { undecided: [accountOf("c")] })
      assert.deepInclude(nobody, { status: "needs_review", step: "none" })
    }
  })

  it("leaves what was accepted where it is, and what is closed alone", () => {
    const held = recovered("processing", [], {}, { holding: "holder" })
    assert.deepInclude(held, { status: "processing", step: "poll", delay: "keep" })
    for (const status of ["paid", "failed", "returned", "needs_review"] as const) {
      assert.strictEqual(recovered(status, ["a"])._tag, "Illegal")
    }
  })
})
