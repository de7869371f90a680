import { route } from "@switchyard/core/Capabilities"
import * as Money from "@switchyard/core/Money"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { works } from "../../../internal/optional.ts"
import { ordinary } from "../../../internal/sample.ts"
import { offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { destinationType } from "../destinationType.ts"

export const quoteByDebit = Law.define({
  id: "capabilities/quote-by-debit",
  title: "a quote that is asked for by what leaves the balance is of that, where the route takes it",
  why: "a quote of another question shows a person a price, and the payout costs the fee on top of it",
  routes: "covering",
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    const { target, type } = yield* destinationType
    const way = route(provider.capabilities, type, target.currency)
    if (!(yield* offers("quote")) || way?.debitCurrencies?.includes(target.currency) !== true) return
    const debit = ordinary(target)
    yield* works("quote", provider.quote({ debit, destinationType: type }), (value) => Money.equals(value.debit, debit))
  })
})
