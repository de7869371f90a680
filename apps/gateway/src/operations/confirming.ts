/**
 * Asks the providers of all instances that can replay whose account theirs is, at start and now and then: without that
 * nothing of them is replayed, and no send waits for it.
 */
import { Switchyard } from "@switchyard/facade"
import * as Effect from "effect/Effect"
import { canReplay } from "./kinds.ts"

// What was confirmed holds for an hour; what could not be is asked soon again.
const againMillis = { confirmed: 30 * 60_000, failed: 60_000 } as const

const confirming = (name: string, confirm: Effect.Effect<void, { readonly message: string }>) =>
  Effect.forever(
    Effect.matchEffect(confirm, {
      onSuccess: () => Effect.sleep(againMillis.confirmed),
      onFailure: ({ message }) =>
        Effect.andThen(
          Effect.logWarning(
            `whose account ${name} is could not be confirmed, so nothing new of it can be replayed: ${message}`
          ),
          Effect.sleep(againMillis.failed)
        )
    })
  )

/** Runs until it is interrupted; at once over where no instance can replay. */
export const confirm: Effect.Effect<void, never, Switchyard.Switchyard> = Effect.gen(function* () {
  const { instances, payments, payouts, refunds } = yield* Switchyard.Switchyard
  const asks = instances.flatMap(({ capabilities, name }) => [
    ...(canReplay(capabilities.payments) ? [confirming(name, payments.confirmOn(name))] : []),
    ...(canReplay(capabilities.payouts) ? [confirming(name, payouts.confirmOn(name))] : []),
    ...(canReplay(capabilities.refunds) ? [confirming(name, refunds.confirmOn(name))] : [])
  ])
  yield* Effect.all(asks, { concurrency: "unbounded", discard: true })
})
