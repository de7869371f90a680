import { PaymentProvider } from "@switchyard/core/PaymentProvider"
import * as Effect from "effect/Effect"
import { captured, held, partOf, takesSeveral, whereCaptured } from "../../../internal/changes.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const last = Law.define({
  id: "changes/last",
  title: "a capture is the last unless it says that it is not: then what is left stays held, else it is let go",
  why: "a default of the provider's holds a payer's money for nothing, or lets go of what was still to be captured",
  routes: "covering",
  check: whereCaptured(
    Effect.gen(function* () {
      const provider = yield* PaymentProvider
      const subject = yield* Subject
      const finals = takesSeveral(subject) ? [undefined, true, false] : [undefined, true]
      for (const final of finals) {
        const payment = yield* held
        const amount = yield* partOf(payment)
        yield* ends(
          provider.capture({ ...payment.names, number: 1, amount, ...(final === undefined ? {} : { final }) })
        )
        yield* spaced
        const more = yield* ends(provider.capture({ ...payment.names, number: 2, amount }))
        const count = (yield* captured(payment)).length
        const said = final === undefined ? "that says nothing" : `that is ${final ? "" : "not "}the last`
        const expected = final === false ? 2 : 1
        yield* expect(
          count === expected,
          `after a capture ${said} ${expected === 2 ? "another one is made" : "nothing is held"}`,
          `the provider has made ${count}; ${describe(more)}`
        )
      }
    })
  )
})
