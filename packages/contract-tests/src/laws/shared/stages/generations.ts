import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { abandons, dead, drafted, idOf, payable, watched, whereStaged } from "../../../internal/stages.ts"
import { offers, read } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const generations = Law.define({
  id: "stages/generations",
  title:
    "two creates of one operation, by their numbers, are two things at the provider: whoever ends or reads one never meets the other",
  why: "a look-up that shows the corpse of the first try closes the second one that pays, and an abandonment that is late stops it",
  routes: "covering",
  check: whereStaged(
    Effect.fnUntraced(function* ({ prepared }) {
      const { ask } = yield* Subject
      const first = yield* drafted()
      const { amount, reference } = first.asked
      const wish = { reference, amount }
      const second = yield* drafted(wish, 1)
      const [one, other] = [yield* idOf(first), yield* idOf(second)]
      yield* expect(
        one === undefined || one !== other,
        "the second create prepares another thing",
        `it is ${one} again`
      )

      const abandonable = yield* offers("abandon")
      if (one !== undefined && other !== undefined && abandonable) {
        yield* abandons(first, one)
        if (yield* offers("getByProviderReference")) {
          const of = { asked: first.asked, reported: { providerReference: one } }
          const gone = yield* read(of)
          yield* expect(
            Exit.isSuccess(gone) && dead.includes(gone.value.status),
            "what was abandoned is read as dead by its id",
            describe(gone)
          )
          const lives = yield* read({ ...of, reported: { providerReference: other } })
          yield* expect(
            Exit.isSuccess(lives) && lives.value.status === "uncommitted",
            "what was not abandoned is read as uncommitted by its id",
            describe(lives)
          )
        }
        if (prepared === "payable") {
          const count = yield* payable(second.asked)
          yield* expect(count === 1, "of two, the one that was not abandoned can be paid", `paid ${count} times`)
        }
      }

      const given = yield* drafted()
      const givenId = yield* idOf(given)
      if (givenId !== undefined && abandonable) yield* abandons(given, givenId)
      const again = yield* ask({ reference: given.asked.reference, amount: given.asked.amount })
      const { exit } = yield* watched(again, undefined, { generation: 1 })
      const isAccepted = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
      yield* expect(isAccepted, "a create after one that was abandoned is accepted", describe(exit))
      const held = (yield* heldOf(again)).length
      yield* expect(held === 1, "the provider holds one operation of both", `it holds ${held}`)
    })
  )
})
