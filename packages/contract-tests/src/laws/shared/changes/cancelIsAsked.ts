import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { broken, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created, found, isMoneyThere, offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const cancelIsAsked = Law.define({
  id: "changes/cancel-is-asked",
  title: "a cancellation that was accepted was asked for: what became of it is what the provider says when it is read",
  why: "what could not be stopped any more is paid: called canceled all the same, it is paid once more in another way",
  routes: "covering",
  check: Effect.gen(function* () {
    const { cancel } = yield* Subject
    const harness = yield* Harness
    if (cancel === undefined || !(yield* offers("cancel"))) return
    const operation = yield* created()
    const { reference } = operation.asked
    yield* ends(cancel({ reference, providerReference: operation.reported.providerReference }))
    const paid = harness.statuses.find(({ means }) => isMoneyThere(means))
    if (paid === undefined) return yield* broken("the provider has a status for paid", "the harness names none")
    yield* harness.settle(reference, paid.word)
    const { status } = yield* found(operation)
    yield* expect(isMoneyThere(status), `after it the provider says "${paid.word}", ${paid.means}`, `it is ${status}`)
  })
})
