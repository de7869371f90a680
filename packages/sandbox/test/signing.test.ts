import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { write } from "../src/feennex/Callbacks.ts"
import { Feennex } from "../src/index.ts"
import { sha256 } from "../src/internal/hash.ts"
import { NumberText } from "../src/internal/json.ts"

interface Vector {
  readonly id: string
  readonly values?: Record<string, string>
  readonly secret?: string
  readonly string_to_hash?: string
  readonly expected?: string
  readonly right?: { readonly string: string; readonly sha256: string }
  readonly wrong?: { readonly string: string; readonly sha256: string }
}

const file = new URL("fixtures/feennex-vectors.json", import.meta.url)
const { vectors } = JSON.parse(readFileSync(file, "utf8")) as { readonly vectors: ReadonlyArray<Vector> }
const printed = vectors.filter((vector) => vector.string_to_hash !== undefined && !/</.test(vector.string_to_hash))
const withFields = printed.filter((vector) => vector.values !== undefined)

describe("Feennex signing", () => {
  it("has every kind of vector to be held to", () => {
    expect(printed.length).toBeGreaterThanOrEqual(14)
    expect(withFields.length).toBeGreaterThanOrEqual(10)
  })

  it.each(printed)("$id: the digest is lowercase hex SHA-256 of the string", ({ string_to_hash, expected }) => {
    expect(sha256(string_to_hash ?? "")).toBe(expected)
  })

  it.each(withFields)("$id: fields in key order and the secret without a colon give the sign", (vector) => {
    const { values = {}, secret = "", string_to_hash, expected } = vector
    const shuffled = Object.fromEntries(Object.entries(values).reverse())
    expect(`${Feennex.stringToSign(shuffled)}${secret}`).toBe(string_to_hash)
    expect(Feennex.sign(shuffled, secret)).toBe(expected)
  })

  it.each([
    ["12.34:980:card_uah:5:4126", "SecretKey01", "sibling-qostiq-invoice"],
    [
      "6320.91:840:card_invoice_usd:1520:5b0efa8a-153b-4421-abac-2aba4d772a86",
      "account-secret-key",
      "sibling-m4psp-invoice"
    ],
    ["12.34:643:perfectmoney_usd:5:4126", "SecretKey01", "sibling-piastrix-invoice"]
  ])("signs %s as a sibling's document does", (joined, secret, id) => {
    const [amount = "", currency = "", payway = "", shop_id = "", shop_order_id = ""] = joined.split(":")
    const fields = { shop_order_id, shop_id, payway, currency, amount }
    expect(Feennex.sign(fields, secret)).toBe(vectors.find((vector) => vector.id === id)?.expected)
  })

  it("signs a callback's fields without sign, null and empty ones, and keeps zero", () => {
    const vector = vectors.find(({ id }) => id === "feennex-callback-form")
    const noise = { sign: "x", description: "", updated: null }
    expect(Feennex.signCallback({ ...vector?.values, ...noise }, "test_secret")).toBe(vector?.expected)
    expect(Feennex.signCallback({ error_code: "0" }, "s")).toBe(sha256("0s"))
  })

  it("writes the form callback of the vector with the vector's sign", () => {
    const vector = vectors.find(({ id }) => id === "feennex-callback-form")
    const { body, contentType } = write(vector?.values ?? {}, "test_secret", "form")
    expect(contentType).toBe("application/x-www-form-urlencoded")
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ ...vector?.values, sign: vector?.expected })
  })

  it("signs a number of a JSON callback in its own characters", () => {
    const trap = vectors.find(({ id }) => id === "trap-float-lexeme")
    const { body } = write({ client_price: new NumberText("6.0"), status: "success" }, "test_secret", "json")
    expect(body).toBe(`{"client_price": 6.0, "status": "success", "sign": "${trap?.right?.sha256}"}`)
    expect(body).not.toContain(trap?.wrong?.sha256)
  })
})
