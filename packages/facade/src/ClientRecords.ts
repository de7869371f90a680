/**
 * The Promise API for platforms that keep records: replays, and what a create has left. What is stored between two calls comes out
 * as it goes in: instants as text, and secrets `Redacted` until `Answer.reveal` opens them; a secret that was stored as text is
 * taken as text.
 */
import type { Names } from "@switchyard/core/Kind"
import type * as Op from "@switchyard/core/Op"
import type * as Stages from "@switchyard/core/Stages"
import type * as Redacted from "effect/Redacted"
import type { PreparedJson, ReadAnswer, RecordJson, ReplayAnswer, ReplayKey, SendAnswer } from "./Answer.ts"
import type { CallOptions, Instant, SendOptions } from "./Calling.ts"

/** A secret, as it was given or as it was stored. */
export type Secret = string | Redacted.Redacted<string>

/** The key of a replay, as `hashOn` or a hook gave it. */
export interface KeyInput {
  readonly hash: Secret
  readonly account?: Secret | undefined
}

/** What was prepared, as `beforeCommit` was given it. */
export interface PreparedInput {
  readonly providerReference?: string | undefined
  readonly state: Secret
  readonly commitUntil?: Instant | undefined
}

/** What tells one create of an operation from every other one. */
export interface CreationInput {
  /** How many creates of the operation were made before it, wherever; 0 when left out. */
  readonly generation?: number | undefined
  /** What was prepared for it, where it is a create in stages. */
  readonly prepared?: PreparedInput | undefined
}

/** The record of a create, or of a change, at one account: the key, and between which moments something of it was sent. */
export interface RecordInput extends KeyInput, CreationInput {
  /** Before the first byte of the first send under this key, whatever was sent after that. */
  readonly firstSentAt: Instant
  /** Nothing of the latest send or replay that may have left leaves after this instant. */
  readonly lastSendUntil: Instant
}

/** The options of `replayOn`. */
export interface ReplayOnOptions extends SendOptions {
  /**
   * Writes down, by compare-and-set on the record that was given, that a replay is being made: `next` is the record from now
   * on. Nothing leaves before it has resolved, and nothing at all when it rejects.
   */
  readonly beforeReplay: (next: RecordJson) => unknown
  /** How far the clocks of those who wrote the record and of those who replay it may be apart; see core's `Replay.Options`. */
  readonly clocksApartMillis?: number | undefined
}

/** The options of `prepareOn`. */
export interface PrepareOnOptions extends SendOptions {
  /** The number of the create whose prepared id is to be found. */
  readonly generation: number
}

/** The options of `abandonOn`. */
export interface AbandonOnOptions extends SendOptions, CreationInput {
  /** The provider's id of what is left. */
  readonly providerReference: string
  /** How often it was asked before. */
  readonly asked?: number | undefined
}

/** The replays of one operation that changes another, as promises; `Request` is the JSON of its request. */
export interface Repeated<Request, Value> {
  /**
   * The key of a request at this instance, to be written down before the change is sent and given to it (`replayKey`); without a
   * value where it cannot be replayed. Asks nobody.
   */
  readonly hashOn: (
    instance: string,
    input: Request,
    options?: CallOptions
  ) => Promise<ReadAnswer<ReplayKey | undefined>>
  /**
   * Settles an unknown change by sending it once more at the instance that holds what it changes, inside the window of this very
   * operation and under the same key. `not_replayed` says that nothing was sent by this call, and nothing of what was sent before.
   */
  readonly replayOn: (
    instance: string,
    input: Request,
    record: RecordInput,
    options: ReplayOnOptions
  ) => Promise<ReplayAnswer<Value>>
}

/** The replays of every operation of a table that changes another one, each by its own name. */
export type Replays<Ops> = {
  readonly [K in Names<Ops, Op.Modify<Op.Referring, Op.Codec>>]: Ops[K] extends Op.Modify<Op.Referring, Op.Codec>
    ? Repeated<Ops[K]["input"]["Encoded"], Ops[K]["output"]["Encoded"]>
    : never
}

/** The part of a kind that settles its changes. */
export interface Changes<Ops> {
  /** Settles an unknown change by replay: `replays.capture.replayOn(instance, …)` the capture, and so each by its own name. */
  readonly replays: Replays<Ops>
}

/** The members of every kind for platforms that keep records; `Request` is the JSON of a request. See `Api.Common` for each. */
export interface Records<Request, Value> {
  /**
   * Asks the provider of an instance whose account it is, where `hashOn` and replays need to know that. Run it when the program
   * begins, and every hour.
   */
  readonly confirmOn: (instance: string, options?: CallOptions) => Promise<ReadAnswer<{ readonly confirmed: true }>>
  /**
   * The key of a request at this instance, to be written down before `createOn` sends it and given to that; without a value where it
   * cannot be replayed. Asks nobody.
   */
  readonly hashOn: (
    instance: string,
    input: Request,
    creation?: CreationInput,
    options?: CallOptions
  ) => Promise<ReadAnswer<ReplayKey | undefined>>
  /**
   * Settles an unknown create by sending it once more at the instance that it is unknown at, inside its provider's window and
   * under the same key. `not_replayed` says that nothing was sent by this call, and nothing of what was sent before.
   */
  readonly replayOn: (
    instance: string,
    input: Request,
    record: RecordInput,
    options: ReplayOnOptions
  ) => Promise<ReplayAnswer<Value>>
  /**
   * Prepares again at an instance and commits nothing, for the id of what a create of this generation has prepared there and
   * nobody has stored. Only where its manifest says that this gives the same object.
   */
  readonly prepareOn: (instance: string, input: Request, options: PrepareOnOptions) => Promise<SendAnswer<PreparedJson>>
  /**
   * Asks an instance to end what a create has left there under the provider's id, so that nobody can pay it any more. Accepted means
   * asked: `lookUp` by that id shows whether it is dead, asked after this has ended. Write it down before, and commit or replay
   * nothing of its generation after.
   */
  readonly abandonOn: (
    instance: string,
    input: Request,
    options: AbandonOnOptions
  ) => Promise<SendAnswer<Stages.Abandoned>>
}
