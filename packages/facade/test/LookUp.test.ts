/** An unknown outcome is all that is needed to look it up, and looking up sends nothing. */
import { assert, describe, it } from "@effect/vitest"
import type { CreateFailed, NotRecorded } from "@switchyard/facade/Attempt"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"
import { expectTypeOf } from "vitest"
import { pair, payoutInput } from "./support/config.ts"
import { lose, notExecute, world } from "./support/fake.ts"
import { open, payoutRequest } from "./support/open.ts"

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
