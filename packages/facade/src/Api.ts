/**
 * The operations of a kind over all configured instances: an operation that exists is asked of the instance that
 * holds it, a question of the first candidate that can answer. What is the same for payments and payouts stands here; the
 * operations themselves stand in the tables of core.
 */
import type * as Callback from "@switchyard/core/Callback"
import type { Input, Names, Output } from "@switchyard/core/Kind"
import type * as Op from "@switchyard/core/Op"
import type { OutcomeUnknown, Send, SendOptions } from "@switchyard/core/Outcome"
import type { ReadError, Unsupported } from "@switchyard/core/ProviderError"
import type { LookUpOptions, Query, ReadOptions } from "@switchyard/core/Reference"
import type * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import type * as Effect from "effect/Effect"
import type { Created, CreateFailed, InContext, Unrecorded, UnrecordedReplay } from "./Attempt.ts"
import type { CreateOptions } from "./internal/create.ts"
import type { CreateOnOptions } from "./internal/operations.ts"
import type { ReplayOnOptions } from "./internal/replaying.ts"
import type { At, Candidate, From } from "./Routing.ts"

/** Creates at the candidates, one after the other. */
export type Create<Request, A> = <E = never, R = never>(
  request: Request,
  options?: CreateOptions<E, R>
) => Effect.Effect<Created<A>, CreateFailed | Unrecorded<E>, R>

/** An operation over all instances; `Request` is what a create is asked for, and what a look-up of it may be given. */
export type Call<O, Request> =
  O extends Op.Send<Op.Referring, Op.Codec>
    ? Create<Request, Output<O>>
    : O extends Op.Modify<Op.Referring, Op.Codec>
      ? (instance: string, input: Input<O>, options?: SendOptions) => Send<Output<O>>
      : O extends Op.Lookup<Op.Referring, Op.Codec>
        ? (instance: string, query: Query, options?: LookUpOptions<Request>) => Effect.Effect<Output<O>, ReadError>
        : O extends Op.Ask<Op.Codec, Op.Codec, "candidate">
          ? (request: Input<O>, at?: At) => Effect.Effect<Output<O> & From, ReadError>
          : O extends Op.Ask<Op.Codec, Op.Codec>
            ? Input<O> extends undefined
              ? (instance: string) => Effect.Effect<Output<O>, ReadError>
              : (instance: string, input: Input<O>, options?: ReadOptions) => Effect.Effect<Output<O>, ReadError>
            : never

/** The operations over all instances. */
export interface Calls<Request> extends Op.Shape {
  readonly call: Call<this["op"], Request>
}

/** The replays of one operation that changes another, at the instance that holds what it changes. */
export interface Repeated<Request, A> {
  /** The key of a request at this instance, to be written down before it is sent and given to it (`replayKey`). Asks nobody. */
  readonly hashOn: (instance: string, request: Request) => Effect.Effect<Replay.Key | undefined>
  /** Settles an unknown change by sending it once more, as `Common.replayOn` does a create, inside the window of this very operation. */
  readonly replayOn: <E = never, R = never>(
    instance: string,
    request: Request,
    record: Replay.Record,
    options: ReplayOnOptions<E, R>
  ) => Effect.Effect<Replay.Ended<A>, Replay.NotReplayed | UnrecordedReplay<E>, R>
}

/** The replays of every operation of a table that changes another one. */
export type Replays<Ops> = {
  readonly [K in Names<Ops, Op.Modify<Op.Referring, Op.Codec>>]: Ops[K] extends Op.Modify<Op.Referring, Op.Codec>
    ? Repeated<Input<Ops[K]>, Output<Ops[K]>>
    : never
}

/** The part of a kind over all instances that settles its changes. */
export interface Changes<Ops> {
  /** Settles an unknown change by replay: `replays.capture.replayOn(instance, …)` the capture, and so each by its own name. */
  readonly replays: Replays<Ops>
}

/** The members of every kind over all instances beside its operations. */
export interface Common<Request, A, Service> {
  /** Every configured instance, whether it is tried for this request, and why; in the order they are tried. */
  readonly candidates: (request: Request) => ReadonlyArray<Candidate>
  /**
   * Exactly one attempt on exactly this instance. Write the attempt down, with `sendUntil`, before: nothing leaves
   * after it, and when it has passed the answer is `NotExecuted` with reason `TimedOut` and nothing was sent.
   */
  readonly createOn: (instance: string, request: Request, options?: CreateOnOptions) => Send<A>
  /**
   * Asks the provider of an instance whose account it is, where `hashOn` and replays need to know that; see core's
   * `Kind.Replaying`. Run it when the program begins, and every hour.
   */
  readonly confirmOn: (instance: string) => Effect.Effect<void, ReadError>
  /**
   * The key of a request at this instance, to be written down before `createOn` sends it and given to that; undefined where it
   * cannot be replayed. Asks nobody.
   */
  readonly hashOn: (
    instance: string,
    request: Request,
    creation?: Stages.Creation
  ) => Effect.Effect<Replay.Key | undefined>
  /**
   * Settles an unknown create by sending it once more at the instance that it is unknown at, inside its provider's window and
   * under the same key. A `NotReplayed` says that nothing was sent by this call, and nothing of what was sent before.
   *
   * **Gotchas**
   *
   * `Accepted` is a report of whatever moment: read the status. After two requests a provider whose manifest says
   * `freesDeadIds` may hold two operations: one of them read as dead proves nothing about the other.
   */
  readonly replayOn: <E = never, R = never>(
    instance: string,
    request: Request,
    record: Replay.Record,
    options: ReplayOnOptions<E, R>
  ) => Effect.Effect<Replay.Ended<A>, Replay.NotReplayed | UnrecordedReplay<E>, R>
  /**
   * Prepares again at an instance and commits nothing, for the id of what a create of this generation has prepared there and
   * nobody has stored. Only where its manifest says that this gives the same object.
   */
  readonly prepareOn: (instance: string, request: Request, options: Stages.PrepareOptions) => Send<Stages.Prepared>
  /**
   * Asks an instance to end what a create has left there under the provider's id, so that nobody can pay it any more.
   *
   * **Gotchas**
   *
   * Accepted means asked: `lookUp` by that id shows whether it is dead, asked after this has ended. Write it down before, and
   * commit or replay nothing of its generation after.
   */
  readonly abandonOn: (instance: string, request: Request, options: Stages.AbandonOptions) => Send<Stages.Abandoned>
  /**
   * Looks an unknown outcome up at the instance that it names, by the ids that it holds, in the context that `create` has put
   * to them; never sends anything. Give it the request of the create: some providers can find it by that alone, and its
   * context is then that of the look-up, which what `createOn` ends with does not hold. One `NotFound` is no proof: see
   * `lookUp` in the instance's capabilities.
   */
  readonly lookUp: (
    unknown: Pick<OutcomeUnknown, "provider" | "reference" | "providerReference"> & InContext,
    options?: LookUpOptions<Request>
  ) => Effect.Effect<A, ReadError>
  /** Verifies and decodes a callback that came for an instance. */
  readonly parseCallback: (
    instance: string,
    raw: Callback.Raw
  ) => Effect.Effect<Callback.Event, Callback.CallbackRejected | Unsupported>
  /** One instance as core's own interface: its `create` is `createOn`. Undefined when it has nothing of this kind. */
  readonly provider: (instance: string) => Service | undefined
}
