import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import { type Facts, isSending } from "../../src/lifecycle/Facts.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { isLegal, isOpen } from "../../src/lifecycle/Status.ts"
import {
  about,
  agreed,
  found,
  free,
  notFound,
  now,
  operation,
  planned,
  readFailed,
  refused,
  requestTo,
  unknown
} from "./support.ts"

const attemptOf = ({ latest }: Facts) => (latest?._tag === "Sending" ? latest.attempt : null)

const lostOf = ({ latest }: Facts) => (latest?._tag === "Lost" ? latest.attempt : null)

const instances = ["a", "b"] as const

const events: fc.Arbitrary<(operation: Operation, at: number) => Event> = fc.oneof(
  fc.constantFrom(...instances).map((instance) => (_: Operation, at: number) => planned(instance, at + 30_000)),
  fc
    .constantFrom(unknown(), unknown("DuplicateReference"), refused("NotExecuted"), refused("Rejected"))
    .map((event) => (of: Operation, at: number) => about(event, of, at)),
  fc.constant(({ facts, provider }: Operation, at: number): Event => {
    const accepted = found("processing")
    return accepted._tag === "Found"
      ? {
          _tag: "Accepted",
          ...requestTo(provider ?? "a", attemptOf(facts) ?? 0, facts.latest?.until ?? at),
          observation: accepted.observation
        }
      : { _tag: "Interrupted" }
  }),
  fc
    .constantFrom<Event>(
      { _tag: "Interrupted" },
      { _tag: "NobodyLeft", message: "nobody", isBlocked: false },
      found("processing"),
      found("paid"),
      found("failed"),
      found("canceled"),
      found("unrecognised"),
      found("paid", { sameAccount: false }),
      notFound,
      notFound,
      readFailed(),
      readFailed({ neverSent: true }),
      { _tag: "Unsupported", instance: "a", message: "none" }
    )
    .map((event) => (of: Operation, at: number) => about(event, of, at))
)

describe("any course of events", () => {
  it("sends to a second provider only after every request to the first is proven to have done nothing", () => {
    const step = fc.tuple(events, fc.constantFrom(0, 1_000, 60_000, 1_000_000))
    fc.assert(
      fc.property(
        fc.constantFrom("payout" as const, "payment" as const),
        fc.constantFrom(free, agreed),
        fc.array(step, { maxLength: 40 }),
        (kind, policy, course) => {
          let current = operation(kind, "created")
          let at = now
          // What the machine was told of requests whose effect nobody knows.
          const maybe = new Set<string>()
          let sends = 0
          for (const [make, wait] of course) {
            at += wait
            const event = make(current, at)
            const decision = decide(current, event, policy, at)
            if (decision._tag === "Illegal") continue
            if (event._tag === "SendPlanned") {
              for (const other of maybe) assert.strictEqual(other, event.instance)
              if (maybe.has(event.instance)) {
                assert.strictEqual(policy.duplicates.create?.kind, "refused")
                assert.strictEqual(kind, "payout")
              }
              maybe.add(event.instance)
              sends += 1
            }
            const proven = event._tag === "NotExecuted" || event._tag === "Rejected"
            const isAnswered = isSending(current.facts) && current.facts.holding === "nobody"
            // An answer that comes after its attempt was taken for interrupted is proof all the same.
            const isLate = current.status === "unknown" && "attempt" in event && event.attempt === lostOf(current.facts)
            if (proven && (isAnswered || isLate)) maybe.clear()
            if (decision.status !== current.status) assert.isTrue(isLegal(kind, current.status, decision.status))
            assert.strictEqual(decision.step === "none", decision.delay === null)
            if (isOpen(decision.status)) assert.notStrictEqual(decision.step, "none")
            // No answer to a send or a read that failed ever fails what may exist.
            if (current.status === "unknown" && decision.status === "failed") {
              assert.isTrue(event._tag === "Found" || event._tag === "Accepted")
            }
            current = { ...current, ...decision }
          }
          assert.isAtMost(sends, course.length)
        }
      ),
      { numRuns: 3000 }
    )
  })
})
