/** Turns untrusted input into a domain value, or into issues that name fields and reasons but never values. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, issues } from "./internal/issues.ts"
import type { FieldIssue } from "./ProviderError.ts"

/** The input was refused; `issues` name each field and what is wrong with it. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@switchyard/core/InvalidInput")("InvalidInput", {
  message: Schema.String,
  issues: Schema.Array(Schema.Struct({ path: Schema.String, reason: Schema.String }))
}) {}

const invalid = (found: ReadonlyArray<FieldIssue>) => new InvalidInput({ message: describe(found), issues: found })

/** A decoder for input from outside: unknown members are refused, all problems are reported at once. */
export const decoder = <S extends Schema.ConstraintDecoder<unknown>>(schema: S) => {
  const decode = Schema.decodeUnknownEffect(schema, { errors: "all", onExcessProperty: "error" })
  return (input: unknown): Effect.Effect<S["Type"], InvalidInput> =>
    Effect.mapError(decode(input), (error) => invalid(issues(error)))
}

/** A validator for a value that should already be of the domain type: what untyped callers hand in is checked too. */
export const validator = <S extends Schema.Constraint>(schema: S) => decoder(Schema.toType(schema))

interface WithProviderOptions {
  readonly providerOptions?: { readonly [instance: string]: { readonly [option: string]: unknown } }
}

/**
 * A decoder for what a request carries under `providerOptions.<instance>`: options that the schema does not know are
 * refused, and none given is the same as empty options.
 */
export const instanceOptions = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, instance: string) => {
  const decode = decoder(schema)
  const prefix = `providerOptions.${instance}`
  const at = ({ path, reason }: FieldIssue) => ({ path: path === "" ? prefix : `${prefix}.${path}`, reason })
  return (request: WithProviderOptions): Effect.Effect<S["Type"], InvalidInput> =>
    Effect.mapError(decode(request.providerOptions?.[instance] ?? {}), ({ issues }) => invalid(issues.map(at)))
}
