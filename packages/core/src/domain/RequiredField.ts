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
  pattern: Schema.optionalKey(Schema.String)
})

/** A field that must accompany the operation at this provider. */
export type RequiredField = typeof RequiredField.Type
