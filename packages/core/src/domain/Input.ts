/** Turns untrusted input into a domain value, or into issues that name fields and reasons but never values. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { describe, issues } from "../outcome/internal/issues.ts"
import type { FieldIssue } from "../outcome/ProviderError.ts"
import { hasNoExcessKeys } from "./internal/excessKeys.ts"

/** The input was refused; `issues` name each field and what is wrong with it. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@switchyard/core/InvalidInput")("InvalidInput", {
  message: Schema.String,
  issues: Schema.Array(Schema.Struct({ path: Schema.String, reason: Schema.String }))
}) {}

const invalid = (found: ReadonlyArray<FieldIssue>) => new InvalidInput({ message: describe(found), issues: found })

const strictly = { errors: "all", onExcessProperty: "error" } as const

/** A decoder for input from outside: all problems are reported at once, unknown members are refused or left out. */
export const decoder = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  unknown: "error" | "ignore" = "error"
) => {
  const decode = Schema.decodeUnknownEffect(schema)
  const options = { ...strictly, onExcessProperty: unknown }
  return (input: unknown): Effect.Effect<S["Type"], InvalidInput> =>
    Effect.mapErrorEager(decode(input, options), (error) => invalid(issues(error)))
}

/** A validator for a value that should already be of the domain type: what untyped callers hand in is checked too. */
export const validator = <S extends Schema.Constraint>(schema: S, unknown: "error" | "ignore" = "error") => {
  const type = Schema.toType(schema)
  const thorough = decoder(type, unknown)
  const quick = Schema.decodeUnknownEffect(type)
  return (input: unknown): Effect.Effect<S["Type"], InvalidInput> => {
    // Without options a schema is checked in a third of the time, but stops at the first problem and drops the unknown.
    const checked = quick(input)
    if (!Exit.isExit(checked) || Exit.isFailure(checked)) return thorough(input)
    return unknown === "ignore" || hasNoExcessKeys(input, checked.value)
      ? Effect.succeed(checked.value)
      : thorough(input)
  }
}

const hasNoMembers = (schema: object): boolean => {
  const fields: unknown = Reflect.get(schema, "fields")
  return typeof fields === "object" && fields !== null && Object.keys(fields).length === 0
}

/** A request that may have options for instances. */
export interface WithProviderOptions {
  readonly providerOptions?: {
    readonly [instance: string]: Redacted.Redacted<{ readonly [option: string]: unknown }>
  }
}

/**
 * A decoder for what a request carries under `providerOptions.<instance>`: options that the schema does not know are
 * refused, and none given is the same as empty options. What it ends with is there at once, and an Effect as well.
 */
export const instanceOptions = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, instance: string) => {
  const prefix = `providerOptions.${instance}`
  const at = ({ path, reason }: FieldIssue) => ({ path: path === "" ? prefix : `${prefix}.${path}`, reason })
  const inner = Schema.decodeUnknownExit(schema)
  const decode = (given: unknown): Exit.Exit<S["Type"], InvalidInput> => {
    // A schema of no members takes whatever there is.
    const unknown = hasNoMembers(schema) && typeof given === "object" && given !== null ? Object.keys(given) : []
    if (unknown.length > 0) {
      return Exit.fail(invalid(unknown.map((path) => at({ path, reason: "is not a known field" }))))
    }
    return Exit.mapError(inner(given, strictly), (error) => invalid(issues(error).map(at)))
  }
  const none = decode({})
  return ({ providerOptions = {} }: WithProviderOptions): Exit.Exit<S["Type"], InvalidInput> => {
    const given = Object.hasOwn(providerOptions, instance) ? providerOptions[instance] : undefined
    return given === undefined ? none : decode(Redacted.value(given))
  }
}

/** The issues of an input by how its decoding ended; none if it was decoded. */
export const issuesOf = (decoded: Exit.Exit<unknown, InvalidInput>): ReadonlyArray<FieldIssue> =>
  Option.match(Exit.findErrorOption(decoded), { onNone: () => [], onSome: ({ issues }) => issues })
