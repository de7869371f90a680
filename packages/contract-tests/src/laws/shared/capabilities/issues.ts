import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const told = (issues: ReadonlyArray<FieldIssue>): string =>
  issues.length === 0 ? "nothing" : issues.map(({ path, reason }) => `${path}: ${reason}`).join("; ")

export const issues = Law.define({
  id: "capabilities/issues",
  title: "what create refuses before it sends is told by issues without sending, and what it sends has none",
  why: "a request is promised when it is taken: refused only when it is sent, it fails after its merchant was told yes",
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
        told(before) === told(refused),
        `issues tells of ${what} what create refuses it for, ${told(refused)}`,
        `it tells ${told(before)}`
      )
    }
  })
})
