/**
 * A kind of operations, payments, payouts or refunds, as data: its name and the table of its operations (`Op`). What a provider
 * implements, what its callers get, and which operations there are is derived here from that table; a kind's own module
 * writes the table with a sentence for each operation, and names what is derived.
 */
import type * as Effect from "effect/Effect"
import type { Finding, LookUpOptions, Query, ReadOptions } from "../domain/Reference.ts"
import type { Transport } from "../http/Transport.ts"
import type { Deadline, Send, SendOptions } from "../outcome/Outcome.ts"
import type { FieldIssue, NotFound, ReadError, ReadFailed } from "../outcome/ProviderError.ts"
import type * as Replay from "../outcome/Replay.ts"
import type * as Capabilities from "./Capabilities.ts"
import * as Checked from "./internal/checked.ts"
import { guarded, type Implementation, type Operations, service } from "./internal/service.ts"
import type * as Op from "./Op.ts"
import type * as Stages from "./Stages.ts"

/** The name of a kind, as it stands in operations (`payouts.create`), routes and spans. */
export type Name = "payments" | "payouts" | "refunds"

/** A table of operations: all can be created and looked up, the rest is the kind's own. */
export type Table<Ops> = { readonly [K in keyof Ops]: Op.Any } & {
  readonly create: Op.Send<Op.Referring, Op.Codec>
  readonly get: Op.Lookup<Op.Referring, Op.Codec>
}

/** The names of the operations in a table that are of such a type. */
export type Names<Ops, Of extends Op.Any> = { [K in keyof Ops]: Ops[K] extends Of ? K : never }[keyof Ops]

/** The input of an operation. */
export type Input<O extends { readonly input: Op.Codec }> = O["input"]["Type"]

/** The output of an operation. */
export type Output<O extends { readonly output: Op.Codec }> = O["output"]["Type"]

/** The request that a lookup can be given: the input of the send whose operations it reads. */
export type Requested<O extends Pick<Op.Lookup<Op.Referring, Op.Codec>, "of">> = Input<O["of"]>

/** An operation as a provider implements it; of a lookup it implements `Reading`. */
export type Implemented<O> =
  O extends Op.Send<Op.Referring, Op.Codec>
    ? (input: Input<O>, options: Deadline & Stages.Creation) => Send<Output<O>>
    : O extends Op.Modify<Op.Referring, Op.Codec>
      ? (input: Input<O>, options: Deadline) => Send<Output<O>>
      : O extends Op.Ask<Op.Codec, Op.Codec, Op.At>
        ? (...input: Input<O> extends undefined ? [] : [input: Input<O>]) => Effect.Effect<Output<O>, ReadFailed>
        : never

/** An operation as callers of a provider get it. */
export type Offered<O> = O extends Op.Send<Op.Referring, Op.Codec> | Op.Modify<Op.Referring, Op.Codec>
  ? (input: Input<O>, options?: SendOptions) => Send<Output<O>>
  : O extends Op.Lookup<Op.Referring, Op.Codec>
    ? (query: Query, options?: LookUpOptions<Requested<O>>) => Effect.Effect<Output<O>, ReadError>
    : O extends Op.Ask<Op.Codec, Op.Codec, Op.At>
      ? Input<O> extends undefined
        ? () => Effect.Effect<Output<O>, ReadError>
        : (input: Input<O>, options?: ReadOptions) => Effect.Effect<Output<O>, ReadError>
      : never

/** The operations as a provider implements them; how it implements `get` is described by `Reading`. */
export interface Implementing extends Op.Shape {
  readonly call: Implemented<this["op"]>
}

/** The operations as callers of a provider get them. */
export interface Offering extends Op.Shape {
  readonly call: Offered<this["op"]>
}

/** The provider behind an Spi, and what no code can show of it. */
export interface Provider {
  /** The configured instance, as it appears in errors and spans. */
  readonly provider: string
  /** The connections of this instance, under whatever it asks; left out: those that its callers are given. */
  readonly transport?: Transport | undefined
  /** The facts that no code can show: routes, limits, duplicates, how often a status may be read. */
  readonly manifest: Capabilities.Manifest
}

/** The parts of an Spi that belong to its `create`. */
export interface Creating<Request> {
  /**
   * The issues for which `create` refuses a request before it sends anything, as far as core and the manifest cannot know
   * them: a field that this account insists on, a length, an option. It depends on the request alone and asks nobody, so
   * that a request is refused while it is taken and not after. Left out: `create` refuses nothing of its own.
   */
  readonly issues?: (request: Request) => ReadonlyArray<FieldIssue>
}

/** The parts of an Spi by which `get` reads an operation. */
export interface Reading<Request, A> {
  /**
   * Reads an operation by the merchant's reference, in the context in which it was created. `NotFound` only where the provider
   * says so of that context. Where the provider does not know the reference, the request says which it is: what several fit
   * is not found out, and none of them is taken.
   */
  readonly getByReference?: (reference: string, finding?: Finding<Request>) => Effect.Effect<A, ReadFailed | NotFound>
  /** Reads an operation by the provider's id, in its context; an answer about another reference is not taken. */
  readonly getByProviderReference?: (
    providerReference: string,
    reference: string,
    finding?: Finding<Request>
  ) => Effect.Effect<A, ReadFailed | NotFound>
  /**
   * Whether `getByProviderReference` can ask by an id that an answer of this provider stated. Where it cannot, the read goes
   * by the merchant's reference; left out, it can ask by every id.
   */
  readonly canAskBy?: (providerReference: string) => boolean
}

/** The part of an Spi by which its create, and each change that can be, is sent again. */
export interface Repeating<Request, A> {
  /**
   * How a create and the changes of what it has made are fixed, and whose account they go to; `Provider.payments`, `payouts`
   * and `refunds` make it.
   */
  readonly repeating?: Replay.Repeating<Request, A>
}

/** Settles an unknown create by replay; see `Replay`. Always there: where the provider documents none, it says so. */
export interface Replaying<Request, A> {
  /**
   * Asks the provider whose account this is, unless it has said so within the last hour. Run it when a program begins, and now
   * and then: what it found is what `hash` needs. Does nothing where the requests name their account.
   */
  readonly confirm: Effect.Effect<void, ReadFailed>
  /**
   * The key of what `create` sends for this request: the hash of its origin, method, path, headers and body, with the account
   * behind it. Taken before the first send, kept with it and given to it (`replayKey`), so that nothing else is ever sent in
   * its place. Asks nobody. Undefined where this instance cannot replay it: then it never is. Of a create in stages it is the key
   * of the commit, which is known only with what was prepared: `beforeCommit` is given it.
   */
  readonly hash: (request: Request, creation?: Stages.Creation) => Effect.Effect<Replay.Key | undefined>
  /**
   * Sends the create once more, the same request under the same key, inside the provider's window. Each replay is written
   * down before it is made, as any attempt is, and none is made before the one before is over.
   */
  readonly create: (
    request: Request,
    record: Replay.Record,
    options?: Replay.Options
  ) => Effect.Effect<Replay.Ended<A>, Replay.NotReplayed>
}

/** Settles an unknown change of an operation by replay, as `Replaying` does an unknown create; each has a window of its own. */
export interface Repeated<Request, A> {
  /**
   * The key of what is sent for this request, by which it is known again: its number and its amount are in it. Taken before the
   * first send, kept with it and given to it (`replayKey`). Asks nobody. Undefined where this instance cannot replay it.
   */
  readonly hash: (request: Request) => Effect.Effect<Replay.Key | undefined>
  /** Sends it once more, the same request under the same key, inside the provider's window for this very operation. */
  readonly replay: (
    request: Request,
    record: Replay.Record,
    options?: Replay.Options
  ) => Effect.Effect<Replay.Ended<A>, Replay.NotReplayed>
}

/** The replays of every operation of a table that changes another one. Always there, like `Replaying`. */
export type Replays<Ops> = {
  readonly [K in Names<Ops, Op.Modify<Op.Referring, Op.Codec>>]: Ops[K] extends Op.Modify<Op.Referring, Op.Codec>
    ? Repeated<Input<Ops[K]>, Output<Ops[K]>>
    : never
}

type Must<Ops, K extends keyof Ops> = { readonly [P in K]: Implemented<Ops[P]> }
type May<Ops, K extends keyof Ops> = { readonly [P in K]?: Implemented<Ops[P]> }

/** The interface that a provider implements. Optional members are optional operations; which are present is its capabilities. */
export type Spi<Ops extends Table<Ops>> = Provider &
  Must<Ops, "create" & keyof Ops> &
  Creating<Input<Ops["create"]>> &
  Repeating<Input<Ops["create"]>, Output<Ops["create"]>> &
  Stages.Staging<Input<Ops["create"]>> &
  Reading<Requested<Ops["get"]>, Output<Ops["get"]>> &
  May<Ops, Exclude<keyof Ops, "create" | "get">>

/** The operations a provider may have, as its capabilities name them: there are two ways to `get`. */
export type OperationName<Ops> =
  | (Exclude<keyof Ops, "get"> & string)
  | "getByReference"
  | "getByProviderReference"
  | "replay"
  | `${Names<Ops, Op.Modify<Op.Referring, Op.Codec>> & string}.replay`
  | "abandon"

/** The parts of a service that are no operations. */
export interface Serving<Ops extends Table<Ops>> {
  /** The configured instance. */
  readonly provider: string
  /** The facts of its manifest, and the operations that it has. */
  readonly capabilities: Capabilities.Capabilities<OperationName<Ops>>
  /**
   * The issues for which `create` would refuse a checked request before it sends anything: the route and its limits, and
   * what this provider insists on. Asks nobody; none means that it would be sent.
   */
  readonly issues: (request: Input<Ops["create"]>) => ReadonlyArray<FieldIssue>
  /** Settles an unknown create by sending it again, inside the provider's window. */
  readonly replay: Replaying<Input<Ops["create"]>, Output<Ops["create"]>>
  /** Settles an unknown change, `replays.capture` say, by sending it again inside the provider's window for that. */
  readonly replays: Replays<Ops>
  /** Ends what a create has left and could still be paid, for those who hold its record. */
  readonly stages: Stages.Offered<Input<Ops["create"]>>
}

/** One provider as its callers see it. Every operation is always there; one the provider lacks answers `Unsupported`. */
export type Service<Ops extends Table<Ops>> = Serving<Ops> & { readonly [K in keyof Ops]: Offered<Ops[K]> }

/** A kind of operations. */
export interface Kind<Ops extends Table<Ops>> {
  readonly name: Name
  readonly operations: Ops
  /** The names of its operations, in the order of the table. */
  readonly names: ReadonlyArray<keyof Ops & string>
  /**
   * Builds the service of a provider from its Spi: input checked before anything is sent, spans, the deadline, polite
   * spacing of reads, a uniform answer where an operation does not exist, and no defect after sending.
   */
  readonly service: (spi: Spi<Ops>) => Service<Ops>
  /**
   * The same service for who did not see it built. A send that `service` has not built, or that stands in the place of one,
   * ends in one of the four ways like every other, whatever it does. Replays
   * that `service` has not built around the create that is there are not made.
   */
  readonly guarded: (service: Service<Ops>) => Service<Ops>
}

/** Makes a kind of its table. */
export const make = <Ops extends Table<Ops>>(name: Name, operations: Ops): Kind<Ops> => ({
  name,
  operations,
  // An object has no other members than those of its table: `Op` makes the operations, and nobody adds any.
  names: Object.keys(operations) as Array<keyof Ops & string>,
  // Built by names, which no type can follow: `Spi` and `Service` say of the same table what goes in and what comes out.
  service: (spi) => service(name, operations as Operations, spi as Implementation) as unknown as Service<Ops>,
  guarded: (offered) => guarded(name, operations as Operations, offered) as Service<Ops>
})

/** The names and operations of a kind, in the order of its table. */
export const entries = <Ops extends Table<Ops>>({
  names,
  operations
}: Kind<Ops>): ReadonlyArray<readonly [keyof Ops & string, Op.Any]> => names.map((name) => [name, operations[name]])

/**
 * The same operation for who has checked its input by the operation's own schema just now, which is not done again. Only
 * for an operation that sends, and of a service that `make` has built; any other is returned as it is.
 */
export const checked = <F extends (...input: never) => unknown>(operation: F): F => Checked.find(operation)

/** An operation that checks its input, with the one that `checked` finds for it: the same without the check. */
export const checking = <F extends (...input: never) => unknown>(operation: F, trusting: F): F =>
  Checked.mark(operation, trusting)
