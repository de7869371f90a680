/**
 * Loads provider packages by name at run time and builds the configured instances from them. Whatever is wrong is reported
 * in one line at its place in the config: a package that is missing or cannot be loaded, one that exports no plugin or
 * speaks another version, options that are refused. It knows no package by name.
 */
import * as Connections from "@switchyard/core/Connections"
import { decoder, InvalidInput } from "@switchyard/core/Input"
import * as Plugin from "@switchyard/core/Plugin"
import * as Redaction from "@switchyard/core/Redaction"
import type * as Secrets from "@switchyard/core/Secrets"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Problem, Provider } from "./Config.ts"
import { importFrom } from "./internal/importFrom.ts"

/** How packages are found, and their instances asked. */
export interface LoadOptions {
  /**
   * Imports a package by name. `(name) => import(name)` written in the application finds what the application has
   * installed, whatever the package manager's layout.
   */
  readonly load?: ((name: string) => Promise<unknown>) | undefined
  /**
   * Without `load`: the URL of the file from which packages are found, usually the application's `import.meta.url`. On
   * Bun, Deno and Node.js before 22.15 they are found in `node_modules` only, under the usual conditions.
   * Left out, they are found from this package, which is right where everything is installed into one `node_modules`.
   */
  readonly from?: string | undefined
  /**
   * Keeps the secrets of an instance that change, such as tokens, for all processes that run it; left out, each process has its own.
   * Whoever gives one keeps them sealed, and apart for each account (`Plugin.fingerprint`): the token of another one under the same name
   * of an instance would act in that one's name.
   */
  readonly secrets?: ((instance: string, account: string) => Secrets.Store) | undefined
  /** Makes each call once, whatever the config's `retry` says: for whoever keeps a schedule of its own. */
  readonly once?: boolean | undefined
}

/** A configured instance, ready for use. */
export interface Loaded {
  readonly name: string
  readonly package: string
  /** Identifies the merchant account behind the instance; see `Plugin.fingerprint`. */
  readonly fingerprint: string
  /** The steps that whoever runs the instance must take or know outside of the config; see `Plugin.notices`. */
  readonly notices: ReadonlyArray<string>
  readonly providers: Plugin.Providers
  /** How often it is asked again within one call. */
  readonly retry: NonNullable<Provider["retry"]>
}

/** Loads the package of one instance and builds its providers; fails with every problem found. */
export const instantiate = Effect.fnUntraced(function* (
  name: string,
  { options, retry = {}, transport, use }: Provider,
  how: LoadOptions = {}
): Effect.fn.Return<Loaded, ReadonlyArray<Problem>, Scope.Scope> {
  const place = `providers.${name}`
  const at = (path: string, reason: string): Problem => ({ path: `${place}.${path}`, reason })
  const plugin = yield* Effect.mapError(load(use, how), (reason) => [at("use", reason)])
  const decoded = yield* Effect.mapError(
    guarded(decoder(plugin.options)(Redacted.value(options)), () => uncheckable(use)),
    ({ issues }) => issues.map(({ path, reason }) => at(below("options", path), reason))
  )
  const failed = (message?: string) => [at("options", message ?? `the plugin of ${use} failed on these options`)]
  const fingerprint = yield* guarded(
    Effect.sync(() => plugin.fingerprint(decoded)),
    () => failed()
  )
  const notices = yield* guarded(
    Effect.sync(() => plugin.notices?.(decoded, { name }).map((notice) => Redaction.scrub(notice)) ?? []),
    () => failed()
  )
  const connections =
    transport &&
    (yield* Effect.mapError(Connections.make(transport), ({ issues }) =>
      issues.map(({ option, reason }) => at(`transport.${option}`, reason))
    ))
  const instance = { name, transport: connections, secrets: how.secrets?.(name, fingerprint) }
  const providers = yield* guarded(
    Effect.mapError(
      Effect.suspend(() => plugin.make(decoded, instance)),
      ({ message }) => failed(oneLine(message))
    ),
    () => failed()
  )
  const strangers = [providers.payments, providers.payouts, providers.refunds].filter(
    (each) => each !== undefined && each.provider !== name
  )
  if (strangers.length > 0)
    return yield* Effect.fail([at("use", `the plugin of ${use} calls its instances by another name than the config`)])
  return { name, package: use, fingerprint, notices, providers, retry: how.once === true ? {} : retry }
})

const below = (parent: string, path: string): string =>
  path === "" || path.startsWith("[") ? parent + path : `${parent}.${path}`

const uncheckable = (use: string): InvalidInput => {
  const reason = `could not be checked: the plugin of ${use} failed`
  return new InvalidInput({ message: reason, issues: [{ path: "", reason }] })
}

// A defect of somebody else's plugin is a problem of the config; its message could hold a secret.
const guarded = <A, E, R>(effect: Effect.Effect<A, E, R>, problem: () => E): Effect.Effect<A, E, R> =>
  Effect.catchDefect(effect, () => Effect.fail(problem()))

const load = Effect.fnUntraced(function* (
  use: string,
  { from, load: given }: LoadOptions
): Effect.fn.Return<Plugin.Plugin<unknown>, string> {
  const module = yield* Effect.tryPromise({
    try: () => (given === undefined ? importFrom(use, from) : given(use)),
    catch: (error) => whyNotLoaded(use, error)
  })
  const plugin = memberOf(module, "plugin")
  if (plugin === undefined) return yield* Effect.fail(`the package ${use} exports no plugin`)
  const version = memberOf(plugin, "interfaceVersion")
  if (typeof version !== "number") return yield* Effect.fail(`what ${use} exports as plugin is no Switchyard plugin`)
  if (version !== Plugin.interfaceVersion) {
    return yield* Effect.fail(
      `the package ${use} speaks version ${version} of the plugin interface, this facade version ${Plugin.interfaceVersion}`
    )
  }
  if (!isPlugin(plugin)) return yield* Effect.fail(`what ${use} exports as plugin is no Switchyard plugin`)
  return plugin
})

const memberOf = (value: unknown, name: string): unknown =>
  (typeof value === "object" || typeof value === "function") && value !== null ? Reflect.get(value, name) : undefined

const isPlugin = (value: unknown): value is Plugin.Plugin<unknown> =>
  typeof memberOf(value, "make") === "function" &&
  typeof memberOf(value, "fingerprint") === "function" &&
  memberOf(memberOf(value, "options"), "ast") !== undefined

const packageOf = (use: string): string =>
  use
    .split("/")
    .slice(0, use.startsWith("@") ? 2 : 1)
    .join("/")

// Runtimes use one code for this package and for anything missing inside it; only the message distinguishes them: that of
// Node.js and Bun, and the two of Deno.
const notFound = /^(?:Cannot|Could not) find (?:package|module) '([^']+)'|^Import "([^"]+)" not a dependency/

const whyNotLoaded = (use: string, error: unknown): string => {
  const message = error instanceof Error ? error.message : ""
  const [, quoted, imported] = notFound.exec(message) ?? []
  const missing = quoted ?? imported
  if (missing === use || missing === packageOf(use)) return `the package ${packageOf(use)} is not installed`
  return `the package ${use} cannot be loaded: ${oneLine(message) || "its modules failed"}`
}

const oneLine = (message: string): string => Redaction.scrub(message.split("\n", 1)[0] ?? "", [], 200)
