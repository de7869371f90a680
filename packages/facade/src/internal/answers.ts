/** Turns what the Effect face ends with into the answers of the Promise face. It decides nothing. */
import type { CallbackRejected, Unverifiable } from "@switchyard/core/Callback"
import type { InvalidInput } from "@switchyard/core/Input"
import { compact } from "@switchyard/core/Optional"
import { type Outcome, OutcomeUnknown } from "@switchyard/core/Outcome"
import type { Obstacle, ReadError, SendError, Unsupported } from "@switchyard/core/ProviderError"
import type * as Replay from "@switchyard/core/Replay"
import * as Effect from "effect/Effect"
import type {
  AcceptedAnswer,
  CallbackAnswer,
  CreateAnswer,
  InvalidAnswer,
  NotReplayedAnswer,
  ReadAnswer,
  ReplayAnswer,
  SendAnswer,
  UnknownAnswer
} from "../Answer.ts"
import type { Created, CreateFailed, NotRecorded, UnrecordedReplay } from "../Attempt.ts"
import { facadeName } from "./configFile.ts"
import { withAttempts } from "./json.ts"
import * as Stopped from "./stopped.ts"

/** The JSON-like form of a value. */
export type Show<A, B> = (value: A) => Effect.Effect<B, unknown>

const unknown = (outcome: OutcomeUnknown): UnknownAnswer => {
  const { message, provider: instance, providerCode, providerReference, reason, reference, refused } = outcome
  const known = compact({ providerCode, providerReference, refused })
  return { _tag: "unknown", instance, reference, reason, message, ...known }
}

const refused = (
  error: SendError,
  why: { readonly instances?: ReadonlyArray<Obstacle> | undefined } = {}
): SendAnswer<never> => {
  const { message, provider, providerCode, reason, retryAfterMillis } = error
  const details = { reason, message, ...compact({ providerCode, retryAfterMillis }) }
  if (error._tag === "Rejected") return { _tag: "rejected", instance: provider, ...details }
  const { issues } = error
  if (provider !== facadeName) {
    return { _tag: "not_executed", instance: provider, ...details, ...compact({ issues }) }
  }
  const { instances } = why
  return reason === "InvalidRequest" && issues !== undefined
    ? { _tag: "invalid", message, issues, ...compact({ instances }) }
    : { _tag: "not_executed", ...details, ...compact({ issues, instances }) }
}

const invalid = ({ issues, message }: InvalidInput): InvalidAnswer => ({ _tag: "invalid", message, issues })

const landed = <A, B>(
  instance: string,
  reference: string,
  outcome: Outcome<A>,
  show: Show<A, B>
): Effect.Effect<AcceptedAnswer<B> | UnknownAnswer> =>
  outcome._tag === "OutcomeUnknown"
    ? Effect.succeed(unknown(outcome))
    : Effect.match(show(outcome.value), {
        onSuccess: (value): AcceptedAnswer<B> | UnknownAnswer => ({ _tag: "accepted", instance, value }),
        onFailure: () => unknown(unreadable(instance, reference, "it was accepted, but what was said cannot be shown"))
      })

const unreadable = (provider: string, reference: string, message: string): OutcomeUnknown =>
  new OutcomeUnknown({ provider, operation: "create", reference, reason: "UnreadableAnswer", message })

/** The answer of one call that moves money. */
export const send = <A, B>(
  instance: string,
  reference: string,
  sending: Effect.Effect<Outcome<A>, SendError | InvalidInput>,
  show: Show<A, B>
): Effect.Effect<SendAnswer<B>> =>
  Effect.matchEffect(sending, {
    onSuccess: (outcome) => landed(instance, reference, outcome, show),
    onFailure: (error) => Effect.succeed(error._tag === "InvalidInput" ? invalid(error) : refused(error))
  })

/** The answer of a replay. */
export const replay = <A, B>(
  instance: string,
  reference: string,
  replaying: Effect.Effect<Replay.Ended<A>, Replay.NotReplayed | UnrecordedReplay<unknown> | InvalidInput>,
  show: Show<A, B>
): Effect.Effect<ReplayAnswer<B>> =>
  Effect.matchEffect(replaying, {
    onSuccess: (ended): Effect.Effect<ReplayAnswer<B>> => {
      if (ended._tag !== "Refused") return landed(instance, reference, ended, show)
      const { message, providerCode, reason } = ended
      return Effect.succeed({ _tag: "refused", instance, reference, reason, message, ...compact({ providerCode }) })
    },
    onFailure: (error) => Effect.succeed(notReplayed(instance, error))
  })

const notReplayed = (
  instance: string,
  error: Replay.NotReplayed | UnrecordedReplay<unknown> | InvalidInput
): NotReplayedAnswer | InvalidAnswer => {
  switch (error._tag) {
    case "InvalidInput":
      return invalid(error)
    case "ReplayNotRecorded":
      return { _tag: "not_replayed", instance, why: "NotRecorded", message: error.message, error: error.error }
    case "NotReplayed": {
      const { issues, message, retryAfterMillis, why } = error
      return { _tag: "not_replayed", instance, why, message, ...compact({ issues, retryAfterMillis }) }
    }
  }
}

/** The answer of a create. */
export const create = <A, B>(
  reference: string,
  creating: Effect.Effect<Created<A>, CreateFailed | NotRecorded<unknown> | InvalidInput>,
  show: Show<A, B>
): Effect.Effect<CreateAnswer<B>> =>
  Effect.matchEffect(creating, {
    onSuccess: (created) =>
      Effect.map(landed(created.instance, reference, created, show), (answer) =>
        withAttempts(answer, created.attempts)
      ),
    onFailure: (error) => Effect.succeed(notCreated(error))
  })

const notCreated = (error: CreateFailed | NotRecorded<unknown> | InvalidInput): CreateAnswer<never> => {
  switch (error._tag) {
    case "InvalidInput":
      return withAttempts(invalid(error), [])
    case "CreateFailed":
      return withAttempts(refused(error.last, error), error.attempts)
    case "NotRecorded": {
      const { attempts, error: cause, message, planned } = error
      return withAttempts(
        { _tag: "not_executed", instance: planned.instance, reason: "NotRecorded", message, error: cause },
        attempts
      )
    }
  }
}

/** The answer of a read. */
export const read = <A, B>(
  reading: Effect.Effect<A, ReadError | InvalidInput>,
  show: Show<A, B>
): Effect.Effect<ReadAnswer<B>> =>
  Effect.matchEffect(reading, {
    onSuccess: (value) =>
      Effect.match(show(value), {
        onSuccess: (view): ReadAnswer<B> => ({ _tag: "found", value: view }),
        onFailure: (): ReadAnswer<B> => ({
          _tag: "failed",
          reason: "UnreadableAnswer",
          message: "what the provider said cannot be shown"
        })
      }),
    onFailure: (error): Effect.Effect<ReadAnswer<B>> => Effect.succeed(unread(error))
  })

const unread = (error: ReadError | InvalidInput): ReadAnswer<never> => {
  switch (error._tag) {
    case "InvalidInput":
      return invalid(error)
    case "Unsupported":
      return { _tag: "unsupported", message: error.message, ...compact({ instances: error.instances }) }
    case "NotFound": {
      const { message, provider: instance, providerCode } = error
      return { _tag: "not_found", instance, message, ...compact({ providerCode }) }
    }
    case "ReadFailed": {
      const { issues, message, providerCode, reason, retryAfterMillis } = error
      return { _tag: "failed", reason, message, ...compact({ issues, providerCode, retryAfterMillis }) }
    }
  }
}

/** The answer of parsing a callback. */
export const callback = <A, B>(
  parsing: Effect.Effect<ReadonlyArray<A>, CallbackRejected | Unverifiable | Unsupported | InvalidInput>,
  show: Show<A, B>
): Effect.Effect<CallbackAnswer<B>> =>
  parsing.pipe(
    Effect.flatMap((events) =>
      Effect.match(Effect.forEach(events, show), {
        onSuccess: (shown): CallbackAnswer<B> => ({ _tag: "events", events: shown }),
        onFailure: (): CallbackAnswer<B> => Stopped.callback("Broken")
      })
    ),
    Effect.catch((error): Effect.Effect<CallbackAnswer<B>> => {
      const { message } = error
      switch (error._tag) {
        case "Unsupported":
          return Effect.succeed({ _tag: "unsupported", message })
        case "Unverifiable": {
          const { retryAfterMillis } = error
          return Effect.succeed({ _tag: "unverifiable", message, ...compact({ retryAfterMillis }) })
        }
        case "InvalidInput":
          return Effect.succeed({ _tag: "refused", reason: "InvalidRequest", message })
        case "CallbackRejected":
          return Effect.succeed({ _tag: "refused", reason: error.reason, message })
      }
    })
  )
