/**
 * The config of a Switchyard application: which providers there are, which of them is tried for what, and what may not
 * be exceeded. It is decoded strictly, with every problem named at once and no value shown. Which packages exist and
 * what their options mean is found out when it is opened (`Switchyard.make`), not here.
 */
import { decoder, type InvalidInput } from "@switchyard/core/Input"
import type { FieldIssue } from "@switchyard/core/ProviderError"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as JsonSchema from "effect/JsonSchema"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as File from "./internal/configFile.ts"
import type { Lookup } from "./internal/environment.ts"
import * as Rules from "./internal/routeFile.ts"

type FileSchema = ReturnType<typeof File.file>

/** A decoded config. Options of providers and secrets of webhooks are redacted. */
export type Config = FileSchema["Type"]

/** A config as users write it. */
export type ConfigInput = FileSchema["Encoded"]

/** One configured instance. */
export type Provider = ReturnType<typeof File.provider>["Type"]

/** One rule for payouts. */
export type PayoutRule = typeof Rules.PayoutRule.Type

/** One rule for payments. */
export type PaymentRule = typeof Rules.PaymentRule.Type

/** One API key, known by its hash. */
export type ApiKey = ReturnType<typeof File.apiKey>["Type"]

/** One endpoint of the merchant. */
export type Webhook = ReturnType<typeof File.webhook>["Type"]

/** The environment that `$env` references are taken from, such as `process.env`. */
export interface Environment {
  readonly [name: string]: string | undefined
}

/** Reads the files that `$file` references name, relative to wherever the caller says; undefined where one cannot be read. */
export type Files = (path: string) => string | undefined

const noFiles: Files = () => undefined

/** One problem of a config: where, such as `routes.payouts[0].try[1]`, and what is wrong with it. */
export type Problem = FieldIssue

/** The config cannot be used; `problems` are all that were found, none of them repeats a value. */
export class InvalidConfig extends Data.TaggedError("InvalidConfig")<{
  readonly message: string
  readonly problems: ReadonlyArray<Problem>
}> {}

/** Builds the error of these problems, one line each. */
export const invalid = (problems: ReadonlyArray<Problem>): InvalidConfig => {
  const lines = problems.map(({ path, reason }) => (path === "" ? reason : `${path}: ${reason}`))
  return new InvalidConfig({ message: ["The configuration cannot be used:", ...lines].join("\n  "), problems })
}

/** A config as far as it is known before any package is loaded. Unusable parts are missing from `draft`. */
export interface Reading {
  readonly config: Config | undefined
  readonly problems: ReadonlyArray<Problem>
  readonly draft: Draft
}

/** The parts of a config that could be read, each under its own path. */
export interface Draft {
  readonly providers: ReadonlyArray<{ readonly name: string; readonly provider: Provider }>
  readonly payouts: ReadonlyArray<{ readonly index: number; readonly rule: PayoutRule }>
  readonly payments: ReadonlyArray<{ readonly index: number; readonly rule: PaymentRule }>
  /** In their order; undefined stands for one that cannot be read. */
  readonly apiKeys: ReadonlyArray<ApiKey | undefined>
  /** In their order; undefined stands for one that cannot be read. */
  readonly webhooks: ReadonlyArray<Webhook | undefined>
  /** Undefined also where the config says nothing of it. */
  readonly database: typeof File.Database.Type | undefined
}

const lookupIn = (env: Environment, file: Files): Lookup => ({
  variable: (name) => (Object.hasOwn(env, name) ? env[name] : undefined),
  // An editor ends every file with a line break, and no value does.
  file: (path) => file(path)?.replace(/[\r\n]+$/, "")
})

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined

const entries = (value: unknown): ReadonlyArray<[string, unknown]> =>
  typeof value === "object" && value !== null ? Object.entries(value) : []

const items = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

// A variable that is not set has been reported; its option is still checked as far as that goes without it.
const lenient = ({ file, variable }: Lookup): Lookup => ({
  variable: (name) => variable(name) ?? "unset",
  file: (path) => file(path) ?? "unset"
})

const salvage = Effect.fnUntraced(function* (json: unknown, lookup: Lookup): Effect.fn.Return<Draft> {
  const provider = decoder(File.provider(lenient(lookup)))
  const read = <A>(decoded: Effect.Effect<A, InvalidInput>) => Effect.map(Effect.result(decoded), Result.getOrUndefined)
  const each = <A>(list: unknown, decode: (item: unknown) => Effect.Effect<A, InvalidInput>) =>
    Effect.forEach(items(list), (item) => read(decode(item)))
  const rules = <A>(kind: string, decode: (rule: unknown) => Effect.Effect<A, InvalidInput>) =>
    Effect.map(each(member(member(json, "routes"), kind), decode), (found) =>
      found.flatMap((rule, index) => (rule === undefined ? [] : [{ index, rule }]))
    )
  const providers = yield* Effect.forEach(entries(member(json, "providers")), ([name, item]) =>
    Effect.map(read(provider(item)), (found) => ({ name, found }))
  )
  return {
    providers: providers.flatMap(({ found, name }) => (found === undefined ? [] : [{ name, provider: found }])),
    payouts: yield* rules("payouts", decoder(Rules.PayoutRule)),
    payments: yield* rules("payments", decoder(Rules.PaymentRule)),
    apiKeys: yield* each(member(json, "apiKeys"), decoder(File.apiKey(lenient(lookup)))),
    webhooks: yield* each(member(json, "webhooks"), decoder(File.webhook(lenient(lookup)))),
    database: yield* read(decoder(File.Database)(member(json, "database")))
  }
})

/** Reads a config as far as it can be read: for those who want to report what comes after the file as well. */
export const read = Effect.fnUntraced(function* (
  json: unknown,
  env: Environment = {},
  files: Files = noFiles
): Effect.fn.Return<Reading> {
  const lookup = lookupIn(env, files)
  const decoded = yield* Effect.result(decoder(File.file(lookup))(json))
  return {
    config: Result.getOrUndefined(decoded),
    problems: Result.isFailure(decoded) ? decoded.failure.issues : [],
    draft: yield* salvage(json, lookup)
  }
})

/** Decodes a config from JSON-like input; `env` and `files` are where references are looked up, nothing when left out. */
export const decode = Effect.fnUntraced(function* (
  json: unknown,
  options: { readonly env?: Environment | undefined; readonly files?: Files | undefined } = {}
): Effect.fn.Return<Config, InvalidConfig> {
  const { config, problems } = yield* read(json, options.env, options.files)
  return config ?? (yield* invalid(problems))
})

/** The JSON Schema of the config file, as it is shipped in `switchyard.schema.json`. */
export const toJsonSchema = (): JsonSchema.JsonSchema => {
  const { definitions, schema } = Schema.toJsonSchemaDocument(
    File.file({ variable: () => undefined, file: () => undefined }),
    { onExcessProperty: "error" }
  )
  return {
    $schema: JsonSchema.META_SCHEMA_URI_DRAFT_2020_12,
    title: "Switchyard configuration",
    ...schema,
    $defs: definitions
  }
}

/** The names of the instances a config speaks of, also of those that cannot be used. */
export const providerNames = (json: unknown): ReadonlyArray<string> =>
  entries(member(json, "providers")).map(([name]) => name)
