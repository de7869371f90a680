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

/** How long a send or a look-up does without an answer, where none came. */
export const unansweredMillis = 600_000

/** How long the answer that it is another account is believed: a person mends that, and waits for it. */
export const differsMillis = 60_000

/** How long a send or a look-up waits for the answer: then it goes on as where the provider cannot be asked. */
export const waitsMillis = 5_000

/** Remembers what `ask` gives. */
export const make = (ask: () => Effect.Effect<string, ReadFailed>, call: Call): Confirmed => {
  let last: { readonly account: string; readonly at: number } | undefined
  // The latest word of its provider that it is another one than is configured: until it says otherwise.
  let other: { readonly failure: ReadFailed; readonly at: number } | undefined
  let unanswered: number | undefined
  // Of several that ask at once, one does.
  const { withPermit } = Semaphore.makeUnsafe(1)

  const isWithin = (at: number | undefined, now: number, millis: number) =>
    at !== undefined && now >= at && now - at < millis

  const asked = Effect.catchDefect(Effect.suspend(ask), () =>
    Effect.fail(call.readFailed("UnreadableAnswer", "the account could not be read"))
  )

  const confirm = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    if (last !== undefined && isWithin(last.at, now, believedMillis)) return Effect.succeed(last.account)
    return asked.pipe(
      Effect.tapError((failure) =>
        Effect.sync(() => {
          if (failure.isAnotherAccount !== true) return
          last = undefined
          other = { failure, at: now }
        })
      ),
      Effect.map((account) => {
        // As old as the question.
        last = { account, at: now }
        other = undefined
        return account
      })
    )
  })

  // What holds now without asking anybody.
  const settled = (now: number): { readonly failure: ReadFailed | undefined } | undefined => {
    if (isWithin(last?.at, now, believedMillis)) return { failure: undefined }
    if (isWithin(other?.at, now, differsMillis)) return { failure: other?.failure }
    return isWithin(unanswered, now, unansweredMillis) ? { failure: other?.failure } : undefined
  }

  const differing = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const known = settled(now)
    if (known !== undefined) return Effect.succeed(known.failure)
    return Effect.matchEffect(Effect.timeout(confirm, waitsMillis), {
      onSuccess: () => Effect.succeed(undefined),
      onFailure: (error) =>
        Effect.sync(() => {
          const isAnswer = error._tag === "ReadFailed" && error.isAnotherAccount === true
          if (!isAnswer) unanswered = now
          return other?.failure
        })
    })
  })

  return {
    known: () => last?.account,
    confirm: withPermit(confirm),
    differing: Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const known = settled(now)
      return known === undefined ? withPermit(differing) : Effect.succeed(known.failure)
    })
  }
}
