/**
 * A second instance of the adapter under test, in front of a simulator of its own: what an adapter keeps outside its instances shows
 * there. It is built of the layer that the law itself is given, so no harness has to make it; whoever runs a law without the
 * suite has none.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { Harness, type Service as HarnessService } from "../Harness.ts"
import { Subject, type Service as SubjectService } from "../Subject.ts"
import { guarded } from "./guarded.ts"

/** The other instance. */
export interface Twin {
  readonly subject: SubjectService
  readonly harness: HarnessService
  /** Runs what is asked of the other instance, by its own time. */
  readonly there: <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, Exclude<Exclude<R, Subject>, Harness>>
}

/** The layer of the adapter under test. */
export const Again: Context.Reference<Layer.Layer<never, unknown> | undefined> = Context.Reference(
  "@switchyard/contract-tests/internal/Again",
  { defaultValue: (): Layer.Layer<never, unknown> | undefined => undefined }
)

/** Builds the other instance; undefined where nobody has said of what. */
export const Twins: Context.Reference<Effect.Effect<Twin, unknown, Scope.Scope> | undefined> = Context.Reference(
  "@switchyard/contract-tests/internal/Twins",
  { defaultValue: (): Effect.Effect<Twin, unknown, Scope.Scope> | undefined => undefined }
)

/** Gives a check the other instance, whose subject is made in the same way. */
export const withTwin =
  <R>(subjectOf: Effect.Effect<SubjectService, never, R>) =>
  <A, E, R2>(check: Effect.Effect<A, E, R2>): Effect.Effect<A, E, R2> =>
    Effect.flatMap(Again, (layer) => {
      if (layer === undefined) return check
      // It is the layer that the check is provided with, which is how it comes to need no more.
      const again = Layer.fresh(layer as unknown as Layer.Layer<R | Harness, unknown>)
      const twin = Effect.gen(function* () {
        const context = yield* Layer.build(again)
        const harness = guarded(Context.get(context, Harness))
        const subject = yield* Effect.provide(subjectOf, context)
        const there: Twin["there"] = (call) =>
          call.pipe(
            // All of it: a transport, say, is taken from whoever calls.
            Effect.provideContext(context),
            Effect.provideService(Subject, subject),
            Effect.provideService(Harness, harness),
            Effect.provideService(Clock.Clock, harness.clock)
          )
        return { subject, harness, there }
      })
      return Effect.provideService(check, Twins, twin)
    })
