/** Evidence from an instance that is not taken to hold an operation: it is written down, asked for and never overruled. */

import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import { type Facts, type Holding, over } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import { isOpen, type Status, statuses } from "../../src/lifecycle/Status.ts"
import { found, free, now, observationOf, operation, planned, refused, requestTo, sent } from "./support.ts"

const foundElsewhere = (status: "paid" | "processing" | "failed" | "unrecognised"): Event => ({
  _tag: "FoundElsewhere",
  instance: "b",
  status,
  providerStatus: "5"
})

const after = (status: Status, event: Event, facts: Partial<Facts> = {}) => {
  const decision = decide(operation("payout", status, facts), event, free, now)
  if (decision._tag === "Illegal") throw new Error(decision.why)
  return decision
}

const accepted = new Set<Status>(["processing", "paid", "paid_other_amount", "returned", "failed", "canceled"])

const holdingOf = (status: Status): Holding =>
  accepted.has(status) ? "holder" : status === "unknown" ? "maybe" : "nobody"

describe("a second instance that has paid", () => {
  it("sends the operation to a person from every state, with a webhook and an anomaly, and nobody is sent it again", () => {
    for (const from of statuses("payout").filter((status) => status !== "needs_review")) {
      const decision = after(from, foundElsewhere("paid"), { holding: holdingOf(from) })
      assert.deepInclude(decision, { status: "needs_review", announce: "payout.needs_review" }, from)
      assert.isTrue(decision.entries.some(({ details }) => details.anomaly === "FoundElsewhere"))
      const current = { ...operation("payout", from), ...decision }
      for (const acceptDuplicateRisk of [true, false]) {
        const retry = { _tag: "Resolved", outcome: "retry", note: "", operator: "anna", acceptDuplicateRisk } as const
        assert.strictEqual(decide(current, retry, free, now)._tag, "Illegal")
      }
    }
    const waiting = after("needs_review", foundElsewhere("paid"))
    assert.deepInclude(waiting, { status: "needs_review", step: "none" })
    assert.strictEqual(waiting.facts.again?._tag, "Never")
  })

  it("does not hide what the first one still answers", () => {
    const reviewed = { ...operation("payout", "submitting"), ...after("submitting", foundElsewhere("paid")) }
    const answer: Event = {
      _tag: "Accepted",
      ...requestTo("a"),
      observation: observationOf("processing", { providerReference: "a-1" })
    }
    const decision = decide(reviewed, answer, free, now)
    assert.deepNestedInclude(decision, { status: "needs_review", providerReference: "a-1", "facts.holding": "holder" })
    if (decision._tag === "Decided") assert.strictEqual(decision.entries[0]?.kind, "anomaly")
  })
})

describe("a second instance that has something alive", () => {
  it("is reason enough to send it to nobody, and no reason to doubt what another has accepted", () => {
    for (const status of ["processing", "unrecognised"] as const) {
      for (const from of statuses("payout").filter((each) => isOpen(each) && !accepted.has(each))) {
        assert.strictEqual(after(from, foundElsewhere(status)).status, "needs_review", from)
      }
      const held = after("processing", foundElsewhere(status), { holding: "holder" })
      assert.deepInclude(held, { status: "processing", delay: "keep" })
    }
  })
})

describe("an end without money while a second instance may have it", () => {
  const silent: Event = { _tag: "SilentElsewhere", instance: "b" }
  const held = (from: Status, ...events: ReadonlyArray<Event>) => {
    let current = operation("payout", from, { holding: "holder" })
    for (const event of events) {
      const decision = decide(current, event, free, now)
      if (decision._tag === "Illegal") throw new Error(decision.why)
      current = { ...current, ...decision }
    }
    return current
  }

  it("is for a person, with a webhook: the merchant would pay again what the other still pays", () => {
    for (const evidence of [foundElsewhere("processing"), foundElsewhere("unrecognised"), silent]) {
      for (const [from, reported] of [
        ["processing", "failed"],
        ["processing", "canceled"],
        ["paid", "failed"],
        ["paid", "returned"]
      ] as const) {
        const decision = decide(held(from, evidence), found(reported), free, now)
        const expected = { status: "needs_review", step: "none", announce: "payout.needs_review" } as const
        assert.deepInclude(decision, expected, `${evidence._tag}, ${from} to ${reported}`)
        const failing = { _tag: "Resolved", outcome: "failed", note: "", operator: "anna" } as const
        const reviewed = { ...held(from, evidence), ...decision } as ReturnType<typeof operation>
        const resolved = decide(reviewed, { ...failing, acceptDuplicateRisk: false }, free, now)
        assert.deepInclude(resolved, { _tag: "Illegal", mayStillPay: ["b"] })
      }
    }
  })

  it("is one where nobody else has it, and once the other reports that it ended there", () => {
    const over = held("processing", foundElsewhere("processing"), foundElsewhere("failed"))
    assert.deepInclude(decide(over, found("failed"), free, now), { status: "failed" })
    assert.deepInclude(decide(held("processing"), found("failed"), free, now), { status: "failed" })
  })
})

describe("a second instance that has nothing alive", () => {
  it("changes nothing but the timeline", () => {
    for (const from of statuses("payout")) {
      const decision = after(from, foundElsewhere("failed"), { holding: holdingOf(from) })
      assert.strictEqual(decision.status, from)
      assert.strictEqual(decision.facts.again, null)
    }
  })
})

describe("an instance that called back and never answers", () => {
  it("calls a person before it is sent to anybody else, and only leaves a line afterwards", () => {
    const silent: Event = { _tag: "SilentElsewhere", instance: "b" }
    assert.strictEqual(after("submitting", silent, { latest: sent() }).status, "needs_review")
    assert.strictEqual(after("processing", silent, { holding: "holder" }).status, "processing")
  })
})

describe("an answer of the instance that had it before", () => {
  it("is evidence about that one, and never an answer of the one that has it now", () => {
    const event = { ...found("paid"), instance: "b" } as Event
    assert.strictEqual(after("processing", event, { holding: "holder" }).status, "needs_review")
    const failed = { ...found("failed"), instance: "b" } as Event
    assert.strictEqual(after("processing", failed, { holding: "holder" }).status, "processing")
  })
})

describe("a late answer of the only attempt that may have done something", () => {
  const interrupted = () => {
    const decision = decide(operation("payout", "submitting"), { _tag: "Interrupted" }, free, now)
    if (decision._tag === "Illegal") throw new Error(decision.why)
    return { ...operation("payout", "submitting"), ...decision }
  }

  it("is proof: what did nothing goes on to the next provider, and a refusal that ends it fails it", () => {
    const on = decide(interrupted(), refused("NotExecuted"), free, now)
    assert.deepNestedInclude(on, { status: "submitting", step: "submit", "facts.holding": "nobody" })
    const end = decide(interrupted(), refused("Rejected", { failover: false }), free, now)
    assert.deepInclude(end, { status: "failed", step: "none" })
  })

  it("is none once anything else may have been sent", () => {
    const later = [
      { ...interrupted(), facts: { ...interrupted().facts, latest: over(interrupted().facts) } },
      { ...operation("payout", "unknown", { holding: "maybe" }) }
    ]
    for (const from of later) {
      const decision = decide(from, refused("NotExecuted"), free, now)
      assert.deepInclude(decision, { status: "unknown", step: "look_up" })
    }
    const twice = decide(operation("payout", "submitting", { holding: "maybe" }), { _tag: "Interrupted" }, free, now)
    assert.strictEqual(twice._tag === "Decided" && twice.facts.latest?._tag, "Over")
    const resent = { ...interrupted(), step: "send" as const }
    const again = decide(resent, planned("a"), free, now)
    assert.strictEqual(again._tag === "Decided" && again.facts.latest?._tag, "Sending")
  })
})

describe("the account of its holder under another name", () => {
  const itself = (status: "paid" | "processing", rest: object): Event => ({
    ...{ _tag: "FoundElsewhere", instance: "b", fingerprint: "account a", status, providerStatus: "5" },
    ...rest
  })
  const held = (providerReference: string | null, alsoAt: ReadonlyArray<string> = []) =>
    operation("payment", "paid", { holding: "holder", isOwnPaid: true, alsoAt }, { providerReference })

  it("shows the operation itself, which is no second one and no reason for a person", () => {
    for (const [known, named] of [
      ["p-1", "p-1"],
      ["p-1", null],
      // Adopted by the holder's own read alone.
      [null, "p-1"]
    ] as const) {
      const decision = decide(held(known, ["b"]), itself("paid", { providerReference: named }), free, now)
      assert.deepInclude(decision, { _tag: "Decided", status: "paid", announce: null, providerReference: known })
      if (decision._tag === "Decided") assert.deepStrictEqual([decision.facts.alsoAt, decision.facts.again], [[], null])
    }
  })

  it("is asked about another one where it names another id, or refused it", () => {
    const other = decide(held("p-1"), itself("paid", { providerReference: "p-2" }), free, now)
    assert.deepInclude(other, { _tag: "Decided", status: "needs_review" })
    const refused = operation("payment", "submitting", { holding: "nobody", latest: over({ latest: null }) })
    const there = decide(refused, itself("processing", { providerReference: "p-1" }), free, now)
    assert.deepInclude(there, { _tag: "Decided", status: "needs_review" })
  })

  it("is another account where only the name is the same", () => {
    const decision = decide(
      held("p-1"),
      itself("paid", { fingerprint: "account b", providerReference: "p-1" }),
      free,
      now
    )
    assert.deepInclude(decision, { _tag: "Decided", status: "needs_review" })
  })
})
