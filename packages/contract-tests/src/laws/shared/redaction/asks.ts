import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { observe } from "../../../internal/observe.ts"
import { hides, type Repeating, repeating } from "../../../internal/redaction.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const nothing: readonly [what: string, fault: undefined] = ["no fault", undefined]

export const asks = Law.define({
  id: "redaction/asks",
  title: "no secret and no personal value stands in what a quote, account check, card form or receipt list ends with",
  why: "these are asked about people who have not even paid yet, and a payer's session is worth a card",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const { fault, secrets } = yield* Harness
    // A status read has a law of its own.
    for (const { operation, prepare } of subject.asks.filter((ask) => ask.operation !== "get")) {
      const first = yield* prepare
      const ways: ReadonlyArray<Repeating> = yield* repeating(operation, [...secrets, ...first.personal])
      for (const [what, way] of [nothing, ...ways]) {
        const { ask, personal } = yield* prepare
        const values = [...secrets, ...personal]
        if (way !== undefined) yield* fault(operation, way)
        const { printed, telemetry } = yield* observe(ask)
        yield* hides(`${operation} after ${what}`, `${printed}\n${telemetry}`, values)
      }
    }
  })
})
