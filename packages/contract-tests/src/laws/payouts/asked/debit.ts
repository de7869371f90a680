import * as Money from "@switchyard/core/Money"
import { PayoutProvider } from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { show } from "../../../internal/amounts.ts"
import { routeOf } from "../../../internal/asked.ts"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { heldOf } from "../../../internal/held.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const debit = Law.define({
  id: "asked/debit",
  title:
    "a payout that is asked for by what leaves the balance is asked for so, where its route takes that; else nothing is sent",
  why: "the recipient who gets what was to leave the balance gets the fee as well, and with two currencies another amount",
  replay: true,
  routes: "every",
  check: Effect.gen(function* () {
    const provider = yield* PayoutProvider
    const harness = yield* Harness
    const { ask } = yield* Subject
    const asked = yield* ask()
    if (!("destination" in asked.request)) return yield* broken("a payout has a destination", "it has none")
    const { amount: _, ...request } = asked.request
    const before = (yield* harness.received).length
    const exit = yield* ends(provider.create({ ...request, debit: asked.amount }))
    const isTaken = routeOf(provider.capabilities, asked.request)?.debitCurrencies?.includes(asked.amount.currency)
    if (isTaken !== true) {
      const isUnsent = errorOf(exit)?._tag === "NotExecuted" && (yield* harness.received).length === before
      return yield* expect(
        isUnsent,
        "a debit that the route does not take is refused, and nothing is sent",
        describe(exit)
      )
    }
    const [held] = yield* heldOf(asked)
    const isOwn = held?.debit !== undefined && Money.equals(held.debit, asked.amount)
    const happened = held === undefined ? "nothing is held" : `it holds ${show(held.amount)} for the recipient`
    yield* expect(isOwn, `${show(asked.amount)} are to leave the balance`, `${happened}; ${describe(exit)}`)
  })
})
