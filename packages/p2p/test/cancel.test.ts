/** rejected_pay_out: only with the formula of standart_sign, and whatever is answered, only the status decides. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { sha256 } from "../src/internal/signing.ts"
import { fixture } from "./support/fixtures.ts"
import { cancelPath, createPath, merchant, payoutRequest, signKey, template } from "./support/merchant.ts"
import { answerPost, expectPost, guardNetwork } from "./support/network.ts"
import { ended, outcomeOf } from "./support/plain.ts"
import { answering } from "./support/recorder.ts"

guardNetwork()

const signed = { order_id: "order123", standart_sign: sha256(`order123:${signKey}`) }

describe("cancellation", () => {
  it.live.each([undefined, null])("does not exist without a template (%s)", (standartSign) =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant(standartSign === undefined ? {} : { standartSign })
      assert.notInclude(payouts.capabilities.operations, "cancel")
      const outcome = yield* ended(payouts.cancel({ reference: "order123" }))
      assert.deepInclude(outcome, { _tag: "NotExecuted", reason: "Unsupported" })
    })
  )

  it.live("asks by our id, signed by the template, and means no more than asked", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ standartSign: template })
      assert.include(payouts.capabilities.operations, "cancel")
      expectPost(cancelPath, signed, { body: '{"ok":true}' })
      const outcome = yield* outcomeOf(payouts.cancel({ reference: "order123", providerReference: "t-1" }))
      assert.deepStrictEqual(outcome, { _tag: "Accepted", value: { asked: true } })
    })
  )

  it.live("goes to its own address, never to the one that an answer names", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ standartSign: template })
      answerPost(createPath, { body: fixture("create-payout-answer") })
      const created = yield* payouts.create(yield* payoutRequest())
      const notes = created._tag === "Accepted" ? created.value.notes : undefined
      assert.deepStrictEqual(notes, [{ name: "reject_callback_url", value: "https://elsewhere.example/reject/1" }])
      expectPost(cancelPath, signed, { body: '{"ok":true}' })
      assert.strictEqual((yield* payouts.cancel({ reference: "order123" }))._tag, "Accepted")
    })
  )

  it.effect.each([
    ['{"ok":false,"error":"low balance"}', 200, "UnrecognisedAnswer", "low balance"],
    ['{"ok":false,"error":"already paid"}', 400, "UnrecognisedAnswer", "already paid"],
    ['{"ok":true}', 400, "UnreadableAnswer", "HTTP 400 contradicts its body"],
    ['{"ok":true}', 302, "UnreadableAnswer", "HTTP 302 contradicts its body"],
    ['{"ok":true,"error":"already paid"}', 200, "UnreadableAnswer", "already paid"],
    ['{"ok":false,"error":"busy"}', 503, "ProviderUnavailable", "busy"],
    ["{}", 200, "UnreadableAnswer", "ok null"],
    ["OK", 200, "UnreadableAnswer", "not valid JSON"]
  ] as const)("is unknown after %s with HTTP %s", ([body, status, reason, message]) =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ standartSign: template })
      const outcome = yield* ended(answering(body, status).provide(payouts.cancel({ reference: "order123" })))
      assert.deepInclude(outcome, { _tag: "OutcomeUnknown", operation: "payouts.cancel", reason })
      assert.include(outcome.message, message)
    })
  )

  it.effect.each(["a:b", "", "../x", "x".repeat(256)])("of %j sends nothing: it cannot be our id", (reference) =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ standartSign: template })
      const network = answering('{"ok":true}')
      const outcome = yield* ended(network.provide(payouts.cancel({ reference })))
      assert.deepInclude(outcome, { _tag: "NotExecuted", reason: "InvalidRequest" })
      assert.deepStrictEqual(network.sent, [])
    })
  )
})
