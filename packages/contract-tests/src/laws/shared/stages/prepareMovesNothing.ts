import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import {
  drafted,
  lossesOf,
  movedNothing,
  no,
  payable,
  preparing,
  watched,
  whereStaged
} from "../../../internal/stages.ts"
import { requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { type Asked, Subject } from "../../../Subject.ts"

export const prepareMovesNothing = Law.define({
  id: "stages/prepare-moves-nothing",
  title:
    "nothing that is prepared moves money, however far it came; where the manifest calls it inert, nobody else could commit it",
  why: "a preparation is repeated and given up without a second thought, and after an inert one another provider is asked: what it moved is paid twice",
  routes: "covering",
  check: whereStaged(
    Effect.fnUntraced(function* ({ prepared }) {
      const { ask } = yield* Subject
      const { fault } = yield* Harness
      const rests = Effect.fnUntraced(function* (asked: Asked, when: string) {
        yield* movedNothing(asked, when)
        const creates = (yield* requestsOf("create")).length
        yield* expect(creates === 0, `${when} no commit is sent`, `${creates} have arrived`)
        if (prepared !== "inert") return
        const count = yield* payable(asked)
        yield* expect(count === 0, `${when} nobody else can commit what is called inert`, `it was paid ${count} times`)
      })
      const count = yield* preparing
      yield* expect(count > 0, "a create in stages prepares something", "nothing is sent before its commit")
      for (let step = 0; step < count; step++) {
        for (const [what, how] of yield* lossesOf) {
          const asked = yield* ask()
          yield* fault("prepare", how, step)
          yield* watched(asked, no)
          yield* rests(asked, `after ${what} in request ${step + 1} of a preparation`)
        }
      }
      yield* rests((yield* drafted()).asked, "after a whole preparation")
    })
  )
})
