import * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { watched } from "../../../internal/stages.ts"
import { offers } from "../../../internal/steps.ts"
import { isUnsupported } from "../../../internal/unsupported.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const undeclared = Law.define({
  id: "stages/undeclared",
  title:
    "where no stages are declared nothing is prepared, asked of a hook or called uncommitted, and what is not offered of them sends nothing",
  why: "a draft that no manifest speaks of is looked after by nobody, and an abandonment that no document describes may end what was paid",
  check: Effect.gen(function* () {
    const { ask, capabilities } = yield* Subject
    const harness = yield* Harness
    const asked = yield* ask()
    const refuses = Effect.fnUntraced(function* (call: ReturnType<typeof asked.prepare>, what: string) {
      const before = (yield* harness.received).length
      yield* isUnsupported(yield* ends(call))
      const sent = (yield* harness.received).length - before
      yield* expect(sent === 0, `${what} is not offered and sends nothing`, `it has sent ${sent} requests`)
    })
    const isAbandoned = yield* offers("abandon")
    const isPrepared = Stages.isStaged(capabilities)
    if (Stages.ofCreate(capabilities).prepares !== "same" || !isPrepared) {
      yield* refuses(asked.prepare(0), "a preparation that commits nothing")
    }
    if (!isAbandoned) {
      const call = asked.abandon({ providerReference: "70000003", generation: 0 })
      yield* refuses(
        Effect.map(call, () => ({ _tag: "Accepted", value: { state: undefined as never } })),
        "an abandonment"
      )
    }
    if (isPrepared) return
    const { seen } = yield* watched(asked)
    yield* expect(
      seen.length === 0,
      "where no stages are declared no hook is asked",
      `it was asked ${seen.length} times`
    )
    const prepared = (yield* harness.received).filter(({ operation }) => operation === "prepare").length
    yield* expect(prepared === 0, "where no stages are declared nothing is prepared", `${prepared} requests do`)
    const words = harness.statuses
      .filter(({ means }) => means === "uncommitted" || (means === "declined" && !isAbandoned))
      .map(({ word }) => word)
    yield* expect(words.length === 0, "no status settles nothing without stages or an abandonment", words.join(", "))
  })
})
