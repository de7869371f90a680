/**
 * Asks the providers whose account each instance is, at start and now and then. Without an answer nothing of it is replayed, and
 * where that is another account than is configured nothing is sent, which core sees to. No send waits for it longer than a moment.
 */
import type { ProviderError } from "@switchyard/core"
import { Switchyard } from "@switchyard/facade"
import * as Effect from "effect/Effect"
import { AccountsThatDiffer } from "../model/AccountsThatDiffer.ts"
import { canReplay } from "./kinds.ts"

// What was confirmed holds for an hour; what could not be is asked soon again.
const againMillis = { confirmed: 30 * 60_000, failed: 60_000 } as const

type Confirm = Effect.Effect<void, ProviderError.ReadError>

const isAnother = (error: ProviderError.ReadError): boolean =>
  error._tag === "ReadFailed" && error.isAnotherAccount === true

const confirming = (name: string, confirm: Confirm, isReplayed: boolean) =>
  Effect.gen(function* () {
    const accounts = yield* AccountsThatDiffer
    return yield* Effect.forever(
      Effect.matchEffect(confirm, {
        onSuccess: () => Effect.andThen(accounts.report(name, undefined), Effect.sleep(againMillis.confirmed)),
        onFailure: (error) => {
          const warning = `whose account ${name} is could not be confirmed${isReplayed ? ", so nothing new of it can be replayed" : ""}: ${error.message}`
          // What was known to be another one is that until its provider says otherwise.
          const told = isAnother(error) ? accounts.report(name, error.message) : Effect.logWarning(warning)
          return Effect.andThen(told, Effect.sleep(againMillis.failed))
        }
      })
    )
  })

/** Runs until it is interrupted. */
export const confirm: Effect.Effect<void, never, Switchyard.Switchyard> = Effect.gen(function* () {
  const { instances, payments, payouts, refunds } = yield* Switchyard.Switchyard
  const asks = instances.flatMap(({ capabilities, name }) => [
    ...(capabilities.payments ? [confirming(name, payments.confirmOn(name), canReplay(capabilities.payments))] : []),
    ...(capabilities.payouts ? [confirming(name, payouts.confirmOn(name), canReplay(capabilities.payouts))] : []),
    ...(capabilities.refunds ? [confirming(name, refunds.confirmOn(name), canReplay(capabilities.refunds))] : [])
  ])
  yield* Effect.all(asks, { concurrency: "unbounded", discard: true })
})
