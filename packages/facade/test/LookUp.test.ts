/** An unknown outcome is all that is needed to look it up, and looking up sends nothing. */
import { assert, describe, it } from "@effect/vitest"
import type { CreateFailed, NotRecorded } from "@switchyard/facade/Attempt"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { expectTypeOf } from "vitest"
import { pair, payoutInput } from "./support/config.ts"
import { lose, notExecute, world } from "./support/fake.ts"
import { open, payoutRequest } from "./support/open.ts"

// A provider that cannot be asked by our reference.
const listing = {
  providers: {
    list: { use: "@switchyard/memory", options: { account: "1", secretKey: "secret", lookUp: "list" } }
  },
  routes: { payouts: [{ try: ["list"] }] }
}

const needed = { _tag: "failed", reason: "InvalidRequest" } as const

describe("a look-up at a provider that has a list alone", () => {
  it.effect("finds an operation by the request of its create", () =>
    Effect.gen(function* () {
      const { payouts } = yield* Switchyard.make(listing)
      const request = yield* payoutRequest({ provider: "list" })
      const created = yield* payouts.create(request)
      const { reference } = request
      const found = yield* payouts.lookUp({ provider: "list", reference }, { request })
      assert.strictEqual(found.providerReference, created._tag === "Accepted" && created.value.providerReference)
      yield* TestClock.adjust("1 minute")
      const read = yield* payouts.get("list", { reference }, { request, sentAfter: DateTime.makeUnsafe(0) })
      assert.strictEqual(read.reference, reference)
      yield* TestClock.adjust("1 minute")
      const before = yield* Effect.flip(
        payouts.get("list", { reference }, { request, sentUntil: DateTime.makeUnsafe(-3_600_000) })
      )
      assert.strictEqual(before._tag, "NotFound")
      yield* TestClock.adjust("1 minute")
      const without = yield* Effect.flip(payouts.get("list", { reference }))
      assert.strictEqual(without._tag === "ReadFailed" && without.reason, "InvalidRequest")
      const another = yield* payoutRequest({}, "order-2")
      const refused = yield* Effect.flip(payouts.lookUp({ provider: "list", reference }, { request: another }))
      assert.strictEqual(refused._tag === "ReadFailed" && refused.issues?.[0]?.path, "request.reference")
    })
  )

  it("finds it through the Promise API, by the request in JSON", async () => {
    await using client = await Switchyard.open(listing)
    const input = payoutInput()
    assert.strictEqual((await client.payouts.create(input))._tag, "accepted")
    const unknown = { instance: "list", reference: input.reference }
    assert.deepInclude(await client.payouts.lookUp(unknown), needed)
    const sentAfter = new Date(Date.now() - 60_000)
    const found = await client.payouts.lookUp(unknown, { request: { ...input, provider: "list" }, sentAfter })
    assert.strictEqual(found._tag === "found" && found.value.reference, input.reference)
    const sentUntil = new Date(Date.now() + 30_000)
    await using another = await Switchyard.open(listing)
    await another.payouts.create(input)
    const between = { request: { ...input, provider: "list" }, sentAfter, sentUntil }
    const both = await another.payouts.lookUp(unknown, between)
    assert.strictEqual(both._tag === "found" && both.value.reference, input.reference)
    // Of a request that is no request nobody is asked.
    const broken = { ...input, amount: { value: "much", currency: "RUB" as const } }
    for (const [options, path] of [
      [{ request: broken }, "request.amount.value"],
      [{ request: input, sentAfter: "yesterday" }, "sentAfter"],
      [{ request: input, sentUntil: "tomorrow" }, "sentUntil"]
    ] as const) {
      const invalid = await client.payouts.get("list", { reference: input.reference }, options)
      assert.deepStrictEqual(invalid._tag === "invalid" && invalid.issues.map((issue) => issue.path), [path])
    }
    // The check digit of a card is a rule for what comes in.
    const old = { ...input, destination: { type: "card" as const, number: "4111111111111112" } }
    assert.notStrictEqual((await client.payouts.get("list", unknown, { request: old }))._tag, "invalid")
  })
})

describe("what a create ends with", () => {
  it.effect("names its instance, and an unknown one is looked up by itself", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: notExecute(), b: lose() })
      const created = yield* payouts.create(yield* payoutRequest())
      assert.strictEqual(created.instance, "b")
      if (created._tag !== "OutcomeUnknown") return assert.fail("it is unknown")
      assert.strictEqual((yield* payouts.lookUp(created)).reference, "order-1001")
      assert.deepEqual(names(), ["a", "b"])
      const elsewhere = yield* Effect.flip(payouts.lookUp({ provider: "a", reference: "order-2" }))
      assert.strictEqual(elsewhere._tag, "NotFound")
      const nowhere = yield* Effect.flip(payouts.lookUp({ provider: "c", reference: "order-2" }))
      assert.strictEqual(nowhere._tag, "Unsupported")
      const accepted = yield* (yield* open({ a: notExecute() })).payouts.create(yield* payoutRequest())
      assert.deepEqual([accepted._tag, accepted.instance], ["Accepted", "b"])
    })
  )

  it("is looked up through the Promise API, too", async () => {
    const { load, sent } = world({ a: lose() })
    await using client = await Switchyard.open(pair, { load })
    const answer = await client.payouts.create(payoutInput())
    if (answer._tag !== "unknown") return assert.fail("it is unknown")
    const found = await client.payouts.lookUp(answer)
    assert.strictEqual(found._tag === "found" && found.value.reference, "order-1001")
    assert.lengthOf(sent, 1)
  })

  it.effect("is not recorded only where something is to be recorded", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({})
      const request = yield* payoutRequest()
      const plain = payouts.create(request)
      expectTypeOf(plain).toExtend<Effect.Effect<unknown, CreateFailed>>()
      const hook = () => Effect.fail("no disk" as const)
      const recording = payouts.create(request, { beforeAttempt: hook })
      expectTypeOf(recording).not.toExtend<Effect.Effect<unknown, CreateFailed>>()
      expectTypeOf(recording).toExtend<Effect.Effect<unknown, CreateFailed | NotRecorded<"no disk">>>()
      const error = yield* Effect.flip(recording)
      assert.strictEqual(error._tag === "NotRecorded" && error.error, "no disk")
    })
  )
})
