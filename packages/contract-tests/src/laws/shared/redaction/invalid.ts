import * as Effect from "effect/Effect"
import { observe } from "../../../internal/observe.ts"
import { canaries, hides } from "../../../internal/redaction.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const invalid = Law.define({
  id: "redaction/invalid",
  title: "a request that is refused as invalid is described by its members, never by their values",
  why: "the wrong member is often a card number typed into the wrong field, and the message goes straight into a log",
  live: true,
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const canary = "4276 5500 9912 7743"
    for (const changes of [{ reference: canary }, { description: { card: canary } }, { amount: canary }]) {
      const asked = yield* subject.ask({ changes })
      const { printed, telemetry } = yield* observe(asked.send())
      yield* hides("what an invalid create ends with", `${printed}\n${telemetry}`, [
        canary,
        ...(yield* canaries(asked))
      ])
    }
  })
})
