/** A payout whose answer is lost: unknown, looked up under our own id, never sent again, and paid exactly once. */
import { Money, Payout } from "@switchyard/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { later, type World } from "./world.ts"

const reference = "payout-2001"

/** Tells of a payout to a card. */
export const payoutStory = Effect.fnUntraced(function* (world: World) {
  const { narrator, payouts, sandbox } = world
  const far = sandbox.feennex.admin
  const request = yield* Payout.decodeRequest({
    reference,
    amount: { value: "10.50", currency: "USD" },
    destination: { type: "card", number: "4111111111111111", holder: "Ivanov Ivan" },
    recipientEmail: "recipient@shop.example",
    description: "Reward"
  })

  narrator.step("A payout of 10.50 USD to a card is quoted")
  const quote = yield* payouts.quote({ amount: request.amount, destinationType: "card" })
  narrator.sent()
  yield* narrator.must(
    Money.equals(quote.receive, request.amount),
    `the recipient gets ${Money.toText(quote.receive)} USD, ${Money.toText(quote.debit)} USD leave the balance`
  )

  narrator.step("The card is checked")
  const check = yield* payouts.checkAccount({ amount: request.amount, destination: request.destination })
  narrator.sent()
  yield* narrator.must(check.result === "payable", "payable")

  narrator.step("The payout is created, and the answer gets lost on its way back")
  far.fault({ kind: "resetAfter" }, { endpoint: "/withdraw/create" })
  const deadline = DateTime.add(yield* DateTime.now, { seconds: 20 })
  const created = yield* payouts.create(request, { deadline })
  narrator.sent()
  yield* narrator.must(
    created._tag === "OutcomeUnknown",
    "unknown: not an error, so nothing can retry it or fail it over; only a look-up is allowed"
  )

  narrator.step(`It is looked up under our own id, ${reference}`)
  const found = yield* payouts.get({ reference })
  narrator.sent()
  yield* narrator.must(
    found.status === "processing" && found.providerReference !== undefined,
    `found as ${found.providerReference} at the provider, processing`
  )

  narrator.step("Asking again at once is refused before anything is sent")
  const early = yield* Effect.flip(payouts.get({ reference }))
  narrator.sent()
  yield* narrator.must(
    early._tag === "ReadFailed" && early.retryAfterMillis !== undefined,
    "too early: this provider wants 60 seconds between two reads of a payout"
  )

  narrator.step("It is read again, by the provider's id")
  yield* later(world, 60)
  const paid = yield* payouts.get({ reference, providerReference: found.providerReference })
  narrator.sent()
  yield* narrator.must(paid.status === "paid", `paid, ${paid.debited ? Money.toText(paid.debited) : "?"} USD debited`)

  narrator.step("What really happened, by the simulator's own ledger")
  const creates = far.journal({ endpoint: "/withdraw/create", reference }).length
  const payments = far.ledger().filter((entry) => entry.kind === "payout" && entry.reference === reference).length
  yield* narrator.must(creates === 1 && payments === 1, `${creates} request to create it, ${payments} payout paid`)
})
