/**
 * Spans around operations, where somebody listens to them: without a tracer of its own a program pays nothing for them.
 * A span shows where the call went and what it ended with, nothing of what it was about but its reference.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Tracer from "effect/Tracer"
import { type Of, over } from "../../wire/internal/over.ts"

// The default tracer keeps its spans to itself.
const isTraced = (fiber: Fiber.Fiber<unknown, unknown>): boolean => fiber.getRef(Tracer.Tracer) !== Tracer.nativeTracer

const outcomeOf = <A, E extends { readonly _tag: string }>(exit: Exit.Exit<A, E>, succeeded: (value: A) => string) => {
  if (Exit.isSuccess(exit)) return succeeded(exit.value)
  const error = exit.cause.reasons.find(Cause.isFailReason)
  if (error !== undefined) return error.error._tag
  return Cause.hasDies(exit.cause) ? "Defect" : "Interrupted"
}

/**
 * Puts a span around what `run` makes, and the connections of its instance under it. `run` is called by the fiber that runs it,
 * inside the span.
 */
export const traced = <A, E extends { readonly _tag: string }>(
  name: string,
  of: Of,
  succeeded: (value: A) => string,
  run: (fiber: Fiber.Fiber<unknown, unknown>) => Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const spanned = Effect.withFiber<A, E>((fiber) =>
    isTraced(fiber)
      ? Effect.withFiber(run).pipe(
          Effect.onExit((exit) => Effect.annotateCurrentSpan("switchyard.outcome", outcomeOf(exit, succeeded))),
          Effect.withSpan(name, { kind: "client", attributes: { "switchyard.provider": of.provider } })
        )
      : run(fiber)
  )
  return over(of, spanned)
}

/** Names the reference in the span. Only of a checked input: what else stands in its place may be personal. */
export const nameReference = (fiber: Fiber.Fiber<unknown, unknown>, reference: string): void => {
  const { span } = fiber.cache
  if (isTraced(fiber) && span?._tag === "Span") span.attribute("switchyard.reference", reference)
}

/** The word for a read that has ended with a value. */
export const wasRead = () => "Read"
