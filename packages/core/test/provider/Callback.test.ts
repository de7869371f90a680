/** Callbacks are hints: refused when too long, never a defect, and without anything a status could be taken from. */
import { assert, describe, it } from "@effect/vitest"
import * as Callback from "@switchyard/core/Callback"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { payments, payouts, rub } from "../support/stubs.ts"
import { recorder } from "../support/telemetry.ts"

const raw = (body: Uint8Array): Callback.Raw => ({ body, headers: {}, path: "" })

const event: Callback.Event = { kind: "payment", trust: "hint", eventId: "1", reference: "pay-1", amount: rub("100") }

describe("parseCallback", () => {
  it.effect("of the longest allowed body is the provider's; one byte more is refused unread", () =>
    Effect.gen(function* () {
      let calls = 0
      const parseCallback: Callback.Parse = () => {
        calls++
        return Effect.succeed(event)
      }
      for (const { provider } of [payments({ parseCallback }), payouts({ parseCallback })]) {
        assert.isDefined(provider.parseCallback)
        if (provider.parseCallback === undefined) return
        calls = 0
        assert.strictEqual(yield* provider.parseCallback(raw(new Uint8Array(Callback.maxBytes))), event)
        const error = yield* Effect.flip(provider.parseCallback(raw(new Uint8Array(Callback.maxBytes + 1))))
        assert.deepStrictEqual([error._tag, error.reason, error.provider], ["CallbackRejected", "TooLarge", "stub"])
        assert.strictEqual(calls, 1)
      }
    })
  )

  it.effect("that fails inside the adapter is a refusal, and nothing of the body is told", () =>
    Effect.gen(function* () {
      const { record, text } = recorder()
      const faults: ReadonlyArray<Callback.Parse> = [
        ({ body }) => Effect.sync(() => JSON.parse(new TextDecoder().decode(body))),
        ({ body }) => JSON.parse(new TextDecoder().decode(body))
      ]
      for (const parseCallback of faults) {
        const { provider } = payments({ parseCallback })
        if (provider.parseCallback === undefined) return assert.fail("it has callbacks")
        const error = yield* record(Effect.flip(provider.parseCallback(raw(new TextEncoder().encode("IVAN CANARY")))))
        assert.deepStrictEqual([error._tag, error.reason], ["CallbackRejected", "Malformed"])
        assert.notInclude(JSON.stringify(error) + text(), "CANARY")
        assert.include(text(), "SyntaxError")
      }
    })
  )

  it.effect("passes the provider's own refusal through", () =>
    Effect.gen(function* () {
      const refusal = new Callback.CallbackRejected({ provider: "stub", reason: "SignatureInvalid", message: "no" })
      const { provider } = payments({ parseCallback: () => Effect.fail(refusal) })
      if (provider.parseCallback === undefined) return assert.fail("it has callbacks")
      assert.strictEqual(yield* Effect.flip(provider.parseCallback(raw(new Uint8Array()))), refusal)
    })
  )
})

describe("an event", () => {
  it("holds what finds the operation and shows a mismatch, and no status of ours", () => {
    assert.deepStrictEqual(Object.keys(Callback.Event.fields).sort(), [
      "account",
      "amount",
      "eventId",
      "kind",
      "providerReference",
      "providerStatus",
      "reference",
      "trust"
    ])
  })

  it.effect("is stored as JSON and read again", () =>
    Effect.gen(function* () {
      const codec = Schema.fromJsonString(Schema.toCodecJson(Callback.Event))
      const text = yield* Schema.encodeEffect(codec)(event)
      const back = yield* Schema.decodeEffect(codec)(text)
      assert.strictEqual(yield* Schema.encodeEffect(codec)(back), text)
    })
  )
})

describe("comparing signatures", () => {
  it("takes the same text or bytes and nothing else, of whatever length", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, more) => {
        assert.isTrue(Callback.isSameSignature(text, text))
        assert.isTrue(Callback.isSameSignature(text, new TextEncoder().encode(text)))
        assert.isFalse(Callback.isSameSignature(text, text + more))
        assert.isFalse(Callback.isSameSignature(text + more, text))
        assert.isFalse(Callback.isSameSignature(`${text}a`, `${text}b`))
      })
    )
  })
})
