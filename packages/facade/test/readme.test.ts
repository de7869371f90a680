/** The examples of the README are the files that the type tests compile, word for word. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "@switchyard/facade/Config"
import * as Effect from "effect/Effect"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")
const readme = read("../README.md")
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "gs"))].map(([, code]) => code)

describe("the README", () => {
  it("shows code that compiles", () => {
    const files = ["readmePromise", "readmeEffect", "readmeRecords"].map((name) =>
      read(`../typetest/${name}.ts`).trim()
    )
    assert.deepEqual(blocks("ts"), files)
  })

  it.effect("shows configs that can be read", () =>
    Effect.gen(function* () {
      const env = { FEENNEX_SECRET_KEY: "x", P2P_API_KEY: "x", P2P_SIGN_KEY: "x" }
      assert.strictEqual(blocks("json").length, 2)
      for (const block of blocks("json")) yield* Config.decode(JSON.parse(block ?? ""), { env })
    })
  )
})
