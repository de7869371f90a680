/** The proof behind "nothing was sent": a request that nobody expected does not pass unnoticed. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { guardNetwork, takeStrays } from "./support/network.ts"
import { ended } from "./support/plain.ts"
import { core, payoutRequest, shop } from "./support/shop.ts"

guardNetwork()

describe("the guard of these tests", () => {
  it.effect("notices a request that nobody expected", () =>
    Effect.gen(function* () {
      const { payouts } = yield* shop()
      yield* ended(payouts.create(yield* payoutRequest()))
      assert.deepStrictEqual(takeStrays(), [`POST ${core}/withdraw/create`])
    })
  )
})
