import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { callbackOf, failureOf, understood, whereSentAtOnce } from "../../../internal/callbacks.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import { turn } from "../../../internal/turn.ts"
import * as Law from "../../../Law.ts"

export const unverifiable = Law.define({
  id: "callbacks/unverifiable",
  title: "a callback whose key cannot be had is neither believed nor refused, and is understood when it can",
  why: "a key is out of reach for an hour now and then: who believes is forged, who refuses has lost what is not sent again",
  check: whereSentAtOnce(
    Effect.fnUntraced(function* (parse) {
      const { advance, callbackKinds } = yield* Harness
      if (callbackKinds?.publishedKeys === undefined) return
      const { hide, show } = callbackKinds.publishedKeys
      yield* hide
      const { asked } = yield* created()
      const raw = yield* callbackOf(asked.reference)
      const forged = yield* callbackOf(asked.reference, { isForged: true })
      for (const [what, each] of [
        ["a genuine callback", raw],
        ["a forged callback", forged]
      ] as const) {
        const exit = yield* ends(parse(each))
        const happened = Exit.isSuccess(exit) ? "it is understood" : describe(exit)
        yield* expect(failureOf(exit) === "Unverifiable", `${what} is unverifiable without the key`, happened)
      }
      yield* show
      // What has failed is not tried again at once, and what is fetched comes a moment later.
      yield* advance("10 minutes")
      yield* ends(parse(raw))
      for (let turns = 0; turns < 50; turns++) yield* turn
      const event = yield* understood(parse, raw)
      yield* expect(event.trust === "verified", "it is trusted as verified", `it is trusted as ${event.trust}`)
      const exit = yield* ends(parse(forged))
      const happened = Exit.isSuccess(exit) ? "it is understood" : describe(exit)
      yield* expect(failureOf(exit) === "CallbackRejected", "with the key a forged callback is rejected", happened)
    })
  )
})
