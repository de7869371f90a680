import type { BeforeCommit } from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { inMillis } from "../../../internal/matrix.ts"
import { start, until } from "../../../internal/running.ts"
import { isUncommitted, movedNothing, watched, whereStaged } from "../../../internal/stages.ts"
import { requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const hooks: ReadonlyArray<readonly [what: string, hook: BeforeCommit]> = [
  ["says no", () => Effect.succeed(false)],
  ["says something else", () => Effect.succeed(Object(true))],
  ["fails", () => Effect.fail("no database")],
  ["dies", () => Effect.die("no database")],
  [
    "throws",
    () => {
      throw new Error("no database")
    }
  ]
]

export const hookFirst = Law.define({
  id: "stages/hook-first",
  title:
    "the commit leaves only after its hook has said yes; after whatever else nothing is committed, and the create says so",
  why: "what was committed and is written down nowhere cannot be found after a crash, and is prepared and paid again",
  routes: "covering",
  check: whereStaged(
    Effect.fnUntraced(function* () {
      const { ask } = yield* Subject
      const harness = yield* Harness
      const creates = Effect.map(requestsOf("create"), ({ length }) => length)
      let before: number | undefined
      const count = Effect.provideService(creates, Harness, harness)
      // Long enough for a commit that does not wait to arrive.
      const asking = Effect.gen(function* () {
        yield* harness.patience
        before = yield* count
        return true
      })
      yield* watched(yield* ask(), () => asking)
      yield* expect(
        before === 0,
        "the hook is asked before any commit has left",
        before === undefined ? "it was not asked" : `${before} commits have arrived`
      )

      const committed = yield* creates
      for (const [what, hook] of hooks) {
        const ended = yield* watched(yield* ask(), hook)
        yield* harness.advance("60 seconds")
        yield* movedNothing(ended.asked, `when the hook ${what},`)
        yield* isUncommitted(ended, `when the hook ${what},`)
      }
      const asked = yield* ask()
      let isAsked = false
      const hangs = () => Effect.sync(() => (isAsked = true)).pipe(Effect.andThen(Effect.never))
      const deadline = yield* inMillis(20_000)
      const call = yield* start(watched(asked, hangs, { deadline }))
      yield* until(Effect.sync(() => isAsked))
      yield* harness.advance("60 seconds")
      const ended = yield* Effect.flatten(call.ended)
      yield* movedNothing(asked, "when the hook never answers,")
      yield* isUncommitted(ended, "when the hook never answers,")
      const more = (yield* creates) - committed
      yield* expect(more === 0, "no commit is sent without a yes", `${more} have arrived`)
    })
  )
})
