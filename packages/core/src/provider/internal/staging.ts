/**
 * The stages of a create in their order: what is prepared is compared with what was asked for, stored by the holder of the record,
 * and committed once. Whatever ends it before its commit has left is a refusal where nothing is left by proof, and else a
 * `Leftover`. Nothing is abandoned here: that belongs to whoever writes it down.
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { sameProviderId } from "../../domain/Reference.ts"
import { BrokenOff, leavingId, leftId } from "../../outcome/internal/leftIds.ts"
import { leftover } from "../../outcome/internal/leftover.ts"
import { leavesNothing } from "../../outcome/internal/proof.ts"
import { boundedSend } from "../../outcome/internal/waiting.ts"
import { compact } from "../../outcome/Optional.ts"
import {
  accepted,
  type Deadline,
  type Outcome,
  OutcomeUnknown,
  type Send,
  type SendOptions
} from "../../outcome/Outcome.ts"
import { Rejected, type SendError } from "../../outcome/ProviderError.ts"
import { There } from "../../wire/Endpoint.ts"
import type * as Op from "../Op.ts"
import { marginMillis } from "../Settling.ts"
import * as Stages from "../Stages.ts"
import * as Comparing from "./comparing.ts"
import * as Four from "./four.ts"
import type { Guard } from "./guard.ts"
import type * as Hiding from "./hiding.ts"
import * as Keys from "./keys.ts"

type Input = Op.Referring["Type"]

/** The one request that can move money. */
export type Commit = (request: Input, options: Deadline & Stages.Creation) => Send<unknown>

/** The part of an Spi that a create in stages is made of. */
export type Implementation = {
  readonly manifest: Stages.Stated
  readonly stages?: Stages.Implemented<Input>
}

/** What a course of stages is told. */
export interface Options extends Deadline, Pick<SendOptions, "beforeCommit"> {
  readonly generation: number
  readonly hide: Hiding.Hider
}

const operation = "create"

/** The stages of a create; undefined where it is one request. `asked` is what a request asks for. */
export const make = (
  { name, notExecuted, provider, report }: Guard,
  { manifest, stages }: Implementation,
  commit: Commit,
  ability: Keys.Ability | undefined,
  asked: (request: Input) => Comparing.Asked
) => {
  const prepare = stages?.prepare?.bind(stages)
  if (prepare === undefined) return undefined
  const isPayable = Stages.ofCreate(manifest).prepared !== "inert"

  const aboutOf = (reference: string): Four.About => ({ provider, operation: name(operation), reference })
  const reported = (defect: unknown) => report(operation, defect)

  const refuse = (
    { reference }: Input,
    error: SendError,
    { providerReference }: Pick<Stages.Prepared, "providerReference"> = {}
  ): Send<never> =>
    isPayable ? Effect.succeed(leftover(aboutOf(reference), error, providerReference)) : Effect.fail(error)

  const there = ({ reference }: Input, { message, providerReference }: There): OutcomeUnknown =>
    new OutcomeUnknown({
      ...aboutOf(reference),
      reason: "DuplicateReference",
      message,
      ...compact({ providerReference })
    })

  const failed = () => notExecuted(operation, "UnreadableAnswer", "the adapter failed while it prepared")

  /** What was prepared as it was asked for, or how that ended. */
  const prepared = (
    request: Input,
    options: Deadline & Stages.Creation
  ): Effect.Effect<Outcome<Stages.Fresh>, SendError> =>
    Keys.effectOf(() => prepare(request, options)).pipe(
      Effect.flatMap((fresh) =>
        isFresh(fresh) ? Effect.succeed(fresh) : Effect.die(leavingId(new BrokenOff("nothing prepared"), idIn(fresh)))
      ),
      Effect.catch((error) =>
        error instanceof There || Four.isSendError(error) ? Effect.fail(error) : Effect.die(error)
      ),
      // A defect may have made something, as much as an answer that was lost.
      Effect.catchDefect((defect) => {
        const [cause, id] = defect instanceof BrokenOff ? [defect.defect, leftId(defect)] : [defect, undefined]
        return Effect.andThen(reported(cause), Effect.fail(leavingId(failed(), id)))
      }),
      Effect.matchEffect({
        onFailure: (error): Send<Stages.Fresh> => {
          if (error instanceof There) return Effect.succeed(there(request, error))
          if (leavesNothing(error)) return Effect.fail(error)
          return refuse(request, boundedSend(error), { ...compact({ providerReference: leftId(error) }) })
        },
        onSuccess: (fresh): Send<Stages.Fresh> => {
          if (isPayable && fresh.providerReference === undefined) {
            return refuse(request, notExecuted(operation, "UnreadableAnswer", "prepared, without the provider's id"))
          }
          const difference = Comparing.differenceOf(request, asked(request), fresh.states)
          if (difference === undefined) return Effect.succeed(accepted(fresh))
          // What has another reference is somebody else's: nothing of it is abandoned, whatever else there is of ours.
          const own = Comparing.isOurs(request, fresh.states) ? fresh : {}
          return refuse(request, notExecuted(operation, "UnrecognisedAnswer", difference), own)
        }
      })
    )

  /** The commit, with its key where it can be replayed. */
  const keyed = (
    request: Input,
    { generation, hook, prepared }: { generation: number; hook: unknown; prepared: Stages.Prepared }
  ) =>
    hook === undefined || ability === undefined
      ? Effect.succeed(undefined)
      : Effect.catchDefect(Keys.keyed(ability, request, { generation, prepared }), (defect) =>
          Effect.as(reported(defect), undefined)
        )

  const course = Effect.fnUntraced(function* (
    request: Input,
    { beforeCommit, deadline, generation, hide }: Options
  ): Effect.fn.Return<Outcome<unknown>, SendError> {
    const ended = yield* prepared(request, { deadline, generation })
    if (ended._tag === "OutcomeUnknown") return ended
    const ready = toStored(ended.value)
    const { commitUntil } = ready
    const until = lastMoment(deadline, commitUntil)
    if (commitUntil !== undefined && (yield* isOver(lastMoment(commitUntil, commitUntil)))) {
      const message = "what was prepared can be committed for too short a time"
      return yield* refuse(
        request,
        new Rejected({ provider, operation: name(operation), reason: "MethodUnavailable", message }),
        ready
      )
    }
    const late = refuse(
      request,
      notExecuted(operation, "TimedOut", "the time was up before anything was committed"),
      ready
    )
    if (yield* isOver(until)) return yield* late
    const found = yield* keyed(request, { generation, hook: beforeCommit, prepared: ready })
    if (beforeCommit !== undefined) {
      const providerReference = hide.id(ready.providerReference)
      // Without it nobody could read or abandon it.
      if (isPayable && providerReference === undefined) {
        const message = "the provider's id of what was prepared repeats a personal value, so it cannot be kept"
        return yield* refuse(request, notExecuted(operation, "UnreadableAnswer", message), ready)
      }
      const committing = { ...compact({ ...ready, providerReference, key: found?.key }) }
      if (!(yield* isStored(beforeCommit, committing, until))) {
        const message = "what was prepared was not stored, so nothing was committed"
        return yield* refuse(request, notExecuted(operation, "AnswerLost", message), ready)
      }
    }
    // Storing it has taken time.
    if (yield* isOver(until)) return yield* late
    const send = () =>
      found === undefined
        ? commit(request, { deadline: until, generation, prepared: ready })
        : found.fixed.send({ deadline: until })
    const committed = Effect.map(Four.carriedOut(aboutOf(request.reference), reported, send), (outcome) =>
      withId(outcome, ready, aboutOf(request.reference))
    )
    return yield* Effect.catch(committed, (error) =>
      leavesNothing(error) ? Effect.fail(error) : refuse(request, error, ready)
    )
  })

  return {
    isPayable,
    /** Prepares and commits nothing. */
    prepare: (request: Input, options: Deadline & Stages.Creation): Send<Stages.Prepared> =>
      Effect.map(prepared(request, options), (ended) =>
        ended._tag === "Accepted" ? accepted(toStored(ended.value)) : ended
      ),
    /** From the first byte that may have made something it goes on to its own end. */
    create: (request: Input, options: Options): Send<unknown> =>
      isPayable ? Effect.uninterruptible(course(request, options)) : course(request, options)
  }
}

/** The stages of one provider's creates. */
export type Staging = NonNullable<ReturnType<typeof make>>

// Nothing of a commit leaves later than this.
const lastMoment = (deadline: DateTime.Utc, commitUntil: DateTime.Utc | undefined): DateTime.Utc => {
  if (commitUntil === undefined) return deadline
  const until = DateTime.subtract(commitUntil, { milliseconds: marginMillis })
  return DateTime.isLessThan(until, deadline) ? until : deadline
}

const restUntil = (until: DateTime.Utc) =>
  Effect.map(Clock.currentTimeMillis, (now) => DateTime.toEpochMillis(until) - now)

const isOver = (until: DateTime.Utc) => Effect.map(restUntil(until), (rest) => rest <= 0)

const isStored = (
  hook: Stages.BeforeCommit,
  committing: Stages.Committing,
  until: DateTime.Utc
): Effect.Effect<boolean> =>
  Effect.flatMap(restUntil(until), (rest) =>
    // Whatever it ends with, and whether it ends at all.
    Effect.interruptible(Keys.effectOf(() => hook(committing))).pipe(
      Effect.timeoutOption(rest),
      Effect.exit,
      Effect.map((exit) => Exit.isSuccess(exit) && Option.isSome(exit.value) && exit.value.value === true)
    )
  )

const toStored = ({ states: _, ...prepared }: Stages.Fresh): Stages.Prepared => prepared

const isFresh = (fresh: unknown): fresh is Stages.Fresh => {
  const { commitUntil, providerReference, state, states }: Partial<Record<keyof Stages.Fresh, unknown>> = Object(fresh)
  return (
    Redacted.isRedacted(state) &&
    typeof Redacted.value(state) === "string" &&
    typeof states === "object" &&
    states !== null &&
    (providerReference === undefined || typeof providerReference === "string") &&
    (commitUntil === undefined || DateTime.isDateTime(commitUntil))
  )
}

// An object that is no preparation may still say which one it was.
const idIn = (fresh: unknown): string | undefined => {
  const { providerReference }: { readonly providerReference?: unknown } = Object(fresh)
  return typeof providerReference === "string" ? providerReference : undefined
}

/** The outcome of a commit with the id of what was committed: an answer may name none, and none but this. */
export const withId = (
  outcome: Outcome<unknown>,
  { providerReference }: Pick<Stages.Prepared, "providerReference"> = {},
  about: Four.About
): Outcome<unknown> => {
  if (providerReference === undefined) return outcome
  if (outcome._tag === "OutcomeUnknown") {
    return outcome.providerReference === undefined ? new OutcomeUnknown({ ...outcome, providerReference }) : outcome
  }
  const { providerReference: stated }: { readonly providerReference?: unknown } = Object(outcome.value)
  if (stated === undefined) return accepted({ ...Object(outcome.value), providerReference })
  if (typeof stated === "string" && sameProviderId(stated, providerReference)) return outcome
  const message = "the answer speaks of another operation than was committed"
  return new OutcomeUnknown({ ...about, reason: "UnrecognisedAnswer", providerReference, message })
}
