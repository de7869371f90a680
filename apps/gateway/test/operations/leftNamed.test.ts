/** Which events of a callback name what was left behind: ids of a payment, and never those of its refunds, however alike they are. */
import type { Callback } from "@switchyard/core"
import { Effect } from "effect"
import { assert, describe, it } from "vitest"
import { find } from "../../src/operations/finding.ts"
import { named } from "../../src/operations/leftReads.ts"
import { accountOf, operation } from "../lifecycle/support.ts"

// Its provider counts payments and refunds each from 1.
const left = { ...accountOf("a"), providerReference: "7", generation: 0 }
const row = operation("payment", "paid", { leftBehind: [left] }, { providerReference: "8" })

const event = (kind: Callback.Event["kind"], rest: Partial<Callback.Event> = {}): Callback.Event => ({
  kind,
  trust: "verified",
  eventId: "e-1",
  ...rest
})

const idsIn = (...events: ReadonlyArray<Callback.Event>) => [...named(row, accountOf("a"), events).keys()]

describe("what was left of a payment under an id", () => {
  it.each([
    ["a refund of that id", event("refund", { providerReference: "7", payment: { providerReference: "8" } })],
    [
      "a refund of that id, of a payment by our name",
      event("refund", { providerReference: "7", payment: { reference: "r-1" } })
    ],
    [
      "a refund that has it among others",
      event("refund", { otherProviderReferences: ["7"], payment: { reference: "r-1" } })
    ],
    ["a dispute of that id", event("dispute", { providerReference: "7", payment: { providerReference: "8" } })],
    [
      "a payment that is there, under both",
      event("payment", { providerReference: "7", otherProviderReferences: ["8.0"] })
    ]
  ])("is not named by %s", (_, given) => assert.deepStrictEqual(idsIn(given), []))

  it.each([
    ["a payment of that id", event("payment", { providerReference: "007" })],
    ["one that has it among others", event("payment", { providerReference: "x", otherProviderReferences: ["7"] })],
    ["a refund of that payment", event("refund", { providerReference: "8", payment: { providerReference: "7" } })],
    ["a dispute of that payment", event("dispute", { providerReference: "8", payment: { providerReference: "7" } })]
  ])("is named by %s", (_, given) => assert.deepStrictEqual(idsIn(given), ["7"]))

  it("is asked for by no id of a refund, in no table", async () => {
    const asked: Array<string> = []
    const note = (table: string) => (_: string, kind: string, id: string) => {
      asked.push(`${table} ${kind} ${id}`)
      return Effect.succeed(undefined)
    }
    const store = { findByProviderReference: note("operations"), findByLeftReference: note("left") }
    await Effect.runPromise(find({ store, switchyard: {} } as never, "a", event("refund", { providerReference: "7" })))
    assert.deepStrictEqual(asked, ["operations refund 7", "left refund 7"])
  })
})
