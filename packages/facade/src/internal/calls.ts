/** The calls of the Promise face, the same for payments and payouts: input decoded, run, answered. */
import type { CallbackRejected, Raw, Unverifiable } from "@switchyard/core/Callback"
import { decoder, type InvalidInput } from "@switchyard/core/Input"
import { OperationContext } from "@switchyard/core/OperationContext"
import type { Outcome } from "@switchyard/core/Outcome"
import type { ReadError, SendError, Unsupported } from "@switchyard/core/ProviderError"
import type * as Reference from "@switchyard/core/Reference"
import type * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CallbackAnswer, CreateAnswer, ReadAnswer, ReplayAnswer, SendAnswer } from "../Answer.ts"
import type { Created, CreateFailed, Planned, Unrecorded, UnrecordedReplay } from "../Attempt.ts"
import type { CallbackInput, CallOptions, CreateOptions, Instant, LookUpOptions } from "../Client.ts"
import { Progress } from "../Progress.ts"
import * as Answers from "./answers.ts"
import type * as Create from "./create.ts"
import * as Instants from "./instants.ts"
import { committingJson, plannedJson } from "./json.ts"
import type { Runner } from "./runner.ts"
import * as Stopped from "./stopped.ts"

type Decode<Request> = (input: unknown) => Effect.Effect<Request, InvalidInput>

type Creating<Request, A> = <E>(
  request: Request,
  options: Create.CreateOptions<E>
) => Effect.Effect<Created<A>, CreateFailed | Unrecorded<E>>

/** What a look-up is told, from JSON. */
export type Finding<Request> = (
  options: LookUpOptions<unknown>
) => Effect.Effect<Reference.LookUpOptions<Request>, InvalidInput>

/** Decodes what a look-up is told; its request is of this schema. */
export const finding = <S extends Schema.ConstraintDecoder<unknown>>(schema: S): Finding<S["Type"]> => {
  const decode = decoder(Schema.Struct({ request: Schema.optional(schema) }))
  return Effect.fnUntraced(function* ({ request, sensitive, sentAfter, sentUntil }) {
    const decoded = yield* decode({ request })
    return {
      ...decoded,
      sensitive,
      sentAfter: yield* Instants.optional("sentAfter", sentAfter),
      sentUntil: yield* Instants.optional("sentUntil", sentUntil)
    }
  })
}

const memberOf = (input: unknown, name: string): unknown =>
  typeof input === "object" && input !== null ? Reflect.get(input, name) : undefined

/** What a caller's function resolves to, or rejects with. */
export const promised = (run: () => unknown): Effect.Effect<unknown, unknown> =>
  Effect.tryPromise({ try: async () => run(), catch: (error) => error })

/** Whether a hook has resolved to true, and to nothing else. */
export const stored = (run: () => unknown): Effect.Effect<boolean, unknown> =>
  Effect.map(promised(run), (given) => given === true)

// For answers that do not come from a provider. What is not text is refused before anything is sent.
const referenceOf = (input: unknown): string => {
  const reference = memberOf(input, "reference")
  return typeof reference === "string" ? reference : ""
}

const isContext = Schema.is(OperationContext)

// An unknown answer is looked up by what stands in it, and the context is a part of that.
const inContext =
  (input: unknown) =>
  <A extends SendAnswer<unknown> | ReplayAnswer<unknown>>(answer: A): A => {
    const context = memberOf(input, "context")
    return answer._tag === "unknown" && isContext(context) ? { ...answer, context } : answer
  }

export const make = ({ run }: Runner) => ({
  /** A create: the input is decoded, `beforeAttempt` becomes an Effect, a signal ends the waiting. */
  create: <Request, A, B>(
    decode: Decode<Request>,
    input: unknown,
    { beforeAttempt, beforeCommit, deadline, generation, signal }: CreateOptions = {},
    creating: Creating<Request, A>,
    show: Answers.Show<A, B>
  ): Promise<CreateAnswer<B>> => {
    const progress = new Progress()
    const hook = beforeAttempt && ((planned: Planned) => promised(() => beforeAttempt(plannedJson(planned))))
    const storing =
      beforeCommit &&
      ((planned: Planned, prepared: Stages.Committing) =>
        stored(() => beforeCommit(plannedJson(planned), committingJson(prepared))))
    const created = Effect.gen(function* () {
      const request = yield* decode(input)
      const until = yield* Instants.optional("deadline", deadline)
      const hooks = { beforeAttempt: hook, beforeCommit: storing }
      return yield* creating(request, { ...hooks, deadline: until, generation, progress })
    })
    const reference = referenceOf(input)
    return run(Answers.create(reference, created, show), {
      signal,
      isSending: () => progress.mayExist,
      stop: () => progress.stop(),
      stopped: Stopped.create(reference, progress)
    }).then(inContext(input))
  },

  /** Any other send: once it has begun, it may have been sent. */
  send: <A, B>(
    instance: string,
    input: unknown,
    { signal, until }: CallOptions & { readonly until: readonly [name: string, instant: Instant | undefined] },
    sending: (deadline: DateTime.Utc | undefined) => Effect.Effect<Outcome<A>, SendError | InvalidInput>,
    show: Answers.Show<A, B>
  ): Promise<SendAnswer<B>> => {
    const reference = referenceOf(input)
    const outcome = Effect.flatMap(Instants.optional(...until), sending)
    return run(Answers.send(instance, reference, outcome, show), {
      signal,
      isSending: () => true,
      stopped: Stopped.send(instance, reference)
    }).then(inContext(input))
  },

  /** A replay: once it has begun, it may have been sent. */
  replay: <A, B>(
    instance: string,
    input: unknown,
    { signal, until }: CallOptions & { readonly until: readonly [name: string, instant: Instant | undefined] },
    replaying: (
      deadline: DateTime.Utc | undefined
    ) => Effect.Effect<Replay.Ended<A>, Replay.NotReplayed | UnrecordedReplay<unknown> | InvalidInput>,
    show: Answers.Show<A, B>
  ): Promise<ReplayAnswer<B>> => {
    const reference = referenceOf(input)
    const ended = Effect.flatMap(Instants.optional(...until), replaying)
    return run(Answers.replay(instance, reference, ended, show), {
      signal,
      isSending: () => true,
      stopped: Stopped.replay(instance, reference)
    }).then(inContext(input))
  },

  /** A read: letting go of it changes nothing anywhere. */
  read: <A, B>(
    reading: Effect.Effect<A, ReadError | InvalidInput>,
    show: Answers.Show<A, B>,
    options: CallOptions = {}
  ): Promise<ReadAnswer<B>> =>
    run(Answers.read(reading, show), {
      signal: options.signal,
      isSending: () => false,
      stopped: Stopped.read
    }),

  /** A callback: letting go of it changes nothing anywhere. */
  callback: <A, B>(
    { receivedAt: given, ...raw }: CallbackInput,
    parse: (raw: Raw) => Effect.Effect<ReadonlyArray<A>, CallbackRejected | Unverifiable | Unsupported>,
    show: Answers.Show<A, B>
  ): Promise<CallbackAnswer<B>> => {
    const parsing = Effect.gen(function* () {
      const receivedAt = (yield* Instants.optional("receivedAt", given)) ?? (yield* DateTime.now)
      return yield* parse({ ...raw, receivedAt })
    })
    return run(Answers.callback(parsing, show), { isSending: () => false, stopped: Stopped.callback })
  }
})

/** The calls of one client. */
export type Calls = ReturnType<typeof make>
