import { assert, describe, it } from "@effect/vitest"
import * as Json from "@switchyard/core/Json"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { callbackFields } from "../src/internal/callbackFields.ts"
import { signedText } from "../src/internal/callbackSigning.ts"
import { amountField, currencyField } from "../src/internal/money.ts"
import { digest, signedBody, stringToSign } from "../src/internal/signing.ts"
import { fixture } from "./support/fixtures.ts"
import { answering, type Sent } from "./support/recorder.ts"
import { payoutRequest, secret, shop } from "./support/shop.ts"
import { signature } from "./support/signature.ts"

interface Vector {
  readonly id: string
  readonly values?: Readonly<Record<string, string>>
  readonly secret?: string
  readonly string_to_hash?: string
  readonly expected?: string
  readonly right?: { readonly string: string; readonly sha256: string }
  readonly wrong?: { readonly string: string; readonly sha256: string }
}

const { vectors }: { readonly vectors: ReadonlyArray<Vector> } = JSON.parse(fixture("vectors"))
const withFields = vectors.flatMap(({ expected, id, secret: key, string_to_hash: text, values }) =>
  values !== undefined && key !== undefined && text !== undefined && expected !== undefined
    ? [{ id, values, key, text, expected }]
    : []
)
const withText = vectors.flatMap(({ expected, id, string_to_hash: text }) =>
  text !== undefined && expected !== undefined ? [{ id, text, expected }] : []
)

describe("the signature reproduces", () => {
  it("all seventeen usable vectors of the list", () => {
    assert.deepStrictEqual([vectors.length, withFields.length, withText.length], [17, 12, 16])
  })

  it.each(withFields)("$id from its fields, however they are ordered", ({ expected, key, text, values }) => {
    const reversed = Object.fromEntries(Object.entries(values).reverse())
    for (const fields of [values, reversed]) {
      assert.strictEqual(stringToSign(fields) + key, text)
      assert.strictEqual(digest(stringToSign(fields), key), expected)
    }
  })

  it.each(withText)("$id from its text", ({ expected, text }) => {
    assert.strictEqual(digest(text, ""), expected)
    assert.strictEqual(digest(text.slice(0, -5), text.slice(-5)), expected)
  })

  it("the trap of a number's own text: 6.0 is not 6", () => {
    const { right, wrong } = vectors.find(({ id }) => id === "trap-float-lexeme") ?? {}
    const body = new TextEncoder().encode('{"client_price": 6.0, "status": "success"}')
    const { fields } = Result.getOrThrow(callbackFields(body))
    assert.strictEqual(digest(signedText(fields), secret), right?.sha256)
    assert.notStrictEqual(digest(signedText(fields), secret), wrong?.sha256)
    assert.strictEqual(digest(wrong?.string ?? "", ""), wrong?.sha256)
  })
})

describe("the text that is signed", () => {
  it("has its values in the order of their names by code unit, not by the locale", () => {
    const fields = { é: "8", z: "7", amount_type: "4", amount: "3", Z: "1", _: "2", shop_order_id: "6", shop_id: "5" }
    assert.strictEqual(stringToSign(fields), "1:2:3:4:5:6:7:8")
  })

  it("is what Feennex echoes for its own example, the secret following without a colon", () => {
    const fields = {
      shop_order_id: "99991",
      shop_id: Json.number(6199),
      payway: "card_usd",
      currency: Json.number(840)
    }
    const text = stringToSign({ ...fields, amount: Json.number("500") })
    assert.strictEqual(text, "500:840:card_usd:6199:99991")
    assert.strictEqual(digest(text, secret), signature("500", "840", "card_usd", "6199", "99991"))
  })

  it("cannot be replaced by what is sent beside it", () => {
    const body = signedBody({ amount: "1" }, { amount: "2", sign: "3", email: undefined, note: "4" }, secret)
    assert.deepStrictEqual(JSON.parse(body), { amount: "1", note: "4", sign: signature("1") })
  })
})

const texts = (sent: Sent, ...names: ReadonlyArray<string>) =>
  names.map((name) => {
    const value = sent.body[name]
    return Json.isJsonNumber(value) ? value.text : String(value)
  })

const signedNames = ["account", "amount", "amount_type", "payway", "shop_currency", "shop_id", "shop_payment_id"]

const create = (changes: Readonly<Record<string, unknown>>, amountAs?: "number" | "string") =>
  Effect.gen(function* () {
    const { payouts } = yield* shop(amountAs === undefined ? {} : { amountAs })
    const network = answering(fixture("withdraw-create-ok"))
    yield* network.provide(payouts.create(yield* payoutRequest(changes)))
    return network.sent[0] ?? assert.fail("nothing was sent")
  })

describe("the text that is signed is the text that is sent", () => {
  it.effect("for any amount, as a number and as text", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.bigInt({ min: 1n, max: 10n ** 28n }),
          fc.constantFrom("USD", "JPY", "BHD"),
          fc.constantFrom<"number" | "string" | undefined>("number", "string", undefined),
          async (minor, currency, amountAs) => {
            const money = Money.fromMinor(minor, currency === "JPY" ? "JPY" : currency === "BHD" ? "BHD" : "USD")
            if (money === undefined) return
            const value = Money.toText(money)
            const sent = await Effect.runPromise(Effect.scoped(create({ amount: { value, currency } }, amountAs)))
            const { amount, sign } = sent.body
            assert.strictEqual(Json.isJsonNumber(amount), amountAs !== "string")
            assert.deepStrictEqual(texts(sent, "amount"), [amountAs === "string" ? value : Money.toShortest(money)])
            assert.strictEqual(sign, signature(...texts(sent, ...signedNames)))
          }
        )
      )
    )
  )

  it.effect.each([
    ["12.50", "USD", "12.5", '"12.50"'],
    ["1", "USD", "1", '"1.00"'],
    ["0.1", "USD", "0.1", '"0.10"'],
    ["100000", "USD", "100000", '"100000.00"'],
    ["1500", "JPY", "1500", '"1500"'],
    ["1.250", "BHD", "1.25", '"1.250"'],
    ["9007199254740993.01", "USD", "9007199254740993.01", '"9007199254740993.01"']
  ] as const)("%s %s is the number %s or the text %s", ([value, currency, number, text]) =>
    Effect.gen(function* () {
      assert.include((yield* create({ amount: { value, currency } })).text, `"amount":${number},`)
      assert.include((yield* create({ amount: { value, currency } }, "string")).text, `"amount":${text},`)
    })
  )

  it("knows no currency number for USDT, and writes no leading zero", () => {
    assert.isUndefined(currencyField("USDT"))
    assert.deepStrictEqual(currencyField("BHD"), Json.number("48"))
    assert.deepStrictEqual(amountField(Money.unsafe("1.10", "USD"), "number"), Json.number("1.1"))
  })
})

describe("what is sent beside the signed fields", () => {
  it.effect("is in the body and not in the signature: e-mail, description and account details", () =>
    Effect.gen(function* () {
      const bare = yield* create({})
      const full = yield* create({
        recipientEmail: "payee@example.com",
        description: "Payout",
        providerOptions: { feennex: { accountDetails: { contract: "C1234" } } }
      })
      assert.strictEqual(full.body.sign, bare.body.sign)
      assert.strictEqual(bare.body.sign, signature(...texts(bare, ...signedNames)))
      assert.deepStrictEqual(JSON.parse(full.text), {
        ...JSON.parse(bare.text),
        email: "payee@example.com",
        description: "Payout",
        account_details: { contract: "C1234" }
      })
    })
  )
})
