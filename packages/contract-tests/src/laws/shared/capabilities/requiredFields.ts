import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const zero = Money.zero("USD")

// As an untyped caller may hand them in: each is one member that is missing or wrong.
const cases: ReadonlyArray<readonly [string, { readonly [member: string]: unknown }]> = [
  ["no reference", { reference: undefined }],
  ["an empty reference", { reference: "" }],
  ["a reference with a space", { reference: "po 1" }],
  ["no amount", { amount: undefined }],
  ["an amount of zero", { amount: zero }],
  ["an amount as a float", { amount: { value: 12.5, currency: "USD" } }],
  ["an unknown currency", { amount: { value: zero.value, currency: "XXQ" } }],
  ["a member nobody knows", { amuont: "12.50" }]
]

export const requiredFields = Law.define({
  id: "capabilities/required-fields",
  title: "a request with a missing or wrong member is refused with InvalidRequest, names the member, and sends nothing",
  why: "a half-understood request moves the wrong money; the caller must learn which member it was, not its value",
  live: true,
  check: Effect.gen(function* () {
    const subject = yield* Subject
    for (const [what, changes] of cases) {
      const asked = yield* subject.ask({ changes })
      const exit = yield* ends(asked.send())
      const error = errorOf(exit)
      const isRefused = error?._tag === "NotExecuted" && error.reason === "InvalidRequest"
      yield* expect(isRefused, `${what} ends as NotExecuted, InvalidRequest`, describe(exit))
      const issues = error?._tag === "NotExecuted" ? (error.issues ?? []) : []
      yield* expect(issues.length > 0, `${what} is named among the issues`, "no issue is named")
    }
    yield* receivedInAll(0, "after requests that are not valid")
  })
})
