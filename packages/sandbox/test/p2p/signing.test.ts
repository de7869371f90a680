import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { P2p } from "../../src/index.ts"
import { sha256 } from "../../src/internal/hash.ts"
import { examples, setUp } from "./support.ts"

interface Vector {
  readonly id: string
  readonly string_to_hash: string | null
  readonly expected: string
  readonly verified: boolean
}

const file = new URL("../fixtures/p2p-vectors.json", import.meta.url)
const { vectors } = JSON.parse(readFileSync(file, "utf8")) as { readonly vectors: ReadonlyArray<Vector> }
const candidates = vectors.filter(({ id }) => id.startsWith("p2p-standart-sign-candidate "))

describe("the signature of a payout request", () => {
  it("is the document's own, over the texts of its example", () => {
    const vector = vectors.find(({ id }) => id === "p2p-payout-sign-1")
    const { order_id, fiat_amount, phone_number, fiat_currency } = examples.sbp as Record<string, string>
    const parts = [order_id, fiat_amount, phone_number, fiat_currency, "test_sign_key"] as Parameters<typeof P2p.sign>
    expect(P2p.stringToSign(...parts)).toBe(vector?.string_to_hash)
    expect(P2p.sign(...parts)).toBe(vector?.expected)
  })

  it.each(vectors.filter(({ verified }) => verified))("$id: is lowercase hex SHA-256", (vector) => {
    expect(sha256(vector.string_to_hash ?? "")).toBe(vector.expected)
  })
})

describe("standart_sign", () => {
  it("has candidates to be tried on", () => {
    expect(candidates).toHaveLength(4)
  })

  it.each(candidates)("by the template of $id", ({ id, expected }) => {
    const parts = id.replace("p2p-standart-sign-candidate ", "").replace("X-Api-Key", "api_key").split(":")
    const template = parts.map((part) => `{${part}}`).join(":")
    const names = {
      order_id: "123456789",
      merchant: "merchant",
      api_key: "api_key",
      sign_key: "your_secret_key_here"
    }
    expect(P2p.standartSign(template, names)).toBe(expected)
  })

  it("fills values in as they are, whatever they contain", () => {
    const names = { order_id: "$&{merchant}", merchant: "m", api_key: "a", sign_key: "k" }
    expect(P2p.standartSign("{order_id}:{sign_key}", names)).toBe(sha256("$&{merchant}:k"))
  })

  it("without a template is the document's placeholder, which is no digest", () => {
    const names = { order_id: "1", merchant: "m", api_key: "a", sign_key: "k" }
    expect(P2p.standartSign(null, names)).toBe(P2p.placeholder)
    expect(P2p.placeholder).toBe(vectors.find(({ id }) => id === "p2p-standart-sign-placeholder")?.expected)
    expect(P2p.placeholder).not.toMatch(/^[0-9a-f]{64}$/)
  })

  it.each(["{order}:{sign_key}", "", "order_id:sign_key", "{}"])("refuses the template %j at once", (standartSign) => {
    expect(() => setUp({ settings: { standartSign } })).toThrow("standartSign must name")
    const { admin } = setUp()
    expect(() => admin.settings({ standartSign })).toThrow("standartSign must name")
    expect(admin.settings().standartSign).toBeNull()
  })
})
