import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { observe } from "../../../internal/observe.ts"
import { hides } from "../../../internal/redaction.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

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
      for (const kind of [undefined, "rubbish", "unknownAnswer"] as const) {
        const { ask, personal } = yield* prepare
        const values = [...secrets, ...personal]
        if (kind !== undefined) yield* fault(operation, { kind, text: values.join(" ") })
        const { ending, telemetry } = yield* observe(ask)
        yield* hides(`${operation} after ${kind ?? "no fault"}`, `${ending}\n${telemetry}`, values)
      }
    }
  })
})
