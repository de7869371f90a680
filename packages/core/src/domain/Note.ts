/**
 * Further details that a provider states of an operation and that help a person who looks at it: the balance after a payout, its
 * own times, the bank that it names. Notes are shown and kept, never compared and never decided by.
 */
import * as Schema from "effect/Schema"

/**
 * One thing that a provider states: the name of the member in its documents, and the value as text. A personal value is
 * masked before it becomes a note, and what a provider says in words of its own is scrubbed.
 */
export const Note = Schema.Struct({
  name: Schema.String,
  value: Schema.String,
  /** It speaks of the merchant's account rather than of the operation: it is shown to those alone who may see balances. */
  isOfAccount: Schema.optionalKey(Schema.Literal(true))
})

/** One thing that a provider states, fit to be shown. */
export type Note = typeof Note.Type
