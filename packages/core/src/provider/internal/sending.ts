/**
 * The steps around every send: its input checked before anything is sent, the deadline, a span, and no defect once
 * something may have been sent. Whatever is not one of the four outcomes then is unknown; that is decided here and nowhere else.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { InvalidInput } from "../../domain/Input.ts"
import { boundedSend, boundedUnknown } from "../../outcome/internal/waiting.ts"
import {
  type Deadline,
  defaultTimeoutMillis,
  type Outcome,
  OutcomeUnknown,
  type Send,
  type SendOptions
} from "../../outcome/Outcome.ts"
import type { NotExecuted, SendError } from "../../outcome/ProviderError.ts"
import type * as Op from "../Op.ts"
import * as Checked from "./checked.ts"
import type { Guard } from "./guard.ts"
import * as Hiding from "./hiding.ts"
import * as Keys from "./keys.ts"
import { messageOf, type Refusal, uncheckable } from "./refusing.ts"
import { nameReference, traced } from "./tracing.ts"

type Input = Op.Referring["Type"]

/** A send as a provider implements it. */
export type Run = (input: Input, options: Deadline) => Send<unknown>

const same = (_: Hiding.Hider, value: unknown) => value

/**
 * The send of one operation; `check` refuses an input that is valid, `run` is undefined where the provider lacks it, `ability`
 * where it is never replayed.
 */
export const make = (
  { lacks, name, notExecuted, provider, report }: Guard,
  operation: string,
  op: Op.Send<Op.Referring, Op.Codec> | Op.Modify<Op.Referring, Op.Codec>,
  check: (input: Input) => Refusal | undefined,
  run: Run | undefined,
  ability?: Keys.Ability
) => {
  const span = name(operation)
  if (run === undefined) {
    const refused = notExecuted(operation, "Unsupported", lacks(operation))
    const lacking = (_: Input, _options?: SendOptions): Send<unknown> =>
      traced(span, provider, tagOf, () => Effect.fail(refused))
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
    const expiry = op.type === "send" ? op.expires?.(request) : undefined
    if (expiry !== undefined && DateTime.toEpochMillis(expiry.at) <= now) {
      const issue = { path: expiry.path, reason: "has passed" }
      return Effect.fail(notExecuted(operation, "InvalidRequest", `${issue.path}: ${issue.reason}`, [issue]))
    }
    const until = expiry === undefined ? deadline : DateTime.min(deadline, expiry.at)
    const hide = Hiding.hider([...(op.sensitive?.(request) ?? []), ...(options?.sensitive ?? [])])
    return Effect.map(recorded(request, options?.replayKey), (send) => ({ request, deadline: until, hide, send }))
  }

  // What was written down is what is sent, or nothing is.
  const recorded = (request: Input, key: SendOptions["replayKey"]): Effect.Effect<Run, NotExecuted> => {
    if (key === undefined) return Effect.succeed(run)
    const issue = { path: "replayKey", reason: "is of another request than would be sent" }
    const another = notExecuted(operation, "InvalidRequest", `${issue.path}: ${issue.reason}`, [issue])
    if (ability === undefined) return Effect.fail(another)
    return Effect.flatMap(Keys.keyed(ability, request), (found) =>
      found !== undefined && Keys.isSame(found.key, key)
        ? Effect.succeed((_: Input, options: Deadline) => found.fixed.send(options))
        : Effect.fail(another)
    )
  }

  // From here on something may have been sent: whatever is neither of the two errors proves nothing.
  const carryOut = (send: Run, request: Input, deadline: Deadline, hide: Hiding.Hider): Send<unknown> => {
    const about = { provider, operation: span, reference: request.reference }
    return Effect.suspend(() => {
      const sent: unknown = send(request, deadline)
      return Effect.isEffect(sent) ? (sent as Send<unknown>) : Effect.die("no effect")
    }).pipe(
      Effect.catch((error: SendError) => (isSendError(error) ? Effect.fail(boundedSend(error)) : Effect.die(error))),
      Effect.map((ended) => Hiding.outcome(hide, hideValue)(named(ended, about))),
      Effect.mapError(Hiding.sendError(hide)),
      Effect.catchDefect((defect): Effect.Effect<Outcome<unknown>> => {
        const message = "the adapter failed while sending or reading the answer"
        return Effect.as(
          report(operation, defect),
          new OutcomeUnknown({ ...about, reason: "UnreadableAnswer", message })
        )
      })
    )
  }

  const invalid = ({ issues, message }: InvalidInput) => notExecuted(operation, "InvalidRequest", message, issues)

  const sending =
    (validate: (input: unknown) => Effect.Effect<Input, InvalidInput>) =>
    (input: Input, options?: SendOptions): Send<unknown> =>
      traced(span, provider, tagOf, (fiber) =>
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
          Effect.flatMap(({ deadline, hide, request, send }) => carryOut(send, request, { deadline }, hide))
        )
      )

  return Checked.mark(sending(op.validate), sending(asIs))
}

const asIs = (input: unknown) => Effect.succeed(input as Input) // It was checked before: see `checked.ts`.

type About = Pick<OutcomeUnknown, "provider" | "operation" | "reference">

/**
 * The outcome, about this operation: one that an adapter has built may be of no kind, or speak of another operation than the
 * one that was sent.
 */
export const named = (ended: Outcome<unknown>, about: About): Outcome<unknown> => {
  switch (ended._tag) {
    case "Accepted":
      return ended
    case "OutcomeUnknown":
      return boundedUnknown(isAbout(ended, about) ? ended : new OutcomeUnknown({ ...ended, ...about }))
    default:
      throw new TypeError("no outcome")
  }
}

const isAbout = (ended: OutcomeUnknown, { operation, provider, reference }: About): boolean =>
  ended instanceof OutcomeUnknown &&
  ended.provider === provider &&
  ended.operation === operation &&
  ended.reference === reference

const isSendError = (error: { readonly _tag: string }): error is SendError =>
  error._tag === "NotExecuted" || error._tag === "Rejected"

const tagOf = <A>(outcome: Outcome<A>): string => outcome._tag
