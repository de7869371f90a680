/** How long is waited, and for what: providers that ask to be left alone, look-ups that never leave, and why a resend is. */

import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import { unsearched } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { agreed, free, notFoundAt, now, operation, planned, readFailed, refused } from "./support.ts"

const minute = 60_000
const hour = 60 * minute
const nobody: Event = { _tag: "NobodyLeft", message: "nobody", isBlocked: false }

const after = (from: Operation, event: Event, at: number, policy = free) => {
  const decision = decide(from, event, policy, at)
  if (decision._tag === "Illegal") throw new Error(`${event._tag}: ${decision.why}`)
  const { delay, ...rest } = decision
  return { delay, decision, next: { ...from, ...rest } as Operation }
}

const refusedFor = (millis: number) =>
  after(
    operation("payout", "submitting"),
    refused("NotExecuted", { transient: true, reason: "RateLimited", retryAfter: millis }),
    now
  ).next

describe("a provider that did nothing and asks to be left alone", () => {
  it("is not in a round before that, and the round waits for it where nobody else is left", () => {
    const waiting = refusedFor(10 * minute)
    assert.deepStrictEqual(
      waiting.facts.tried.map(({ until }) => until),
      [now + 10 * minute]
    )
    const { delay, next } = after(waiting, nobody, now)
    assert.strictEqual(delay, 10 * minute)
    assert.deepStrictEqual(next.facts.tried, [])
  })

  it("does not hold up another one that may be tried sooner", () => {
    const one = refusedFor(10 * minute)
    const both = {
      ...one,
      facts: {
        ...one.facts,
        tried: [...one.facts.tried, { instance: "b", outcome: "NotExecuted", transient: true, until: null } as const]
      }
    }
    const { delay, next } = after(both, nobody, now)
    assert.strictEqual(delay, 2_000)
    assert.deepStrictEqual(
      next.facts.tried.map(({ instance }) => instance),
      ["a"]
    )
  })

  it("is waited for an hour at the most, whatever it asks for, and asked once more then", () => {
    const waiting = refusedFor(2 ** 31 * 1000)
    const { delay, next } = after(waiting, nobody, now)
    assert.strictEqual(delay, hour)
    assert.strictEqual(decide(next, planned("a", now + hour + 30_000), free, now + hour)._tag, "Decided")
  })
})

describe("an unknown whose look-ups never leave", () => {
  it("goes to a person after a day, and not because of one that did not leave after many that did", () => {
    for (const policy of [free, agreed]) {
      let current = operation("payout", "unknown")
      let at = now
      for (let n = 0; n < 2_000 && current.status === "unknown"; n += 1) {
        const { delay, next } = after(current, readFailed({ neverSent: true }), at, policy)
        assert.isAtMost(Number(delay ?? 0), 5 * minute)
        at += Number(delay ?? 0)
        current = next
      }
      assert.strictEqual(current.status, "needs_review")
      assert.closeTo((at - now) / hour, 26, 1)
    }
    const asked = after(
      operation("payout", "unknown", { search: { ...unsearched, unaskedSince: now } }),
      readFailed(),
      now + 20 * hour
    )
    assert.strictEqual(asked.next.facts.search.unaskedSince, null)
    const once = after(asked.next, readFailed({ neverSent: true }), now + 30 * hour)
    assert.strictEqual(once.next.status, "unknown")
  })
})

describe("the line of a resend", () => {
  it("says why it was allowed", () => {
    let current = operation("payout", "unknown")
    let at = now + 20 * minute
    for (let n = 0; n < 3; n += 1) {
      current = after(current, notFoundAt(at), at).next
      at += minute
    }
    const sent = after(current, planned("a", at + 30_000), at).decision
    assert.match(String(sent.entries[0]?.details.allowedBecause), /^not found in 3 answers, .*refuses duplicates$/)

    const risked = operation("payout", "unknown", { again: { _tag: "AtRisk" } })
    const again = after(risked, readFailed({ reason: "UnrecognisedAnswer" }), now, agreed).next
    const risk = after(again, planned("a"), now, agreed).decision
    assert.match(String(risk.entries[0]?.details.allowedBecause), /an operator has accepted/)
  })

  it("is not written where the manifest does not refuse duplicates any more: a person decides", () => {
    const resend = operation("payout", "unknown", {}, { step: "send" })
    assert.strictEqual(after(resend, planned("a"), now, agreed).next.status, "needs_review")
  })
})
