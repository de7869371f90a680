/** Shared parts of the laws about callbacks: both sides of the manifest, reading a callback, and comparing two events. */
import type * as Callback from "@switchyard/core/Callback"
import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type CallbackChanges, Harness } from "../Harness.ts"
import { Subject } from "../Subject.ts"
import { type Broken, broken, describe } from "./expect.ts"
import { ends, until } from "./running.ts"
import type { Created } from "./steps.ts"
import { turn } from "./turn.ts"

/** Waits for the keys of callbacks: the first callback of all is read before they are there, and that is no finding. */
export const keysAreThere = Effect.fnUntraced(function* (parse: Callback.Parse) {
  const { callbackKinds } = yield* Harness
  if (callbackKinds?.publishedKeys === undefined) return
  const raw = yield* callbackKinds.publishedKeys.any
  const failure = Effect.map(Effect.exit(parse(raw)), failureOf)
  yield* until(Effect.map(failure, (tag) => tag !== "Unverifiable"))
  for (let turns = 0; turns < 50; turns++) yield* turn
})

/** Runs a check where the provider sends callbacks of this kind; what it must fetch to verify them is there. */
export const whereSent = <R>(
  check: (parse: Callback.Parse, trust: "hint" | "verified") => Effect.Effect<void, Broken, R>
): Effect.Effect<void, Broken, R | Subject | Harness> =>
  whereSentAtOnce((parse, trust) => Effect.andThen(keysAreThere(parse), check(parse, trust)))

/** The same as the adapter reads them, which may have to fetch something first. */
export const whereSentAtOnce = <R>(
  check: (parse: Callback.Parse, trust: "hint" | "verified") => Effect.Effect<void, Broken, R>
): Effect.Effect<void, Broken, R | Subject> =>
  Effect.gen(function* () {
    const { capabilities, parseCallback } = yield* Subject
    const { callbacks } = capabilities
    if (callbacks === "none") return
    if (parseCallback === undefined) return yield* broken(`callbacks are declared as ${callbacks}`, "none can be read")
    yield* check(parseCallback, callbacks)
  })

type Parsed = Exit.Exit<ReadonlyArray<Callback.Event>, Callback.CallbackRejected | Callback.Unverifiable>

/** Reads a callback that must be believed as far as the manifest says: all its events. */
export const understoodAll = Effect.fnUntraced(function* (parse: Callback.Parse, raw: Callback.Raw) {
  const exit = yield* ends(parse(raw))
  return Exit.isSuccess(exit) ? exit.value : yield* broken("a genuine callback is understood", describe(exit))
})

/** Reads a callback about one operation: its event, of which there is one of the kind that it is about. */
export const understood = Effect.fnUntraced(function* (parse: Callback.Parse, raw: Callback.Raw) {
  const events = yield* understoodAll(parse, raw)
  const [event, ...more] = events
  return event !== undefined && more.length === 0
    ? event
    : yield* broken("a callback about one operation is one event", `there are ${events.length}`)
})

/** Whether nothing in a callback was believed, in one of the two ways there are. */
export const isDisbelieved = (exit: Parsed): boolean =>
  Exit.isFailure(exit) && exit.cause.reasons.some((reason) => reason._tag === "Fail")

/** How reading a callback has failed; undefined where it has not. */
export const failureOf = (exit: Parsed): "CallbackRejected" | "Unverifiable" | undefined => {
  const reason = Exit.isFailure(exit) ? exit.cause.reasons.find((each) => each._tag === "Fail") : undefined
  return reason?._tag === "Fail" ? reason.error._tag : undefined
}

/** The content of an event, as text to compare; the event id is left out, because it may cover the whole body. */
export const content = ({ amount, eventId: _, ...event }: Callback.Event): string =>
  JSON.stringify(
    Object.entries({ ...event, amount: amount && `${Money.toShortest(amount)} ${amount.currency}` }).toSorted(
      ([one], [other]) => (one < other ? -1 : 1)
    )
  )

/** Whether an event leads to an operation: by our reference, or where it has none by the provider's id. */
export const leadsTo = (
  { providerReference, reference }: Pick<Callback.Event, "reference" | "providerReference">,
  { asked, reported }: Created
): boolean =>
  reference === undefined
    ? providerReference !== undefined && providerReference === reported.providerReference
    : reference === asked.reference

/** The callback of an operation that the provider holds, after it was moved to a status for which it sends a callback. */
export const callbackOf = Effect.fnUntraced(function* (reference: string, changes?: CallbackChanges) {
  const harness = yield* Harness
  const word = harness.callbackStatuses[0]
  if (word === undefined)
    return yield* broken("a status for which the provider sends a callback", "the harness names none")
  yield* harness.settle(reference, word)
  return yield* harness.callback(reference, changes)
})
