import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const nearRefusal = Law.define({
  id: "outcome/near-refusal",
  title: "the words of a documented refusal inside other words leave the outcome unknown",
  why: "'low balance of the route, retrying' is no refusal: whoever looks for 'low balance' in it pays elsewhere as well",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const { fault, refusals } = yield* Harness
    for (const reason of refusals) {
      yield* fault("create", { kind: "nearRefusal", reason })
      const exit = yield* ends((yield* ask()).send())
      const isUnknown = Exit.isSuccess(exit) && exit.value._tag === "OutcomeUnknown"
      yield* expect(isUnknown, `what holds the words for ${reason} ends as OutcomeUnknown`, describe(exit))
    }
  })
})
