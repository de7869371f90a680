import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { observe } from "../../../internal/observe.ts"
import { hides, repeating } from "../../../internal/redaction.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const sends = Law.define({
  id: "redaction/sends",
  title:
    "no secret and no personal value that it is given stands in what a cancellation or an upload of a receipt ends with",
  why: "whoever cancels in a hurry pastes what came back into a ticket",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const { fault, secrets } = yield* Harness
    // A create has laws of its own.
    for (const { operation, prepare } of subject.sends.filter((send) => send.operation !== "create")) {
      const first = yield* prepare
      for (const [what, way] of yield* repeating(operation, [...secrets, ...first.personal])) {
        const { personal, send } = yield* prepare
        yield* fault(operation, way)
        const { printed, telemetry } = yield* observe(send({ sensitive: personal }))
        yield* hides(`${operation} after ${what}`, `${printed}\n${telemetry}`, [...secrets, ...personal])
      }
    }
  })
})
