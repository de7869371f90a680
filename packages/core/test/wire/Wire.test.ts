import { assert, describe, it } from "@effect/vitest"
import * as Json from "../../src/wire/Json.ts"
import * as Wire from "../../src/wire/Wire.ts"

describe("an address to which a card may be posted", () => {
  it.each([
    "https://pay.example/form",
    "https://pay.example:8443/form?order=1",
    "http://127.0.0.1:8081/payform",
    "http://localhost/payform",
    "http://[::1]:1/payform"
  ])("is https, or http on loopback: %j", (url) => assert.isTrue(Wire.isSecureUrl(url)))

  it.each([
    "http://pay.example/form",
    "http://127.0.0.1.pay.example/form",
    "https://user:password@pay.example/form",
    "javascript:alert(1)",
    "data:text/html,x",
    "//pay.example/form",
    "/form",
    "https://",
    "https://pay.example\\@evil.example/form",
    " https://pay.example/form",
    ""
  ])("is not %j", (url) => assert.isFalse(Wire.isSecureUrl(url)))
})

describe("a decimal of a provider", () => {
  it.each([
    ["14.9630", "14.9630"],
    [Json.number("100.2472"), "100.2472"],
    ["0", "0"],
    ["-1.50", "-1.50"],
    ["1.5e2", "150"],
    [Json.number("1E-3"), "0.001"],
    ["0.000000000000000001", "0.000000000000000001"]
  ])("%j is %s, with its own digits and without an exponent", (member, text) => {
    const wire = Wire.reader()
    assert.strictEqual(wire.decimal("rate", member), text)
    assert.deepStrictEqual(wire.anomalies, [])
  })

  it.each(["1,5", "x", {}, "1e-19", "1e40", "٣"])("is not %j", (member) => {
    const wire = Wire.reader()
    assert.isUndefined(wire.decimal("rate", member))
    assert.deepStrictEqual(wire.anomalies, [{ kind: "UnreadableField", message: "rate: is not an amount" }])
  })

  it.each([undefined, null, ""])("is missing where there is %j", (member) => {
    const wire = Wire.reader()
    assert.isUndefined(wire.decimal("rate", member))
    assert.deepStrictEqual(wire.anomalies, [])
  })
})
