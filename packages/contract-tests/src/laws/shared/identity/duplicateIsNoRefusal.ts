import * as Settling from "@switchyard/core/Settling"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { toRepeat } from "../../../internal/stages.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const duplicateIsNoRefusal = Law.define({
  id: "identity/duplicate-is-no-refusal",
  title: "the answer 'this reference is used' is not an error: the first send may have been accepted",
  why: "whoever reads it as a refusal gives the payout to another provider while the first one pays it",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    if (!Settling.refusesDuplicates(Settling.of(subject.capabilities, "create"))) return
    const asked = yield* toRepeat
    yield* harness.fault("create", { kind: "duplicate" })
    const exit = yield* ends(asked.send())
    yield* expect(Exit.isSuccess(exit), "a duplicate answer is a value, OutcomeUnknown", describe(exit))
  })
})
