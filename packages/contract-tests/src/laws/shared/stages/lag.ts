import * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { watched, whereStaged } from "../../../internal/stages.ts"
import { read } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const lag = Law.define({
  id: "stages/lag",
  title:
    "look-ups that go on saying uncommitted after a commit are read as they are, and the manifest does not act on it while that can be",
  why: "what was just paid looks like a draft for a while: abandoned and prepared anew by then, it is paid twice",
  routes: "covering",
  check: whereStaged(
    Effect.fnUntraced(function* () {
      const { ask, capabilities } = yield* Subject
      const { lag: lagging } = yield* Harness
      const { abandonAfter } = Stages.ofCreate(capabilities)
      if (lagging === undefined) return
      const { begin, end, forMillis } = lagging
      const waits = abandonAfter?.afterMillis ?? Number.POSITIVE_INFINITY
      yield* expect(
        waits >= forMillis,
        `uncommitted is acted on no sooner than look-ups may lag, after ${forMillis} ms`,
        `it is after ${waits} ms`
      )
      const asked = yield* ask()
      const ended = yield* watched(asked, () => Effect.as(begin(asked.reference), true))
      const [{ providerReference } = {}] = ended.seen
      const of = { asked, reported: providerReference === undefined ? {} : { providerReference } }
      const early = yield* read(of)
      yield* expect(
        Exit.isSuccess(early) && early.value.status === "uncommitted",
        "while look-ups lag it is read as uncommitted",
        describe(early)
      )
      yield* end(asked.reference)
      const late = yield* read(of)
      yield* expect(
        Exit.isSuccess(late) && late.value.status !== "uncommitted",
        "afterwards it is read as it is",
        describe(late)
      )
    })
  )
})
