/**
 * A create in several requests, and what a refusal leaves behind. Some creates prepare (a quote, a recipient, a draft) before the
 * one request that can move money, the commit; and some refusals leave something at the provider that can still be paid. Core
 * gives `Rejected` or `NotExecuted` to a caller only where nothing payable is left by proof. Else the create is unknown, with the
 * reason `Leftover`, until whoever holds its record has abandoned what is left and read it as dead (money rules, section 9).
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Money } from "../domain/Money.ts"
import type { Creation, Prepared } from "../outcome/internal/prepared.ts"
import type { Deadline, Send, SendOptions } from "../outcome/Outcome.ts"
import type { SendError } from "../outcome/ProviderError.ts"
import type { There } from "../wire/Endpoint.ts"

export type { BeforeCommit, Committing, Creation, Prepared } from "../outcome/internal/prepared.ts"

const Millis = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** When a look-up's `uncommitted` may be acted on: this many answers, this far apart, this long after the last moment of sending. */
export const AbandonAfter = Schema.Struct({
  afterMillis: Millis,
  answers: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  spacingMillis: Millis
})

/** The stages of one send. */
export const OfSend = Schema.Struct({
  /**
   * What was only prepared. `payable`: somebody could still commit it, a colleague in the provider's dashboard say. `inert`: all
   * that is prepared, after whichever request, nobody but us could commit. Left out: the create is one request.
   */
  prepared: Schema.optionalKey(Schema.Literals(["payable", "inert"])),
  /** What preparing again under the same generation gives, by the documents: the `same` object, or `another`. Left out: another. */
  prepares: Schema.optionalKey(Schema.Literals(["same", "another"])),
  /** Left out: `uncommitted` is never acted on without a person. */
  abandonAfter: Schema.optionalKey(AbandonAfter)
})

/** The stages of one send. */
export type OfSend = typeof OfSend.Type

/** The sends of which a manifest states stages. */
export const StagesOf = Schema.Struct({ create: Schema.optionalKey(OfSend) })

/** The part of a manifest that says what stages a send has. What is not stated does not exist. */
export interface Stated {
  readonly stages?: typeof StagesOf.Type
}

/** The stages of a create, as a manifest states them. */
export const ofCreate = ({ stages }: Stated): OfSend => stages?.create ?? {}

/** Whether a create prepares something before it commits. */
export const isStaged = (stated: Stated): boolean => ofCreate(stated).prepared !== undefined

/** What was prepared, as the provider states it: compared with what was asked for before anything is committed. */
export interface States {
  /** Our reference, where it was given to the provider. */
  readonly reference?: string | undefined
  readonly amount?: Money | undefined
  readonly debit?: Money | undefined
}

/** What was prepared just now. */
export interface Fresh extends Prepared {
  readonly states: States
}

/** What an abandonment is about: by the provider's id alone, so that it never meets what another create has made. */
export interface Left extends Creation {
  /** The provider's id of what is left. */
  readonly providerReference: string
  /** How often it was asked before. */
  readonly asked?: number | undefined
}

/** The result of an abandonment: it was asked for, no more. Only a read by its id shows whether it is dead. */
export const Abandoned = Schema.Struct({
  /** The provider's id of what was abandoned, where the answer names it. */
  providerReference: Schema.optionalKey(Schema.String)
})

/** The result of an abandonment. */
export type Abandoned = typeof Abandoned.Type

/** The stages of a create as a provider implements them; `create` is then the commit. */
export interface Implemented<Request> {
  /**
   * Everything before the commit: any number of requests, none of which moves money by the documents. Left out: the create is one
   * request.
   */
  readonly prepare?: (request: Request, options: Deadline & Creation) => Effect.Effect<Fresh, SendError | There>
  /** Asks the provider to end what is left under this id, so that nobody can pay it any more. May be asked again and again. */
  readonly abandon?: (request: Request, options: Deadline & Left) => Send<Abandoned>
}

/** The part of an Spi that says what stands around its create. */
export interface Staging<Request> {
  /** The stages around `create`; `Provider.payouts` and `Provider.payments` make them. Left out: one request, and nothing is abandoned. */
  readonly stages?: Implemented<Request>
}

type CallOptions = Pick<SendOptions, "deadline" | "sensitive">

/** The options of a preparation. */
export interface PrepareOptions extends CallOptions {
  /** The generation of the create whose prepared id is to be found. */
  readonly generation: number
}

/** The options of an abandonment. */
export interface AbandonOptions extends CallOptions, Left {}

/** The stages of a create for those who hold its record. Always there. */
export interface Offered<Request> {
  /**
   * Prepares again and commits nothing: for the id of what a create of this generation has prepared and nobody has stored. Only
   * where the manifest says that this gives the same object, else `Unsupported`, and nothing was sent. Unknown as a create is:
   * `DuplicateReference` where it is no fresh draft any more, `Leftover` where it is not what was asked for.
   */
  readonly prepare: (request: Request, options: PrepareOptions) => Send<Prepared>
  /**
   * Asks the provider to end what a create has left under this id. Accepted means asked: only a look-up by the id, asked after
   * this has ended, shows that it is dead. Write it down before, as any attempt is, and commit or replay nothing of this
   * generation after. Where the provider lacks it: `Unsupported`, and nothing was sent.
   */
  readonly abandon: (request: Request, options: AbandonOptions) => Send<Abandoned>
}
