/**
 * What stands around every operation of every provider: input checked before anything is sent, a uniform answer where
 * an operation does not exist, the deadline, polite spacing of status reads, a span, and no defect once something may
 * have been sent. It knows payments and payouts only by their names.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Capabilities from "../Capabilities.ts"
import type { InvalidInput } from "../Input.ts"
import * as Money from "../Money.ts"
import { type Deadline, type Outcome, OutcomeUnknown, type Send, type SendOptions } from "../Outcome.ts"
import {
  type FieldIssue,
  NotExecuted,
  type NotFound,
  type ReadError,
  ReadFailed,
  Unsupported
} from "../ProviderError.ts"
import type { Reason } from "../Reason.ts"
import type { Query } from "../Reference.ts"
import * as Spacing from "./spacing.ts"

/** What a refused input is answered with. */
export interface Refusal {
  readonly reason: Reason
  readonly issue: FieldIssue
}

const defaultTimeoutMillis = 30_000

interface SendShape<Input, A> {
  readonly reference: (input: Input) => string
  readonly validate: (input: Input) => Effect.Effect<Input, InvalidInput>
  readonly check: (input: Input) => Refusal | undefined
  readonly run: ((input: Input, options: Deadline) => Send<A>) | undefined
}

export const make = (kind: "payments" | "payouts", provider: string, manifest: Capabilities.Manifest) => {
  const spacing = Spacing.make(manifest.statusReads.spacingMillis)
  const name = (operation: string) => `${kind}.${operation}`
  const span = (operation: string, reference?: string) =>
    Effect.withSpan(name(operation), {
      kind: "client",
      attributes: {
        "switchyard.provider": provider,
        ...(reference === undefined ? {} : { "switchyard.reference": reference })
      }
    })

  const unsupported = (operation: string) =>
    Effect.fail(
      new Unsupported({ provider, operation: name(operation), message: `${provider} has no ${name(operation)}` })
    )

  const notExecuted = (operation: string, reason: Reason, message: string, issues?: ReadonlyArray<FieldIssue>) =>
    new NotExecuted({
      provider,
      operation: name(operation),
      reason,
      message,
      ...(issues === undefined ? {} : { issues })
    })

  // A defect is a fault of the adapter. Its message could hold anything, so only its name is told.
  const report = (operation: string, defect: unknown) =>
    Effect.logError(
      `defect in ${provider} ${name(operation)}: ${defect instanceof Error ? defect.name : typeof defect}`
    )

  const send = <Input, A>(operation: string, shape: SendShape<Input, A>) => {
    const { run } = shape
    const attempt = Effect.fnUntraced(function* (input: Input, options: SendOptions | undefined) {
      if (run === undefined) {
        return yield* notExecuted(operation, "Unsupported", `${provider} has no ${name(operation)}`)
      }
      const request = yield* Effect.mapError(shape.validate(input), (error) =>
        notExecuted(operation, "InvalidRequest", error.message, error.issues)
      )
      const refusal = shape.check(request)
      if (refusal !== undefined) {
        const message = `${refusal.issue.path}: ${refusal.issue.reason}`
        return yield* notExecuted(operation, refusal.reason, message, [refusal.issue])
      }
      const now = yield* Clock.currentTimeMillis
      const deadline = options?.deadline ?? DateTime.makeUnsafe(now + defaultTimeoutMillis)
      if (DateTime.toEpochMillis(deadline) <= now) {
        return yield* notExecuted(operation, "TimedOut", "the deadline passed before anything was sent")
      }
      return yield* run(request, { deadline })
    })
    const unknown = (input: Input) =>
      new OutcomeUnknown({
        provider,
        operation: name(operation),
        reference: shape.reference(input),
        reason: "UnreadableAnswer",
        message: "the adapter failed while sending or reading the answer"
      })
    return (input: Input, options?: SendOptions): Send<A> =>
      attempt(input, options).pipe(
        Effect.catchDefect((defect): Effect.Effect<Outcome<A>> => Effect.as(report(operation, defect), unknown(input))),
        Effect.tap((outcome) => Effect.annotateCurrentSpan("switchyard.outcome", outcome._tag)),
        span(operation)
      )
  }

  const safeRead = <A, E>(operation: string, effect: Effect.Effect<A, E>) =>
    Effect.catchDefect(effect, (defect) =>
      Effect.andThen(
        report(operation, defect),
        Effect.fail(
          new ReadFailed({
            provider,
            operation: name(operation),
            reason: "UnreadableAnswer",
            message: "the adapter failed while reading the answer"
          })
        )
      )
    )

  const read = <Input, A>(
    operation: string,
    validate: (input: Input) => Effect.Effect<Input, InvalidInput>,
    run: ((input: Input) => Effect.Effect<A, ReadFailed>) | undefined
  ) => {
    if (run === undefined) return (_: Input) => unsupported(operation)
    return (input: Input): Effect.Effect<A, ReadFailed | Unsupported> =>
      validate(input).pipe(
        Effect.mapError(
          ({ issues, message }) =>
            new ReadFailed({ provider, operation: name(operation), reason: "InvalidRequest", message, issues })
        ),
        Effect.andThen((valid) => safeRead(operation, run(valid))),
        span(operation)
      )
  }

  const get = <A>(run: (query: Query) => Effect.Effect<A, ReadFailed | NotFound> | undefined) => {
    const paced = Effect.fnUntraced(function* (query: Query): Effect.fn.Return<A, ReadError> {
      const effect = run(query)
      if (effect === undefined) return yield* unsupported("get")
      const wait = spacing.take(query.reference, yield* Clock.currentTimeMillis)
      if (wait > 0) {
        return yield* new ReadFailed({
          provider,
          operation: name("get"),
          reason: "RateLimited",
          message: "read again too early; nothing was sent",
          retryAfterMillis: wait,
          neverSent: true
        })
      }
      return yield* Effect.tapError(safeRead("get", effect), (error) =>
        Effect.sync(() => {
          if (error._tag === "ReadFailed" && error.neverSent === true) spacing.release(query.reference)
        })
      )
    })
    return (query: Query): Effect.Effect<A, ReadError> => span("get", query.reference)(paced(query))
  }

  const route = (method: string, amount: Money.Money, path: string): Refusal | undefined => {
    const found = Capabilities.route(manifest, method, amount.currency)
    if (found === undefined) {
      return {
        reason: "MethodUnavailable",
        issue: { path, reason: `${provider} has no ${method} in ${amount.currency}` }
      }
    }
    const below = found.min !== undefined && (Money.compare(amount, found.min) ?? 0) < 0
    const above = found.max !== undefined && (Money.compare(amount, found.max) ?? 0) > 0
    return below || above
      ? { reason: "AmountOutOfRange", issue: { path: "amount", reason: `outside the limits of ${provider}` } }
      : undefined
  }

  return { send, read, get, route }
}
