/**
 * Settling an unknown create by sending it once more, where the provider documents that the same request under the same key is
 * carried out at most once. Only who holds the record of the first send can ask for it, and what it ends with is a value:
 * no retry and no failover gets hold of it (money rules, section 9).
 */
import type * as DateTime from "effect/DateTime"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Creation } from "./internal/prepared.ts"
import type { Key } from "./internal/replayKey.ts"
import type { Accepted, Deadline, OutcomeUnknown, Send, SendOptions } from "./Outcome.ts"
import { FieldIssue, type ReadFailed } from "./ProviderError.ts"
import { Reason } from "./Reason.ts"

export type { Key } from "./internal/replayKey.ts"

/** The record of a create at one account, as its holder keeps it. Whatever has another key is never replayed. */
export interface Record extends Key, Creation {
  /** Before the first byte of the first send under this key, whatever was sent after that. */
  readonly firstSentAt: DateTime.Utc
  /** Nothing of the latest send or replay that may have left leaves after this instant. */
  readonly lastSendUntil: DateTime.Utc
}

/** The options of a replay. */
export interface Options extends Omit<SendOptions, "replayKey" | "generation" | "beforeCommit"> {
  /**
   * How far the clocks of those who wrote the record and of those who replay it may be apart, in milliseconds. Left out,
   * nobody knows: then only the first half of the provider's window is used.
   */
  readonly clocksApartMillis?: number | undefined
  /**
   * Runs when nothing stands against the replay, before anything of it leaves: the last moment to write it down. Where it
   * gives false nothing is sent, and the replay ends as `NotReplayed`, `NeverSent`.
   */
  readonly beforeSending?: Effect.Effect<boolean> | undefined
}

/**
 * The provider repeats the refusal that it had answered the first request with, and nothing that could be paid is left of it:
 * the operation was refused then, and it is over there.
 */
export class Refused extends Schema.Class<Refused>("@switchyard/core/Replay/Refused")({
  _tag: Schema.tag("Refused"),
  provider: Schema.String,
  operation: Schema.String,
  reference: Schema.String,
  reason: Reason,
  providerCode: Schema.optionalKey(Schema.String),
  /** The explanation, free of secrets and personal data. */
  message: Schema.String
}) {}

/**
 * The result of a replay. `Accepted`: it exists, and `value` is how the provider reported it at some moment since then; its
 * status is read before it is believed. An unknown is as unknown as before; one that shows that the operation is there
 * has the reason `DuplicateReference` or an id, and is looked up from then on.
 */
export type Ended<A> = Accepted<A> | Refused | OutcomeUnknown

/**
 * Why nothing was sent. `Unsupported`: the provider's manifest allows no replay. `InvalidRequest`: the request would be
 * refused before it is sent. `Changed`: another request would be sent. `AnotherAccount`: the key leads to another account than
 * the first request went to. `WindowClosed`: too late.
 * `TooEarly`: the send before may still be on its way; see `retryAfterMillis`. `ClockDoubtful`: the record is from the
 * future. `AccountUnconfirmed`: the provider did not say whose account this is. `NeverSent`: nothing left this machine, or
 * the deadline had passed.
 */
export const Why = Schema.Literals([
  "Unsupported",
  "InvalidRequest",
  "Changed",
  "AnotherAccount",
  "WindowClosed",
  "TooEarly",
  "ClockDoubtful",
  "AccountUnconfirmed",
  "NeverSent"
])

/** Why nothing was sent. */
export type Why = typeof Why.Type

/** Nothing was sent by this replay. It says nothing about what was sent before, which stays unknown. */
export class NotReplayed extends Schema.TaggedError<NotReplayed>("@switchyard/core/Replay/NotReplayed")("NotReplayed", {
  provider: Schema.String,
  operation: Schema.String,
  why: Why,
  /** The explanation, free of secrets and personal data. */
  message: Schema.String,
  /** Milliseconds after which asking again makes sense, where that is known. */
  retryAfterMillis: Schema.optionalKey(Schema.Number),
  issues: Schema.optionalKey(Schema.Array(FieldIssue))
}) {}

/** The options of a replay as a provider's Spi gets them: core has found nothing against it. */
export interface Permitted extends Deadline {
  /** Whether the provider remembers refusals too, by its manifest: only then one of them can be `Refused`. */
  readonly areRefusalsStored: boolean
}

/** A create that is fixed, as a provider's Spi gives it: what is sent is what was hashed. */
export interface Fixed<A> {
  /** Its hash for the account that was confirmed, if any; undefined where it cannot be compared with another one. */
  readonly hash: (account: string | undefined) => Redacted.Redacted<string> | undefined
  /** Sends it for the first time. */
  readonly send: (options: Deadline) => Send<A>
  /** Sends it again. Fails only where nothing left. */
  readonly replay: (permitted: Permitted) => Effect.Effect<Ended<A>, NotReplayed>
}

/** The account behind an instance, as its provider confirms it. It belongs to the credentials, and so to the built instance. */
export interface Confirmed {
  /** The account as it was confirmed last, at whatever time; undefined while nobody has said. */
  readonly known: () => string | undefined
  /** Asks the provider, unless it has said so within the last hour. */
  readonly confirm: Effect.Effect<string, ReadFailed>
  /**
   * The answer of the provider that it is another account than is configured, until it says otherwise: nothing is sent then. Undefined
   * where it is the right one, or nobody can say. Asks at most once an hour, after no answer every ten minutes, after that one every
   * minute. Left out: it is taken for the right one.
   */
  readonly differing?: Effect.Effect<ReadFailed | undefined>
}

/** The part of an Spi by which its create can be sent again. */
export interface Repeating<Request, A> {
  /** `inRequest`: the request itself names the account, in what is hashed. */
  readonly account: "inRequest" | Confirmed
  /** Fixes what `create` sends for a request, of stages the commit, which sends nothing and asks nobody. */
  readonly fix: (request: Request, creation?: Creation) => Effect.Effect<Fixed<A> | undefined>
  /** The same for each operation that changes another one and can be sent again, by its name. Left out: none can. */
  readonly changes?: { readonly [name: string]: Fixing }
}

/** Fixes what is sent for a request; a method, because the requests of each operation are others. */
export interface Fixing {
  fix(request: unknown): Effect.Effect<Fixed<unknown> | undefined>
}
