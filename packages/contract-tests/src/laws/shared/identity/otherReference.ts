import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created, read } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const otherReference = Law.define({
  id: "identity/other-reference",
  title: "an answer that speaks of another operation is never taken for this one's",
  why: "a cache or a mixed-up proxy answers for somebody else: their 'paid' closes our open payout",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    if (harness.repeatsReference.includes("create")) {
      const asked = yield* subject.ask()
      yield* harness.fault("create", { kind: "otherReference" })
      const exit = yield* ends(asked.send())
      const isUnknown = Exit.isSuccess(exit) && exit.value._tag === "OutcomeUnknown"
      yield* expect(isUnknown, "a create answered for another reference is OutcomeUnknown", describe(exit))
    }
    if (harness.repeatsReference.includes("get")) {
      const operation = yield* created()
      yield* harness.fault("get", { kind: "otherReference" })
      const exit = yield* read(operation)
      yield* expect(Exit.isFailure(exit), "a read answered for another reference is ReadFailed", describe(exit))
    }
  })
})
