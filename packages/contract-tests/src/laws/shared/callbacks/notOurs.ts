import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { whereSent } from "../../../internal/callbacks.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const notOurs = Law.define({
  id: "callbacks/not-ours",
  title: "a genuine callback about nothing of ours has no events, and is not refused",
  why: "a provider stops calling an address that refuses its news; an event that was made up looks for an operation",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const { callbackKinds } = yield* Harness
      if (callbackKinds?.notOurs === undefined) return
      const exit = yield* ends(parse(yield* callbackKinds.notOurs))
      const happened = Exit.isSuccess(exit) ? `${exit.value.length} events` : describe(exit)
      yield* expect(Exit.isSuccess(exit) && exit.value.length === 0, "it has no events", happened)
    })
  )
})
