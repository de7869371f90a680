import * as Effect from "effect/Effect"
import { hides, observedCreates } from "../../../internal/redaction.ts"
import * as Law from "../../../Law.ts"

export const outcomes = Law.define({
  id: "redaction/outcomes",
  title: "no secret and no personal value stands in what a create ends with, printed in any way, causes included",
  why: "errors are logged, mailed and pasted into tickets; a key in one lets a stranger move all the money",
  routes: "covering",
  check: Effect.gen(function* () {
    for (const [what, { printed }, values] of yield* observedCreates)
      yield* hides(`the printed of ${what}`, printed, values)
  })
})
