import * as Effect from "effect/Effect"
import { arrivesExactly, show } from "../../../internal/amounts.ts"
import { expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const everyCurrency = Law.define({
  id: "amounts/every-currency",
  title: "every declared route takes an ordinary amount with every fraction digit of its currency",
  why: "an exponent that is wrong by one digit pays ten times too much; a route that takes nothing must not be declared",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    for (const target of subject.targets) {
      const asked = yield* subject.ask({ target })
      const isSent = yield* arrivesExactly(asked)
      const what = `${show(asked.amount)} by ${target.method}`
      yield* expect(isSent, `${what} is sent`, "it was refused before it was sent")
    }
  })
})
