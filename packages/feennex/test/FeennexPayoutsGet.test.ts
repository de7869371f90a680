/** Looking payouts up, by our id and by Feennex's. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { fixture, fixtureWith, refusal } from "./support/fixtures.ts"
import { answerPost, expectPost, guardNetwork } from "./support/network.ts"
import { outcomeOf } from "./support/plain.ts"
import { payoutReference, shop } from "./support/shop.ts"
import { signature } from "./support/signature.ts"

guardNetwork()

const instant = Date.parse("2024-12-06T16:07:28.878Z")
const now = "2024-12-06 16:07:28.878000"
const statusBody = { now, shop_id: 112, shop_payment_id: payoutReference, sign: signature(now, "112", payoutReference) }
const statusById = { now, shop_id: 112, withdraw_id: 11298076, sign: signature(now, "112", "11298076") }

const get = (providerReference?: string) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(instant)
    const { payouts } = yield* shop()
    return yield* outcomeOf(payouts.get({ reference: payoutReference, providerReference }))
  })

const paid = {
  reference: payoutReference,
  providerReference: "11298076",
  status: "paid",
  providerStatus: "5",
  amount: "1.00 USD",
  debited: "1.02 USD",
  receipts: [],
  anomalies: []
}

// Words alone are no code.
const nothingSaid = { reason: "UnrecognisedAnswer", by: "provider", again: "never" }

describe("get", () => {
  it.effect("by our id asks /withdraw/shop_payment_status", () =>
    Effect.gen(function* () {
      expectPost("/withdraw/shop_payment_status", statusBody, { body: fixture("withdraw-status-ok") })
      assert.deepStrictEqual(yield* get(), paid)
    })
  )

  it.effect("by Feennex's id asks /withdraw/status", () =>
    Effect.gen(function* () {
      expectPost("/withdraw/status", statusById, { body: fixture("withdraw-status-ok") })
      assert.deepStrictEqual(yield* get("11298076"), paid)
    })
  )

  it.effect.each([
    ["YYYY-MM-DD HH:mm:ss", "2024-12-06 16:07:28"],
    ["YYYY-MM-DDTHH:mm:ss.fffZ", "2024-12-06T16:07:28.878Z"]
  ] as const)("writes and signs the time as %s when asked to", ([nowFormat, text]) =>
    Effect.gen(function* () {
      const body = { ...statusBody, now: text, sign: signature(text, "112", payoutReference) }
      expectPost("/withdraw/shop_payment_status", body, { body: fixture("withdraw-status-ok") })
      yield* TestClock.setTime(instant)
      const { payouts } = yield* shop({ nowFormat })
      assert.deepStrictEqual(yield* outcomeOf(payouts.get({ reference: payoutReference })), paid)
    })
  )

  const failed = (_tag: string, more: Readonly<Record<string, unknown>>) => ({
    _tag,
    provider: "feennex",
    operation: "payouts.get",
    ...more
  })

  it.effect.each([
    ["2000 with its text", fixture("withdraw-status-not-found"), "2000"],
    ["7", refusal(7, "Operation not found"), "7"]
  ] as const)("ends as not found after error %s", ([_, body, providerCode]) =>
    Effect.gen(function* () {
      for (const providerReference of [undefined, "11298076"]) {
        answerPost(providerReference === undefined ? "/withdraw/shop_payment_status" : "/withdraw/status", { body })
        const { message } = JSON.parse(body)
        const more = { reference: payoutReference, providerCode, message }
        assert.deepStrictEqual(yield* get(providerReference), failed("NotFound", more))
      }
    })
  )

  it.effect.each([
    [
      "error 2000 with other words",
      200,
      refusal(2000, "Other exception"),
      "UnrecognisedAnswer",
      "2000",
      "Other exception"
    ],
    ["error 8", 200, refusal(8, "Operation is processing"), "ProviderUnavailable", "8", "Operation is processing"],
    ["error 6", 200, refusal(6, "not unique"), "UnrecognisedAnswer", "6", "not unique"],
    ["a refused address", 200, fixture("error-ip"), "AuthenticationFailed", "15", "Shop ip <IP> denied"],
    ["HTML", 200, "<html>", "UnreadableAnswer", undefined, "HTTP 200, not valid JSON"],
    ["HTTP 404", 404, "Not Found", "UnreadableAnswer", undefined, "HTTP 404, not valid JSON"],
    ["HTTP 502", 502, fixture("withdraw-status-ok"), "ProviderUnavailable", undefined, "the provider answered HTTP 502"]
  ] as const)("fails, and denies nothing, after %s", ([_, status, body, reason, providerCode, message]) =>
    Effect.gen(function* () {
      answerPost("/withdraw/shop_payment_status", { status, body })
      const code = providerCode === undefined ? {} : { providerCode }
      assert.deepStrictEqual(yield* get(), failed("ReadFailed", { reason, message, ...code }))
    })
  )

  it.effect("never takes the answer about another payout for this one's", () =>
    Effect.gen(function* () {
      const body = fixtureWith("withdraw-status-ok", { shop_payment_id: "another" })
      const more = { reason: "UnrecognisedAnswer", message: "the answer speaks of another payout" }
      for (const providerReference of [undefined, "11298076"]) {
        answerPost(providerReference === undefined ? "/withdraw/shop_payment_status" : "/withdraw/status", { body })
        assert.deepStrictEqual(yield* get(providerReference), failed("ReadFailed", more))
      }
      answerPost("/withdraw/status", { body: fixtureWith("withdraw-status-ok", { id: 1 }) })
      assert.deepStrictEqual(yield* get("11298076"), failed("ReadFailed", more))
    })
  )

  it.effect("keeps the reason of a rejection", () =>
    Effect.gen(function* () {
      answerPost("/withdraw/shop_payment_status", { body: fixture("withdraw-status-rejected") })
      const failure = { ...nothingSaid, message: "Card number doesn't exist. Check if the number is correct" }
      assert.deepStrictEqual(yield* get(), { ...paid, status: "failed", providerStatus: "6", failure })
    })
  )

  it.effect.each([
    [6, undefined, "failed", "no reason given"],
    [8, "Canceled for 4111111111111111, payee@example.com", "canceled", "Canceled for ***, ***"],
    [6, "sign with test_secret", "failed", "sign with ***"]
  ] as const)("of status %i with the reason %j is %s: %s", ([status, rejected_reason, word, message]) =>
    Effect.gen(function* () {
      const body = fixtureWith("withdraw-status-ok", { status, rejected_reason })
      answerPost("/withdraw/shop_payment_status", { body })
      const rejected = { ...paid, status: word, providerStatus: String(status), failure: { ...nothingSaid, message } }
      assert.deepStrictEqual(yield* get(), rejected)
    })
  )

  it.effect("of an unknown status is neither paid nor failed, and an anomaly", () =>
    Effect.gen(function* () {
      const body = fixtureWith("withdraw-status-ok", { status: 77, rejected_reason: "no" })
      answerPost("/withdraw/shop_payment_status", { body })
      const anomalies = [{ kind: "UnknownStatus", message: "payout status 77 is not documented" }]
      assert.deepStrictEqual(yield* get(), { ...paid, status: "unrecognised", providerStatus: "77", anomalies })
    })
  )

  it.effect("claims no amount whose currency is missing", () =>
    Effect.gen(function* () {
      const body = fixtureWith("withdraw-status-ok", { ps_currency: undefined })
      answerPost("/withdraw/shop_payment_status", { body })
      const anomalies = [{ kind: "UnreadableField", message: "payee_receive: its currency is missing or unknown" }]
      const { amount: _, ...rest } = paid
      assert.deepStrictEqual(yield* get(), { ...rest, anomalies })
    })
  )

  it.effect.each(["", "1 1", "-1", "1.5", "70000003.0", "0070000004", "1e3", "wd-8f2", "ид", "9".repeat(40)])(
    "with the id %j, which create takes and no read can ask by, goes by our own",
    (id) =>
      Effect.gen(function* () {
        answerPost("/withdraw/shop_payment_status", { body: fixtureWith("withdraw-status-ok", { id }) })
        assert.deepStrictEqual(yield* get(id), { ...paid, providerReference: id })
      })
  )

  it.effect.each([
    ["9223372036854775807", "9223372036854775807"],
    ["70000003", "70000003.0"],
    ["70000004", "0070000004"]
  ])("by the id %s sends it as it came, and knows it again as %s", ([id, stated]) =>
    Effect.gen(function* () {
      const body = fixtureWith("withdraw-status-ok", { id: stated })
      answerPost("/withdraw/status", { body }, new RegExp(`"withdraw_id":${id}[,}]`))
      assert.deepStrictEqual(yield* get(id), { ...paid, providerReference: stated })
    })
  )
})
