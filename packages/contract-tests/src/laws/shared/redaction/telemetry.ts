import * as Effect from "effect/Effect"
import { hides, observedCreates } from "../../../internal/redaction.ts"
import * as Law from "../../../Law.ts"

export const telemetry = Law.define({
  id: "redaction/telemetry",
  title: "no secret and no personal value stands in a log line, a span or on the console",
  why: "telemetry goes to other companies and stays for years; card numbers and keys must never be in it",
  routes: "covering",
  check: Effect.gen(function* () {
    for (const [what, { telemetry: text }, values] of yield* observedCreates) {
      yield* hides(`logs, spans and console output of ${what}`, text, values)
    }
  })
})
