import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const misconfigured = Law.define({
  id: "capabilities/misconfigured",
  title: "options with which the adapter cannot work are refused when it is built, in words that lead to the mistake",
  why: "a wrong option that is found by the first payout or the first callback has already cost that one",
  replay: true,
  check: Effect.gen(function* () {
    const { misconfigured: cases } = yield* Harness
    yield* expect(cases.length > 0, "the harness knows options that are wrong", "it names none")
    for (const { build, messageContains, what } of cases) {
      const exit = yield* ends(build)
      const error = errorOf(exit)
      const message = error instanceof Error ? error.message : undefined
      yield* expect(message !== undefined, `${what} is refused`, describe(exit))
      const missing = messageContains.filter((text) => message?.includes(text) !== true)
      yield* expect(missing.length === 0, `${what} is refused in words that name ${missing.join(", ")}`, `${message}`)
    }
  })
})
