import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { textsOf } from "../../../internal/nextSteps.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const inWords = (members: { readonly [member: string]: string }): string =>
  Object.keys(members).toSorted().join(", ") || "nothing"

export const payerIsTold = Law.define({
  id: "status/payer-is-told",
  title: "a payer is told all of what this answer says, links and time limit included, and nothing of an earlier one",
  why: "of two sets of requisites mixed, the money goes to a card that nobody watches; without its link or past its time, it never comes",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { payerAsks = [] } = yield* Harness
    if (payerAsks.length === 0) return
    const operation = yield* created()
    // There and back: what an adapter remembers of one of them shows in the next.
    for (const { ask, shows, what } of [...payerAsks, ...payerAsks.toReversed()]) {
      yield* ask(operation.asked.reference)
      const { next } = yield* found(operation)
      const told = next === undefined ? {} : textsOf(next)
      const names = new Set([...Object.keys(shows), ...Object.keys(told)])
      const wrong = [...names].filter((name) => told[name] !== shows[name])
      yield* expect(
        wrong.length === 0,
        `${what} is told as ${inWords(shows)}`,
        `${inWords(told)} is told, of which not as it was said: ${wrong.join(", ")}`
      )
    }
  })
})
