/**
 * The content of a callback, found out by its adapter within a time: neither the answer to a callback nor other callbacks wait
 * for one that takes longer. An adapter that breaks on one has not verified it.
 */

import { createHash } from "node:crypto"
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Service } from "./OperationRunner.ts"

/**
 * The events, none where it is about nothing of ours; or that it is none of this instance, that its adapter takes none, or
 * that this is not known yet, and for how long at least where that is known.
 */
export type Verified =
  | { readonly _tag: "Events"; readonly events: ReadonlyArray<Callback.Event> }
  | { readonly _tag: "Rejected" | "Unsupported" }
  | { readonly _tag: "Unverifiable"; readonly retryAfter: number }

const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64url")

// A provider's own id of an event may be any text, and is only ever compared.
const known = ({ eventId, ...event }: Callback.Event): Callback.Event => ({ ...event, eventId: hashOf(eventId) })

/** The id by which a callback is known again, whatever its body: that of its event, or one for all of them. */
export const idOf = (events: ReadonlyArray<Callback.Event>): string | null => {
  const ids = [...new Set(events.map(({ eventId }) => eventId))].toSorted()
  return ids.length > 1 ? hashOf(ids.join(" ")) : (ids[0] ?? null)
}

const parse = Effect.fnUntraced(function* (
  { switchyard }: Pick<Service, "switchyard">,
  instance: string,
  raw: Callback.Raw
): Effect.fn.Return<Verified> {
  const parsed = yield* Effect.result(switchyard.parseCallback(instance, raw))
  if (Result.isSuccess(parsed)) return { _tag: "Events", events: parsed.success.map(known) }
  switch (parsed.failure._tag) {
    case "CallbackRejected":
      return { _tag: "Rejected" }
    case "Unsupported":
      return { _tag: "Unsupported" }
    case "Unverifiable":
      return { _tag: "Unverifiable", retryAfter: parsed.failure.retryAfterMillis ?? 0 }
  }
})

// Neither verified nor refused yet. Where it only takes long it goes on by itself, and is not begun again beside that.
const undecided: Verified = { _tag: "Unverifiable", retryAfter: 60_000 }

/**
 * Verifies a callback, for at most so long; what takes longer, and what its adapter breaks on, cannot be verified now. What takes
 * longer goes on by itself, because a request that has left cannot be called back, and `onEnd` is run when it is over.
 */
export const within = Effect.fnUntraced(function* (
  runner: Pick<Service, "switchyard">,
  instance: string,
  raw: Callback.Raw,
  { millis, onEnd }: { readonly millis: number; readonly onEnd?: () => void }
): Effect.fn.Return<Verified> {
  const verifying = Effect.ensuring(
    parse(runner, instance, raw),
    Effect.sync(() => onEnd?.())
  )
  const fiber = yield* Effect.forkDetach(verifying, { startImmediately: true })
  const exit = fiber.pollUnsafe() ?? Option.getOrUndefined(yield* Effect.timeoutOption(Fiber.await(fiber), millis))
  if (exit === undefined) return undecided
  if (Exit.isSuccess(exit)) return exit.value
  yield* Effect.logWarning(`the adapter of ${instance} broke on a callback`)
  return undecided
})
