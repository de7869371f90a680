/**
 * The steps around every send: its input checked before anything is sent, the deadline, a span, and no defect once
 * something may have been sent.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { InvalidInput } from "../../domain/Input.ts"
import { leavingNothing } from "../../outcome/internal/proof.ts"
import {
  type Deadline,
  defaultTimeoutMillis,
  type Outcome,
  type Send,
  type SendOptions
} from "../../outcome/Outcome.ts"
import type { NotExecuted } from "../../outcome/ProviderError.ts"
import type * as Op from "../Op.ts"
import * as Checked from "./checked.ts"
import * as Four from "./four.ts"
import type { Guard } from "./guard.ts"
import * as Hiding from "./hiding.ts"
import { messageOf, type Refusal, uncheckable } from "./refusing.ts"
import { nameReference, traced } from "./tracing.ts"

type Input = Op.Referring["Type"]

/** A send as a provider implements it. */
export type Run = (input: Input, options: Deadline) => Send<unknown>

/** The part of an operation that is looked at here. */
export type Guarded = Pick<Op.Send<Op.Referring, Op.Codec>, "validate" | "sensitive" | "hide" | "expires">

/** What is sent for a request with the options of a caller, or why nothing is; it sends nothing. */
export type Plan = (request: Input, options: SendOptions, hide: Hiding.Hider) => Effect.Effect<Run, NotExecuted>

interface Ready {
  readonly request: Input
  readonly deadline: DateTime.Utc
  readonly hide: Hiding.Hider
  readonly send: Run
}

const same = (_: Hiding.Hider, value: unknown) => value

/**
 * The send of one operation; `check` refuses an input that is valid, `plan` is undefined where the provider lacks it.
 */
export const make = (
  guard: Guard,
  operation: string,
  op: Guarded,
  check: (input: Input) => Refusal | undefined,
  plan: Plan | undefined
) => {
  const { differing, lacks, name, provider, report } = guard
  const span = name(operation)
  // Of what is refused here nothing is sent, and nothing is left.
  const notExecuted: Guard["notExecuted"] = (...why) => leavingNothing(guard.notExecuted(...why))
  if (plan === undefined) {
    const refused = notExecuted(operation, "Unsupported", lacks(operation))
    const lacking = (_: Input, _options?: SendOptions): Send<unknown> =>
      traced(span, guard, tagOf, () => Effect.fail(refused))
    return Checked.mark(lacking, lacking)
  }

  const hideValue = op.hide?.bind(op) ?? same

  const ready = (fiber: Fiber.Fiber<unknown, unknown>, request: Input, options: SendOptions | undefined) => {
    nameReference(fiber, request.reference)
    const refusal = check(request)
    if (refusal !== undefined) {
      return Effect.fail(notExecuted(operation, refusal.reason, messageOf(refusal), refusal.issues))
    }
    const now = fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
    const given = options?.deadline
    const deadline = given === undefined ? DateTime.makeUnsafe(now + defaultTimeoutMillis) : given
    if (!DateTime.isDateTime(deadline)) {
      const issue = { path: "deadline", reason: "must be a DateTime" }
      return Effect.fail(notExecuted(operation, "InvalidRequest", `${issue.path}: ${issue.reason}`, [issue]))
    }
    if (DateTime.toEpochMillis(deadline) <= now) {
      return Effect.fail(notExecuted(operation, "TimedOut", "the deadline passed before anything was sent"))
    }
    const expiry = op.expires?.(request)
    if (expiry !== undefined && DateTime.toEpochMillis(expiry.at) <= now) {
      const issue = { path: expiry.path, reason: "has passed" }
      return Effect.fail(notExecuted(operation, "InvalidRequest", `${issue.path}: ${issue.reason}`, [issue]))
    }
    const until = expiry === undefined ? deadline : DateTime.min(deadline, expiry.at)
    const hide = Hiding.hider([...(op.sensitive?.(request) ?? []), ...(options?.sensitive ?? [])])
    const planned = Effect.map(plan(request, options ?? {}, hide), (send) => ({ request, deadline: until, hide, send }))
    // Nothing is sent by credentials that lead to another account.
    return differing === undefined
      ? planned
      : Effect.flatMap(differing, (other) =>
          other === undefined ? planned : Effect.fail(notExecuted(operation, "AuthenticationFailed", other.message))
        )
  }

  // From here on something may have been sent.
  const carryOut = ({ deadline, hide, request, send }: Ready): Send<unknown> => {
    const about = { provider, operation: span, reference: request.reference }
    return Four.carriedOut(
      about,
      (defect) => report(operation, defect),
      () => send(request, { deadline }),
      { outcome: Hiding.outcome(hide, hideValue), error: Hiding.sendError(hide) }
    )
  }

  const invalid = ({ issues, message }: InvalidInput) => notExecuted(operation, "InvalidRequest", message, issues)

  const sending =
    (validate: (input: unknown) => Effect.Effect<Input, InvalidInput>) =>
    (input: Input, options?: SendOptions): Send<unknown> =>
      traced(span, guard, tagOf, (fiber) =>
        Effect.suspend(() =>
          Effect.flatMapEager(Effect.mapErrorEager(validate(input), invalid), (request) =>
            ready(fiber, request, options)
          )
        ).pipe(
          Effect.catchDefect((defect) =>
            Effect.andThen(
              report(operation, defect),
              Effect.fail(notExecuted(operation, "InvalidRequest", uncheckable))
            )
          ),
          Effect.flatMap(carryOut)
        )
      )

  return Checked.mark(sending(op.validate), sending(asIs))
}

const asIs = (input: unknown) => Effect.succeed(input as Input) // It was checked before: see `checked.ts`.

const tagOf = <A>(outcome: Outcome<A>): string => outcome._tag
