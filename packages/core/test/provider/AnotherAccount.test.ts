/** Where its provider has answered that the credentials lead to another account, an instance sends nothing and asks it about nothing. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { hour, make, minute, payoutRequest, type World } from "../support/repeatable.ts"

const query = { reference: payoutRequest.reference, providerReference: "p-1" }

const built = (given: Partial<World> = {}) => {
  const stub = make(given)
  return Effect.map(stub.built, (payouts) => ({ ...stub, payouts }))
}

const refused: object = { _tag: "NotExecuted", reason: "AuthenticationFailed", message: "it is account acct-2" }

const failure = <A, E extends object>(effect: Effect.Effect<A, E>): Effect.Effect<object, A> => Effect.flip(effect)

describe("an instance whose provider has answered with another account", () => {
  it.effect("sends nothing, also where nobody has asked before, nor where nothing of it is replayed", () =>
    Effect.gen(function* () {
      for (const duplicates of [undefined, { kind: "undocumented" }] as const) {
        const it = yield* built({ isOther: true, ...(duplicates && { duplicates }) })
        assert.deepInclude(yield* failure(it.payouts.create(payoutRequest)), refused)
        assert.deepStrictEqual([it.sent, it.asked.count], [[], 1])
      }
    })
  )

  it.effect("is not looked up, as another account would deny what it has not", () =>
    Effect.gen(function* () {
      const it = yield* built({ isOther: true })
      const failed = yield* failure(it.payouts.get(query))
      const expected = { _tag: "ReadFailed", reason: "AuthenticationFailed", isAnotherAccount: true, neverSent: true }
      assert.deepInclude(failed, expected)
      assert.deepStrictEqual(it.sent, [])
    })
  )

  it.effect("asks once a minute, also after an hour, and sends again as soon as it is the right one", () =>
    Effect.gen(function* () {
      const it = yield* built({ isOther: true })
      const create = Effect.exit(it.payouts.create(payoutRequest))
      yield* Effect.all([create, create, create], { concurrency: "unbounded" })
      yield* TestClock.adjust(minute - 1)
      yield* create
      assert.strictEqual(it.asked.count, 1)
      yield* TestClock.adjust(2 * hour)
      yield* create
      assert.deepStrictEqual([it.sent.length, it.asked.count], [0, 2])
      it.world.isOther = false
      yield* create
      assert.strictEqual(it.sent.length, 0)
      yield* TestClock.adjust(minute)
      yield* create
      assert.deepStrictEqual([it.sent.length, it.asked.count], [1, 3])
    })
  )

  it.effect("has no key any more, and stays another one while it cannot be asked", () =>
    Effect.gen(function* () {
      const it = yield* built()
      yield* it.payouts.replay.confirm
      assert.isDefined(yield* it.payouts.replay.hash(payoutRequest))
      yield* TestClock.adjust(hour)
      it.world.isOther = true
      assert.deepInclude(yield* failure(it.payouts.replay.confirm), { isAnotherAccount: true })
      assert.isUndefined(yield* it.payouts.replay.hash(payoutRequest))
      it.world.isOther = false
      it.world.account = undefined
      yield* TestClock.adjust(hour)
      assert.deepInclude(yield* failure(it.payouts.create(payoutRequest)), refused)
    })
  )
})

describe("an instance whose provider does not say which account it is", () => {
  it.effect("sends as if it had, and asks again after ten minutes", () =>
    Effect.gen(function* () {
      const it = yield* built({ account: undefined })
      yield* it.payouts.create(payoutRequest)
      yield* it.payouts.create(payoutRequest)
      assert.deepStrictEqual([it.sent.length, it.asked.count], [2, 1])
      yield* TestClock.adjust(10 * minute)
      yield* it.payouts.create(payoutRequest)
      assert.strictEqual(it.asked.count, 2)
    })
  )

  it.effect("sends after five seconds where no answer comes", () =>
    Effect.gen(function* () {
      const it = yield* built({ isSilent: true })
      const sending = yield* Effect.forkChild(it.payouts.create(payoutRequest))
      yield* TestClock.adjust(5_000)
      assert.strictEqual((yield* Fiber.join(sending))._tag, "Accepted")
    })
  )
})

describe("an instance of the right account", () => {
  it.effect("is asked once an hour, before the first send, and not before each", () =>
    Effect.gen(function* () {
      const it = yield* built()
      for (const _ of [1, 2, 3]) yield* it.payouts.create(payoutRequest)
      yield* it.payouts.get(query)
      assert.strictEqual(it.asked.count, 1)
      yield* TestClock.adjust(hour)
      yield* it.payouts.create(payoutRequest)
      assert.strictEqual(it.asked.count, 2)
    })
  )
})
