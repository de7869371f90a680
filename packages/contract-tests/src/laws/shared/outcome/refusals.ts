import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { refusalOf } from "../../../internal/refused.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const refusals = Law.define({
  id: "outcome/refusals",
  title: "a documented refusal is an error with the reason that its code stands for",
  why: "the reason decides whether another provider may be tried; an unknown in its place parks the money for nothing",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    yield* expect(harness.refusals.length > 0, "the harness can refuse for at least one reason", "it names none")
    for (const reason of harness.refusals) {
      yield* harness.fault("create", { kind: "refuse", reason })
      const asked = yield* subject.ask()
      const exit = yield* ends(asked.send())
      const refusal = yield* refusalOf("create", exit)
      yield* expect(refusal?.reason === reason, `a refused create ends as ${reason}`, describe(exit))
    }
    const held = yield* harness.held
    yield* expect(held.length === 0, "nothing was created", `the provider holds ${held.length}`)
  })
})
