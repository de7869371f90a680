/** Shared parts of the laws about callbacks: both sides of the manifest, reading a callback, and comparing two events. */
import type * as Callback from "@switchyard/core/Callback"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type CallbackChanges, Harness } from "../Harness.ts"
import { Subject } from "../Subject.ts"
import { type Broken, broken, describe, expect } from "./expect.ts"
import { ends } from "./running.ts"

/** Runs a check where the provider sends callbacks; where it sends none, nothing may pretend to read them. */
export const whereSent = <R>(
  check: (parse: Callback.Parse, trust: "hint" | "verified") => Effect.Effect<void, Broken, R>
): Effect.Effect<void, Broken, R | Subject> =>
  Effect.gen(function* () {
    const { capabilities, parseCallback } = yield* Subject
    const { callbacks } = capabilities
    if (callbacks === "none") {
      return yield* expect(parseCallback === undefined, "no callbacks declared, none read", "parseCallback is there")
    }
    if (parseCallback === undefined) return yield* broken(`callbacks are declared as ${callbacks}`, "none can be read")
    yield* check(parseCallback, callbacks)
  })

/** Reads a callback that must be believed as far as the manifest says. */
export const understood = Effect.fnUntraced(function* (parse: Callback.Parse, raw: Callback.Raw) {
  const exit = yield* ends(parse(raw))
  return Exit.isSuccess(exit) ? exit.value : yield* broken("a genuine callback is understood", describe(exit))
})

/** Whether a callback was refused in the one way there is. */
export const isRejected = (exit: Exit.Exit<Callback.Event, Callback.CallbackRejected>): boolean =>
  Exit.isFailure(exit) && exit.cause.reasons.some((reason) => reason._tag === "Fail")

/** The content of an event, as text to compare; the event id is left out, because it may cover the whole body. */
export const content = ({ amount, eventId: _, ...event }: Callback.Event): string =>
  JSON.stringify({ ...event, amount: amount && `${Money.toShortest(amount)} ${amount.currency}` }, [
    "kind",
    "trust",
    "reference",
    "providerReference",
    "providerStatus",
    "amount",
    "account"
  ])

/** The callback of an operation that the provider holds, after it was moved to a status for which it sends a callback. */
export const callbackOf = Effect.fnUntraced(function* (reference: string, changes?: CallbackChanges) {
  const harness = yield* Harness
  const word = harness.callbackStatuses[0]
  if (word === undefined)
    return yield* broken("a status for which the provider sends a callback", "the harness names none")
  yield* harness.settle(reference, word)
  return yield* harness.callback(reference, changes)
})
