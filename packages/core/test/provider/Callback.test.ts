/** Callbacks are hints: refused when too long, never a defect, and without anything a status could be taken from. */
import { assert, describe, it } from "@effect/vitest"
import * as Callback from "@switchyard/core/Callback"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { rub, untyped } from "../support/stubs.ts"
import { recorder } from "../support/telemetry.ts"

const raw = (body: Uint8Array): Callback.Raw => ({ body, headers: {}, path: "", receivedAt: DateTime.makeUnsafe(0) })

const event: Callback.Event = { kind: "payment", trust: "hint", eventId: "1", reference: "pay-1", amount: rub("100") }

describe("parseCallback", () => {
  it.effect("of the longest allowed body is the provider's; one byte more is refused unread", () =>
    Effect.gen(function* () {
      let calls = 0
      const parse = Callback.guarded("stub", () => {
        calls++
        return Effect.succeed([event])
      })
      assert.deepStrictEqual(yield* parse(raw(new Uint8Array(Callback.maxBytes))), [event])
      const error = yield* Effect.flip(parse(raw(new Uint8Array(Callback.maxBytes + 1))))
      assert.deepInclude(error, { _tag: "CallbackRejected", reason: "TooLarge", provider: "stub" })
      assert.strictEqual(calls, 1)
    })
  )

  it.effect("gives any number of events up to a bound, and none where nothing is ours", () =>
    Effect.gen(function* () {
      const parsed = (count: number) =>
        Callback.guarded("stub", () => Effect.succeed(Array.from({ length: count }, () => event)))(
          raw(new Uint8Array(1))
        )
      assert.lengthOf(yield* parsed(0), 0)
      assert.lengthOf(yield* parsed(Callback.maxEvents), Callback.maxEvents)
      assert.deepInclude(yield* Effect.flip(parsed(Callback.maxEvents + 1)), {
        _tag: "CallbackRejected",
        reason: "TooLarge"
      })
    })
  )

  it.effect("that fails inside the adapter is a refusal, and nothing of the body is told", () =>
    Effect.gen(function* () {
      const { record, text } = recorder()
      const faults: ReadonlyArray<Callback.Parse> = [
        ({ body }) => Effect.sync(() => JSON.parse(new TextDecoder().decode(body))),
        ({ body }) => JSON.parse(new TextDecoder().decode(body)),
        () => Effect.succeed(untyped({ eventId: "CANARY" }))
      ]
      for (const fault of faults) {
        const parse = Callback.guarded("stub", fault)
        const error = yield* record(Effect.flip(parse(raw(new TextEncoder().encode("IVAN CANARY")))))
        assert.deepInclude(error, { _tag: "CallbackRejected", reason: "Malformed" })
        assert.notInclude(JSON.stringify(error) + text(), "CANARY")
      }
      assert.include(text(), "SyntaxError")
    })
  )

  it.effect("passes the provider's own refusal through, and that it cannot be verified now", () =>
    Effect.gen(function* () {
      const errors = [
        new Callback.CallbackRejected({ provider: "stub", reason: "SignatureInvalid", message: "no" }),
        new Callback.Unverifiable({ provider: "stub", message: "no key", retryAfterMillis: 1_000 })
      ]
      for (const error of errors) {
        const parse = Callback.guarded("stub", () => Effect.fail(error))
        assert.strictEqual(yield* Effect.flip(parse(raw(new Uint8Array()))), error)
      }
    })
  )
})

describe("an event", () => {
  it("holds what finds the operation and shows a mismatch, and no status of ours", () => {
    assert.deepStrictEqual(Object.keys(Callback.Event.fields).sort(), [
      "account",
      "amount",
      "context",
      "eventId",
      "kind",
      "occurredAt",
      "otherProviderReferences",
      "payment",
      "providerReference",
      "providerStatus",
      "reference",
      "trust"
    ])
  })

  it.effect("is stored as JSON and read again", () =>
    Effect.gen(function* () {
      const codec = Schema.fromJsonString(Schema.toCodecJson(Callback.Event))
      const refund: Callback.Event = {
        ...event,
        kind: "refund",
        reference: "refund-1",
        otherProviderReferences: ["re_2"],
        payment: { reference: "pay-1", providerReference: "pi_1" },
        occurredAt: DateTime.makeUnsafe(1_000),
        context: { account: "acct_1" }
      }
      const text = yield* Schema.encodeEffect(codec)(refund)
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
