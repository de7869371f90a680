/** The options that many calls of the Promise API share. */
import type { Sensitive } from "@switchyard/core/Redaction"

/** An instant, as a `Date` or as ISO 8601 text. */
export type Instant = Date | string

/** The options of every call. */
export interface CallOptions {
  /** Ends the waiting. A send that has begun resolves to `unknown` at once and goes on to its own deadline. */
  readonly signal?: AbortSignal | undefined
}

/** The options of a call about an operation that exists. */
export interface AboutOptions extends CallOptions {
  /** The personal values of the operation: the answer hides them where the provider repeats them. */
  readonly sensitive?: Sensitive | undefined
}

/** The options of any other send. */
export interface SendOptions extends AboutOptions {
  /** Nothing leaves after this instant. 30 seconds from now when left out. */
  readonly deadline?: Instant | undefined
}
