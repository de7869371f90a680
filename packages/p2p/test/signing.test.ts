/** The platform's signatures against the documents' vector, and templates of the formula nobody knows. */
import { assert, describe, it } from "@effect/vitest"
import { isTemplate, payoutSign, sha256, standartSign } from "../src/internal/signing.ts"
import { fixtureMembers } from "./support/fixtures.ts"

interface Vector {
  readonly id: string
  readonly origin: string
  readonly string_to_hash: string
  readonly expected: string
}

const vectors = fixtureMembers("vectors").vectors as ReadonlyArray<Vector>
const candidates = vectors.filter(({ id }) => id.startsWith("p2p-standart-sign-candidate"))

describe("sign of create_pay_out", () => {
  it("is the digest that the document prints (vector p2p-payout-sign-1)", () => {
    const signed = { orderId: "order123", fiatAmount: "1500.00", requisite: "79161234567", fiatCurrency: "rub" }
    const vector = vectors.find(({ id }) => id === "p2p-payout-sign-1")
    assert.strictEqual(payoutSign(signed, "test_sign_key"), vector?.expected)
    assert.strictEqual(vector?.expected, fixtureMembers("create-payout-request").sign)
  })

  it("covers the UTF-8 bytes of each member and the key", () => {
    const signed = { orderId: "a", fiatAmount: "1.00", requisite: "ü", fiatCurrency: "rub" }
    assert.strictEqual(payoutSign(signed, "ключ"), sha256(Buffer.from("a:1.00:ü:rub:ключ", "utf8")))
    for (const [name, value] of Object.entries(signed)) {
      assert.notStrictEqual(payoutSign({ ...signed, [name]: `${value}0` }, "ключ"), payoutSign(signed, "ключ"))
    }
  })
})

describe("a template of standart_sign", () => {
  it("has four candidates, and not one of them is claimed to be the platform's formula", () => {
    assert.strictEqual(candidates.length, 4)
    for (const { origin } of candidates) assert.include(origin, "NOT confirmed")
  })

  it.each(candidates)("gives the CANDIDATE vector $id, whose formula is not confirmed", ({ expected, id }) => {
    const formula = id.replace("p2p-standart-sign-candidate ", "").replace("X-Api-Key", "api_key")
    const template = formula.replace(/[a-z_]+/g, (name) => `{${name}}`)
    const values = {
      order_id: "123456789",
      merchant: "merchant",
      api_key: "api_key",
      sign_key: "your_secret_key_here"
    }
    assert.isTrue(isTemplate(template))
    assert.strictEqual(standartSign(template, values), expected)
  })

  it("puts values in once: one that looks like a placeholder stays what it is", () => {
    const values = { order_id: "{sign_key}", merchant: "$&{api_key}", api_key: "a", sign_key: "s" }
    assert.strictEqual(
      standartSign("{merchant}|{order_id}|{sign_key}|{order_id}", values),
      sha256("$&{api_key}|{sign_key}|s|{sign_key}")
    )
  })

  it.each([
    "",
    "{order_id}",
    "sign_key",
    "{order_id}:{signKey}",
    "{sign_key}:{}",
    "{sign_key",
    "{{sign_key}}",
    "}{sign_key}"
  ])("%j is refused", (template) => assert.isFalse(isTemplate(template)))

  it.each(["{sign_key}", "{order_id}:{sign_key}", "x-{merchant}/{api_key}/{order_id}+{sign_key} "])(
    "%j is taken",
    (template) => assert.isTrue(isTemplate(template))
  )
})
