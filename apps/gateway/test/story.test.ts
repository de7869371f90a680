import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { sandboxConfig, story } from "../src/story.ts"

const tell = Effect.fnUntraced(function* (config: unknown = sandboxConfig()) {
  const lines: Array<string> = []
  yield* Effect.scoped(story(config, (line) => lines.push(line)))
  return lines.join("\n")
})

/** The sandbox's config with another order of providers in the first payout route, and nothing else changed. */
const routed = (...order: ReadonlyArray<string>): unknown => {
  const text = JSON.stringify(sandboxConfig())
  assert.include(text, '"try":["p2p","feennex"]')
  return JSON.parse(text.replace('"try":["p2p","feennex"]', `"try":${JSON.stringify(order)}`))
}

describe("the story that npm start tells", () => {
  it.live("holds at every step: a refusal fails over, a lost answer does not", () =>
    Effect.gen(function* () {
      const told = yield* tell()
      assert.include(told, "accepted by p2p")
      assert.include(told, "p2p: InsufficientFunds, then feennex: Accepted")
      assert.include(told, "unknown, so feennex was not asked")
      assert.include(told, "by the ledgers: feennex paid 0×, p2p paid 1×")
      assert.include(told, "Every step held")
    })
  )

  it.live("holds with the providers swapped in the route, and nothing else changed", () =>
    Effect.gen(function* () {
      const told = yield* tell(routed("feennex", "p2p"))
      assert.include(told, "accepted by feennex")
      assert.include(told, "feennex: InsufficientFunds, then p2p: Accepted")
      assert.include(told, "unknown, so p2p was not asked")
      assert.include(told, "by the ledgers: feennex paid 1×, p2p paid 0×")
      assert.include(told, "Every step held")
    })
  )

  it.live("breaks off where a step does not hold", () =>
    Effect.gen(function* () {
      // With one provider in the route there is nobody to fail over to.
      const error = yield* Effect.flip(tell(routed("feennex")))
      assert.strictEqual(error._tag, "CreateFailed")
    })
  )

  it.live("prints no card, name, e-mail, secret or signature", () =>
    Effect.gen(function* () {
      const told = yield* tell()
      const secrets = [
        "4111111111111111",
        "Ivanov",
        "@shop.example",
        "sandbox_secret",
        "sandbox_sign_key",
        "sandbox_api_key"
      ]
      for (const secret of secrets) assert.notInclude(told, secret)
      assert.notMatch(told, /[0-9a-f]{64}/)
    })
  )
})
