import * as Settling from "@switchyard/core/Settling"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const refusesDuplicates = Law.define({
  id: "identity/refuses-duplicates",
  title: "where the manifest declares that a repeated reference is refused, a second create makes no second operation",
  why: "only this promise ever allows a resend: if the second send carries another id, the resend pays twice",
  routes: "covering",
  check: Effect.gen(function* () {
    const { capabilities } = yield* Subject
    const harness = yield* Harness
    if (!Settling.refusesDuplicates(Settling.of(capabilities, "create"))) return
    const { asked } = yield* created()
    yield* ends(asked.send())
    const held = yield* harness.held
    yield* expect(held.length === 1, "the provider holds one operation after two creates", `it holds ${held.length}`)
  })
})
