import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { observe } from "../../../internal/observe.ts"
import { canaries, hides } from "../../../internal/redaction.ts"
import { created, queryFor, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const reads = Law.define({
  id: "redaction/reads",
  title: "no secret, account number or address stands in what a status read ends with, nor in its logs and spans",
  why: "reads run by the thousand and fail by the hundred: one leak in them is a leak of everybody",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    const { secrets } = harness
    const operation = yield* created()
    const { asked } = operation
    // A read knows no person: in the provider's words it can find only secrets and what has the form of an account.
    const values = (yield* canaries(asked)).filter((value) => secrets.includes(value) || /[0-9]{9}|@/.test(value))
    const text = values.join(" ")
    const query = yield* queryFor(operation)
    for (const fault of [undefined, { kind: "rubbish", text }, { kind: "unknownAnswer", text }] as const) {
      if (fault !== undefined) yield* harness.fault("get", fault)
      yield* spaced
      const { ending, telemetry } = yield* observe(subject.get(query))
      yield* hides(`a read after ${fault?.kind ?? "no fault"}`, `${ending}\n${telemetry}`, values)
    }
  })
})
