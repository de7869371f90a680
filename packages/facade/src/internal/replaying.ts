/**
 * Replays on one instance, the same for payments and payouts: checked as an attempt is, written down before anything of it
 * leaves, and made by the instance's own service.
 */
import { compact } from "@switchyard/core/Optional"
import { defaultTimeoutMillis } from "@switchyard/core/Outcome"
import type { NotExecuted } from "@switchyard/core/ProviderError"
import type { ReadOptions } from "@switchyard/core/Reference"
import * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { ReplayNotRecorded, type UnrecordedReplay } from "../Attempt.ts"
import type { Operations, Requested } from "./operations.ts"

/** The options of `replayOn`. */
export interface ReplayOnOptions<out E = never, out R = never> extends ReadOptions {
  /**
   * Writes down, by compare-and-set on the record that was given, that a replay is being made: `next` is the record from now
   * on. It runs when nothing stands against the replay, and must succeed before anything of it leaves.
   */
  readonly beforeReplay: (next: Replay.Record) => Effect.Effect<unknown, E, R>
  /** Nothing leaves after this instant. 30 seconds from now when left out. */
  readonly deadline?: DateTime.Utc | undefined
  /** See core's `Replay.Options`. */
  readonly clocksApartMillis?: number | undefined
}

/** One replay at one instance. */
export type Replaying<Request, A> = (
  instance: string,
  request: Request,
  record: Replay.Record,
  options: Replay.Options
) => Effect.Effect<Replay.Ended<A>, Replay.NotReplayed>

/** A replay at one instance that is written down. */
export type ReplayOn<Request, A> = <E = never, R = never>(
  instance: string,
  request: Request,
  record: Replay.Record,
  options: ReplayOnOptions<E, R>
) => Effect.Effect<Replay.Ended<A>, Replay.NotReplayed | UnrecordedReplay<E>, R>

/** The same replay, written down before anything of it leaves. */
export const writtenDown = <Request, A>(replay: Replaying<Request, A>): ReplayOn<Request, A> =>
  Effect.fnUntraced(function* <E = never, R = never>(
    instance: string,
    request: Request,
    record: Replay.Record,
    { beforeReplay, ...options }: ReplayOnOptions<E, R>
  ): Effect.fn.Return<Replay.Ended<A>, Replay.NotReplayed | UnrecordedReplay<E>, R> {
    const context = yield* Effect.context<R>()
    const deadline = options.deadline ?? DateTime.makeUnsafe((yield* Clock.currentTimeMillis) + defaultTimeoutMillis)
    const next: Replay.Record = { ...record, lastSendUntil: deadline }
    let written: Exit.Exit<unknown, E> = Exit.void
    const beforeSending = Effect.suspend(() => beforeReplay(next)).pipe(
      Effect.provideContext(context),
      Effect.exit,
      Effect.map((exit) => {
        written = exit
        return Exit.isSuccess(exit)
      })
    )
    const ended = yield* Effect.exit(replay(instance, request, record, { ...options, deadline, beforeSending }))
    if (Exit.isSuccess(written)) return yield* ended
    // Then nothing was sent, whatever else it ended with.
    return yield* Effect.catch(Effect.failCause(written.cause), (error) =>
      Effect.fail(notRecorded(error, instance, next))
    )
  })

export const make = <Request extends Requested, A>({ addressed, keyAt, name, toCore }: Operations<Request, A>) => {
  const operation = `${name}.replay`

  const refused =
    (instance: string) =>
    ({ issues, message, reason }: NotExecuted): Replay.NotReplayed =>
      new Replay.NotReplayed({
        provider: instance,
        operation,
        why: reason === "Unsupported" ? "Unsupported" : "InvalidRequest",
        message,
        ...compact({ issues })
      })

  /** The key of a request that this instance would be sent; undefined where it would not be, or could not be replayed. */
  const hashOn = (
    instance: string,
    input: Request,
    creation?: Stages.Creation
  ): Effect.Effect<Replay.Key | undefined> =>
    addressed(instance, input).pipe(
      Effect.flatMap(({ entry, request }) => keyAt(entry, request, creation)),
      Effect.catch(() => Effect.succeed(undefined))
    )

  /** One replay at one instance. */
  const replay: Replaying<Request, A> = (instance, input, record, options) =>
    Effect.flatMap(Effect.mapError(addressed(instance, input), refused(instance)), ({ entry, request }) =>
      entry.service.replay.create(toCore(request), record, options)
    )

  return { hashOn, replay, replayOn: writtenDown(replay) }
}

const notRecorded = <E>(error: E, instance: string, next: Replay.Record) =>
  // What cannot fail has not: then there is none of these.
  new ReplayNotRecorded<E>({
    message: `beforeReplay failed, so nothing was sent to ${instance}`,
    error,
    instance,
    next
  }) as UnrecordedReplay<E>
