/** The signature, checked against the documents' own examples and never against itself. */
import { expect, test } from "vitest"
import { sign } from "../src/internal/signing.ts"

// Text, secret and signature as the documents print them; where they print none, as the provider's support confirms.
const vectors: ReadonlyArray<readonly [text: string, secret: string, signature: string]> = [
  ['{"reference":"order-1"}', "acme_test_key", "82989703981e60794cf4e191f8c622382b79ee172bbf3c2f57763d9473c8ea0f"]
]

test("there is at least one example", () => {
  expect(vectors.length, "step 6 of docs/adding-a-provider.md: vectors holds the examples").toBeGreaterThan(0)
})

for (const [text, secret, signature] of vectors) {
  test(`${text.slice(0, 40)} is signed as the documents print it`, () => {
    expect(sign(text, secret)).toBe(signature)
  })
}
