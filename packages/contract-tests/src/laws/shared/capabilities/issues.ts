import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const printed = (issues: ReadonlyArray<FieldIssue>): string =>
  issues.length === 0 ? "nothing" : issues.map(({ path, reason }) => `${path}: ${reason}`).join("; ")

export const issues = Law.define({
  id: "capabilities/issues",
  title: "what create refuses before it sends is listed by issues without sending, and what it sends has none",
  why: "a request is promised when it is taken: refused only when it is sent, it fails after its merchant got a yes",
  routes: "every",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    for (const [what, wish] of [
      ["a plain request", {}],
      ["a request with an unknown option", { options: { noSuchOptionOfThisProvider: 1 } }]
    ] as const) {
      const asked = yield* ask(wish)
      const before = asked.issues()
      const error = errorOf(yield* ends(asked.send()))
      const refused = error?._tag === "NotExecuted" && error.reason === "InvalidRequest" ? (error.issues ?? []) : []
      yield* expect(
        printed(before) === printed(refused),
        `issues lists for ${what} what create refuses it for, ${printed(refused)}`,
        `it lists ${printed(before)}`
      )
    }
  })
})
