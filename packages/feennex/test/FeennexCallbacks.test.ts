/** Genuine callbacks: verified over the exact text that came, then decoded, and never more than a hint. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { byName, expected, type Fields, form, genuine, mismatch, parse, signed, values } from "./support/callback.ts"
import { fixture } from "./support/fixtures.ts"
import { shop } from "./support/shop.ts"
import { sha256, signature } from "./support/signature.ts"

const { email: _email, user_ip: _ip, ...anonymous } = values
const event = {
  _tag: "Value",
  value: {
    kind: "payment",
    trust: "verified",
    eventId: sha256(
      Object.entries(values)
        .sort(byName)
        .map(([, value]) => value)
        .join(":")
    ),
    reference: "1",
    providerReference: "1",
    providerStatus: "success",
    amount: "1.00 USD",
    account: "1"
  }
}

describe("a genuine callback", () => {
  it.effect("as form text is believed to be a hint about one payment, without personal data", () =>
    Effect.gen(function* () {
      const end = yield* parse(form(genuine))
      assert.deepStrictEqual(end, event)
      assert.notMatch(JSON.stringify(end), /1@1\.1|1\.2\.3\.4/)
    })
  )

  it.effect("is the same event in another order, in JSON, with blanks as %20, or sent twice", () =>
    Effect.gen(function* () {
      const reversed = Object.fromEntries(Object.entries(genuine).reverse())
      const numbers = JSON.stringify(genuine).replace('"client_price":"1.0"', '"client_price":1.0')
      for (const body of [form(reversed), JSON.stringify(reversed), numbers, ` \n${numbers}`]) {
        assert.deepStrictEqual(yield* parse(body), event)
      }
      assert.deepStrictEqual(yield* parse(form(genuine).replaceAll("+", "%20")), event)
      assert.deepStrictEqual(yield* parse(form(genuine)), event)
    })
  )

  it.effect("may have its signature in upper case", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* parse(form({ ...genuine, sign: expected.toUpperCase() })), event)
    })
  )

  it.effect("in JSON is signed over the numbers as they were written: 6.0, not 6", () =>
    Effect.gen(function* () {
      const body = (price: string, sign: string) => `{"client_price": ${price}, "status": "success", "sign": "${sign}"}`
      const right = signature("6.0", "success")
      assert.deepInclude(yield* parse(body("6.0", right)), { _tag: "Value" })
      for (const price of ["6", "6.00", "60e-1", '"6"', "6.0000000000000001"]) {
        assert.deepStrictEqual(yield* parse(body(price, right)), mismatch)
      }
      assert.deepInclude(yield* parse(body("1.0E+2", signature("1.0E+2", "success"))), { _tag: "Value" })
    })
  )

  it.effect("leaves out of the signature what is null or empty, and keeps 0", () =>
    Effect.gen(function* () {
      const sign = signature("0", "0.0", "success")
      const body = `{"a": 0, "b": 0.0, "description": "", "error": null, "status": "success", "sign": "${sign}"}`
      assert.deepInclude(yield* parse(body), { _tag: "Value" })
      assert.deepInclude(yield* parse(`a=0&b=0.0&description=&status=success&sign=${sign}`), { _tag: "Value" })
      assert.deepStrictEqual(yield* parse(`a=0&b=0.0&description=x&status=success&sign=${sign}`), mismatch)
      assert.deepStrictEqual(yield* parse(`a=&b=0.0&status=success&sign=${sign}`), mismatch)
    })
  )

  it.effect("is believed of no member that is empty, for the signature does not cover it", () =>
    Effect.gen(function* () {
      const empty = { shop_original_amount: "", updated: "" }
      assert.deepStrictEqual(yield* parse(form({ ...genuine, ...empty })), event)
      const { shop_id: _, ...rest } = values
      const { value } = yield* parse(form({ ...signed(rest), shop_id: "" }))
      assert.notProperty(value, "account")
    })
  )

  it.effect("states what was asked for, also after a payer sent another amount", () =>
    Effect.gen(function* () {
      const body = form(signed({ ...values, shop_original_amount: "10.0", status: "recalculated" }))
      assert.deepNestedInclude(yield* parse(body), {
        "value.amount": "10.00 USD",
        "value.providerStatus": "recalculated"
      })
    })
  )

  it.effect.each([{ shop_currency: "999" }, { shop_amount: "1.001" }, { shop_amount: "one" }])(
    "with %j states no amount",
    (changes) =>
      Effect.gen(function* () {
        const { value } = yield* parse(form(signed({ ...values, ...changes })))
        assert.notProperty(value, "amount")
        assert.deepInclude(value, { reference: "1" })
      })
  )

  it.effect("is not lost because its ps_data is no JSON, as in the documents' own sample", () =>
    Effect.gen(function* () {
      const { sign: _, ...sample }: Fields = JSON.parse(fixture("callback-form-sample"))
      assert.throws(() => JSON.parse(sample.ps_data ?? ""))
      assert.deepNestedInclude(yield* parse(form(signed(sample))), { "value.reference": "1" })
    })
  )

  it.effect("is decoded once: + and %20 are blanks, %2B is a plus, %25 stays", () =>
    Effect.gen(function* () {
      const sign = signature("a b+c%20d", "é&=", "success")
      const body = `a=a+b%2Bc%2520d&b=%C3%A9%26%3D&status=success&sign=${sign}`
      assert.deepInclude(yield* parse(body), { _tag: "Value" })
      assert.deepStrictEqual(yield* parse(body.replace("%2B", "+")), mismatch)
      assert.deepStrictEqual(yield* parse(body.replace("%2520", "%20")), mismatch)
    })
  )
})

describe("an event", () => {
  it.effect("of another status is another event", () =>
    Effect.gen(function* () {
      const one = yield* parse(form(signed(values)))
      const two = yield* parse(form(signed({ ...values, status: "rejected" })))
      assert.notDeepEqual(one.value, two.value)
    })
  )

  it.effect("without e-mail and address is read as well", () =>
    Effect.gen(function* () {
      assert.deepNestedInclude(yield* parse(form(signed(anonymous))), {
        "value.trust": "verified",
        "value.reference": "1"
      })
    })
  )

  it.effect("is never one of payouts, which have no callbacks", () =>
    Effect.gen(function* () {
      const { payments, payouts } = yield* shop()
      assert.strictEqual(payouts.capabilities.callbacks, "none")
      assert.strictEqual(payments.capabilities.callbacks, "verified")
    })
  )
})
