import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { observe } from "../../../internal/observe.ts"
import { hides } from "../../../internal/redaction.ts"
import { created, queryFor, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const clientSecret = Law.define({
  id: "redaction/client-secret",
  title: "what lets somebody act as the payer stands in no log line and no span, nor in the payment as it is printed",
  why: "whoever reads a client secret in a log pays with another card, or reads who the payer is",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const { payerAsks = [] } = yield* Harness
    for (const { ask, secrets = [], what } of payerAsks) {
      if (secrets.length === 0) continue
      const operation = yield* created()
      yield* ask(operation.asked.reference)
      const query = yield* queryFor(operation)
      yield* spaced
      const { printed, telemetry } = yield* observe(subject.get(query))
      yield* hides(`a read that shows ${what}`, `${printed}\n${telemetry}`, secrets)
    }
  })
})
