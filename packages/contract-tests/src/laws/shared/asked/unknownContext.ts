import type { ReadError, SendError } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const path = "context.noSuchContextOfThisProvider"
const context = { noSuchContextOfThisProvider: "somebody" }

export const unknownContext = Law.define({
  id: "asked/unknown-context",
  title: "a context that the manifest does not list is refused by its name, in a create and in a look-up",
  why: "a misspelt sub-account that is ignored pays out of the main account, and a look-up there finds nothing of it",
  live: true,
  check: Effect.gen(function* () {
    const { ask, get } = yield* Subject
    const asked = yield* ask({ changes: { context } })
    const calls: ReadonlyArray<Effect.Effect<void, SendError | ReadError>> = [
      Effect.asVoid(asked.send()),
      Effect.asVoid(get({ reference: asked.reference, context }))
    ]
    for (const call of calls) {
      const exit = yield* ends(call)
      const error = errorOf(exit)
      const issues = error !== undefined && "issues" in error ? (error.issues ?? []) : []
      yield* expect(
        issues.some((issue) => issue.path === path),
        `${path} is refused by its name`,
        describe(exit)
      )
    }
    yield* receivedInAll(0, "after a context that is not known")
  })
})
