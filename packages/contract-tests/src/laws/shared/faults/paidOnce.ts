import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { isMoneyThere, offers, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const paidOnce = Law.define({
  id: "faults/paid-once",
  title: "after a lost answer a look-up by our own id finds the operation, and its money moves exactly once",
  why: "this is the whole point: nothing paid twice and nothing lost, with the answer gone",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    const asked = yield* subject.ask()
    yield* harness.fault("create", { kind: "cutAfterActing" })
    yield* ends(asked.send())
    // A provider that cannot be asked by our own id leaves the look-up to people; its money is still counted.
    if (yield* offers("getByReference")) {
      yield* spaced
      const exit = yield* ends(subject.get({ reference: asked.reference }, { request: asked.request }))
      if (Exit.isFailure(exit)) yield* broken("the look-up finds the operation", describe(exit))
    }
    const paidWord = harness.statuses.find(({ means }) => isMoneyThere(means))
    if (paidWord === undefined) return yield* broken("the provider has a status for paid", "the harness names none")
    yield* harness.settle(asked.reference, paidWord.word)
    const paid = yield* harness.paid
    const isOnce = paid.length === 1 && paid.every(({ amount }) => Money.equals(amount, asked.amount))
    const moved = paid.map(({ amount, reference }) => `${reference}: ${Money.toText(amount)} ${amount.currency}`)
    yield* expect(isOnce, `${Money.toText(asked.amount)} is paid once`, `paid: ${moved.join("; ") || "nothing"}`)
  })
})
