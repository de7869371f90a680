import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { observe, personal } from "../../../internal/observe.ts"
import { canaries, hides, repeating } from "../../../internal/redaction.ts"
import { created, queryFor, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const nothing: readonly [what: string, fault: undefined] = ["no fault", undefined]

export const reads = Law.define({
  id: "redaction/reads",
  title:
    "no secret and no personal value that it is given stands in what a status read ends with, nor in its logs and spans",
  why: "reads run by the thousand and fail by the hundred: one leak in them is a leak of everybody",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    const operation = yield* created()
    const values = yield* canaries(operation.asked)
    const query = yield* queryFor(operation)
    const { request } = operation.asked
    // A read knows no person but those whom its caller names, or whose request it is given.
    const told = [
      ["whoever is named", { sensitive: personal(request) }],
      ["the request", { request }]
    ] as const
    for (const [what, fault] of [nothing, ...(yield* repeating("get", values))]) {
      for (const [by, options] of told) {
        if (fault !== undefined) yield* harness.fault("get", fault)
        yield* spaced
        const { printed, telemetry } = yield* observe(subject.get(query, options))
        yield* hides(`a read that is given ${by}, after ${what},`, `${printed}\n${telemetry}`, values)
      }
    }
  })
})
