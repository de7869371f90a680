import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends } from "../../../internal/running.ts"
import { drafted, idOf, payable, preparing, watched, whereStaged } from "../../../internal/stages.ts"
import { requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const commitOnce = Law.define({
  id: "stages/commit-once",
  title:
    "a create commits exactly once, after one yes of its hook; what is prepared again under one number is one thing, where the manifest says so",
  why: "each commit is a payment, and each draft that nobody knows of is one for whoever finds it",
  routes: "covering",
  check: whereStaged(
    Effect.fnUntraced(function* ({ prepares }) {
      const { ask } = yield* Subject
      const { fault } = yield* Harness
      const { asked, exit, seen } = yield* watched(yield* ask())
      if (Exit.isFailure(exit) || exit.value._tag !== "Accepted") {
        return yield* broken("a create whose hook says yes is accepted", describe(exit))
      }
      yield* expect(seen.length === 1, "its hook runs once", `it ran ${seen.length} times`)
      const commits = (yield* requestsOf("create")).length
      yield* expect(commits === 1, "one commit arrives", `${commits} arrive`)
      const held = yield* heldOf(asked)
      yield* expect(held.length === 1, "the provider holds one operation", `it holds ${held.length}`)
      const [{ providerReference: id } = {}] = seen
      const { providerReference } = exit.value.value
      const isSame = id === undefined || id === providerReference
      yield* expect(isSame, `it is reported as ${id}, which was prepared`, `as ${providerReference}`)

      if (prepares !== "same") return
      const last = (yield* preparing) - 1
      const draft = yield* drafted()
      const first = yield* idOf(draft)
      const again = yield* ends(draft.asked.prepare(draft.generation))
      const stated = Exit.isSuccess(again) && again.value._tag === "Accepted" ? again.value.value : undefined
      yield* expect(
        stated !== undefined && stated.providerReference === first,
        `what is prepared again is ${first}`,
        stated === undefined ? describe(again) : `it is ${stated.providerReference}`
      )
      const lost = yield* ask()
      yield* fault("prepare", { kind: "cutAfterActing" }, last)
      yield* watched(lost)
      yield* ends(lost.prepare(0))
      for (const left of [draft.asked, lost]) {
        const count = yield* payable(left)
        yield* expect(count <= 1, "what was prepared several times is one thing", `it was paid ${count} times`)
      }
    })
  )
})
