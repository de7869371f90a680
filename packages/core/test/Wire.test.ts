import { assert, describe, it } from "@effect/vitest"
import * as Wire from "../src/Wire.ts"

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
