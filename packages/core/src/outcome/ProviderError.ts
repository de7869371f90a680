/**
 * The errors a provider call can end with. Two belong to calls that move money (`NotExecuted`, `Rejected`), three to
 * reads (`ReadFailed`, `NotFound`, `Unsupported`). An outcome that is not known is not here: it is a value
 * (`Outcome.OutcomeUnknown`), so that nothing which handles errors can send money again.
 */
import * as Schema from "effect/Schema"
import { Reason } from "./Reason.ts"

/** One problem of the caller's input: where it is and what is wrong, never the value itself. */
export const FieldIssue = Schema.Struct({ path: Schema.String, reason: Schema.String })

/** One problem of the caller's input. */
export type FieldIssue = typeof FieldIssue.Type

/** Why one configured instance cannot be asked for something that it was looked at for. */
export const Obstacle = Schema.Struct({ instance: Schema.String, reason: Schema.String })

/** Why one configured instance cannot be asked. */
export type Obstacle = typeof Obstacle.Type

const common = {
  /** The configured provider instance that was asked. */
  provider: Schema.String,
  /** The operation of our interface, such as `payouts.create`. */
  operation: Schema.String,
  reason: Reason,
  /** The provider's own error code, where it gave one. */
  providerCode: Schema.optionalKey(Schema.String),
  /** The explanation, free of secrets and personal data. */
  message: Schema.String,
  /** Milliseconds after which asking again makes sense, where that is known. */
  retryAfterMillis: Schema.optionalKey(Schema.Number)
}

/**
 * This request did nothing: it never left this machine, or the provider documents its answer as "not processed".
 * It may be sent again or given to another provider, as far as earlier requests of the operation allow it.
 */
export class NotExecuted extends Schema.TaggedError<NotExecuted>("@switchyard/core/ProviderError/NotExecuted")(
  "NotExecuted",
  { ...common, issues: Schema.optionalKey(Schema.Array(FieldIssue)) }
) {}

/** The provider decided no to this request, in a well-formed answer with a code or text known to be final. */
export class Rejected extends Schema.TaggedError<Rejected>("@switchyard/core/ProviderError/Rejected")(
  "Rejected",
  common
) {}

/** A read gave no usable answer. Reads change nothing, so it may be asked again after `retryAfterMillis`. */
export class ReadFailed extends Schema.TaggedError<ReadFailed>("@switchyard/core/ProviderError/ReadFailed")(
  "ReadFailed",
  {
    ...common,
    issues: Schema.optionalKey(Schema.Array(FieldIssue)),
    /** The read never left this machine, so the provider did not count it. */
    neverSent: Schema.optionalKey(Schema.Boolean),
    /** The provider has answered, and the credentials lead to another account, or mode, than is configured. */
    isAnotherAccount: Schema.optionalKey(Schema.Literal(true))
  }
) {}

/**
 * The provider says that it does not have the operation.
 *
 * **Gotchas** One such answer proves nothing: `Capabilities.notFoundIsFinal` says how many, how far apart and how long
 * after the last moment of sending.
 */
export class NotFound extends Schema.TaggedError<NotFound>("@switchyard/core/ProviderError/NotFound")("NotFound", {
  provider: Schema.String,
  operation: Schema.String,
  reference: Schema.String,
  providerCode: Schema.optionalKey(Schema.String),
  message: Schema.String
}) {}

/** The provider has no such operation; nothing was sent. */
export class Unsupported extends Schema.TaggedError<Unsupported>("@switchyard/core/ProviderError/Unsupported")(
  "Unsupported",
  {
    provider: Schema.String,
    operation: Schema.String,
    message: Schema.String,
    /** Where several could have been asked: why each of them was not. */
    instances: Schema.optionalKey(Schema.Array(Obstacle))
  }
) {}

/** The errors of a call that moves money. */
export type SendError = NotExecuted | Rejected

/** The errors of a read. */
export type ReadError = ReadFailed | NotFound | Unsupported
