/** status/, beyond the source document: the balance, and what is open at the moment. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { fixture, fixtureWith } from "./support/fixtures.ts"
import { merchant, merchantPath } from "./support/merchant.ts"
import { expectGet, guardNetwork } from "./support/network.ts"
import { ended, outcomeOf, plain } from "./support/plain.ts"
import { answering } from "./support/recorder.ts"

guardNetwork()

describe("the balance", () => {
  it.live("is read with the key, its doubles with the digits they were written with", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      expectGet(merchantPath, { body: fixture("merchant-status") })
      assert.deepStrictEqual(yield* outcomeOf(payouts.balance()), [
        { available: "1201.15 USDT", hold: "49.25 USDT", total: "1250.40 USDT" }
      ])
    })
  )

  it.effect("is exact where a float is not", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const body = '{"ok":true,"balance":9007199254740993.1,"hold":0,"available":1e2}'
      assert.deepStrictEqual(plain(yield* answering(body).provide(payouts.balance())), [
        { available: "100 USDT", hold: "0 USDT", total: "9007199254740993.1 USDT" }
      ])
      const noisy = '{"ok":true,"balance":1201.1500000000001,"hold":0,"available":1201.1500000000001}'
      assert.deepStrictEqual(plain(yield* answering(noisy).provide(payouts.balance())), [
        { available: "1201.1500000000001 USDT", hold: "0 USDT", total: "1201.1500000000001 USDT" }
      ])
    })
  )

  it.effect("needs no ok, which its table does not list", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const body = fixtureWith("merchant-status", { ok: undefined })
      assert.strictEqual((yield* answering(body).provide(payouts.balance())).length, 1)
    })
  )

  it.effect.each([
    ['{"ok":false,"error":"wrong key"}', 200, "UnrecognisedAnswer"],
    [fixtureWith("merchant-status", { ok: false }), 200, "UnreadableAnswer"],
    [fixtureWith("merchant-status", { available: undefined }), 200, "UnreadableAnswer"],
    [fixtureWith("merchant-status", { available: "much" }), 200, "UnreadableAnswer"],
    [fixture("merchant-status"), 401, "UnreadableAnswer"],
    [fixture("merchant-status"), 502, "ProviderUnavailable"],
    ["<html>", 200, "UnreadableAnswer"]
  ] as const)("is no balance: %s with HTTP %s", ([body, status, reason]) =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const failed = yield* ended(answering(body, status).provide(payouts.balance()))
      assert.deepInclude(failed, { _tag: "ReadFailed", operation: "payouts.balance", reason })
    })
  )
})

describe("what is open", () => {
  const routesOf = (body: string) =>
    Effect.flatMap(merchant(), ({ liveRoutes }) => answering(body).provide(liveRoutes()))

  it.effect("comes in the form of the manifest's routes", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* routesOf(fixture("merchant-status")), [
        { method: "card", currencies: ["RUB", "AZN"] },
        { method: "sbp", currencies: ["RUB"] }
      ])
    })
  )

  it.effect("is what the answer lists as open, nothing else", () =>
    Effect.gen(function* () {
      const open = (payment_methods: unknown) => routesOf(fixtureWith("merchant-status", { payment_methods }))
      assert.deepStrictEqual(yield* open(null), [])
      assert.deepStrictEqual(yield* open("all"), [])
      const statuses = { pay_out_score: "true", pay_out_iban: true, pay_out_sbp: 1 }
      assert.deepStrictEqual(yield* open([7, { currency: "rub" }, { currency: "rub", statuses }]), [
        { method: "iban", currencies: ["RUB"] }
      ])
      assert.deepStrictEqual(yield* open([{ currency: "?", statuses }]), [])
    })
  )

  it.effect("fails as a read", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* ended(routesOf("[]")), { _tag: "ReadFailed", operation: "payouts.liveRoutes" })
    })
  )
})
