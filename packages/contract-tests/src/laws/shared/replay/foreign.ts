import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { keyOf, whereReplayed } from "../../../internal/replays.ts"
import { ends } from "../../../internal/running.ts"
import { isStaged } from "../../../internal/stages.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const foreign = Law.define({
  id: "replay/foreign",
  title:
    "a create that is no replay and is answered from the provider's memory is unknown: somebody else has sent it before",
  why: "an adapter that takes the answer for its own marks our payout as paid by money that went to somebody else",
  routes: "covering",
  check: whereReplayed(
    Effect.fnUntraced(function* (stated) {
      const harness = yield* Harness
      const { asked } = yield* created()
      // Of stages nothing is known of the commit before they run.
      const keyed = (yield* isStaged) ? [] : [{ replayKey: yield* keyOf(asked) }]
      for (const options of [{}, ...keyed]) {
        const exit = yield* ends(asked.send(options))
        const held = (yield* heldOf(asked)).length
        yield* expect(held === 1, "the provider holds one operation after another create", `it holds ${held}`)
        // A repeated answer without a mark is like the first one, and nobody can tell.
        if (stated.kind === "replayed" && harness.marksRepeats !== true) continue
        const end = Exit.isSuccess(exit) ? exit.value : undefined
        const isForeign = end?._tag === "OutcomeUnknown" && end.reason === "DuplicateReference"
        yield* expect(
          isForeign,
          "a create that was there before is OutcomeUnknown (DuplicateReference)",
          describe(exit)
        )
      }
    })
  )
})
