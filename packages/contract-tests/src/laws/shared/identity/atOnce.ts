import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { onStep, show } from "../../../internal/amounts.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { heldOf, isPayee } from "../../../internal/held.ts"
import { start } from "../../../internal/running.ts"
import { ordinary } from "../../../internal/sample.ts"
import * as Law from "../../../Law.ts"
import { type Asked, Subject } from "../../../Subject.ts"

export const atOnce = Law.define({
  id: "identity/at-once",
  title:
    "creates that are sent at the same time are as many operations, each as it was asked for and answered as itself",
  why: "what a call keeps where the next one writes goes out as the other: one is paid twice, and one never",
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask, targets } = yield* Subject
    const all: Array<Asked> = []
    for (const target of targets) {
      const least = onStep(target, target.min)
      all.push(yield* ask(), yield* ask({ payee: "other", amount: least }), yield* ask({ amount: ordinary(target) }))
    }
    const calls = yield* Effect.forEach(all, (asked) => Effect.map(start(asked.send()), (call) => ({ asked, call })))
    for (const { asked, call } of calls) {
      const exit = yield* call.ended
      const { amount, reference } = asked
      const own = yield* heldOf(asked)
      const [held] = own
      const happened = `${own.map((each) => show(each.amount)).join(" and ") || "nothing"}; ${describe(exit)}`
      const isOwn = own.length === 1 && held !== undefined && Money.equals(held.amount, amount)
      yield* expect(isOwn, `the provider holds ${reference} of ${show(amount)}, once`, `it holds ${happened}`)
      if (held !== undefined && "destination" in asked.request) yield* isPayee(asked, held)
      const isAnswered =
        Exit.isSuccess(exit) && exit.value._tag === "Accepted" && exit.value.value.reference === reference
      yield* expect(isAnswered, `the create of ${reference} is accepted as ${reference}`, describe(exit))
    }
  })
})
