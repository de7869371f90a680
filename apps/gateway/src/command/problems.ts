/**
 * Everything that is wrong with a config and its environment for this gateway: what the file is, what the facade says
 * (members, packages, options, routes) and what only the gateway knows (keys, webhooks, the database, its own variables).
 * `check-config` prints it, and the start refuses with it, so both always report the same.
 */

import { readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { Config, Switchyard } from "@switchyard/facade"
import { Clock, Effect, Result, type Scope } from "effect"
import * as ApiKey from "../security/apiKey.ts"
import * as DataKeys from "../security/dataKeys.ts"
import { placeOf } from "../security/providerHosts.ts"
import * as SandboxWorld from "../start/sandboxWorld.ts"
import * as Settings from "../start/settings.ts"
import * as Endpoint from "../webhooks/Endpoint.ts"
import * as ConfigFile from "./configFile.ts"
import * as Idle from "./idle.ts"

/** A config without problems, and what it leads to. */
export interface Usable {
  readonly switchyard: Switchyard.Service
  readonly settings: Settings.Settings
}

/** Either every problem, or what can be used. */
export type Checked = Result.Result<Usable, ReadonlyArray<Config.Problem>>

// The config that is in the package; its problems would be called by this name.
const bundled = new URL("../../sandbox.json", import.meta.url)
const bundledName = "sandbox.json"

const databaseProblems = (
  draft: Config.Draft,
  isReported: (path: string) => boolean
): ReadonlyArray<Config.Problem> => {
  if (draft.database?.acceptEmbedded === true || isReported("database")) return []
  return draft.providers.flatMap(({ name, provider }) => {
    const path = `providers.${name}`
    const place = placeOf(provider)
    // Its address may be in a variable that is not set.
    if (place === "here" || (place === "unknown" && isReported(path))) return []
    const reason =
      "is not known to be on this machine, and the embedded database can lose what was written in a power failure: " +
      "set DATABASE_URL, or database.acceptEmbedded to true"
    return [{ path, reason }]
  })
}

const keyProblems = (env: Config.Environment, isSandbox: boolean): ReadonlyArray<Config.Problem> => {
  if (isSandbox && env[DataKeys.currentName] === undefined) return []
  const keys = DataKeys.fromEnvironment(env)
  return Result.isFailure(keys) ? keys.failure : []
}

// Whether a problem of a member of the config, of something in it, or of all of it is reported already.
const reportedIn =
  (problems: ReadonlyArray<Config.Problem>) =>
  (member: string): boolean =>
    problems.some(
      ({ path }) => path === "" || path === member || path.startsWith(`${member}.`) || path.startsWith(`${member}[`)
    )

// The members of the contexts that the configured providers know.
const membersIn = ({ instances }: Switchyard.Service): ReadonlySet<string> =>
  new Set(
    instances.flatMap(({ capabilities: { payments, payouts } }) => [
      ...(payments?.context ?? []),
      ...(payouts?.context ?? [])
    ])
  )

// Paths in a config are relative to it.
const filesBeside =
  (file: string | undefined): Config.Files =>
  (path) => {
    const found = Result.try(() => readFileSync(resolve(file === undefined ? "." : dirname(file), path), "utf8"))
    return Result.getOrUndefined(found)
  }

const ofConfig = Effect.fnUntraced(function* (json: unknown, env: Config.Environment, { files, secrets }: Beside) {
  const load = (name: string) => import(name)
  const opened = yield* Effect.result(Switchyard.make(json, { env, files, load, secrets, once: true }))
  const ofFacade = Result.isFailure(opened) ? opened.failure.problems : []
  const { draft } = yield* Config.read(json, env, files)
  const isReported = reportedIn(ofFacade)
  const ofGateway = [
    ...Idle.problems(json, draft, isReported),
    ...ApiKey.problems(draft.apiKeys, Result.isSuccess(opened) ? membersIn(opened.success) : undefined),
    ...Endpoint.problems(draft.webhooks),
    ...(env.DATABASE_URL ? [] : databaseProblems(draft, isReported))
  ]
  // What is taken from a variable that is not set is a problem already.
  return {
    opened,
    found: [...ofFacade, ...ofGateway.filter(({ path }) => !ofFacade.some((each) => each.path === path))]
  }
})

interface Beside {
  readonly files: Config.Files
  readonly secrets: Switchyard.Options["secrets"]
}

/**
 * Opens the config in `file`, or the bundled one where that is undefined, and finds every problem of it and of the
 * environment. The bundled one needs no data key, and where it may be found everything that it refers to. The instances are
 * let go of when the scope closes; `secrets` keeps what changes of theirs, which nobody needs who only checks.
 */
export const check = Effect.fnUntraced(function* (
  file: string | undefined,
  given: Config.Environment,
  secrets?: Switchyard.Options["secrets"]
): Effect.fn.Return<Checked, never, Scope.Scope> {
  const isSandbox = file === undefined
  const env = isSandbox ? { ...SandboxWorld.expectedEnvironment(given), ...given } : given
  const settings = Settings.read(env, yield* Clock.currentTimeMillis)
  const ofEnvironment = [
    ...keyProblems(env, isSandbox),
    ...(Result.isFailure(settings) ? settings.failure : []),
    ...(isSandbox ? SandboxWorld.problems(env) : [])
  ]
  const json = ConfigFile.read(file ?? bundled)
  if (Result.isFailure(json)) {
    return Result.fail([{ path: file ?? bundledName, reason: json.failure }, ...ofEnvironment])
  }
  const { found, opened } = yield* ofConfig(json.success, env, { files: filesBeside(file), secrets })
  const all = [...found, ...ofEnvironment]
  return Result.isSuccess(opened) && Result.isSuccess(settings) && all.length === 0
    ? Result.succeed({ switchyard: opened.success, settings: settings.success })
    : Result.fail(all)
})

/** One line a problem. */
export const lines = (problems: ReadonlyArray<Config.Problem>): ReadonlyArray<string> =>
  problems.map(({ path, reason }) => (path === "" ? reason : `${path}: ${reason}`))
