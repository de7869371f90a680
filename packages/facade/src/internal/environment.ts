/**
 * `{ "$env": "NAME" }` and `{ "$file": "path" }` in a config file: a value that comes from the environment, or is the content of a
 * file. Both are always given by the caller; what is not there is one more problem of the config, reported by its name and
 * never by a value.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"

/** Where references lead; undefined where nothing is found. */
export interface Lookup {
  /** The value of a variable. */
  readonly variable: (name: string) => string | undefined
  /** The text of a file. */
  readonly file: (path: string) => string | undefined
}

const pattern = /^[A-Za-z_][A-Za-z0-9_]*$/

/** The kinds of reference, by their only key: what may stand there, and what is said where it leads nowhere. */
const kinds = {
  $env: {
    isName: (name: string) => pattern.test(name),
    find: ({ variable }: Lookup, name: string) => variable(name),
    missing: (name: string) => `is taken from the environment variable ${name}, which is not set`,
    malformed: 'must be exactly { "$env": "NAME" } with the name of an environment variable'
  },
  $file: {
    isName: (name: string) => name !== "",
    find: ({ file }: Lookup, name: string) => file(name),
    missing: (name: string) => `is taken from the file ${name}, which cannot be read`,
    malformed: 'must be exactly { "$file": "path" } with the path of a file'
  }
}

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

/** A reference to a file. */
const FileReference = Schema.Struct({ $file: Schema.NonEmptyString }).annotate({
  identifier: "FileContent",
  description: "Stands for the content of a file, as text without the line breaks at its end"
})

type Reference = typeof Reference.Type | typeof FileReference.Type

const resolve = (lookup: Lookup, reference: Reference): Effect.Effect<string, SchemaIssue.Issue> => {
  const [kind, name] =
    "$env" in reference ? ([kinds.$env, reference.$env] as const) : ([kinds.$file, reference.$file] as const)
  const value = kind.find(lookup, name)
  return value === undefined ? Effect.fail(issue(kind.missing(name))) : Effect.succeed(value)
}

/** Text, the value of a variable, or the content of a file. */
export const text = (lookup: Lookup) =>
  Schema.Union([Schema.String, Reference, FileReference])
    .annotate({ message: 'must be text, { "$env": "NAME" } or { "$file": "path" }' })
    .pipe(
      Schema.decodeTo(Schema.String, {
        decode: SchemaGetter.transformEffect((value) =>
          typeof value === "string" ? Effect.succeed(value) : resolve(lookup, value)
        ),
        encode: SchemaGetter.transform((value: string): string | Reference => value)
      })
    )

type Path = ReadonlyArray<PropertyKey>

/** The same JSON with every reference replaced; `found` takes each problem with its place. */
const replace = (lookup: Lookup, value: unknown, path: Path, found: Array<SchemaIssue.Issue>): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown, index) => replace(lookup, item, [...path, index], found))
  if (typeof value !== "object" || value === null) return value
  const key = (["$env", "$file"] as const).find((each) => Object.hasOwn(value, each))
  if (key === undefined) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, replace(lookup, member, [...path, key], found)])
    )
  }
  const { find, isName, malformed, missing } = kinds[key]
  const name: unknown = Reflect.get(value, key)
  const isReference = typeof name === "string" && isName(name) && Object.keys(value).length === 1
  const resolved = isReference ? find(lookup, name) : undefined
  if (resolved !== undefined) return resolved
  const reason = isReference ? missing(name) : malformed
  found.push(new SchemaIssue.Pointer(path, issue(reason)))
  return undefined
}

const Options = Schema.Record(Schema.String, Schema.Unknown).annotate({
  identifier: "ProviderOptions",
  description:
    'What the provider\'s package asks for (see its README). Any value in it, at any depth, may be { "$env": "NAME" }, the text of that environment variable, or { "$file": "path" }, the text of that file.'
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
