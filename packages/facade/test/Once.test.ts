/** On its way from the facade to the adapter a request is checked once, and has one deadline from one default. */
import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { onTestFinished, vi } from "vitest"
import { pair, payoutInput } from "./support/config.ts"
import { notExecute, world } from "./support/fake.ts"
import { open, payoutRequest } from "./support/open.ts"

/** How often a reference is held against the pattern of references, which each check of its request does once. */
const checks = (reference: string) => {
  const test = vi.spyOn(RegExp.prototype, "test")
  onTestFinished(() => test.mockRestore())
  return () =>
    test.mock.calls.filter(([text], call) => text === reference && String(test.mock.contexts[call]).includes("{0,254}"))
      .length
}

describe("a request is checked once on its way", () => {
  it.effect("by create and createOn, to however many instances it goes", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: notExecute() })
      const [first, second] = [yield* payoutRequest({}, "counted-1"), yield* payoutRequest({}, "counted-2")]
      const ofFirst = checks("counted-1")
      yield* payouts.create(first)
      assert.strictEqual(ofFirst(), 1)
      const ofSecond = checks("counted-2")
      yield* payouts.createOn("b", second)
      assert.strictEqual(ofSecond(), 1)
      assert.deepEqual(names(), ["a", "b", "b"])
    })
  )

  it("by the Promise API, where that is its decoder", async () => {
    const { load, sent } = world()
    await using client = await Switchyard.open(pair, { load })
    const ofFirst = checks("counted-3")
    await client.payouts.create(payoutInput("counted-3"))
    assert.strictEqual(ofFirst(), 1)
    const ofSecond = checks("counted-4")
    await client.payouts.createOn("b", payoutInput("counted-4"))
    assert.strictEqual(ofSecond(), 1)
    assert.lengthOf(sent, 2)
  })
})

describe("the deadline of an attempt", () => {
  it.effect("is the instant that was written down, however long that took", () =>
    Effect.gen(function* () {
      const { payouts, sent } = yield* open({})
      const planned: Array<DateTime.Utc> = []
      const create = payouts.create(yield* payoutRequest(), {
        beforeAttempt: ({ sendUntil }) =>
          Effect.andThen(
            Effect.sleep("5 seconds"),
            Effect.sync(() => planned.push(sendUntil))
          )
      })
      const fiber = yield* Effect.forkChild(create)
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(fiber)
      assert.deepEqual(
        sent.map(({ deadline }) => DateTime.toEpochMillis(deadline)),
        [30_000]
      )
      assert.deepEqual(planned.map(DateTime.toEpochMillis), [30_000])
    })
  )

  it.effect("is thirty seconds away where nobody says, and that is written in one place", () =>
    Effect.gen(function* () {
      const { payouts, sent } = yield* open({})
      yield* payouts.createOn("a", yield* payoutRequest())
      assert.deepEqual(
        sent.map(({ deadline }) => DateTime.toEpochMillis(deadline)),
        [30_000]
      )
      const packages = new URL("../../", import.meta.url)
      // The simulators import nothing of ours, on purpose.
      const written = readdirSync(packages, { recursive: true, encoding: "utf8" }).filter(
        (name) =>
          /^[a-z0-9-]+\/src\/.*\.ts$/.test(name) &&
          !name.startsWith("sandbox/") &&
          /\b30_?000\b/.test(readFileSync(new URL(name, packages), "utf8"))
      )
      assert.deepEqual(written, ["core/src/outcome/Outcome.ts"])
    })
  )
})
