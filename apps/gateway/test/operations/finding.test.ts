/** What an event names: two events name one operation only in the same context. */
import type { Callback } from "@switchyard/core"
import { assert, describe, it } from "vitest"
import { keyOf, namedIn } from "../../src/operations/finding.ts"

const byTheirs = (rest: Partial<Callback.Event> = {}): Callback.Event => ({
  kind: "payout",
  eventId: "e-1",
  trust: "verified",
  ...rest
})

const event = (rest: Partial<Callback.Event> = {}): Callback.Event => byTheirs({ reference: "po-1", ...rest })

const keys = (...events: ReadonlyArray<Callback.Event>): ReadonlyArray<string> =>
  events.map((each) => keyOf(each, namedIn(each)[0]))

describe("the key of what an event names", () => {
  it("is one for the same operation, in whatever order its context is given", () => {
    const [one, other] = keys(
      event({ context: { subAccount: "s-1", profile: "p" } }),
      event({ eventId: "e-2", context: { profile: "p", subAccount: "s-1" } })
    )
    assert.strictEqual(one, other)
  })

  it("is another one in another sub-account, in none, for another kind and by another name", () => {
    const each = keys(
      event({ context: { subAccount: "s-1" } }),
      event({ context: { subAccount: "s-2" } }),
      event(),
      event({ kind: "payment" }),
      byTheirs({ providerReference: "po-1" }),
      byTheirs({ providerReference: "po-1", context: { subAccount: "s-1" } }),
      byTheirs({ providerReference: "po-1", otherProviderReferences: ["po-2"] })
    )
    assert.strictEqual(new Set(each).size, each.length)
  })
})
