/** The steps around every look-up: its ids checked, polite spacing, a span, and no defect. */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type { InvalidInput } from "../../domain/Input.ts"
import * as OperationContext from "../../domain/OperationContext.ts"
import { type Finding, isUsable, type LookUpOptions, type Query } from "../../domain/Reference.ts"
import { boundedRead } from "../../outcome/internal/waiting.ts"
import { compact } from "../../outcome/Optional.ts"
import type { NotFound, ReadError, ReadFailed } from "../../outcome/ProviderError.ts"
import type * as Op from "../Op.ts"
import type { Guard } from "./guard.ts"
import * as Hiding from "./hiding.ts"
import { messageOf, type Refusal } from "./refusing.ts"
import type { Spacing } from "./spacing.ts"
import { nameReference, traced, wasRead } from "./tracing.ts"

type Read = Effect.Effect<unknown, ReadFailed | NotFound>

/** The two ways by which a provider may read an operation. */
export type Ways = {
  getByReference?(reference: string, finding?: Finding): Read
  getByProviderReference?(providerReference: string, reference: string, finding?: Finding): Read
  canAskBy?(providerReference: string): boolean
}

// Picks the read for the ids that are known, without starting it.
const choose = (
  ways: Ways,
  { context, providerReference, reference }: Query,
  { request, sentAfter, sentUntil }: LookUpOptions
): (() => Read) | undefined => {
  const { getByProviderReference: byProviderId, getByReference: byReference } = ways
  const finding = { ...compact({ context, request, sentAfter, sentUntil }) }
  const isAskable = (id: string) => isUsable(id) && (ways.canAskBy?.(id) ?? true)
  if (providerReference !== undefined && byProviderId !== undefined && isAskable(providerReference)) {
    return () => byProviderId.call(ways, providerReference, reference, finding)
  }
  return byReference && (() => byReference.call(ways, reference, finding))
}

type Input = Op.Referring["Type"] & Pick<Query, "context">
type Options = LookUpOptions<Input>

/** The query by its request: what both state is one thing, and what the request alone states holds. */
const queried = (query: Query, { request, sentAfter, sentUntil }: Options): Result.Result<Query, Refusal> => {
  // Between such bounds nothing is ever found: that would be no "not found".
  if (sentAfter !== undefined && sentUntil !== undefined && DateTime.isLessThan(sentUntil, sentAfter)) {
    return refused("sentUntil", "must not be before sentAfter")
  }
  if (request === undefined) return Result.succeed(query)
  const { context, reference } = request
  if (reference !== query.reference) return isOther("request.reference")
  if (query.context === undefined) return Result.succeed({ ...query, ...compact({ context }) })
  const isSame = OperationContext.account("", query.context) === OperationContext.account("", context)
  return isSame ? Result.succeed(query) : isOther("request.context")
}

const refused = (path: string, reason: string): Result.Result<never, Refusal> =>
  Result.fail({ reason: "InvalidRequest", issues: [{ path, reason }] })

const isOther = (path: string) => refused(path, "is not that of the operation")

const same = Effect.succeed(undefined)

/** The look-up of one operation. */
export const make = (
  guard: Guard,
  operation: string,
  op: Op.Lookup<Op.Referring, Op.Codec>,
  check: (query: Query) => Refusal | undefined,
  spacing: Spacing,
  ways: Ways
) => {
  const { differing = same, early, elsewhere, name, safeRead, unasked, unsupported } = guard
  const span = name(operation)
  const invalid = ({ issues, message }: InvalidInput) => unasked(operation, "InvalidRequest", message, issues)

  const paced = (
    fiber: Fiber.Fiber<unknown, unknown>,
    asked: Query,
    options: Options
  ): Effect.Effect<unknown, ReadError> => {
    const { request, sensitive = [] } = options
    const { reference } = asked
    nameReference(fiber, reference)
    const about = Result.flatMap(queried(asked, options), (query) => {
      const refusal = check(query)
      return refusal === undefined ? Result.succeed(query) : Result.fail(refusal)
    })
    if (Result.isFailure(about)) {
      const { failure } = about
      return Effect.fail(unasked(operation, failure.reason, messageOf(failure), failure.issues))
    }
    const query = about.success
    const hide = Hiding.hider([...(request === undefined ? [] : (op.of.sensitive?.(request) ?? [])), ...sensitive])
    const run = choose(ways, query, options)
    if (run === undefined) return unsupported(operation)
    const counted = Number(fiber.getRef(Clock.Clock).monotonicTimeNanosUnsafe()) / 1e6
    const wait = spacing.take(reference, counted)
    if (wait > 0) return Effect.fail(early(operation, wait))
    // Another account denies what this one has, and may have another one of this name.
    return Effect.flatMap(differing, (other): Read => {
      return other === undefined ? Effect.suspend(run) : Effect.fail(elsewhere(operation, other))
    }).pipe(
      Effect.mapError(boundedRead),
      Effect.tapError((error) =>
        Effect.sync(() => {
          if (error._tag === "ReadFailed" && error.neverSent === true) spacing.release(reference, counted)
        })
      ),
      Effect.mapBoth({ onSuccess: (value) => op.hide?.(hide, value) ?? value, onFailure: Hiding.readError(hide) })
    )
  }

  return (input: Query, options: Options = {}): Effect.Effect<unknown, ReadError> =>
    traced(span, guard, wasRead, (fiber) =>
      safeRead(
        operation,
        Effect.suspend(() =>
          Effect.flatMapEager(Effect.mapErrorEager(op.validate(input), invalid), (query) =>
            paced(fiber, query, options)
          )
        )
      )
    )
}
