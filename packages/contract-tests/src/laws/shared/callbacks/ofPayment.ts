import * as Money from "@switchyard/core/Money"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { show } from "../../../internal/amounts.ts"
import { callbackOf, understood, whereSent } from "../../../internal/callbacks.ts"
import { expect } from "../../../internal/expect.ts"
import { type Created, created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

// By each id that its answers have given it is found: a dispute may name the intent of a session.
const knownIds = Effect.fnUntraced(function* (operation: Created) {
  const read = yield* found(operation)
  const named = [operation.reported, read].flatMap(({ ids = {}, providerReference }) => [
    ...Object.values(ids),
    ...(providerReference === undefined ? [] : [providerReference])
  ])
  return new Set(named)
})

export const ofPayment = Law.define({
  id: "callbacks/of-payment",
  title:
    "a callback about a refund or a dispute is one of that kind, leads to its payment, and states the amount of its own",
  why: "one that is taken for the payment's own compares the refund with what was asked, and a person looks at every refund",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const { callbackKinds } = yield* Harness
      if (callbackKinds?.ofPayment === undefined) return
      const { asked, reported } = yield* created()
      const usual = yield* understood(parse, yield* callbackOf(asked.reference))
      const amount: Money.Money = {
        ...asked.amount,
        value: BigDecimal.sum(asked.amount.value, BigDecimal.fromStringUnsafe("1"))
      }
      for (const kind of ["refund", "dispute"] as const) {
        const event = yield* understood(parse, yield* callbackKinds.ofPayment(kind, asked.reference, amount))
        yield* expect(event.kind === kind, `it is about a ${kind}`, `it is about a ${event.kind}`)
        const { payment } = event
        const leads =
          payment?.reference === asked.reference ||
          (payment?.providerReference !== undefined &&
            (yield* knownIds({ asked, reported })).has(payment.providerReference))
        yield* expect(leads, `it leads to ${asked.reference}`, `it leads to ${payment?.reference ?? "no payment"}`)
        const isItsOwn = event.reference !== asked.reference && event.eventId !== usual.eventId
        yield* expect(isItsOwn, "it has ids of its own", "it has those of the payment")
        const stated = event.amount
        const isStated = stated === undefined || Money.equals(stated, amount)
        yield* expect(isStated, `it states ${show(amount)}`, `it states ${stated && show(stated)}`)
      }
    })
  )
})
