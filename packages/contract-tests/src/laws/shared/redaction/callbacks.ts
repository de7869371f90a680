import type { Event } from "@switchyard/core/Callback"
import * as Redaction from "@switchyard/core/Redaction"
import * as Effect from "effect/Effect"
import { callbackOf, whereSent } from "../../../internal/callbacks.ts"
import { observe, personal } from "../../../internal/observe.ts"
import { canaries, hides, texts } from "../../../internal/redaction.ts"
import { created } from "../../../internal/steps.ts"
import { variations } from "../../../internal/tamper.ts"
import * as Law from "../../../Law.ts"

export const callbacks = Law.define({
  id: "redaction/callbacks",
  title:
    "no secret stands in what reading a callback ends with, genuine or not, and people at most in its word for the status",
  why: "rejected callbacks are logged in full by anybody who wonders why; the expected signature among them signs the next one",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const { asked } = yield* created()
      const values = yield* canaries(asked)
      const raw = yield* callbackOf(asked.reference)
      for (const changed of [raw, ...variations(raw).map((variation) => variation.raw)]) {
        const { printed, telemetry } = yield* observe(parse(changed))
        yield* hides("what reading a callback ends with", `${printed}\n${telemetry}`, values)
      }
      // Whom a callback is about is known to whoever finds the operation, and hides them in what it shows.
      const withoutPeople = ({ providerStatus, ...event }: Event) =>
        providerStatus === undefined
          ? event
          : { ...event, providerStatus: Redaction.hide(providerStatus, personal(asked.request)) }
      for (const [how, status] of texts(values)) {
        const repeating = yield* callbackOf(asked.reference, { status })
        const { printed, telemetry } = yield* observe(
          Effect.map(parse(repeating), (events) => events.map(withoutPeople))
        )
        yield* hides(`what reading a callback that repeats them ${how} ends with`, `${printed}\n${telemetry}`, values)
      }
    })
  )
})
