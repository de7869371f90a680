import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { story } from "../src/story.ts"

describe("the story that npm start tells", () => {
  it.live("holds at every step, and pays the payout whose answer was lost exactly once", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      yield* Effect.scoped(story((line) => lines.push(line)))
      const told = lines.join("\n")
      assert.include(told, "unknown: not an error")
      assert.include(told, "found as 11298076 at the provider")
      assert.include(told, "1 request to create it, 1 payout paid")
      assert.include(told, "Every step held")
    })
  )

  it.live("prints no card, name, e-mail, secret or signature", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      yield* Effect.scoped(story((line) => lines.push(line)))
      const told = lines.join("\n")
      for (const secret of ["4111111111111111", "Ivanov", "@shop.example", "sandbox_secret"])
        assert.notInclude(told, secret)
      assert.notMatch(told, /[0-9a-f]{64}/)
    })
  )
})
