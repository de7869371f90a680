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
      const abandonable = yield* offers("abandon")
      const byId = yield* offers("getByProviderReference")
      // Whichever of the two is ended, the other one lives.
      for (const ended of [0, 1]) {
        const first = yield* drafted()
        const { amount, reference } = first.asked
        const second = yield* drafted({ reference, amount }, 1)
        const [one, other] = [yield* idOf(first), yield* idOf(second)]
        yield* expect(
          one === undefined || one !== other,
          "the second create prepares another thing",
          `it is ${one} again`
        )
        if (one === undefined || other === undefined || !abandonable) continue
        const [gone, lives] = ended === 0 ? [first, second] : [second, first]
        const [goneId, livingId] = ended === 0 ? [one, other] : [other, one]
        yield* abandons(gone, goneId, { prepared: gone.prepared })
        if (byId) {
          const asked = gone.asked
          const dying = yield* read({ asked, reported: { providerReference: goneId } })
          yield* expect(
            Exit.isSuccess(dying) && dead.includes(dying.value.status),
            "of two, the one that was abandoned is read as dead by its id",
            describe(dying)
          )
          const living = yield* read({ asked, reported: { providerReference: livingId } })
          yield* expect(
            Exit.isSuccess(living) && !dead.includes(living.value.status),
            "of two, the one that was not abandoned is not read as dead by its id",
            describe(living)
          )
        }
        if (prepared === "inert") continue
        const count = yield* payable(lives.asked)
        yield* expect(count === 1, "of two, the one that was not abandoned can be paid", `paid ${count} times`)
      }

      const given = yield* drafted()
      const givenId = yield* idOf(given)
      if (givenId !== undefined && abandonable) yield* abandons(given, givenId, { prepared: given.prepared })
      const again = yield* ask({ reference: given.asked.reference, amount: given.asked.amount })
      const { exit } = yield* watched(again, undefined, { generation: 1 })
      const isAccepted = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
      yield* expect(isAccepted, "a create after one that was abandoned is accepted", describe(exit))
      const held = (yield* heldOf(again)).length
      yield* expect(held === 1, "the provider holds one operation of both", `it holds ${held}`)
    })
  )
})
