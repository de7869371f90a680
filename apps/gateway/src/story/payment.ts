/** A payment: created, transferred by its payer, announced by a callback, and believed only when the status says so. */
import { Money, Payment } from "@switchyard/core"
import * as Effect from "effect/Effect"
import { later, type World } from "./world.ts"

const reference = "order-1001"

/** Tells of a payment by bank transfer. */
export const paymentStory = Effect.fnUntraced(function* (world: World) {
  const { inbox, narrator, payments, sandbox } = world

  narrator.step("A payment of 1500.00 RUB by bank transfer is created")
  const request = yield* Payment.decodeRequest({
    reference,
    amount: { value: "1500.00", currency: "RUB" },
    method: "bank_transfer",
    payerEmail: "payer@shop.example",
    description: "Order 1001"
  })
  const created = yield* payments.create(request)
  narrator.sent()
  yield* narrator.must(created._tag === "Accepted", "accepted: the provider has it, now its payer must act")

  narrator.step("What must the payer do?")
  yield* later(world, 10)
  const waiting = yield* payments.get({ reference })
  narrator.sent()
  const next = waiting.next
  yield* narrator.must(
    waiting.status === "awaiting_payer" && next?.type === "transfer",
    `awaiting_payer: transfer ${next?.type === "transfer" && next.amount ? Money.toText(next.amount) : "?"} by hand (recipient redacted)`
  )

  narrator.step("The payer transfers the money; Feennex calls back")
  yield* Effect.promise(() => sandbox.feennex.admin.pay(reference))
  yield* Effect.promise(sandbox.feennex.admin.callbacksIdle)
  const raw = inbox.received.at(-1)
  if (raw === undefined || payments.parseCallback === undefined) return yield* narrator.must(false, "a callback came")
  const event = yield* payments.parseCallback(raw)
  yield* narrator.must(
    event.trust === "verified" && event.reference === reference,
    `the signature holds, yet a callback is only a hint about ${event.reference}: read the status`
  )

  narrator.step("The status decides")
  yield* later(world, 10)
  const paid = yield* payments.get({ reference })
  narrator.sent()
  yield* narrator.must(
    paid.status === "paid" && paid.payerPaid !== undefined && Money.equals(paid.payerPaid, request.amount),
    `paid ${paid.payerPaid ? Money.toText(paid.payerPaid) : "?"} RUB, credited ${paid.credited ? Money.toText(paid.credited) : "?"} RUB`
  )
})
