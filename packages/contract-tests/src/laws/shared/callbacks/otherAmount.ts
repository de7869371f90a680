import * as Money from "@switchyard/core/Money"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import { show } from "../../../internal/amounts.ts"
import { callbackOf, understood, whereSent } from "../../../internal/callbacks.ts"
import { expect } from "../../../internal/expect.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const otherAmount = Law.define({
  id: "callbacks/other-amount",
  title: "a callback that states another amount says so, exactly",
  why: "whoever holds the operation compares: an adapter that fills in the asked amount hides that the payer paid a cent",
  replay: true,
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const { asked } = yield* created()
      const usual = yield* understood(parse, yield* callbackOf(asked.reference))
      if (usual.amount === undefined) return
      const one = BigDecimal.fromStringUnsafe("1")
      const amount: Money.Money = { ...usual.amount, value: BigDecimal.sum(usual.amount.value, one) }
      const event = yield* understood(parse, yield* callbackOf(asked.reference, { amount }))
      const stated = event.amount
      const isStated = stated !== undefined && Money.equals(stated, amount)
      yield* expect(
        isStated,
        `it states ${show(amount)}`,
        stated === undefined ? "no amount" : `it states ${show(stated)}`
      )
    })
  )
})
