/** A number of a body is read as the number that was written, or not at all. */
import { Result } from "effect"
import { assert, describe, it } from "vitest"
import * as JsonText from "../../src/http/JsonText.ts"

const read = (text: string) => JsonText.read(new TextEncoder().encode(text))

const digestOf = (number: string) => Result.map(read(`{"amount":${number}}`), JsonText.digest)

describe("a number", () => {
  it.each([
    ["9007199254740992", "9007199254740993"],
    ["0.1", "0.10000000000000000001"],
    ["1234567890123.4567", "1234567890123.4568"],
    ["0", "1e-400"]
  ])("that differs has another digest, or is refused: %s and %s", (one, other) => {
    const digests = [digestOf(one), digestOf(other)].filter(Result.isSuccess).map(({ success }) => success)
    assert.strictEqual(new Set(digests).size, digests.length)
  })

  it.each(["0", "-0", "0.000", "6.0", "-12.50", "123456789012345", "0.123456789012345", "1e3", "1.5E-7"])(
    "of at most fifteen digits is read: %s",
    (text) => assert.deepStrictEqual(read(`[${text}]`), Result.succeed([Number(text)]))
  )

  it("written in other ways is the same body", () => {
    assert.deepStrictEqual(digestOf("6.0"), digestOf("6"))
    assert.deepStrictEqual(digestOf("1e3"), digestOf("1000.00"))
  })
})
