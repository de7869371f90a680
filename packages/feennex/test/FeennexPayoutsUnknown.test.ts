/** Creates whose outcome is not known: a value, which allows nothing but a look-up. */
import { assert, describe, it } from "@effect/vitest"
import * as Transport from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { fixture, fixtureWith, refusal } from "./support/fixtures.ts"
import { answerPost, expectPost, guardNetwork } from "./support/network.ts"
import { create, createBody, createCall } from "./support/payoutCreate.ts"
import { payoutReference } from "./support/shop.ts"

guardNetwork()

describe("create is an unknown outcome, to be looked up,", () => {
  const unknown = (reason: string, message: string, more = {}) => ({
    _tag: "OutcomeUnknown",
    ...createCall,
    reference: payoutReference,
    reason,
    message,
    ...more
  })

  it.effect.each([
    ["error 6 with HTTP 400", 400, fixture("error-duplicate"), "DuplicateReference", "6"],
    ["error 6", 200, refusal(6, "not unique"), "DuplicateReference", "6"],
    ["error 7", 200, refusal(7, "Withdraw (id=3) wasn't found"), "UnrecognisedAnswer", "7"],
    ["error 8", 200, refusal(8, "Operation is processing"), "ProviderUnavailable", "8"],
    ["an unknown error", 200, refusal(77, "What is this"), "UnrecognisedAnswer", "77"],
    ["error 100", 200, refusal(100, "Incorrect operation status"), "UnrecognisedAnswer", "100"],
    ["error 2000, whatever its text", 200, fixture("withdraw-status-not-found"), "UnrecognisedAnswer", "2000"]
  ] as const)("after %s", ([_, status, body, reason, providerCode]) =>
    Effect.gen(function* () {
      expectPost("/withdraw/create", createBody, { status, body })
      const { message } = JSON.parse(body)
      assert.deepStrictEqual(yield* create(), unknown(reason, message, { providerCode }))
    })
  )

  it.effect.each([
    ["a truncated answer", 200, fixture("withdraw-create-ok").slice(0, -9), "HTTP 200, not valid JSON"],
    ["HTML", 200, "<html><body>Welcome</body></html>", "HTTP 200, not valid JSON"],
    ["HTML with a 4xx", 403, "<html>Forbidden</html>", "HTTP 403, not valid JSON"],
    ["nothing", 200, "", "HTTP 200, not valid JSON"],
    ["nothing at all", 404, "", "HTTP 404, not valid JSON"],
    ["null", 200, "null", "HTTP 200, not the documented envelope"],
    ["an array", 200, "[]", "HTTP 200, not the documented envelope"],
    ["Python", 200, '{"data": None, "error_code": 9, "result": False}', "HTTP 200, not valid JSON"],
    ["a success without data", 200, refusal(0, "Ok").replace("false", "true"), "success without the documented data"],
    [
      "a success without id",
      200,
      fixtureWith("withdraw-create-ok", { id: null }),
      "success without the documented data"
    ],
    [
      "result true with a code",
      200,
      refusal(9, "no").replace("false", "true"),
      "HTTP 200, result true with error code 9"
    ],
    ["result false without one", 200, refusal(0, "Ok"), "HTTP 200, result false with error code 0"],
    ["a success with a 4xx", 400, fixture("withdraw-create-ok"), "HTTP 400 contradicts its body"]
  ] as const)("after %s", ([_, status, body, message]) =>
    Effect.gen(function* () {
      answerPost("/withdraw/create", { status, body })
      assert.deepStrictEqual(yield* create(), unknown("UnreadableAnswer", message))
    })
  )

  it.effect.each([500, 502, 503, 504])("after HTTP %i, even with a well-formed refusal", (status) =>
    Effect.gen(function* () {
      const body = fixture("error-insufficient-balance")
      const { message } = JSON.parse(body)
      answerPost("/withdraw/create", { status, body })
      assert.deepStrictEqual(
        yield* create(),
        unknown("ProviderUnavailable", `the provider answered HTTP ${status}: ${message}`, { providerCode: "9" })
      )
    })
  )

  it.effect.each(["another", "63288D86-241c-418e-94b8-db4bbf5026f", ` ${payoutReference}`, ""])(
    "after an answer about the payout %j",
    (other) =>
      Effect.gen(function* () {
        answerPost("/withdraw/create", { body: fixtureWith("withdraw-create-ok", { shop_payment_id: other }) })
        assert.deepStrictEqual(
          yield* create(),
          unknown("UnrecognisedAnswer", "the answer speaks of another payout", { providerReference: "11298076" })
        )
      })
  )

  it.effect("after silence until its deadline", () =>
    Effect.gen(function* () {
      const arrived = Promise.withResolvers<void>()
      const silent = Transport.fromFetch(() => {
        arrived.resolve()
        return Promise.withResolvers<Response>().promise
      })
      const fiber = yield* Effect.forkChild(create().pipe(Effect.provideService(Transport.Transport, silent)))
      yield* Effect.promise(() => arrived.promise)
      yield* TestClock.adjust("29999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "OutcomeUnknown", ...createCall, reason: "TimedOut" })
    })
  )
})
