import { assert, describe, it } from "@effect/vitest"
import * as Json from "@switchyard/core/Json"
import * as Result from "effect/Result"
import { requiredFields } from "../src/internal/requiredFields.ts"

const read = (config: unknown) => requiredFields(Result.getOrThrow(Json.parse(JSON.stringify(config))))

describe("the fields a payway asks for", () => {
  it("carry title, example and the provider's expression as plain text", () => {
    const config = { account: { regex: "\\d{9,15}$", title: "79123456789" }, contract: { example: 12, label: "No" } }
    assert.deepStrictEqual(read(config), [
      { name: "account", title: "79123456789", pattern: "\\d{9,15}$" },
      { name: "contract", title: "No", example: "12" }
    ])
  })

  it("are named in English, else in whatever language there is, else by their own name", () => {
    const config = { a: { title: { ru: "А", en: "A" } }, b: { title: { ru: "Б" } }, c: {}, d: null, e: "text", f: [1] }
    assert.deepStrictEqual(read(config), [
      { name: "a", title: "A" },
      { name: "b", title: "Б" },
      { name: "c", title: "c" },
      { name: "d", title: "d" },
      { name: "e", title: "e" },
      { name: "f", title: "f" }
    ])
  })

  it("are not what describes the account, though the list of attributes has it beside the account", () => {
    const config = { account: {}, regex: "\\d{9,15}$", title: "79123456789", contract: { title: "Contract" } }
    assert.deepStrictEqual(read(config), [
      { name: "account", title: "account" },
      { name: "contract", title: "Contract" }
    ])
    assert.deepStrictEqual(read({ title: { title: "Mr or Ms" } }), [{ name: "title", title: "Mr or Ms" }])
  })

  it("are none without an object", () => {
    assert.deepStrictEqual(
      [undefined, null, "", "text", []].map((config) => read(config ?? null)),
      Array(5).fill([])
    )
  })

  it("keep an expression that is broken or would run for ever, for it is never run", () => {
    const pattern = "^(([a-z])+.)+[A-Z]([a-z])+$("
    assert.deepStrictEqual(read({ a: { regex: pattern, example: "a".repeat(60) } })[0]?.pattern, pattern)
  })
})
