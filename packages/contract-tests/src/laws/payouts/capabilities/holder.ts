import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { Harness } from "../../../Harness.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const holder = Law.define({
  id: "capabilities/holder",
  title:
    "an account check says of the holder what the provider says: the same, a similar one, another, or that it cannot tell",
  why: "a name that is similar is what a fraud looks like: called the same, it is paid without a person having looked",
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    const { ask } = yield* Subject
    const { holders = [] } = yield* Harness
    if (!(yield* offers("checkAccount"))) return
    const { amount, request } = yield* ask()
    if (!("destination" in request)) return yield* broken("a payout has a destination", "it has none")
    for (const { means, name } of holders) {
      const destination = { ...request.destination, holder: Redacted.make(name) }
      const exit = yield* ends(provider.checkAccount({ amount, destination }))
      const is = Exit.isSuccess(exit) ? exit.value.holder : describe(exit)
      yield* expect(is === means, `of "${name}" the provider says ${means}`, `${is} is reported`)
    }
  })
})
