import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { abandons, drafted, idOf, payable, unknownOf, watched, whereStaged } from "../../../internal/stages.ts"
import { created, offers, requestsOf } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import type { Asked } from "../../../Subject.ts"

export const there = Law.define({
  id: "stages/there",
  title:
    "a preparation that meets what is no draft any more, committed, paid or dead, is unknown under its id: nothing is committed or abandoned",
  why: "it was funded by another process, or has been given up for good: whoever commits it again pays twice, and whoever cancels it stops what was paid",
  routes: "covering",
  check: whereStaged(
    Effect.fnUntraced(function* ({ prepares, prepared }) {
      if (prepares !== "same") return
      const harness = yield* Harness
      const meets = Effect.fnUntraced(function* (asked: Asked, id: string | undefined, what: string) {
        const before = { held: (yield* heldOf(asked)).length, paid: (yield* harness.paid).length }
        const requests = Effect.all([requestsOf("create"), requestsOf("abandon")])
        const [creates, abandonments] = yield* requests
        const { exit } = yield* watched(asked)
        const unknown = unknownOf(exit)
        yield* expect(
          unknown?.reason === "DuplicateReference" && unknown.providerReference === id,
          `a create that meets ${what} is OutcomeUnknown (DuplicateReference) of ${id}`,
          `${describe(exit)}, of ${unknown?.providerReference ?? "none"}`
        )
        const [more, given] = yield* requests
        yield* expect(
          more.length === creates.length,
          `nothing is committed where ${what} is there`,
          "a commit has arrived"
        )
        yield* expect(given.length === abandonments.length, `${what} is not abandoned`, "an abandonment has arrived")
        const held = (yield* heldOf(asked)).length
        yield* expect(held === before.held, `${what} is as it was`, `the provider holds ${held}`)
        const paid = (yield* harness.paid).length - before.paid
        yield* expect(paid === 0, `${what} is not paid again`, `it was paid ${paid} times`)
      })

      const { asked, reported } = yield* created()
      yield* meets(asked, reported.providerReference, "what was committed")
      const paidWord = harness.statuses.find(({ means }) => means === "paid")
      if (paidWord === undefined) return yield* broken("the provider has a status for paid", "the harness names none")
      yield* harness.settle(asked.reference, paidWord.word)
      yield* meets(asked, reported.providerReference, "what was paid")

      if (prepared === "payable") {
        const draft = yield* drafted()
        yield* payable(draft.asked)
        yield* meets(draft.asked, yield* idOf(draft), "what somebody else has committed")
      }
      if (!(yield* offers("abandon"))) return
      const dead = yield* drafted()
      const id = yield* idOf(dead)
      if (id === undefined) return
      yield* abandons(dead, id, { prepared: dead.prepared })
      yield* meets(dead.asked, id, "what is dead")
      yield* expect((yield* payable(dead.asked)) === 0, "what is dead stays dead", "it was paid")
    })
  )
})
