import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { inMillis } from "../../../internal/matrix.ts"
import { start, until } from "../../../internal/running.ts"
import { isUncommitted, movedNothing, watched, whereStaged } from "../../../internal/stages.ts"
import { requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const minute = 60_000

export const commitUntil = Law.define({
  id: "stages/commit-until",
  title: "nothing of a commit leaves after its deadline, nor when what was prepared may be over",
  why: "a commit that leaves late is carried out at another price, or meets a world that has decided already",
  routes: "covering",
  check: whereStaged(
    Effect.fnUntraced(function* () {
      const { ask } = yield* Subject
      const harness = yield* Harness
      // A hook that says yes so long after, with a deadline that ends so long after it was called.
      const hesitating = Effect.fnUntraced(function* (millis: number, deadlineMillis: number, when: string) {
        const asked = yield* ask()
        let isAsked = false
        const hook = () =>
          Effect.sync(() => (isAsked = true)).pipe(Effect.andThen(Effect.sleep(millis)), Effect.as(true))
        const deadline = yield* inMillis(deadlineMillis)
        const call = yield* start(watched(asked, hook, { deadline }))
        yield* until(Effect.sync(() => isAsked))
        yield* harness.advance(millis)
        yield* harness.advance(2 * minute)
        const ended = yield* Effect.flatten(call.ended)
        yield* movedNothing(asked, when)
        const commits = (yield* requestsOf("create")).length
        yield* expect(commits === 0, `${when} no commit is sent`, `${commits} have arrived`)
        yield* isUncommitted(ended, when)
      })
      yield* hesitating(25_000, 20_000, "after its deadline")
      const { preparedForMillis: lasts } = harness
      if (lasts === undefined) return
      // To the end there is a minute, as clocks may differ and a request takes its time.
      const late = Math.max(0, lasts - minute / 2)
      yield* hesitating(late, lasts + 2 * minute, "when what was prepared is over in half a minute")
      yield* hesitating(lasts + 1000, lasts + 2 * minute, "when what was prepared is over")
    })
  )
})
