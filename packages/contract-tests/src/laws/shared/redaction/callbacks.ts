import * as Effect from "effect/Effect"
import { callbackOf, whereSent } from "../../../internal/callbacks.ts"
import { observe } from "../../../internal/observe.ts"
import { canaries, hides } from "../../../internal/redaction.ts"
import { created } from "../../../internal/steps.ts"
import { variations } from "../../../internal/tamper.ts"
import * as Law from "../../../Law.ts"

export const callbacks = Law.define({
  id: "redaction/callbacks",
  title: "no secret and no personal value stands in what reading a callback ends with, genuine or not",
  why: "rejected callbacks are logged in full by anybody who wonders why; the expected signature among them signs the next one",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const { asked } = yield* created()
      const values = yield* canaries(asked)
      const raw = yield* callbackOf(asked.reference)
      for (const changed of [raw, ...variations(raw).map((variation) => variation.raw)]) {
        const { ending, telemetry } = yield* observe(parse(changed))
        yield* hides("what reading a callback ends with", `${ending}\n${telemetry}`, values)
      }
    })
  )
})
