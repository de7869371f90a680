import { Anomaly, Money } from "@switchyard/core"
import { assert, describe, it } from "vitest"
import type { Decided, Decision } from "../../src/lifecycle/Decision.ts"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation, Policy } from "../../src/lifecycle/Operation.ts"
import { isLegal, isOpen, type Kind, type Status, statuses } from "../../src/lifecycle/Status.ts"
import {
  agreed,
  found,
  free,
  notFound,
  notFoundAt,
  now,
  observationOf,
  operation,
  planned,
  readFailed,
  refused,
  requestTo,
  unknown
} from "./support.ts"

const ok = (decision: Decision): Decided => {
  if (decision._tag === "Illegal") throw new Error(decision.why)
  return decision
}

const after = (from: Operation, event: Event, policy: Policy = free, at = now) => ok(decide(from, event, policy, at))

const follow = (from: Operation, decided: Decided): Operation => ({ ...from, ...decided })

describe("the edges", () => {
  const money: Record<string, ReadonlyArray<Status>> = {
    "payout paid": ["returning", "returned", "needs_review"],
    "payout returning": ["paid", "paid_other_amount", "returned", "needs_review"],
    "payout failed": ["needs_review"],
    "payout returned": ["needs_review"],
    "payment expired": ["paid", "paid_other_amount", "needs_review"],
    "payment paid": ["refunding", "refunded", "needs_review"],
    "payment refunding": ["paid", "paid_other_amount", "refunded", "needs_review"],
    "payment refunded": ["paid", "paid_other_amount", "refunding", "needs_review"],
    "refund succeeded": ["processing", "failed", "canceled", "needs_review"],
    "refund failed": ["needs_review"],
    "refund canceled": ["needs_review"]
  }

  it("out of states that ended, or are on their way back, are those of the money rules", () => {
    for (const [name, legal] of Object.entries(money)) {
      const [kind, from] = name.split(" ") as [Kind, Status]
      assert.sameMembers(
        statuses(kind).filter((to) => isLegal(kind, from, to)),
        [...legal],
        name
      )
    }
  })

  it("are the only moves a read can cause; every other one changes nothing and is an anomaly once", () => {
    const reads = {
      payout: ["processing", "paid", "failed", "canceled", "returned", "unrecognised"],
      payment: ["awaiting_payer", "processing", "paid", "failed", "expired", "canceled", "refunding", "refunded"]
    } as const
    for (const kind of ["payout", "payment"] as const) {
      for (const from of statuses(kind)) {
        for (const status of reads[kind]) {
          const before = operation(kind, from)
          const decided = after(before, found(status))
          const isMove = decided.status !== from
          if (isMove) assert.isTrue(isLegal(kind, from, decided.status), `${kind} ${from} → ${decided.status}`)
          const isFrozen = !isMove && status !== from && status !== "unrecognised" && from !== "needs_review"
          if (isFrozen) {
            assert.isTrue(
              decided.entries.some((entry) => entry.kind === "anomaly"),
              `${kind} ${from} reads ${status}`
            )
            const again = after(follow(before, decided), found(status))
            assert.deepStrictEqual(again.entries, [])
          }
          assert.strictEqual(decided.step === "none", decided.delay === null)
          if (isOpen(decided.status)) assert.notStrictEqual(decided.step, "none")
        }
      }
    }
  })

  it("let a payout that is called paid after it failed go to a person, with a webhook", () => {
    for (const from of ["failed", "canceled"] as const) {
      const decided = after(operation("payout", from), found("paid"))
      assert.strictEqual(decided.status, "needs_review")
      assert.strictEqual(decided.announce, "payout.needs_review")
    }
  })

  it("let nothing but an operator out of needs_review", () => {
    for (const kind of ["payout", "payment"] as const) {
      for (const event of [found("paid"), found("failed"), notFound, readFailed(), planned("a"), unknown()]) {
        const decision = decide(operation(kind, "needs_review"), event, free, now)
        if (decision._tag === "Decided") assert.strictEqual(decision.status, "needs_review")
      }
    }
  })
})

describe("sending", () => {
  it("is written down first and becomes a look-up when nobody records its outcome", () => {
    const first = after(operation("payout", "created"), planned("a"))
    assert.deepStrictEqual([first.status, first.step, first.attempts], ["submitting", "look_up", 1])
    assert.strictEqual(first.delay, 35_000)
    const crashed = after(follow(operation("payout", "created"), first), { _tag: "Interrupted" })
    assert.deepStrictEqual([crashed.status, crashed.step], ["unknown", "look_up"])
  })

  it("is refused late, twice at once, and while anything may exist", () => {
    const illegal = (from: Operation, event: Event) =>
      assert.strictEqual(decide(from, event, free, now)._tag, "Illegal")
    illegal(operation("payout", "created"), planned("a", now))
    illegal(operation("payout", "submitting"), planned("b"))
    illegal(operation("payout", "unknown"), planned("b"))
    illegal(operation("payout", "unknown"), planned("a"))
    illegal(operation("payout", "unknown", {}, { step: "send" }), planned("b"))
    illegal(operation("payout", "created", { holding: "maybe" }), planned("b"))
  })

  it("goes on elsewhere after a refusal that allows it, and fails after one that does not", () => {
    const on = after(operation("payout", "submitting"), refused("Rejected"))
    assert.deepStrictEqual([on.status, on.step, on.delay], ["submitting", "submit", 0])
    const end = after(operation("payout", "submitting"), refused("Rejected", { failover: false }))
    assert.deepStrictEqual([end.status, end.step, end.announce], ["failed", "none", "payout.failed"])
  })

  it("stays unknown when a resend is refused, whatever the new answer says", () => {
    for (const tag of ["NotExecuted", "Rejected"] as const) {
      const decided = after(operation("payout", "submitting", { holding: "maybe" }), refused(tag))
      assert.deepStrictEqual([decided.status, decided.step], ["unknown", "look_up"])
    }
  })

  it("takes a duplicate answer to the first send for foreign, and to a resend for a reason to look", () => {
    const foreign = after(operation("payout", "submitting"), unknown("DuplicateReference"))
    assert.strictEqual(foreign.status, "needs_review")
    const ours = after(operation("payout", "submitting", { holding: "maybe" }), unknown("DuplicateReference"))
    assert.deepStrictEqual([ours.status, ours.step, ours.delay], ["unknown", "look_up", 0])
  })

  it("is tried again later when nobody could be reached, and given up in the end", () => {
    const from = operation("payout", "created", {
      tried: [{ instance: "a", outcome: "NotExecuted", transient: true, until: null }]
    })
    const nobody: Event = { _tag: "NobodyLeft", message: "nobody", isBlocked: false }
    const waiting = after(from, nobody)
    assert.deepStrictEqual([waiting.status, waiting.step, waiting.delay], ["created", "submit", 2_000])
    assert.strictEqual(after(from, nobody, free, now + 3_600_000).status, "failed")
  })

  it("waits however long while somebody is only unhealthy, and never longer than a minute at a time", () => {
    for (const kind of ["payout", "payment"] as const) {
      for (const rounds of [0, 3, 40, 4000]) {
        const blocked: Event = { _tag: "NobodyLeft", message: "nobody", isBlocked: true }
        const waiting = after(operation(kind, "created", { rounds }), blocked, free, now + 30 * 86_400_000)
        assert.deepStrictEqual([waiting.status, waiting.step], ["created", "submit"])
        assert.isAtMost(Number(waiting.delay), 60_000)
      }
    }
  })
})

describe("an unknown outcome", () => {
  it("never fails, never moves to another provider and never is sent again by itself where duplicates may pay", () => {
    for (const kind of ["payout", "payment"] as const) {
      for (const policy of [free, agreed]) {
        let at = now
        let current = operation(kind, "unknown")
        for (let n = 0; n < 80 && current.status === "unknown"; n += 1) {
          const event = n % 3 === 0 ? readFailed() : n % 3 === 1 ? readFailed({ neverSent: true }) : notFoundAt(at)
          const decided = after(current, event, policy, at)
          at += typeof decided.delay === "number" ? decided.delay : 0
          current = follow(current, decided)
          assert.strictEqual(current.provider, "a")
          if (current.step === "send") break
        }
        const mayResend = kind === "payout" && policy === free
        assert.strictEqual(current.step === "send", mayResend, `${kind} ${policy.duplicates.create?.kind}`)
        if (!mayResend) assert.strictEqual(current.status, "needs_review")
      }
    }
  })

  it("is believed lost only after three answers, a minute apart, a quarter of an hour after the last send", () => {
    const at = (minutes: number) => now + minutes * 60_000
    let current = operation("payout", "unknown")
    for (const minutes of [1, 5, 14.9]) {
      current = follow(current, after(current, notFoundAt(at(minutes)), free, at(minutes)))
    }
    assert.isNull(current.facts.search.absent)
    for (const minutes of [15, 15.5, 16]) {
      current = follow(current, after(current, notFoundAt(at(minutes)), free, at(minutes)))
      assert.strictEqual(current.step, "look_up")
    }
    assert.strictEqual(current.facts.search.absent?.answers, 2)
    // What was asked before the time was up counts for nothing, however late it could be written down.
    current = follow(current, after(current, notFoundAt(at(16.5)), free, at(60)))
    assert.strictEqual(current.facts.search.absent?.answers, 2)
    current = follow(current, after(current, notFoundAt(at(17)), free, at(17)))
    assert.deepStrictEqual([current.status, current.step], ["unknown", "send"])
    const resent = after(current, planned("a", at(18)), free, at(17))
    assert.deepStrictEqual([resent.facts.search.absent, resent.facts.resends.count], [null, 1])
  })

  it("of a payment that is found without anything for its payer ends as canceled with AnswerLost", () => {
    let current = operation("payment", "unknown")
    for (let n = 0; n < 3; n += 1) {
      current = follow(current, after(current, found("awaiting_payer", { hasNext: false })))
    }
    assert.deepStrictEqual([current.status, current.facts.failure?.reason], ["canceled", "AnswerLost"])
    const withData = after(operation("payment", "unknown"), found("awaiting_payer"))
    assert.strictEqual(withData.status, "awaiting_payer")
  })
})

describe("comparisons", () => {
  const differing: ReadonlyArray<readonly [string, Event]> = [
    ["amount", found("processing", { amount: Money.unsafe("9.99", "RUB") })],
    ["currency", found("processing", { amount: Money.unsafe("10.00", "USD") })],
    ["destination", found("processing", { sameAccount: false })],
    ["reference", found("processing", { reference: "r-2" })],
    ["account", found("processing", { anomalies: [Anomaly.make("AccountDiffers", "another shop")] })],
    ["uniqueness", found("processing", { anomalies: [Anomaly.make("DuplicateReference", "two of them")] })]
  ]

  it("send what differs to a person, also when it is called paid", () => {
    for (const [what, event] of differing) {
      for (const kind of ["payout", "payment"] as const) {
        const decided = after(operation(kind, "unknown"), event)
        assert.deepStrictEqual([decided.status, decided.step], ["needs_review", "none"], what)
      }
    }
    const paid = after(operation("payout", "processing"), found("paid", { sameAccount: false }))
    assert.strictEqual(paid.status, "needs_review")
  })

  it("send to a person what the provider has had since before it was asked for, but for what the records have lost", () => {
    const [old, young] = [now - 10 * 60_000 - 1, now - 10 * 60_000]
    for (const status of ["processing", "paid"] as const) {
      const stated = (createdAt: number) => found(status, { createdAt })
      assert.strictEqual(after(operation("payout", "unknown"), stated(old)).status, "needs_review")
      assert.strictEqual(after(operation("payout", "unknown"), stated(young)).status, status)
      const covered = operation("payout", "unknown", {}, { recovery: 1 })
      assert.strictEqual(after(covered, stated(old)).status, status)
    }
  })

  it("leave what is closed as it is", () => {
    for (const [what, event] of differing) {
      const decided = after(operation("payout", "paid"), event)
      assert.strictEqual(decided.status, "paid", what)
      assert.isAbove(decided.entries.length, 0)
    }
  })

  it("adopt no amount from an answer, also not from the one to the create", () => {
    const answer = observationOf("processing", { amount: Money.unsafe("1500.00", "RUB") })
    const decided = after(operation("payout", "submitting"), {
      _tag: "Accepted",
      ...requestTo("a"),
      observation: answer
    })
    assert.deepStrictEqual([decided.status, decided.facts.asked.amount?.value], ["needs_review", "10.00"])
  })

  it("compare what leaves the balance where that was asked for, and the currency that arrives", () => {
    const asked = { debit: { value: "12.00", currency: "USD" }, currency: "RUB" }
    const from = operation("payout", "unknown", { asked })
    const of = (debited: string, currency: "RUB" | "USD") =>
      after(
        from,
        found("processing", { amount: Money.unsafe("900.00", currency), debited: Money.unsafe(debited, "USD") })
      )
    assert.strictEqual(of("12.00", "RUB").status, "processing")
    assert.strictEqual(of("12.01", "RUB").status, "needs_review")
    assert.strictEqual(of("12.00", "USD").status, "needs_review")
  })

  it("take one of several for ours only where its id is the one that was stored", () => {
    const several = found("awaiting_payer", { isOneOfSeveral: true, providerReference: "7" })
    const stored = operation("payment", "awaiting_payer", { holding: "holder" }, { providerReference: "7" })
    assert.strictEqual(after(stored, several).status, "awaiting_payer")
    assert.strictEqual(after({ ...stored, providerReference: "8" }, several).status, "needs_review")
    assert.strictEqual(after(operation("payment", "unknown"), several).status, "needs_review")
  })

  it("let only a verified callback change the state", () => {
    const anomalies = [Anomaly.make("AmountDiffers", "another amount")]
    const from = operation("payout", "processing")
    assert.strictEqual(after(from, { _tag: "Mismatch", trust: "verified", anomalies }).status, "needs_review")
    const hinted = after(from, { _tag: "Mismatch", trust: "hint", anomalies })
    assert.deepStrictEqual([hinted.status, hinted.delay], ["processing", "keep"])
  })
})
