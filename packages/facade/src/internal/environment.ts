/**
 * `{ "$env": "NAME" }` in a config file: a value that comes from the environment. The environment is always given by
 * the caller; a variable that is not set is one more problem of the config, reported by its name and never by a value.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"

/** The value of a variable, or undefined where it is not set. */
export type Lookup = (name: string) => string | undefined

const pattern = /^[A-Za-z_][A-Za-z0-9_]*$/

/** An issue whose fixed reason is shown as it is. */
export const issue = (reason: string): SchemaIssue.Issue =>
  new SchemaIssue.InvalidValue({ message: reason, expected: reason })

/** A reference to a variable of the environment. */
const Reference = Schema.Struct({
  $env: Schema.String.check(
    Schema.makeFilter((name: string) => pattern.test(name), {
      message: "must be the name of an environment variable",
      toJsonSchema: () => ({ pattern: pattern.source })
    })
  )
}).annotate({
  identifier: "EnvironmentVariable",
  description: "Stands for the value of an environment variable, as text"
})

const resolve = (lookup: Lookup, name: string): Effect.Effect<string, SchemaIssue.Issue> => {
  const value = lookup(name)
  return value === undefined
    ? Effect.fail(issue(`is taken from the environment variable ${name}, which is not set`))
    : Effect.succeed(value)
}

/** Text, or the value of a variable. */
export const text = (lookup: Lookup) =>
  Schema.Union([Schema.String, Reference])
    .annotate({ message: 'must be text or { "$env": "NAME" }' })
    .pipe(
      Schema.decodeTo(Schema.String, {
        decode: SchemaGetter.transformEffect((value) =>
          typeof value === "string" ? Effect.succeed(value) : resolve(lookup, value.$env)
        ),
        encode: SchemaGetter.transform((value: string): string | typeof Reference.Type => value)
      })
    )

type Path = ReadonlyArray<PropertyKey>

/** The same JSON with every reference replaced; `found` takes each problem with its place. */
const replace = (lookup: Lookup, value: unknown, path: Path, found: Array<SchemaIssue.Issue>): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown, index) => replace(lookup, item, [...path, index], found))
  if (typeof value !== "object" || value === null) return value
  if (!Object.hasOwn(value, "$env")) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, replace(lookup, member, [...path, key], found)])
    )
  }
  const name: unknown = Reflect.get(value, "$env")
  const isReference = typeof name === "string" && pattern.test(name) && Object.keys(value).length === 1
  const resolved = isReference ? lookup(name) : undefined
  if (resolved !== undefined) return resolved
  const reason = isReference
    ? `is taken from the environment variable ${name}, which is not set`
    : 'must be exactly { "$env": "NAME" } with the name of an environment variable'
  found.push(new SchemaIssue.Pointer(path, issue(reason)))
  return undefined
}

const Options = Schema.Record(Schema.String, Schema.Unknown).annotate({
  identifier: "ProviderOptions",
  description:
    'What the provider\'s package asks for (see its README). Any value in it, at any depth, may be { "$env": "NAME" }: the text of that environment variable.'
})

/** The options of a provider with every reference in them resolved; redacted, because secrets are among them. */
export const options = (lookup: Lookup) =>
  Options.pipe(
    Schema.decodeTo(Schema.Redacted(Schema.toType(Options)), {
      decode: SchemaGetter.transformEffect((value) => {
        const found: Array<SchemaIssue.Issue> = []
        const resolved = Object.fromEntries(
          Object.entries(value).map(([key, member]) => [key, replace(lookup, member, [key], found)])
        )
        const [first, ...rest] = found
        return first === undefined
          ? Effect.succeed(Redacted.make(resolved))
          : Effect.fail(new SchemaIssue.Composite(Options.ast, [first, ...rest]))
      }),
      encode: SchemaGetter.transform(Redacted.value)
    })
  )
