/** Who has checked a request sends it without a second look; everything else is refused as before, and so is a stranger's. */
import { assert, describe, it } from "@effect/vitest"
import * as Kind from "@switchyard/core/Kind"
import type { CreateFailed, NotRecorded } from "@switchyard/facade/Attempt"
import type { PayoutRequest } from "@switchyard/facade/Payouts"
import * as Effect from "effect/Effect"
import { pair } from "./support/config.ts"
import { open, payoutRequest } from "./support/open.ts"

// What no decoder lets through.
const broken = Effect.map(
  payoutRequest(),
  (request): PayoutRequest => Object.assign({}, request, { recipientEmail: "no e-mail" })
)

const reasonOf = <A>(creating: Effect.Effect<A, CreateFailed | NotRecorded<never>>) =>
  Effect.map(Effect.flip(creating), (error) => (error._tag === "CreateFailed" ? error.last.reason : error._tag))

describe("a request that was checked", () => {
  it.effect("is sent as it is, and is refused by those who have to look at it", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({})
      const request = yield* broken
      const { issues, reason } = yield* Effect.flatMap(Effect.flip(payouts.createOn("a", request)), (error) =>
        error._tag === "NotExecuted" ? Effect.succeed(error) : Effect.die(error)
      )
      assert.strictEqual(reason, "InvalidRequest")
      assert.deepEqual(
        issues?.map(({ path }) => path),
        ["recipientEmail"]
      )
      assert.strictEqual(yield* reasonOf(payouts.create(request)), "InvalidRequest")
      assert.deepEqual(names(), [])
      yield* Kind.checked(payouts.createOn)("a", request)
      yield* Kind.checked(payouts.create)({ ...request, reference: "order-2" })
      assert.deepEqual(names(), ["a", "a"])
    })
  )

  it.effect("still keeps the limits of the config", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({}, { ...pair, limits: { payouts: { RUB: { max: "100" } } } })
      const request = yield* payoutRequest()
      assert.strictEqual((yield* Effect.flip(Kind.checked(payouts.createOn)("a", request))).reason, "AmountOutOfRange")
      assert.strictEqual(yield* reasonOf(Kind.checked(payouts.create)(request)), "AmountOutOfRange")
      assert.deepEqual(names(), [])
    })
  )
})
