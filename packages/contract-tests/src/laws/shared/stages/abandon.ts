import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { abandoned, abandons, dead, leftBehind, payable } from "../../../internal/stages.ts"
import { created, read } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const unreadable = { state: Redacted.make("of an older version of the adapter") }

export const abandon = Law.define({
  id: "stages/abandon",
  title:
    "what was abandoned and then read as dead can be paid by nobody; without the prepared state, however often, and never in place of what was paid",
  why: "after it the money is sent elsewhere, or its merchant is told that it did not go: what is paid after that is paid twice",
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    for (const [how, options] of [
      ["without the prepared state", () => ({})],
      ["with it", (prepared) => (prepared === undefined ? {} : { prepared })],
      ["with one that cannot be read", () => ({ prepared: unreadable })]
    ] as const satisfies ReadonlyArray<
      readonly [string, (prepared: { readonly state: Redacted.Redacted<string> } | undefined) => object]
    >) {
      const left = yield* leftBehind
      if (left === undefined) return
      const { asked, prepared, providerReference } = left
      const of = { asked, reported: { providerReference } }
      yield* abandons(left, providerReference, options(prepared))
      const isDead = Effect.fnUntraced(function* (when: string) {
        const exit = yield* read(of)
        yield* expect(
          Exit.isSuccess(exit) && dead.includes(exit.value.status),
          `${when} it is read as dead`,
          describe(exit)
        )
      })
      yield* isDead(`after an abandonment ${how}`)
      for (const times of [1, 2]) {
        yield* abandoned(left, providerReference, { asked: times })
        yield* isDead("after it was abandoned again")
      }
      const count = yield* payable(asked)
      yield* expect(count === 0, "what is read as dead can be paid by nobody", `it was paid ${count} times`)
    }

    const lost = yield* leftBehind
    if (lost === undefined) return
    yield* harness.fault("abandon", { kind: "cutBeforeReading" })
    yield* abandoned(lost, lost.providerReference)
    const lives = yield* read({ asked: lost.asked, reported: { providerReference: lost.providerReference } })
    yield* expect(
      Exit.isSuccess(lives) && !dead.includes(lives.value.status),
      "what an abandonment never reached is not read as dead",
      describe(lives)
    )

    const operation = yield* created()
    const { asked, reported } = operation
    const { providerReference } = reported
    const paidWord = harness.statuses.find(({ means }) => means === "paid")
    if (providerReference === undefined || paidWord === undefined) {
      return yield* broken("what can be abandoned has an id, and a status for paid", "it has not")
    }
    yield* harness.settle(asked.reference, paidWord.word)
    yield* abandoned({ asked, generation: 0 }, providerReference)
    const paid = yield* read(operation)
    yield* expect(
      Exit.isSuccess(paid) && !dead.includes(paid.value.status),
      "what was paid is not read as dead after an abandonment that came too late",
      describe(paid)
    )
  })
})
