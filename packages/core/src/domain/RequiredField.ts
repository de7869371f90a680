/** A field that a provider requires before it executes an operation: named by a quote, and given with the request. */
import * as Schema from "effect/Schema"

/**
 * A field that must accompany the operation at this provider. `pattern` is the provider's own regular expression:
 * untrusted text, to be shown to a form or run only where a runaway expression can do no harm.
 */
export const RequiredField = Schema.Struct({
  name: Schema.String,
  title: Schema.String,
  example: Schema.optionalKey(Schema.String),
  pattern: Schema.optionalKey(Schema.String),
  /** The only values that are taken, each with a title for people. */
  choices: Schema.optionalKey(Schema.Array(Schema.Struct({ value: Schema.String, title: Schema.String }))),
  /** The least and most characters of a value. */
  minLength: Schema.optionalKey(Schema.Int),
  maxLength: Schema.optionalKey(Schema.Int),
  /** It may be left out. */
  isOptional: Schema.optionalKey(Schema.Boolean),
  /** Which other fields there are depends on its value: with it a quote is asked for again. */
  changesOthers: Schema.optionalKey(Schema.Boolean)
})

/** A field that must accompany the operation at this provider. */
export type RequiredField = typeof RequiredField.Type
