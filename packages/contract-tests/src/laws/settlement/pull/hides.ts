import * as Effect from "effect/Effect"
import { observeBy } from "../../../internal/observe.ts"
import { pastDay, pull } from "../../../internal/pulling.ts"
import { hides as hidden, texts } from "../../../internal/redaction.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const hides = Law.definePull({
  id: "pull/hides",
  title: "no secret stands in what a pull fails with, in whatever words the provider repeats it",
  why: "a pull runs at night and its failure is logged in full: whoever reads the log has the key",
  check: Effect.gen(function* () {
    const { fault, secrets } = yield* SettlementHarness
    const period = yield* pastDay
    for (const [how, text] of texts(secrets)) {
      yield* fault({ kind: "unknownAnswer", text }, 0)
      const { printed, telemetry } = yield* observeBy(
        Effect.flatMap(pull(period), ({ exit }) => exit),
        Effect.exit
      )
      yield* hidden(`what a pull fails with where they are repeated ${how}`, `${printed}\n${telemetry}`, secrets)
    }
  })
})
