import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { observe } from "../../../internal/observe.ts"
import { canaries, hides } from "../../../internal/redaction.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const account = Law.define({
  id: "redaction/account",
  title: "no secret and no personal value stands in what an account check ends with, nor in its logs and spans",
  why: "an account check is asked about people who have not even been paid yet",
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    const subject = yield* Subject
    const harness = yield* Harness
    const asked = yield* subject.ask()
    if (!("destination" in asked.request)) return
    const values = yield* canaries(asked)
    const text = values.join(" ")
    for (const fault of [undefined, { kind: "rubbish", text }, { kind: "unknownAnswer", text }] as const) {
      if (fault !== undefined) yield* harness.fault("checkAccount", fault)
      const { destination } = asked.request
      const { ending, telemetry } = yield* observe(provider.checkAccount({ amount: asked.amount, destination }))
      yield* hides(`an account check after ${fault?.kind ?? "no fault"}`, `${ending}\n${telemetry}`, values)
    }
  })
})
