/** What a provider has accepted and then answers nothing about: a person is asked in the end, and never because it is down. */
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Operation } from "../../src/lifecycle/Operation.ts"
import { agreed, found, free, now, operation, readFailed } from "./support.ts"

const hour = 3_600_000

const unsupported: Event = { _tag: "Unsupported", instance: "a", message: "no status" }
const another = readFailed({ reason: "UnrecognisedAnswer" })

const read = (from: Operation, event: Event, at: number, policy = free): Operation => {
  const decision = decide(from, event, policy, at)
  if (decision._tag === "Illegal") assert.fail(decision.why)
  return { ...from, ...decision }
}

/** Read every hour for so long. */
const readFor = (from: Operation, event: Event, hours: number, policy = free): Operation => {
  let current = from
  for (let n = 0; n <= hours && current.status === from.status; n += 1)
    current = read(current, event, now + n * hour, policy)
  return current
}

const held = (["payout", "payment", "refund"] as const).map((kind) =>
  operation(kind, "processing", { holding: "holder" }, { providerReference: "p-1" })
)

describe("what its provider has accepted, and answers nothing about", () => {
  it("goes to a person after a day, whether it cannot be asked or speaks of another one", () => {
    for (const from of held)
      for (const event of [unsupported, another])
        for (const policy of [free, agreed]) {
          assert.strictEqual(readFor(from, event, 26, policy).status, "processing", from.kind)
          const asked = readFor(from, event, 27, policy)
          assert.deepInclude(asked, { status: "needs_review", step: "none" }, from.kind)
          assert.strictEqual(asked.facts.holding, "holder")
        }
  })

  it("is read on for as long as its provider is down, or was not asked", () => {
    for (const from of held)
      for (const event of [readFailed({ reason: "ProviderUnavailable" }), readFailed({ neverSent: true })])
        assert.strictEqual(readFor(from, event, 100).status, "processing", from.kind)
  })

  it("is counted anew once a read says something of it", () => {
    for (const from of held) {
      const before = readFor(from, another, 26)
      const heard = read(before, found("processing"), now + 27 * hour)
      assert.strictEqual(read(heard, another, now + 28 * hour).status, "processing", from.kind)
    }
  })

  it("is no person's after two such answers, however far apart", () => {
    for (const from of held) {
      const once = read(from, another, now)
      assert.strictEqual(read(once, another, now + 100 * hour).status, "processing")
    }
  })
})
