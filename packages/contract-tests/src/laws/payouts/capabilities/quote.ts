import * as Money from "@switchyard/core/Money"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { works } from "../../../internal/optional.ts"
import { ordinary } from "../../../internal/sample.ts"
import * as Law from "../../../Law.ts"
import { destinationType } from "../destinationType.ts"

export const quote = Law.define({
  id: "capabilities/quote",
  title: "a payout quote gives both amounts exactly where it is offered; else Unsupported, and nothing is sent",
  why: "a platform shows the quote to a person who then agrees to it",
  replay: true,
  live: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    const { target, type } = yield* destinationType
    const amount = ordinary(target)
    yield* works("quote", provider.quote({ amount, destinationType: type }), (value) =>
      Money.equals(value.receive, amount)
    )
  })
})
