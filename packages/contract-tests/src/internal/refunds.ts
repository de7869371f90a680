/** Steps of the laws on refunds: a payment that was paid, a part of it paid back, and what the provider holds of it. */
import type * as Money from "@switchyard/core/Money"
import { RefundProvider } from "@switchyard/core/RefundProvider"
import * as Effect from "effect/Effect"
import { Harness } from "../Harness.ts"
import { Subject } from "../Subject.ts"
import { onStep } from "./amounts.ts"
import { broken } from "./expect.ts"
import { money } from "./money.ts"
import * as Sample from "./sample.ts"

/** A payment that was paid with the most that its route takes, and requests to pay back parts of it. */
export const paid = Effect.gen(function* () {
  const provider = yield* RefundProvider
  const subject = yield* Subject
  const harness = yield* Harness
  const { payment: pay } = yield* money
  const [target] = subject.targets
  if (target === undefined || pay === undefined) {
    return yield* broken("the harness makes payments to be paid back", "it has no `money.payment`")
  }
  const whole = onStep(target, target.max)
  const payment = yield* pay({ method: target.method, amount: whole })
  const { refundRequest = (plain) => plain } = harness
  /** A request of its own for an amount of it. */
  const request = Effect.fnUntraced(function* (amount: Money.Money) {
    return refundRequest(Sample.refund(yield* harness.reference, amount, payment))
  })
  return { payment, provider, request, target, whole, part: Sample.ordinary(target) }
})

/** A payment that was taken by two captures of an amount each, naming the second one. */
export const paidInTwo = Effect.fnUntraced(function* (method: string, amount: Money.Money) {
  const { captures, payment: pay } = yield* money
  if (pay === undefined) return yield* broken("the harness makes payments to be paid back", "it has no `money.payment`")
  const of = yield* pay({ method, amount, captures: 2 })
  const [, second] = yield* captures(of.reference)
  return second === undefined
    ? yield* broken("the harness makes payments of two captures, where a refund can name one", "it makes one at most")
    : { ...of, capture: second.id }
})
