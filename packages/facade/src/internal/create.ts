/**
 * Goes from candidate to candidate until one ends it, and asks one again only as `RetryPolicy` says. The only way on is an
 * error that proves that nothing was done (`mayFailOver`); an unknown outcome is a value and cannot get there. The course of
 * it is written to a `Progress`, so that an interrupt in the middle leaves it known whether something may have been sent.
 */
import * as Kind from "@switchyard/core/Kind"
import * as OperationContext from "@switchyard/core/OperationContext"
import { compact } from "@switchyard/core/Optional"
import { type Outcome, OutcomeUnknown } from "@switchyard/core/Outcome"
import type { SendError } from "@switchyard/core/ProviderError"
import * as Reason from "@switchyard/core/Reason"
import * as RetryPolicy from "@switchyard/core/RetryPolicy"
import * as Stages from "@switchyard/core/Stages"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Created, CreateFailed, NotRecorded, type Planned, type Unrecorded } from "../Attempt.ts"
import { Progress } from "../Progress.ts"
import { facadeName } from "./configFile.ts"
import type { Entry } from "./directory.ts"
import * as OpenOperations from "./openOperations.ts"
import { type Creating, later, type Operations, type Requested } from "./operations.ts"

/** The options of a create beside its request. */
export interface CreateOptions<out E = never, out R = never> {
  /** Runs before each attempt and must succeed before anything of it is sent. */
  readonly beforeAttempt?: ((attempt: Planned) => Effect.Effect<unknown, E, R>) | undefined
  /**
   * At a provider with stages: stores what was prepared for this attempt, before its commit. It gives true when that is durable;
   * else nothing is committed and no further attempt begins. Such a provider is not asked by whoever gives `beforeAttempt` without it.
   */
  readonly beforeCommit?:
    | ((attempt: Planned, prepared: Stages.Committing) => Effect.Effect<boolean, unknown, R>)
    | undefined
  /** How many creates of this operation were made before, where that is known; 0 when left out. */
  readonly generation?: number | undefined
  /** Nothing of any attempt leaves after this instant. Left out, each attempt has 30 seconds. */
  readonly deadline?: DateTime.Utc | undefined
  /** Filled in while the create runs: reports what may have been sent to those who stop waiting for its end. */
  readonly progress?: Progress | undefined
}

/** Whether the next candidate may be asked after an attempt ended with this error (money rules, section 3). */
const mayFailOver = (error: SendError): boolean => error._tag === "NotExecuted" || Reason.allowsFailover(error.reason)

export const make = <Request extends Requested, A>(operations: Operations<Request, A>) => {
  const { attempt, candidates, checked, entries, keyAt, nobody, operation, refuse, within } = operations
  const open = OpenOperations.make()

  const course = Effect.fnUntraced(function* <E, R>(
    request: Request,
    { beforeAttempt, beforeCommit, deadline, generation: before = 0 }: CreateOptions<E, R>,
    progress: Progress
  ): Effect.fn.Return<Created<A>, CreateFailed | Unrecorded<E>, R> {
    let last: SendError | undefined
    let isLate = false
    let isUnstored = false
    const context = yield* Effect.context<R>()

    // Whether what was prepared is durable; where it is not, whoever keeps the records is in no state to go on.
    const storing = (planned: Planned): Stages.BeforeCommit | undefined =>
      beforeCommit &&
      ((prepared) => {
        isUnstored = true
        return Effect.suspend(() => beforeCommit(planned, prepared)).pipe(
          Effect.provideContext(context),
          Effect.tap((isStored) =>
            Effect.sync(() => {
              isUnstored = isStored !== true
            })
          )
        )
      })

    // One attempt, or undefined where no further one may begin.
    const once = Effect.fnUntraced(function* (
      entry: Entry<Creating<A>>
    ): Effect.fn.Return<Outcome<A> | NotRecorded<E> | undefined, SendError, R> {
      const { capabilities } = entry.service
      if (beforeAttempt !== undefined && beforeCommit === undefined && Stages.isStaged(capabilities)) {
        last = refuse("InvalidRequest", `${entry.instance} has stages, and beforeAttempt is given without beforeCommit`)
        return yield* Effect.fail(last)
      }
      // No two creates have the same one, wherever they were made.
      const mayLeave = capabilities.stages?.create !== undefined || capabilities.operations.includes("abandon")
      const generation = mayLeave ? before + progress.attempts.length : undefined
      // Asks nobody, and whoever writes nothing down replays nothing.
      const replayKey = beforeAttempt && (yield* keyAt(entry, request, { generation }))
      const now = yield* Clock.currentTimeMillis
      const sendUntil = deadline ?? later(now)
      isLate = DateTime.toEpochMillis(sendUntil) <= now
      if (isLate || progress.isStopped) return undefined
      const { instance } = entry
      const fingerprint = OperationContext.account(entry.fingerprint, request.context)
      const planned: Planned = {
        ...{ instance, fingerprint, attempt: progress.attempts.length + 1, sendUntil },
        ...compact({ replayKey, generation })
      }
      if (beforeAttempt !== undefined) {
        const written = yield* Effect.result(Effect.suspend(() => beforeAttempt(planned)))
        if (Result.isFailure(written)) return notRecorded(written.failure, planned, progress)
      }
      const at = yield* Clock.currentTimeMillis
      if (progress.isStopped) return undefined
      // From here until the attempt has ended, whatever happens to this fiber, something may have been sent.
      progress.begin(planned, at)
      const result = yield* Effect.result(
        attempt(entry, request, { deadline: sendUntil, replayKey, generation, beforeCommit: storing(planned) })
      )
      progress.end(Result.merge(result))
      if (Result.isSuccess(result)) return result.success
      last = result.failure
      return yield* Effect.fail(last)
    })

    for (const { in: isIn, instance } of candidates(request)) {
      const entry = entries.get(instance)
      if (!isIn || entry === undefined) continue
      const { sends } = entry.retry
      const attempts =
        sends === undefined ? once(entry) : RetryPolicy.notExecuted({ times: sends, until: deadline })(once(entry))
      const ended = yield* Effect.result(attempts)
      if (Result.isFailure(ended)) {
        if (mayFailOver(ended.failure) && !isUnstored) continue
        break
      }
      if (ended.success === undefined) break
      // What cannot fail has not: then there is none of these.
      if (ended.success._tag === "NotRecorded") return yield* Effect.fail(ended.success as Unrecorded<E>)
      return created(ended.success, instance, progress, request)
    }
    if (last !== undefined) return yield* failed(last, progress)
    if (isLate || progress.isStopped) {
      return yield* failed(refuse("TimedOut", "the time was up before anything was sent"), progress)
    }
    const { instances, last: refusal } = nobody(request)
    return yield* failed(refusal, progress, { instances })
  })

  const duplicate = (request: Request, earlier: Progress): Created<A> => {
    const { reference } = request
    const provider = earlier.attempts.at(-1)?.instance ?? facadeName
    // Whoever is told to look it up there must find it there: an earlier create that still runs asks nobody else.
    if (earlier.attempts.length > 0) earlier.stop()
    const message = "this reference was created before in this process and may have been carried out: look it up"
    const unknown = new OutcomeUnknown({ provider, operation, reference, reason: "DuplicateReference", message })
    return created(unknown, provider, earlier, request)
  }

  const after =
    (check: typeof checked) =>
    <E = never, R = never>(
      input: Request,
      options: CreateOptions<E, R> = {}
    ): Effect.Effect<Created<A>, CreateFailed | Unrecorded<E>, R> =>
      // A create that is run again, by a retry say, is another course.
      Effect.suspend(() => {
        const progress = options.progress ?? new Progress()
        return check(input).pipe(
          Effect.mapError((refusal) => failed(refusal, progress)),
          Effect.flatMap((request) =>
            Effect.uninterruptibleMask((restore) => {
              const earlier = open.begin(request.reference, progress)
              if (earlier !== undefined) return Effect.succeed(duplicate(request, earlier))
              return Effect.ensuring(
                restore(course(request, options, progress)),
                Effect.sync(() => open.end(request.reference, progress))
              )
            })
          )
        )
      })

  return Kind.checking(after(checked), after(within))
}

const created = <A>(
  outcome: Outcome<A>,
  instance: string,
  { attempts }: Progress,
  { context }: Requested
): Created<A> => Object.assign(outcome, { attempts, instance, ...compact({ context }) })

const failed = (last: SendError, { attempts }: Progress, why: Pick<CreateFailed, "instances"> = {}): CreateFailed =>
  new CreateFailed({ message: last.message, last, attempts, ...why })

const notRecorded = <E>(error: E, planned: Planned, { attempts }: Progress): NotRecorded<E> =>
  new NotRecorded({
    message: `beforeAttempt failed, so nothing was sent to ${planned.instance}`,
    error,
    planned,
    attempts
  })
