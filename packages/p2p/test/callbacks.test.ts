/** Callbacks: verified where the formula is configured, hints where it is not, and never anything personal. */
import { assert, describe, it } from "@effect/vitest"
import * as Callback from "@switchyard/core/Callback"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { sha256 } from "../src/internal/signing.ts"
import type * as P2p from "../src/P2p.ts"
import { fixture, fixtureWith } from "./support/fixtures.ts"
import { merchant, signKey, template } from "./support/merchant.ts"
import { ended, outcomeOf } from "./support/plain.ts"

const raw = (body: string | Uint8Array, path = "payouts/success"): Callback.Raw => ({
  body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  headers: { "content-type": "application/json" },
  path,
  receivedAt: DateTime.makeUnsafe(0)
})

const parse = (options: Partial<P2p.Options>, body: string | Uint8Array, path?: string) =>
  Effect.gen(function* () {
    const { parseCallback } = yield* merchant(options)
    if (parseCallback === undefined) return assert.fail("no callbacks")
    const [event, ...more] = yield* parseCallback(raw(body, path))
    return event === undefined || more.length > 0 ? assert.fail("not one event") : event
  })

const sign = sha256(`123456789:${signKey}`)
const withTemplate = { standartSign: template }
const genuine = fixtureWith("payout-callback", { standart_sign: sign })

const eventIdOf = (body: string, options: Partial<P2p.Options> = {}) =>
  Effect.map(parse(options, body), ({ eventId }) => eventId)

describe("without a template", () => {
  it.effect("a callback is a hint, and nothing personal is in it", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      assert.strictEqual(payouts.capabilities.callbacks, "hint")
      assert.deepStrictEqual(yield* outcomeOf(parse({}, fixture("payout-callback"))), {
        kind: "payout",
        trust: "hint",
        eventId: sha256('["123456789","successful","2024-02-15T09:45:12Z","p6o5n4m3l2k1j0i9h8g7f6e5d4c3b2a1"]'),
        reference: "123456789",
        providerStatus: "successful",
        amount: "5000.00 RUB"
      })
    })
  )

  it.effect("a signature is not needed, whatever it is", () =>
    Effect.gen(function* () {
      for (const standart_sign of [undefined, null, "", "forged", 7]) {
        const event = yield* parse({}, fixtureWith("payout-callback", { standart_sign }))
        assert.strictEqual(event.trust, "hint")
      }
    })
  )
})

describe("ok, which only answers have", () => {
  it.effect("means nothing in a callback, which is a hint with and without it", () =>
    Effect.gen(function* () {
      const event = yield* parse({}, fixture("payout-callback"))
      for (const ok of [true, false, null, "true"]) {
        assert.deepStrictEqual(yield* parse({}, fixtureWith("payout-callback", { ok })), event)
      }
    })
  )
})

describe("with a template", () => {
  it.effect("a genuine callback is verified, its digest in either case", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant(withTemplate)
      assert.strictEqual(payouts.capabilities.callbacks, "verified")
      for (const standart_sign of [sign, sign.toUpperCase()]) {
        const event = yield* parse(withTemplate, fixtureWith("payout-callback", { standart_sign }))
        assert.deepInclude(event, { trust: "verified", reference: "123456789" })
        // The digest covers neither: whoever has one callback could write another status and amount beside it.
        assert.doesNotHaveAnyKeys(event, ["providerStatus", "amount"])
      }
    })
  )

  it.effect.each([
    ["another order", { standart_sign: sign, order_id: "123456780" }],
    ["no order", { standart_sign: sign, order_id: undefined }],
    ["another digest", { standart_sign: sha256("123456789:another_key") }],
    ["a longer digest", { standart_sign: `${sign}0` }],
    ["the document's placeholder", {}]
  ] as const)("%s is refused", ([, changes]) =>
    Effect.gen(function* () {
      const refused = yield* ended(parse(withTemplate, fixtureWith("payout-callback", changes)))
      assert.deepInclude(refused, { _tag: "CallbackRejected", reason: "SignatureInvalid" })
    })
  )

  it.effect("a missing digest is refused as missing", () =>
    Effect.gen(function* () {
      for (const standart_sign of [undefined, null, "", {}, [sign]]) {
        const refused = yield* ended(parse(withTemplate, fixtureWith("payout-callback", { standart_sign })))
        assert.deepInclude(refused, { _tag: "CallbackRejected", reason: "SignatureMissing" })
      }
    })
  )

  it.effect("is checked before anything else is decoded", () =>
    Effect.gen(function* () {
      const odd = fixtureWith("payout-callback", { type: "pay_in", status: 7, standart_sign: "forged" })
      assert.deepInclude(yield* ended(parse(withTemplate, odd)), { reason: "SignatureInvalid" })
      const signed = fixtureWith("payout-callback", { type: "pay_in", standart_sign: sign })
      assert.deepInclude(yield* ended(parse(withTemplate, signed)), { reason: "Malformed" })
    })
  )
})

describe("a malformed callback", () => {
  it.effect.each([
    ["form text", "order_id=123456789&status=successful"],
    ["HTML", "<html></html>"],
    ["no object", '["123456789"]'],
    ["a cut body", genuine.slice(0, 80)],
    ["a member given twice", genuine.replace("{", '{"order_id":"123456788",')],
    ["bytes that are no text", new Uint8Array([0x7b, 0xff, 0x7d])],
    ["a pay-in", fixtureWith("payout-callback", { type: "pay_in" })],
    ["no type", fixtureWith("payout-callback", { type: undefined })],
    ["no status", fixtureWith("payout-callback", { status: null })],
    ["no order", fixtureWith("payout-callback", { order_id: null })],
    ["an order that cannot be ours", fixtureWith("payout-callback", { order_id: "a:b" })]
  ] as const)("%s is refused without a word of it", ([, body]) =>
    Effect.gen(function* () {
      const refused = yield* ended(parse({}, body))
      assert.deepInclude(refused, { _tag: "CallbackRejected", provider: "p2p", reason: "Malformed" })
      assert.notMatch(JSON.stringify(refused), /Petrov|4276|Tinkoff/)
    })
  )

  it.effect("that is too long is refused unread", () =>
    Effect.gen(function* () {
      const refused = yield* ended(parse({}, " ".repeat(Callback.maxBytes + 1)))
      assert.deepInclude(refused, { _tag: "CallbackRejected", reason: "TooLarge" })
    })
  )
})

describe("an event", () => {
  it.effect("may bring any status at any address", () =>
    Effect.gen(function* () {
      for (const status of ["successful", "rejected_gate", "expectation", "something new"]) {
        for (const path of ["payouts/success", "payouts/error", "elsewhere"]) {
          const event = yield* parse({}, fixtureWith("payout-callback", { status }), path)
          assert.strictEqual(event.providerStatus, status)
        }
      }
    })
  )

  it.effect("has one id however it is written, and another one for another status, time or payout", () =>
    Effect.gen(function* () {
      const id = yield* eventIdOf(genuine, withTemplate)
      const members: Record<string, unknown> = JSON.parse(genuine)
      const reversed = JSON.stringify(Object.fromEntries(Object.entries(members).reverse()), null, 4)
      assert.strictEqual(yield* eventIdOf(reversed, withTemplate), id)
      assert.strictEqual(yield* eventIdOf(JSON.stringify({ ...members, standart_sign: sign.toUpperCase() })), id)
      for (const change of [{ status: "rejected_gate" }, { updated_at: "2024-02-15T09:45:13Z" }, { order_id: "1" }]) {
        assert.notStrictEqual(yield* eventIdOf(JSON.stringify({ ...members, ...change })), id)
      }
    })
  )

  it.effect("that is forged without the signature cannot take the id of the true one", () =>
    Effect.gen(function* () {
      const forged = fixtureWith("payout-callback", { standart_sign: "guess" })
      assert.notStrictEqual(yield* eventIdOf(forged), yield* eventIdOf(genuine))
    })
  )

  it.effect("without a time is known by its complete body", () =>
    Effect.gen(function* () {
      for (const updated_at of [undefined, null, "", {}]) {
        const body = fixtureWith("payout-callback", { updated_at })
        assert.strictEqual(yield* eventIdOf(body), sha256(body))
      }
    })
  )

  it.effect("leaves out an amount that cannot be read exactly", () =>
    Effect.gen(function* () {
      for (const change of [{ fiat_amount: "5000.001" }, { fiat_currency: "xxx" }, { fiat_amount: null }]) {
        assert.isUndefined((yield* parse({}, fixtureWith("payout-callback", change))).amount)
      }
    })
  )

  it.effect("keeps a card number out of an undocumented status", () =>
    Effect.gen(function* () {
      const event = yield* parse(
        {},
        fixtureWith("payout-callback", { status: `card 4276345439581234 ${"x".repeat(99)}` })
      )
      assert.notInclude(event.providerStatus, "4276345439581234")
      assert.isAtMost(event.providerStatus?.length ?? 0, 64)
    })
  )
})
