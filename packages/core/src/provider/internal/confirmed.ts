/**
 * The account behind an instance, as its provider confirms it. It belongs to the credentials, so it is kept with the instance
 * that was built of them and nowhere else, and is asked again when it is an hour old.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { ReadFailed } from "../../outcome/ProviderError.ts"
import type { Confirmed } from "../../outcome/Replay.ts"
import type { Call } from "../../wire/Call.ts"

/** How long a confirmation is believed. */
export const believedMillis = 3_600_000

/** Remembers what `ask` gives. */
export const make = (ask: () => Effect.Effect<string, ReadFailed>, call: Call): Confirmed => {
  let last: { readonly account: string; readonly at: number } | undefined
  // Of several that ask at once, one does.
  const { withPermit } = Semaphore.makeUnsafe(1)

  const asked = Effect.catchDefect(Effect.suspend(ask), () =>
    Effect.fail(call.readFailed("UnreadableAnswer", "the account could not be read"))
  )

  const confirm = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const age = last === undefined ? believedMillis : now - last.at
    if (last !== undefined && age >= 0 && age < believedMillis) return Effect.succeed(last.account)
    return Effect.map(asked, (account) => {
      // As old as the question.
      last = { account, at: now }
      return account
    })
  })

  return { known: () => last?.account, confirm: withPermit(confirm) }
}
