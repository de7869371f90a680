/**
 * How the configured instances are, and what that means: a circuit breaker for each keeps new attempts away from a sick
 * one and lets a single call through now and then to see whether it is well again. Look-ups and polls of what an instance
 * holds always go, because only it can answer them; what they find counts as well. Each process judges for itself.
 */
import type { Outcome, ProviderError } from "@switchyard/core"
import { Clock, Context, Effect, Exit, Layer, Schedule, type Scope } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { type Ending, verdictOf } from "./verdict.ts"
import * as Window from "./window.ts"

/** How an instance is just now. */
export interface State extends Window.Figures {
  readonly circuit: "closed" | "half_open" | "open"
}

/** What a call is told about. */
export interface Call {
  readonly instance: string
  readonly ending: Ending
  readonly millis: number
}

/** Watches the instances. */
export interface Service {
  /**
   * Runs a new attempt, which says how it ended or undefined when nothing was called. False when the instance is sick:
   * then nothing was run.
   */
  readonly attempt: <E>(instance: string, run: Effect.Effect<Ending | undefined, E>) => Effect.Effect<boolean, E>
  /** Runs a read, whatever the circuit says, and learns from it. */
  readonly read: <A>(
    instance: string,
    run: Effect.Effect<A, ProviderError.ReadError>
  ) => Effect.Effect<A, ProviderError.ReadError>
  /** Whether new attempts are kept away, but for one now and then. */
  readonly isSick: (instance: string) => Effect.Effect<boolean>
  /** Notes a call for the figures. */
  readonly note: (call: Call) => Effect.Effect<void>
  readonly of: (instance: string) => Effect.Effect<State>
}

/** Watches the instances; in the environment. */
export class Health extends Context.Service<Health, Service>()("@switchyard/gateway/Health") {}

/** Failed calls in a row that open a circuit. */
const failures = 5

// Ten seconds, doubled with each probe that fails, at most five minutes.
const openFor = Schedule.min([Schedule.exponential("10 seconds"), Schedule.spaced("5 minutes")])

const outcomeOf = (ending: Ending | undefined): CircuitBreaker.Outcome => {
  const verdict = ending === undefined ? "nothing" : verdictOf(ending)
  if (verdict === "well") return CircuitBreaker.success
  return verdict === "sick" ? CircuitBreaker.failure() : CircuitBreaker.ignored
}

// An error of the provider's operations is an ending itself; a defect says nothing.
const endingOf =
  <A>(ofValue: (value: A) => Ending) =>
  (exit: Exit.Exit<A, Ending>): Ending | undefined =>
    Exit.isSuccess(exit) ? ofValue(exit.value) : exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error

/** How a read ended. */
export const endingOfRead = endingOf<unknown>(() => ({ _tag: "Read" }))

/** How a call that moves money ended. */
export const endingOfSend = endingOf<Outcome.Outcome<unknown>>((outcome) => outcome)

// Begins with every circuit closed.
const make = Effect.gen(function* (): Effect.fn.Return<
  Service,
  never,
  CircuitBreaker.CircuitBreakerStore | Scope.Scope
> {
  const breaker = yield* CircuitBreaker.make({
    tripPolicy: CircuitBreaker.consecutive(failures),
    openDuration: openFor
  })
  // The circuits are in memory, where nothing can fail.
  const stateOf = (instance: string) => Effect.orDie(breaker.state(instance))
  const windows = new Map<string, Window.Window>()
  const windowOf = (instance: string): Window.Window => {
    const window = windows.get(instance) ?? Window.make()
    windows.set(instance, window)
    return window
  }
  return {
    attempt: (instance, run) =>
      breaker
        .execute(run, {
          key: instance,
          classify: (exit) => outcomeOf(Exit.isSuccess(exit) ? exit.value : undefined)
        })
        .pipe(
          Effect.as(true),
          Effect.catchIf(
            (error) => error instanceof CircuitBreaker.CircuitBreakerError,
            () => Effect.succeed(false)
          )
        ),

    read: (instance, run) =>
      breaker
        .execute(run, { key: instance, classify: (exit) => outcomeOf(endingOfRead(exit)) })
        .pipe(Effect.catchTag("CircuitBreakerError", () => run)),

    isSick: (instance) => Effect.map(stateOf(instance), ({ _tag }) => _tag !== "Closed"),

    note: ({ ending, instance, millis }) =>
      Effect.map(Clock.currentTimeMillis, (at) => {
        const verdict = verdictOf(ending)
        if (verdict !== "nothing") windowOf(instance).add({ at, isFailed: verdict === "sick", millis })
      }),

    of: Effect.fnUntraced(function* (instance) {
      const { _tag } = yield* stateOf(instance)
      const circuit = _tag === "Open" ? "open" : _tag === "HalfOpen" ? "half_open" : "closed"
      return { circuit, ...windowOf(instance).figures(yield* Clock.currentTimeMillis) }
    })
  }
})

/** Watches the instances from this process. */
export const layer: Layer.Layer<Health> = Layer.effect(Health, make).pipe(
  Layer.provide(CircuitBreaker.layerStoreMemory())
)
