/** A simulator on a real socket, and the adapter in front of it: what is lost there is unknown, and paid once. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { Memory, plugin, Served, Simulator } from "../src/index.ts"
import { example, type Options } from "../src/MemoryOptions.ts"

const destination = { type: "card" as const, number: Redacted.make("4276550018273642") }
const payout = (reference: string) => ({ reference, amount: Money.unsafe("1500.00", "RUB"), destination })

/** The adapter, and the simulator behind the socket, which is closed with the scope. */
const world = Effect.fnUntraced(function* (more: Partial<Options> = {}) {
  const options = { ...example, ...more }
  const simulator = Simulator.make(options)
  const { url } = yield* Effect.acquireRelease(
    Effect.promise(() => Served.start(simulator)),
    ({ close }) => Effect.promise(close)
  )
  return { ...(yield* Memory.make({ ...options, baseUrl: url })), simulator, url }
})

describe("a simulator that is served", () => {
  it.live("is paid through, as in the process", () =>
    Effect.gen(function* () {
      const { parseCallback, payouts, simulator } = yield* world()
      const outcome = yield* payouts.create(payout("po-1"))
      assert.deepInclude(outcome._tag === "Accepted" && outcome.value, { status: "processing", anomalies: [] })
      simulator.settle("payout", "po-1", "done")
      assert.strictEqual((yield* payouts.get({ reference: "po-1" })).status, "paid")
      assert.strictEqual(simulator.ledger("payout").length, 1)
      const events = yield* parseCallback?.(simulator.callback("payout", "po-1")) ?? Effect.succeed([])
      assert.deepStrictEqual(
        events.map(({ reference, trust }) => [reference, trust]),
        [["po-1", "verified"]]
      )
    })
  )

  it.live("loses an answer after it has acted, and a request before: either is unknown", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* world()
      simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
      assert.deepInclude(yield* payouts.create(payout("po-1")), { _tag: "OutcomeUnknown", reason: "ConnectionLost" })
      simulator.fault({ kind: "cutBeforeReading" }, { path: "/payouts/create" })
      assert.deepInclude(yield* payouts.create(payout("po-2")), { _tag: "OutcomeUnknown", reason: "ConnectionLost" })
      assert.deepStrictEqual(
        simulator.operations("payout").map(({ reference }) => reference),
        ["po-1"]
      )
    })
  )

  it.live("says no connection where it is refused in the process, which here may have been sent", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* world()
      simulator.fault({ kind: "refused" })
      assert.strictEqual((yield* payouts.create(payout("po-1")))._tag, "OutcomeUnknown")
    })
  )

  it.live("is not there any more once it is closed: nothing was sent", () =>
    Effect.gen(function* () {
      const { payouts } = yield* Effect.scoped(world())
      assert.deepInclude(yield* Effect.flip(payouts.create(payout("po-1"))), {
        _tag: "NotExecuted",
        reason: "ProviderUnavailable"
      })
    })
  )

  it.live("is another account than the one in the process, and than that on another port", () =>
    Effect.gen(function* () {
      const { url } = yield* world()
      const prints = [undefined, url, "http://127.0.0.1:1"].map((baseUrl) =>
        plugin.fingerprint(baseUrl === undefined ? example : { ...example, baseUrl })
      )
      assert.strictEqual(new Set(prints).size, 3)
    })
  )
})

describe("of a simulator,", () => {
  it.effect("a fault for one reference strikes no other", () =>
    Effect.gen(function* () {
      const { payouts, simulator } = yield* Memory.make()
      simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create", reference: "po-2" })
      assert.strictEqual((yield* payouts.create(payout("po-1")))._tag, "Accepted")
      assert.strictEqual((yield* payouts.create(payout("po-2")))._tag, "OutcomeUnknown")
    })
  )

  it.effect("reads may follow each other as closely as the options say", () =>
    Effect.gen(function* () {
      const { payouts } = yield* Memory.make({ ...example, readSpacingMillis: 500 })
      yield* payouts.create(payout("po-1"))
      yield* payouts.get({ reference: "po-1" })
      const early = yield* Effect.flip(payouts.get({ reference: "po-1" }))
      assert.strictEqual(early._tag, "ReadFailed")
      yield* TestClock.adjust("500 millis")
      assert.strictEqual((yield* payouts.get({ reference: "po-1" })).status, "processing")
    })
  )
})
