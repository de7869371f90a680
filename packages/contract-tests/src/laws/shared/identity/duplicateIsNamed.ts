import * as Settling from "@switchyard/core/Settling"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { toRepeat } from "../../../internal/stages.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const duplicateIsNamed = Law.define({
  id: "identity/duplicate-is-named",
  title: "an unknown after 'this reference is used' has its own reason, DuplicateReference",
  why: "who holds the attempts must distinguish 'ours, read it' from 'somebody else's, ask a person', and has only this reason",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    if (!Settling.refusesDuplicates(Settling.of(subject.capabilities, "create"))) return
    const asked = yield* toRepeat
    yield* harness.fault("create", { kind: "duplicate" })
    const exit = yield* ends(asked.send())
    const end = Exit.isSuccess(exit) ? exit.value : undefined
    if (end?._tag !== "OutcomeUnknown") return
    yield* expect(end.reason === "DuplicateReference", "its reason is DuplicateReference", describe(exit))
  })
})
