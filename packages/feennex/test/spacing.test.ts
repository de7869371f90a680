/** Politeness: a status read that comes too early is refused before anything is sent, with the time to wait. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { fixture, fixtureWith } from "./support/fixtures.ts"
import { answerPost, guardNetwork } from "./support/network.ts"
import { outcomeOf } from "./support/plain.ts"
import { payoutReference, shop } from "./support/shop.ts"

guardNetwork()

const tooEarly = (operation: string, retryAfterMillis: number) => ({
  _tag: "ReadFailed",
  provider: "feennex",
  operation,
  reason: "RateLimited",
  message: "read again too early; nothing was sent",
  retryAfterMillis,
  neverSent: true
})

describe("a payout", () => {
  const path = "/withdraw/shop_payment_status"

  it.effect("is read once in 60 seconds, by whichever id", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      const query = { reference: payoutReference }
      answerPost(path, { body: fixture("withdraw-status-ok") })
      assert.deepInclude(yield* outcomeOf(payouts.get(query)), { status: "paid" })
      assert.deepStrictEqual(yield* outcomeOf(payouts.get(query)), tooEarly("payouts.get", 60_000))
      yield* TestClock.adjust("59999 millis")
      const byId = { ...query, providerReference: "11298076" }
      assert.deepStrictEqual(yield* outcomeOf(payouts.get(byId)), tooEarly("payouts.get", 1))
      yield* TestClock.adjust("1 millis")
      answerPost("/withdraw/status", { body: fixture("withdraw-status-ok") })
      assert.deepInclude(yield* outcomeOf(payouts.get(byId)), { status: "paid" })
    })
  )

  it.effect("that was not found, or not answered, counts as read too", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      const query = { reference: payoutReference }
      answerPost(path, { body: fixture("withdraw-status-not-found") })
      assert.deepInclude(yield* outcomeOf(payouts.get(query)), { _tag: "NotFound" })
      assert.deepInclude(yield* outcomeOf(payouts.get(query)), { reason: "RateLimited", retryAfterMillis: 60_000 })
      yield* TestClock.adjust("60 seconds")
      answerPost(path, { status: 502, body: "" })
      assert.deepInclude(yield* outcomeOf(payouts.get(query)), { reason: "ProviderUnavailable" })
      assert.deepInclude(yield* outcomeOf(payouts.get(query)), { reason: "RateLimited", retryAfterMillis: 60_000 })
    })
  )

  it.effect("does not hold up another one, nor another shop's of the same reference", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* shop(), yield* shop({ shopId: 113 })]
      const body = fixture("withdraw-status-ok")
      answerPost(path, { body })
      yield* outcomeOf(one.payouts.get({ reference: payoutReference }))
      answerPost(path, { body: fixtureWith("withdraw-status-ok", { shop_payment_id: "other" }) })
      assert.deepInclude(yield* outcomeOf(one.payouts.get({ reference: "other" })), { status: "paid" })
      answerPost(path, { body })
      assert.deepInclude(yield* outcomeOf(two.payouts.get({ reference: payoutReference })), { status: "paid" })
    })
  )

  it.effect("whose id cannot be asked by is read by our reference, and as seldom as any other", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      const query = { reference: payoutReference, providerReference: "W-17" }
      answerPost(path, { body: fixture("withdraw-status-ok") })
      assert.deepInclude(yield* outcomeOf(payouts.get(query)), { status: "paid" })
      assert.deepStrictEqual(yield* outcomeOf(payouts.get(query)), tooEarly("payouts.get", 60_000))
    })
  )

  it.effect("is read as seldom as the shop is configured", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop({ statusInterval: "5 minutes" })
      assert.strictEqual(payouts.capabilities.statusReads.spacingMillis, 300_000)
      answerPost(path, { body: fixture("withdraw-status-ok") })
      yield* outcomeOf(payouts.get({ reference: payoutReference }))
      yield* TestClock.adjust("4 minutes")
      assert.deepStrictEqual(
        yield* outcomeOf(payouts.get({ reference: payoutReference })),
        tooEarly("payouts.get", 60_000)
      )
    })
  )
})

describe("a payment", () => {
  it.effect("is read once in 10 seconds, also when the shop's payouts are read more seldom", () =>
    Effect.gen(function* () {
      const { payments } = yield* shop({ statusInterval: "5 minutes" })
      const query = { reference: "101" }
      answerPost("/invoice/check", { body: fixture("invoice-check-ok") })
      assert.deepInclude(yield* outcomeOf(payments.get(query)), { status: "awaiting_payer" })
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(yield* outcomeOf(payments.get(query)), tooEarly("payments.get", 1000))
      yield* TestClock.adjust("1 second")
      answerPost("/invoice/check", { body: fixture("invoice-check-ok") })
      assert.deepInclude(yield* outcomeOf(payments.get(query)), { status: "awaiting_payer" })
    })
  )
})
