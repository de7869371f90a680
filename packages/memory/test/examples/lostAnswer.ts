import * as Money from "@switchyard/core/Money"
import { Memory } from "@switchyard/memory"
import { Effect, Redacted } from "effect"

export const program = Effect.gen(function* () {
  const { payouts, simulator } = yield* Memory.make()
  const destination = { type: "card" as const, number: Redacted.make("4276550018273642") }
  const request = { reference: "payout-1", amount: Money.unsafe("1500.00", "RUB"), destination }

  // The provider pays, and its answer is lost.
  simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
  const outcome = yield* payouts.create(request) // OutcomeUnknown: look it up, never send it again

  const found = yield* payouts.get({ reference: "payout-1" }) // processing
  simulator.settle("payout", "payout-1", "done")
  return { outcome, found, paid: simulator.ledger("payout") } // paid once
})
