/** Captures, cancels and completions: sent once, replayed only by what is stated of them, and about no other payment. */
import { assert, describe, it } from "@effect/vitest"
import type { Outcome } from "@switchyard/core/Outcome"
import type { Change } from "@switchyard/core/PaymentChange"
import type * as Replay from "@switchyard/core/Replay"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { capture, make } from "../support/changeable.ts"
import { hour, noKey, recordOf, replayed } from "../support/repeatable.ts"
import { paymentRequest, rub } from "../support/stubs.ts"

const payments = (given?: Parameters<typeof make>[0]) =>
  Effect.gen(function* () {
    const { built, ...rest } = make(given)
    return { ...rest, payments: (yield* built).payments }
  })

const bare = { duplicates: { create: replayed } }
const repeating = { duplicates: { create: replayed, capture: replayed } }

const change = (outcome: Outcome<Change>): Partial<Change> => (outcome._tag === "Accepted" ? outcome.value : {})

describe("a change of a payment", () => {
  it.effect("sends what is asked to the payment that it names", () =>
    Effect.gen(function* () {
      const { payments: on, sent } = yield* payments()
      assert.strictEqual((yield* on.capture(capture))._tag, "Accepted")
      assert.strictEqual((yield* on.cancel({ reference: "pay-1", number: 1 }))._tag, "Accepted")
      assert.strictEqual((yield* on.complete({ reference: "pay-1", number: 1, amount: rub("30") }))._tag, "Accepted")
      assert.deepStrictEqual(sent, ["/capture pay-1 pi-1 30.00 true", "/cancel pay-1", "/complete pay-1"])
    })
  )

  it.effect("is refused by name where something of it is not taken, before anything is sent", () =>
    Effect.gen(function* () {
      const { payments: on, sent } = yield* payments()
      const notLast = yield* Effect.flip(on.capture({ ...capture, final: false }))
      assert.deepStrictEqual(
        [notLast.reason, notLast._tag === "NotExecuted" && notLast.issues?.[0]?.path],
        ["Unsupported", "final"]
      )
      const elsewhere = yield* Effect.flip(on.cancel({ reference: "pay-1", number: 1, context: { shop: "2" } }))
      assert.strictEqual(elsewhere.reason, "Unsupported")
      const unnumbered = yield* Effect.flip(on.capture({ ...capture, number: 0 }))
      assert.strictEqual(unnumbered.reason, "InvalidRequest")
      assert.deepStrictEqual(sent, [])
      const several = yield* payments({ payments: { captures: { several: true, ofCaptured: "refused" } } })
      yield* several.payments.capture({ ...capture, final: false })
      assert.deepStrictEqual(several.sent, ["/capture pay-1 pi-1 30.00 false"])
    })
  )

  it.effect("is unknown where the answer speaks of another payment, and noted where it is of another amount", () =>
    Effect.gen(function* () {
      const { payments: on, world } = yield* payments()
      for (const other of [{ reference: "pay-2" }, { providerReference: "p-2" }, { ids: { intent: "pi-2" } }]) {
        world.change = other
        assert.strictEqual((yield* on.capture(capture))._tag, "OutcomeUnknown")
      }
      const part = { id: "c-1", status: "succeeded", providerStatus: "done" } as const
      world.change = {
        reference: "pay-1",
        providerReference: "p-1",
        ids: { intent: "pi-1", charge: "ch-1" },
        capture: { ...part, amount: rub("30.00") }
      }
      assert.deepStrictEqual(change(yield* on.capture(capture)).anomalies, [])
      world.change = { capture: { ...part, amount: rub("100") } }
      assert.deepStrictEqual(
        change(yield* on.capture(capture)).anomalies?.map(({ kind }) => kind),
        ["AmountDiffers"]
      )
    })
  )
})

describe("a replay of a change", () => {
  const lost = (given: Parameters<typeof make>[0] = { payments: repeating }) =>
    Effect.gen(function* () {
      const built = yield* payments(given)
      const key = (yield* built.payments.replays.capture.hash(capture)) ?? noKey
      return { ...built, key, record: recordOf(key, 0) }
    })

  const clocksApartMillis = 0

  it.effect("sends what was sent first, once, inside its window", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.adjust(hour)
      const { replay } = it.payments.replays.capture
      const ended = yield* replay(capture, it.record, { clocksApartMillis })
      assert.strictEqual(ended._tag, "Accepted")
      yield* it.payments.capture(capture, { replayKey: it.key })
      assert.deepStrictEqual(it.sent, ["/capture pay-1 pi-1 30.00 true", "/capture pay-1 pi-1 30.00 true"])
      yield* TestClock.adjust(24 * hour)
      const late = yield* Effect.flip(replay(capture, it.record, { clocksApartMillis }))
      assert.strictEqual(late.why, "WindowClosed")
      assert.strictEqual(late.operation, "payments.capture.replay")
      assert.lengthOf(it.sent, 2)
    })
  )

  it.effect("has another key for another number, amount, kind of change or context", () =>
    Effect.gen(function* () {
      const { payments: on } = yield* payments({
        payments: { duplicates: { create: replayed, capture: replayed, cancel: replayed, complete: replayed } }
      })
      const { replays } = on
      const keys = [
        yield* replays.capture.hash(capture),
        yield* replays.capture.hash({ ...capture, number: 2 }),
        yield* replays.capture.hash({ ...capture, amount: rub("31") }),
        yield* replays.capture.hash({ ...capture, context: { subAccount: "7" } }),
        yield* replays.cancel.hash({ reference: "pay-1", number: 1 }),
        yield* replays.complete.hash({ reference: "pay-1", number: 1, amount: rub("30") })
      ].map((key) => key && Redacted.value(key.hash))
      assert.isTrue(keys.every((key) => key !== undefined))
      assert.lengthOf(new Set(keys), keys.length)
    })
  )

  it.effect("is not made, and nothing is sent, with the record of another one", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.adjust(hour)
      const other = { ...capture, amount: rub("31") }
      const ended = yield* Effect.flip(it.payments.replays.capture.replay(other, it.record, { clocksApartMillis }))
      assert.strictEqual(ended.why, "Changed")
      const first = yield* Effect.flip(it.payments.capture(other, { replayKey: it.key }))
      assert.strictEqual(first._tag, "NotExecuted")
      assert.deepStrictEqual(it.sent, [])
    })
  )

  it.effect("is not there because creates have one: what is not stated of it is not documented", () =>
    Effect.gen(function* () {
      const it = yield* lost({ payments: bare })
      const { operations } = it.payments.capabilities
      assert.include(operations, "replay")
      for (const name of ["capture", "cancel", "complete", "uploadReceipt"] as const) {
        assert.isFalse(operations.some((operation) => operation === `${name}.replay`))
      }
      assert.isUndefined(yield* it.payments.replays.capture.hash(capture))
      yield* TestClock.adjust(hour)
      const ended: Replay.NotReplayed = yield* Effect.flip(it.payments.replays.capture.replay(capture, it.record))
      assert.strictEqual(ended.why, "Unsupported")
      assert.deepStrictEqual(it.sent, [])
      const able = yield* lost()
      assert.include(able.payments.capabilities.operations, "capture.replay")
    })
  )
})

describe("a payment that is captured by hand", () => {
  it.effect("is refused by name where its route does not take that", () =>
    Effect.gen(function* () {
      const { payments: on, sent } = yield* payments()
      const refused = yield* Effect.flip(on.create({ ...paymentRequest, method: "page", captureMethod: "manual" }))
      assert.strictEqual(refused.message, "captureMethod: changeable has no manual capture for page in RUB")
      assert.deepStrictEqual(on.issues({ ...paymentRequest, method: "page", captureMethod: "manual" }), [
        { path: "captureMethod", reason: "changeable has no manual capture for page in RUB" }
      ])
      assert.deepStrictEqual(sent, [])
      assert.strictEqual((yield* on.create({ ...paymentRequest, captureMethod: "manual" }))._tag, "Accepted")
      assert.strictEqual((yield* on.create({ ...paymentRequest, captureMethod: "automatic" }))._tag, "Accepted")
    })
  )
})
