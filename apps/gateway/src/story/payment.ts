/** A payment: created, transferred by its payer, announced by a callback, and believed only when the status says so. */
import { Money } from "@switchyard/core"
import { Payments } from "@switchyard/facade"
import * as Effect from "effect/Effect"
import { later, type World } from "./world.ts"

const reference = "order-1001"

/** Tells of a payment by bank transfer. */
export const paymentStory = Effect.fnUntraced(function* (world: World) {
  const { inbox, narrator, sandbox, switchyard } = world
  const { payments } = switchyard

  narrator.step("A payment of 1500.00 RUB by bank transfer is created")
  const request = yield* Payments.decodeRequest({
    reference,
    amount: { value: "1500.00", currency: "RUB" },
    method: "bank_transfer",
    payerEmail: "payer@shop.example",
    description: "Order 1001"
  })
  const created = yield* payments.create(request)
  narrator.sent()
  const provider = created.attempts.at(-1)?.instance ?? ""
  yield* narrator.must(created._tag === "Accepted", `accepted by ${provider}: now its payer must act`)

  narrator.step("What must the payer do?")
  yield* later(world, 10)
  const { next, status } = yield* payments.get(provider, { reference })
  narrator.sent()
  const due = next?.type === "transfer" ? next.amount : undefined
  yield* narrator.must(
    status === "awaiting_payer" && due !== undefined,
    `awaiting_payer: transfer ${due && Money.toText(due)} RUB by hand (the recipient stays redacted here)`
  )

  narrator.step("The payer transfers the money, and the provider calls back")
  yield* Effect.promise(() => sandbox.feennex.admin.pay(reference))
  yield* Effect.promise(sandbox.feennex.admin.callbacksIdle)
  const raw = inbox.received.at(-1)
  yield* narrator.must(raw?.instance === provider, `a callback came to the address of ${provider}`)
  if (raw === undefined) return
  const event = yield* payments.parseCallback(provider, raw)
  yield* narrator.must(
    event.trust === "verified" && event.reference === reference,
    `the signature holds, yet a callback is only a hint about ${event.reference}: read the status`
  )

  narrator.step("The status decides")
  yield* later(world, 10)
  const paid = yield* payments.get(provider, { reference })
  narrator.sent()
  yield* narrator.must(
    paid.status === "paid" && paid.payerPaid !== undefined && Money.equals(paid.payerPaid, request.amount),
    `paid ${paid.payerPaid && Money.toText(paid.payerPaid)} RUB, credited ${paid.credited && Money.toText(paid.credited)} RUB`
  )
})
