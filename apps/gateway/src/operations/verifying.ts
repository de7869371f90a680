/**
 * The content of a callback, found out by its adapter within a time: an adapter may have to fetch a key first, and neither the
 * answer to a callback nor other callbacks wait for that. An adapter that breaks on one has not verified it.
 */

import { createHash } from "node:crypto"
import type { Callback } from "@switchyard/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Kind } from "../lifecycle/Status.ts"
import { everyKind } from "../model/statuses.ts"
import type { Service } from "./OperationRunner.ts"

/** The event; or that it is none of this instance, that its adapter takes none, or that this is not known yet. */
export type Verified = Callback.Event | "rejected" | "unsupported" | "unsettled"

// A provider's own id of an event may be any text, and is only ever compared.
const known = ({ eventId, ...event }: Callback.Event): Callback.Event => ({
  ...event,
  eventId: createHash("sha256").update(eventId).digest("base64url")
})

const ranks: Readonly<Record<Kind, number>> = { payout: 0, payment: 1, refund: 2 }
const usual = everyKind.toSorted((a, b) => ranks[a] - ranks[b])

// Which kind a callback is of is told by where it came, if by anything before its adapter has read it.
const kindsOf = (path: string): ReadonlyArray<Kind> => {
  const named = usual.filter((kind) => path.startsWith(kind))
  return [...named, ...usual.filter((kind) => !named.includes(kind))]
}

// A rejection when no kind of this instance takes it.
const parse = Effect.fnUntraced(function* ({ kinds }: Pick<Service, "kinds">, instance: string, raw: Callback.Raw) {
  let refused = false
  for (const kind of kindsOf(raw.path)) {
    const parsed = yield* Effect.result(kinds[kind].parseCallback(instance, raw))
    if (Result.isSuccess(parsed)) return known(parsed.success)
    refused ||= parsed.failure._tag === "CallbackRejected"
  }
  return refused ? ("rejected" as const) : ("unsupported" as const)
})

/**
 * Verifies a callback, for at most so long. What takes longer goes on by itself, because a request that has left cannot be
 * called back, and `onEnd` is run when it is over.
 */
export const within = Effect.fnUntraced(function* (
  runner: Pick<Service, "kinds">,
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
  if (exit === undefined) return "unsettled"
  if (Exit.isSuccess(exit)) return exit.value
  yield* Effect.logWarning(`the adapter of ${instance} broke on a callback`)
  return "unsettled"
})
