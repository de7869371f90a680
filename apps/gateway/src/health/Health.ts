/**
 * How the configured instances are, and what that means: a circuit breaker for each keeps new attempts away from an
 * unhealthy one and lets a single call through, at least once a minute, to see whether it is healthy again. Look-ups and
 * polls of what an instance holds always go, because only it can answer them; the first that succeeds closes its circuit.
 * The nodes on one database share what they find.
 */
import type { Outcome, ProviderError } from "@switchyard/core"
import { Context, Effect, Exit, Layer } from "effect"
import * as Instant from "../model/Instant.ts"
import * as Monotonic from "../model/Monotonic.ts"
import { Store } from "../store/Store.ts"
import * as Circuit from "./circuit.ts"
import * as Sharing from "./sharing.ts"
import { type CallOutcome, verdictOf } from "./verdict.ts"
import * as Window from "./window.ts"

/** How an instance is just now. */
export interface State extends Window.Figures {
  readonly circuit: "closed" | "half_open" | "open"
}

/** A call that is recorded: which instance, how it ended, how long it took. */
export interface Call {
  readonly instance: string
  readonly outcome: CallOutcome
  readonly millis: number
}

/** Watches the instances. */
export interface Service {
  /**
   * Runs a new attempt, which says how it ended or undefined when nothing was called. False when the instance is
   * unhealthy: then nothing was run.
   */
  readonly attempt: <E>(instance: string, run: Effect.Effect<CallOutcome | undefined, E>) => Effect.Effect<boolean, E>
  /** Runs a read, whatever the circuit says, and learns from it. */
  readonly read: <A>(
    instance: string,
    run: Effect.Effect<A, ProviderError.ReadError>
  ) => Effect.Effect<A, ProviderError.ReadError>
  /** Whether new attempts are kept away, but for one now and then. */
  readonly isUnhealthy: (instance: string) => Effect.Effect<boolean>
  /** Notes a call for the figures. */
  readonly note: (call: Call) => Effect.Effect<void>
  readonly of: (instance: string) => Effect.Effect<State>
}

/** Watches the instances; in the environment. */
export class Health extends Context.Service<Health, Service>()("@switchyard/gateway/Health") {}

// An error of the provider's operations is an ending itself; a defect says nothing.
const outcomeOf =
  <A>(ofValue: (value: A) => CallOutcome) =>
  (exit: Exit.Exit<A, CallOutcome>): CallOutcome | undefined =>
    Exit.isSuccess(exit) ? ofValue(exit.value) : exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error

/** How a read ended. */
export const outcomeOfRead = outcomeOf<unknown>(() => ({ _tag: "Read" }))

/** How a call that moves money ended. */
export const outcomeOfSend = outcomeOf<Outcome.Outcome<unknown>>((outcome) => outcome)

// Begins with every circuit closed.
/** Watches the instances over these circuits, and tells how they change. */
export const make = ({ changed, takeTrial }: Sharing.Sharing, circuits: Sharing.Circuits): Service => {
  const circuitOf = (instance: string): Circuit.Circuit => circuits.get(instance) ?? Circuit.closed
  const windows = new Map<string, Window.Window>()
  const windowOf = (instance: string): Window.Window => {
    const window = windows.get(instance) ?? Window.make()
    windows.set(instance, window)
    return window
  }

  // Runs a call and hears how it ended.
  const recorded = <A, E>(
    instance: string,
    call: Circuit.Call,
    run: Effect.Effect<A, E>,
    outcomeOf: (exit: Exit.Exit<A, E>) => CallOutcome | undefined
  ): Effect.Effect<A, E> =>
    Effect.onExit(run, (exit) =>
      Effect.map(Instant.now, (now) => {
        const outcome = outcomeOf(exit)
        const finding = outcome === undefined ? "nothing" : verdictOf(outcome)
        const before = circuitOf(instance)
        const after = Circuit.ended(before, call, finding, now)
        circuits.set(instance, after)
        if (Circuit.isOtherwise(before, after)) changed(instance)
      })
    )

  // Whether this call tries the circuit: nobody else of this process asks meanwhile.
  const tries = (instance: string, began: Instant.Instant): Effect.Effect<boolean> => {
    if (Circuit.admits(circuitOf(instance), began) !== "as trial") return Effect.succeed(false)
    circuits.set(instance, Circuit.tried(circuitOf(instance), began))
    return takeTrial(instance, began)
  }

  // Nothing comes between the beginning of a trial and the care for its end.
  const from = <A, E>(
    run: (
      began: Instant.Instant,
      restore: <B, F>(of: Effect.Effect<B, F>) => Effect.Effect<B, F>
    ) => Effect.Effect<A, E>
  ) => Effect.uninterruptibleMask((restore) => Effect.flatMap(Instant.now, (began) => run(began, restore)))

  return {
    attempt: (instance, run) =>
      from((began, restore) => {
        const isFree = Circuit.admits(circuitOf(instance), began) === "freely"
        return Effect.flatMap(tries(instance, began), (isTrial) =>
          isFree || isTrial
            ? Effect.as(
                recorded(instance, { began, isTrial }, restore(run), (exit) =>
                  Exit.isSuccess(exit) ? exit.value : undefined
                ),
                true
              )
            : Effect.succeed(false)
        )
      }),

    read: (instance, run) =>
      from((began, restore) =>
        Effect.flatMap(tries(instance, began), (isTrial) =>
          recorded(instance, { began, isTrial }, restore(run), outcomeOfRead)
        )
      ),

    isUnhealthy: (instance) => Effect.sync(() => Circuit.stateOf(circuitOf(instance)) !== "closed"),

    note: ({ outcome, instance, millis }) =>
      Effect.map(Monotonic.millis, (at) => {
        const verdict = verdictOf(outcome)
        if (verdict !== "nothing") windowOf(instance).add({ at, isFailed: verdict === "unhealthy", millis })
      }),

    of: (instance) =>
      Effect.map(Monotonic.millis, (now) => ({
        circuit: Circuit.stateOf(circuitOf(instance)),
        ...windowOf(instance).figures(now)
      }))
  }
}

/** Watches the instances together with every other node on the same records. */
export const layerShared: Layer.Layer<Health, never, Store> = Layer.effect(
  Health,
  Effect.gen(function* () {
    const circuits: Sharing.Circuits = new Map()
    return make(yield* Sharing.make(yield* Store, circuits), circuits)
  })
)
