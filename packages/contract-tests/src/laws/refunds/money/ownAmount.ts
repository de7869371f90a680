import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { onStep, show } from "../../../internal/amounts.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { paid } from "../../../internal/refunds.ts"
import { ends } from "../../../internal/running.ts"
import { queryFor, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const ownAmount = Law.define({
  id: "money/own-amount",
  title: "each of two refunds of one payment is read with its own amount, neither the other's nor their sum",
  why: "the sum of a payment's refunds read as one of them is another amount than was asked for: a person looks at every one",
  routes: "covering",
  check: Effect.gen(function* () {
    const { part, provider, request, target } = yield* paid
    const least = onStep(target, target.min)
    const made = []
    for (const amount of [part, least]) {
      const asked = yield* request(amount)
      const exit = yield* ends(provider.create(asked))
      if (Exit.isFailure(exit) || exit.value._tag !== "Accepted") {
        return yield* broken(`a refund of ${show(amount)} is accepted`, describe(exit))
      }
      made.push({ asked: { reference: asked.reference, request: asked }, reported: exit.value.value })
    }
    for (const each of made) {
      yield* spaced
      const exit = yield* ends(provider.get(yield* queryFor(each), { request: each.asked.request }))
      if (Exit.isFailure(exit)) return yield* broken("an ordinary read finds the refund", describe(exit))
      const { amount: wanted } = each.asked.request
      const { amount } = exit.value
      const isOwn = amount === undefined || Money.equals(amount, wanted)
      yield* expect(
        isOwn,
        `a refund of ${show(wanted)} is read as one`,
        amount === undefined ? "" : `as ${show(amount)}`
      )
    }
  })
})
