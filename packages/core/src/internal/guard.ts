/**
 * What stands around every operation of every provider: input checked before anything is sent, a uniform answer where
 * an operation does not exist, the deadline, polite spacing of status reads, a span, and no defect once something may
 * have been sent. It knows payments and payouts only by their names.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { CallbackRejected, type Event, maxBytes, type Parse } from "../Callback.ts"
import * as Capabilities from "../Capabilities.ts"
import { type InvalidInput, validator } from "../Input.ts"
import * as Money from "../Money.ts"
import { type Deadline, type Outcome, OutcomeUnknown, type Send, type SendOptions } from "../Outcome.ts"
import type { Asked } from "../Payout.ts"
import {
  type FieldIssue,
  NotExecuted,
  type NotFound,
  type ReadError,
  ReadFailed,
  type SendError,
  Unsupported
} from "../ProviderError.ts"
import type { Reason } from "../Reason.ts"
import * as Redaction from "../Redaction.ts"
import { Query, type ReadOptions } from "../Reference.ts"
import * as Hiding from "./hiding.ts"
import type { Sensitive } from "./needles.ts"
import * as Spacing from "./spacing.ts"
import { nameReference, traced } from "./tracing.ts"
import { boundedRead, boundedSend } from "./waiting.ts"

/** What a refused input is answered with. */
export interface Refusal {
  readonly reason: Reason
  readonly issue: FieldIssue
}

const defaultTimeoutMillis = 30_000

const uncheckable = "the request could not be checked"

// The longest documented word for a status has a quarter of that.
const longestStatus = 64

type Running = Fiber.Fiber<unknown, unknown>

interface SendShape<Input, A> {
  readonly reference: (input: Input) => string
  readonly validate: (input: Input) => Effect.Effect<Input, InvalidInput>
  readonly check: (input: Input) => Refusal | undefined
  /** The personal values of the input, which nothing that comes of it repeats. */
  readonly sensitive: (input: Input) => Sensitive
  /** The value of an acceptance without them. */
  readonly shown: (hide: Hiding.Hider, value: A) => A
  readonly run: ((input: Input, options: Deadline) => Send<A>) | undefined
}

interface ReadShape<Input, A> {
  readonly validate: (input: Input) => Effect.Effect<Input, InvalidInput>
  readonly run: ((input: Input) => Effect.Effect<A, ReadFailed>) | undefined
  readonly check?: (input: Input) => Refusal | undefined
  readonly sensitive?: (input: Input) => Sensitive
  /** What was read without the personal values in it; left out, there are no words in it. */
  readonly shown?: (hide: Hiding.Hider, value: A) => A
}

const validQuery = validator(Query, "ignore")

const nameOf = (defect: unknown) => {
  const name = defect instanceof Error ? defect.name : typeof defect
  return /^[A-Za-z]{1,40}$/.test(name) ? name : "Error"
}

export const make = (kind: "payments" | "payouts", provider: string, manifest: Capabilities.Manifest) => {
  const spacing = Spacing.make(manifest.statusReads.spacingMillis)
  const name = (operation: string) => `${kind}.${operation}`

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
    Effect.logError(`defect in ${provider} ${name(operation)}: ${nameOf(defect)}`)

  const send = <Input, A>(operation: string, shape: SendShape<Input, A>) => {
    const { run } = shape
    const span = name(operation)
    if (run === undefined) {
      const refused = notExecuted(operation, "Unsupported", `${provider} has no ${span}`)
      return (_: Input, _options?: SendOptions): Send<A> => traced(span, provider, tagOf, () => Effect.fail(refused))
    }

    const prepare = (fiber: Running, input: Input, options: SendOptions | undefined) => {
      const validated = Effect.mapErrorEager(shape.validate(input), (error) =>
        notExecuted(operation, "InvalidRequest", error.message, error.issues)
      )
      return Effect.flatMapEager(validated, (request) => {
        nameReference(fiber, shape.reference(request))
        const refusal = shape.check(request)
        if (refusal !== undefined) {
          const message = `${refusal.issue.path}: ${refusal.issue.reason}`
          return Effect.fail(notExecuted(operation, refusal.reason, message, [refusal.issue]))
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
        const hide = Hiding.hider([...shape.sensitive(request), ...(options?.sensitive ?? [])])
        return Effect.succeed({ request, deadline, hide })
      })
    }

    // From here on something may have been sent: whatever is neither of the two errors proves nothing.
    const carryOut = (request: Input, deadline: Deadline, hide: Hiding.Hider): Send<A> =>
      Effect.suspend(() => run(request, deadline)).pipe(
        Effect.catch((error: SendError) => (isSendError(error) ? Effect.fail(boundedSend(error)) : Effect.die(error))),
        Effect.map(Hiding.outcome(hide, shape.shown)),
        Effect.mapError(Hiding.sendError(hide)),
        Effect.catchDefect((defect): Effect.Effect<Outcome<A>> => {
          const unknown = new OutcomeUnknown({
            provider,
            operation: name(operation),
            reference: shape.reference(request),
            reason: "UnreadableAnswer",
            message: "the adapter failed while sending or reading the answer"
          })
          return Effect.as(report(operation, defect), unknown)
        })
      )

    return (input: Input, options?: SendOptions): Send<A> =>
      traced(span, provider, tagOf, (fiber) =>
        Effect.suspend(() => prepare(fiber, input, options)).pipe(
          Effect.catchDefect((defect) =>
            Effect.andThen(
              report(operation, defect),
              Effect.fail(notExecuted(operation, "InvalidRequest", uncheckable))
            )
          ),
          Effect.flatMap(({ deadline, hide, request }) => carryOut(request, { deadline }, hide))
        )
      )
  }

  const failure = (operation: string, reason: Reason, message: string) => ({
    provider,
    operation: name(operation),
    reason,
    message
  })

  // A read may be asked again, so a defect anywhere in it is one more way to fail.
  const safeRead = <A, E>(operation: string, effect: Effect.Effect<A, E>) =>
    Effect.catchDefect(effect, (defect) =>
      Effect.andThen(
        report(operation, defect),
        Effect.fail(
          new ReadFailed(failure(operation, "UnreadableAnswer", "the adapter failed while reading the answer"))
        )
      )
    )

  const refused =
    (operation: string) =>
    ({ issues, message }: InvalidInput) =>
      new ReadFailed({ ...failure(operation, "InvalidRequest", message), issues, neverSent: true })

  const bounded =
    <Input, A>(run: (input: Input) => Effect.Effect<A, ReadFailed>) =>
    (input: Input) =>
      Effect.mapError(run(input), boundedRead)

  const read = <Input, A>(operation: string, shape: ReadShape<Input, A>) => {
    const { check, run, shown, validate } = shape
    const attempt = (input: Input, options: ReadOptions | undefined): Effect.Effect<A, ReadFailed | Unsupported> => {
      if (run === undefined) return unsupported(operation)
      const asked = Effect.flatMap(
        Effect.mapError(
          Effect.suspend(() => validate(input)),
          refused(operation)
        ),
        (valid) => {
          const refusal = check?.(valid)
          if (refusal !== undefined) {
            const { issue, reason } = refusal
            const details = failure(operation, reason, `${issue.path}: ${issue.reason}`)
            return Effect.fail(new ReadFailed({ ...details, issues: [issue], neverSent: true }))
          }
          const hide = Hiding.hider([...(shape.sensitive?.(valid) ?? []), ...(options?.sensitive ?? [])])
          return Effect.mapBoth(bounded(run)(valid), {
            onSuccess: (value) => shown?.(hide, value) ?? value,
            onFailure: Hiding.readFailed(hide)
          })
        }
      )
      return safeRead(operation, asked)
    }
    return (input: Input, options?: ReadOptions) =>
      traced(name(operation), provider, wasRead, () => attempt(input, options))
  }

  /** `choose` picks the read for the ids that are known, without starting it; `shown` hides what is personal in it. */
  const get = <A>(
    choose: (query: Query) => (() => Effect.Effect<A, ReadFailed | NotFound>) | undefined,
    shown: (hide: Hiding.Hider, value: A) => A
  ) => {
    const paced = (fiber: Running, query: Query, hide: Hiding.Hider): Effect.Effect<A, ReadError> => {
      const { reference } = query
      nameReference(fiber, reference)
      const run = choose(query)
      if (run === undefined) return unsupported("get")
      const counted = Number(fiber.getRef(Clock.Clock).monotonicTimeNanosUnsafe()) / 1e6
      const wait = spacing.take(reference, counted)
      if (wait > 0) {
        return Effect.fail(
          new ReadFailed({
            ...failure("get", "RateLimited", "read again too early; nothing was sent"),
            retryAfterMillis: wait,
            neverSent: true
          })
        )
      }
      return Effect.suspend(run).pipe(
        Effect.mapError(boundedRead),
        Effect.tapError((error) =>
          Effect.sync(() => {
            if (error._tag === "ReadFailed" && error.neverSent === true) spacing.release(reference, counted)
          })
        ),
        Effect.mapBoth({ onSuccess: (value) => shown(hide, value), onFailure: Hiding.readError(hide) })
      )
    }
    const span = name("get")
    const refuse = refused("get")
    return (input: Query, options?: ReadOptions): Effect.Effect<A, ReadError> =>
      traced(span, provider, wasRead, (fiber) =>
        safeRead(
          "get",
          Effect.suspend(() =>
            Effect.flatMapEager(Effect.mapErrorEager(validQuery(input), refuse), (query) =>
              paced(fiber, query, Hiding.hider(options?.sensitive ?? []))
            )
          )
        )
      )
  }

  // Whose values its words could repeat is known when the operation is found: what looks like one is hidden before.
  const readable = (event: Event): Event =>
    event.providerStatus === undefined
      ? event
      : { ...event, providerStatus: Redaction.scrub(event.providerStatus, [], longestStatus) }

  /** Size and defects of any callback, and what may be shown of its status; the rest is the provider's. */
  const callback = (parse: Parse | undefined): Parse | undefined => {
    if (parse === undefined) return undefined
    const rejected = (reason: CallbackRejected["reason"], message: string) =>
      Effect.fail(new CallbackRejected({ provider, reason, message }))
    return (raw) =>
      raw.body.byteLength > maxBytes
        ? rejected("TooLarge", "the callback is too long")
        : Effect.catchDefect(
            Effect.map(
              Effect.suspend(() => parse(raw)),
              readable
            ),
            (defect) =>
              Effect.andThen(
                report("parseCallback", defect),
                rejected("Malformed", "the adapter failed while reading the callback")
              )
          )
  }

  /** What stands against a debit on a route that is there. */
  const debit = (method: string, { currency, debit: asked }: Asked): Refusal | undefined => {
    const found = Capabilities.route(manifest, method, currency)
    if (asked === undefined || found === undefined || Capabilities.takesDebit(found, asked.currency)) return undefined
    const reason = `${provider} takes no debit in ${asked.currency} for ${method} in ${currency}`
    return { reason: "Unsupported", issue: { path: "debit", reason } }
  }

  /** `path` names the member of the request that says the method. */
  const route = (method: string, asked: Asked, path: string): Refusal | undefined => {
    const { amount, currency } = asked
    const found = Capabilities.route(manifest, method, currency)
    if (found === undefined) {
      return { reason: "MethodUnavailable", issue: { path, reason: `${provider} has no ${method} in ${currency}` } }
    }
    if (amount === undefined) return debit(method, asked)
    const below = found.min !== undefined && (Money.compare(amount, found.min) ?? 0) < 0
    const above = found.max !== undefined && (Money.compare(amount, found.max) ?? 0) > 0
    return below || above
      ? { reason: "AmountOutOfRange", issue: { path: "amount", reason: `outside the limits of ${provider}` } }
      : undefined
  }

  /** What `create` would refuse a request for before anything is sent: the first rule broken here, else the provider's. */
  const issues =
    <Input>(
      check: (input: Input) => Refusal | undefined,
      ofProvider: ((input: Input) => ReadonlyArray<FieldIssue>) | undefined
    ) =>
    (input: Input): ReadonlyArray<FieldIssue> => {
      const found = Result.try(() => {
        const refusal = check(input)
        return refusal === undefined ? (ofProvider?.(input) ?? []) : [refusal.issue]
      })
      return Result.getOrElse(found, () => [{ path: "", reason: uncheckable }])
    }

  return { send, read, get, callback, debit, issues, route }
}

const isSendError = (error: { readonly _tag: string }): error is SendError =>
  error._tag === "NotExecuted" || error._tag === "Rejected"

const tagOf = <A>(outcome: Outcome<A>): string => outcome._tag

const wasRead = () => "Read"
