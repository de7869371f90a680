/** API keys are random, and known only by their hash. */
import { assert, describe, it } from "@effect/vitest"
import { recogniser } from "../../src/http/Keys.ts"
import * as ApiKey from "../../src/security/apiKey.ts"

const entry = (name: string, key: string): ApiKey.Entry => ({ name, sha256: ApiKey.sha256(key), roles: ["merchant"] })

describe("apiKey", () => {
  it("is sk_ with 32 random bytes", () => {
    const keys = Array.from({ length: 100 }, ApiKey.generate)
    for (const key of keys) assert.match(key, /^sk_[A-Za-z0-9_-]{43}$/)
    assert.strictEqual(new Set(keys).size, 100)
  })

  it("is found by its hash, and nothing else is", () => {
    const keys = Array.from({ length: 5 }, ApiKey.generate)
    const entries = keys.map((key, at) => entry(`key ${at}`, key))
    const recognise = recogniser(entries)
    for (const [at, key] of keys.entries()) assert.strictEqual(recognise(key)?.name, `key ${at}`)
    for (const wrong of ["", "sk_", ApiKey.generate(), entries[0]!.sha256, `${keys[0]} `, keys[0]!.slice(0, -1)]) {
      assert.isUndefined(recognise(wrong))
    }
    assert.isUndefined(recogniser([])(keys[0]!))
  })

  it("has the hash that other tools compute", () => {
    assert.strictEqual(ApiKey.sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  })

  it("may not stand twice in a config, nor two keys under one name", () => {
    const key = ApiKey.generate()
    const found = ApiKey.problems([entry("a", key), entry("a", ApiKey.generate()), entry("b", key)])
    assert.deepStrictEqual(
      found.map(({ path }) => path),
      ["apiKeys[1].name", "apiKeys[2].sha256"]
    )
  })

  it("may name only members of contexts that some configured provider knows", () => {
    const keyed = { ...entry("a", ApiKey.generate()), contexts: { subAccount: ["*"], subAcount: ["s-1"] } } as const
    const found = ApiKey.problems([keyed], new Set(["subAccount"]))
    assert.deepStrictEqual(
      found.map(({ path }) => path),
      ["apiKeys[0].contexts.subAcount"]
    )
    // Where no provider could be opened, that is a problem of its own.
    assert.deepStrictEqual(ApiKey.problems([keyed]), [])
  })
})
