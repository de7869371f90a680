/** Refunds: of the payment that is named and no other, of the amount that is said, refused by name before anything is sent. */
import { assert, describe, it } from "@effect/vitest"
import * as Members from "@switchyard/core/Members"
import * as Provider from "@switchyard/core/Provider"
import * as RefundProvider from "@switchyard/core/RefundProvider"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { capture, make, refund } from "../support/changeable.ts"
import { hour, noKey, recordOf, replayed } from "../support/repeatable.ts"
import { manifest, rub, untyped } from "../support/stubs.ts"

const refunds = (given?: Parameters<typeof make>[0]) =>
  Effect.gen(function* () {
    const { built, ...rest } = make(given)
    return { ...rest, refunds: (yield* built).refunds }
  })

describe("a refund", () => {
  it.effect("pays back what it says, of the payment that it names", () =>
    Effect.gen(function* () {
      const { refunds: on, sent } = yield* refunds()
      const outcome = yield* on.create({ ...refund, reason: "duplicate" })
      assert.strictEqual(outcome._tag, "Accepted")
      assert.deepStrictEqual(sent, ["/refund re-1 pay-1 20.00"])
    })
  )

  it.effect("is refused without an amount, by a way its payment cannot be paid back, and with what is not taken", () =>
    Effect.gen(function* () {
      const { refunds: on, sent } = yield* refunds()
      const pathOf = (input: unknown) =>
        Effect.map(
          Effect.flip(on.create(untyped(input))),
          (error) => error._tag === "NotExecuted" && error.issues?.[0]?.path
        )
      const { amount: _, ...blind } = refund
      assert.strictEqual(yield* pathOf(blind), "amount")
      assert.strictEqual(yield* pathOf({ ...refund, payment: { ...refund.payment, method: "page" } }), "payment.method")
      assert.strictEqual(
        yield* pathOf({ ...refund, payment: { ...refund.payment, capture: "c-1" } }),
        "payment.capture"
      )
      assert.strictEqual(yield* pathOf({ ...refund, description: "sorry" }), "description")
      assert.deepStrictEqual(sent, [])
    })
  )

  it.effect("is unknown where the answer is about another payment or another refund", () =>
    Effect.gen(function* () {
      const { refunds: on, world } = yield* refunds()
      const { payment } = refund
      for (const stated of [
        { reference: "re-2" },
        { payment: { reference: "pay-2" } },
        { payment: { providerReference: "p-2" } },
        { payment: { ids: { intent: "pi-2" } } }
      ]) {
        world.refund = stated
        assert.strictEqual((yield* on.create(refund))._tag, "OutcomeUnknown", JSON.stringify(stated))
      }
      const { method: _, ...same } = payment
      world.refund = { payment: same }
      assert.strictEqual((yield* on.create(refund))._tag, "Accepted")
    })
  )

  it.effect("is not found where what is read is of another payment than was asked for", () =>
    Effect.gen(function* () {
      const { refunds: on, world } = yield* refunds()
      world.refund = { payment: { providerReference: "p-2" } }
      const error = yield* Effect.flip(on.get({ reference: "re-1" }, { request: refund }))
      assert.deepStrictEqual(
        [error._tag, error._tag === "ReadFailed" && error.reason],
        ["ReadFailed", "UnrecognisedAnswer"]
      )
      world.refund = { payment: { providerReference: "p-1" } }
      assert.strictEqual((yield* on.get({ reference: "re-1" }, { request: refund })).reference, "re-1")
    })
  )

  it.effect("is replayed by what is stated of refunds, and not of payments", () =>
    Effect.gen(function* () {
      const bare = yield* refunds({ refunds: { duplicates: {} } })
      assert.isUndefined(yield* bare.refunds.replay.hash(refund))
      const { refunds: on, sent } = yield* refunds({
        payments: { duplicates: {} },
        refunds: { duplicates: { create: replayed } }
      })
      const record = recordOf((yield* on.replay.hash(refund)) ?? noKey, 0)
      yield* TestClock.adjust(hour)
      const more = yield* Effect.flip(
        on.replay.create({ ...refund, amount: rub("21") }, record, { clocksApartMillis: 0 })
      )
      assert.strictEqual(more.why, "Changed")
      assert.strictEqual((yield* on.replay.create(refund, record, { clocksApartMillis: 0 }))._tag, "Accepted")
      assert.deepStrictEqual(sent, ["/refund re-1 pay-1 20.00"])
    })
  )
})

describe("what is personal in a refund's or a payment's parts", () => {
  it.effect("is hidden in the provider's words, and no id that repeats it is kept", () =>
    Effect.gen(function* () {
      const { refunds: on, world } = yield* refunds()
      const sensitive = ["Kanareika Pevchaya"]
      world.refund = {
        providerStatus: "back to Kanareika Pevchaya",
        ids: { bank: "kanareika-pevchaya", charge: "ch-1" }
      }
      const outcome = yield* on.create(refund, { sensitive })
      const shown = JSON.stringify(outcome)
      assert.notMatch(shown, /kanareika|pevchaya/i)
      assert.include(shown, "ch-1")
      const { built, world: other } = make()
      const { payments } = yield* built
      other.change = {
        ids: { payer: "kanareika-pevchaya", charge: "ch-1" },
        capture: { id: "c-1", status: "processing", providerStatus: "asked of Kanareika Pevchaya" }
      }
      const changed = JSON.stringify(yield* payments.capture(capture, { sensitive }))
      assert.notMatch(changed, /kanareika|pevchaya/i)
      assert.include(changed, "ch-1")
    })
  )
})

describe("a manifest of refunds", () => {
  it("lists no member that refunds do not have, and never that why it is paid back is left out", () => {
    const issues = Members.issuesOfRefunds({
      routes: [{ method: "card", currencies: ["RUB"], takes: ["offer"], ignores: ["reason"] }]
    })
    assert.deepStrictEqual(
      issues.map(({ path }) => path),
      ["routes[0].takes", "routes[0].ignores"]
    )
    assert.throws(
      () => RefundProvider.make({ provider: "stub", manifest, create: () => Effect.die("never") }),
      /manifest of stub/
    )
  })

  it("is one of the kinds of a definition", () => {
    assert.isFunction(Provider.refunds)
  })
})
