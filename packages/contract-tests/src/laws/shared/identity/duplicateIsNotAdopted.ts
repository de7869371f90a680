import * as Settling from "@switchyard/core/Settling"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { toRepeat } from "../../../internal/stages.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const duplicateIsNotAdopted = Law.define({
  id: "identity/duplicate-is-not-adopted",
  title: "the answer 'this reference is used' is never a success: the operation may be somebody else's",
  why: "an adapter cannot know whose it is; adopting it marks our payout as paid by money that went to somebody else",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    if (!Settling.refusesDuplicates(Settling.of(subject.capabilities, "create"))) return
    const asked = yield* toRepeat
    yield* harness.fault("create", { kind: "duplicate" })
    const exit = yield* ends(asked.send())
    const isAdopted = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
    yield* expect(!isAdopted, "a duplicate answer is OutcomeUnknown", describe(exit))
  })
})
