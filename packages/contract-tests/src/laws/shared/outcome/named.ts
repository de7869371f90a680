import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const named = Law.define({
  id: "outcome/named",
  title: "every error and unknown names the provider instance and the operation, and an unknown our reference",
  why: "an unknown without its reference cannot be looked up, and one under another name is looked up at the wrong place",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    for (const kind of ["refused", "cutAfterActing"] as const) {
      yield* harness.fault("create", { kind })
      const asked = yield* subject.ask()
      const exit = yield* ends(asked.send())
      const end = Exit.isSuccess(exit) ? exit.value : errorOf(exit)
      if (end === undefined || end._tag === "Accepted") continue
      const { operation, provider } = end
      const isNamed = provider === subject.provider && operation === `${subject.kind}.create`
      yield* expect(isNamed, `it names ${subject.provider} and ${subject.kind}.create`, `${provider} and ${operation}`)
      const reference = end._tag === "OutcomeUnknown" ? end.reference : asked.reference
      yield* expect(reference === asked.reference, `it names ${asked.reference}`, describe(exit))
    }
  })
})
