import * as Effect from "effect/Effect"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const unknownOptions = Law.define({
  id: "capabilities/unknown-options",
  title: "a provider option that the adapter does not know is refused, and nothing is sent",
  why: "a misspelt option that is ignored pays by the default way instead of the wanted one",
  live: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const asked = yield* subject.ask({ options: { noSuchOptionOfThisProvider: 1 } })
    const exit = yield* ends(asked.send())
    const error = errorOf(exit)
    const issues = error?._tag === "NotExecuted" ? (error.issues ?? []) : []
    const isNamed = issues.some(({ path }) => path.includes("noSuchOptionOfThisProvider"))
    const isRefused = isNamed && error?.reason === "InvalidRequest"
    yield* expect(isRefused, "an unknown option ends as NotExecuted, InvalidRequest, and is named", describe(exit))
    yield* receivedInAll(0, "after an unknown option")
  })
})
