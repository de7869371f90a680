/**
 * Everything that is wrong with a config and its environment for this gateway: what the facade says (file, packages,
 * options, routes) and what only the gateway knows (keys, webhooks, the database, its own variables). `check-config`
 * prints it, and the start refuses with it, so both always say the same.
 */
import { type Config, Switchyard } from "@switchyard/facade"
import { Clock, Effect, Result } from "effect"
import * as ApiKey from "../security/apiKey.ts"
import * as DataKeys from "../security/dataKeys.ts"
import { offLoopback } from "../security/providerHosts.ts"
import * as Settings from "../start/settings.ts"
import * as Endpoint from "../webhooks/Endpoint.ts"

/** A config with where it comes from. */
export interface Source {
  readonly json: unknown
  readonly env: Config.Environment
  /** The bundled config of the sandbox needs no data key. */
  readonly isSandbox: boolean
}

/** Either every problem, or the facade over a config without any. */
export type Checked = Result.Result<Switchyard.Service, ReadonlyArray<Config.Problem>>

const databaseProblems = (config: Config.Config, env: Config.Environment): ReadonlyArray<Config.Problem> => {
  const url = env.DATABASE_URL
  if (url !== undefined && url !== "") {
    const isUrl = /^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? "")
    return isUrl ? [] : [{ path: "DATABASE_URL", reason: "must be a postgres:// URL" }]
  }
  if (config.database?.acceptEmbedded === true) return []
  return offLoopback(config).map((name) => ({
    path: `providers.${name}`,
    reason:
      "is not known to be on this machine, and the embedded database can lose what was written in a power failure: " +
      "set DATABASE_URL, or database.acceptEmbedded to true"
  }))
}

const keyProblems = (env: Config.Environment, isSandbox: boolean): ReadonlyArray<Config.Problem> => {
  if (isSandbox && env[DataKeys.currentName] === undefined) return []
  const keys = DataKeys.fromEnvironment(env)
  return Result.isFailure(keys) ? keys.failure : []
}

/** Opens a config and finds every problem of it. */
export const check = Effect.fnUntraced(function* ({ env, isSandbox, json }: Source): Effect.fn.Return<Checked> {
  const { problems: unusable } = Settings.read(env, yield* Clock.currentTimeMillis)
  const opened = yield* Effect.result(Switchyard.make(json, { env, load: (name) => import(name) }))
  if (Result.isFailure(opened)) {
    return Result.fail([...opened.failure.problems, ...keyProblems(env, isSandbox), ...unusable])
  }
  const { config } = opened.success
  const found = [
    ...ApiKey.problems(config.apiKeys ?? []),
    ...Endpoint.problems(Endpoint.endpointsOf(config)),
    ...databaseProblems(config, env),
    ...keyProblems(env, isSandbox),
    ...unusable
  ]
  return found.length === 0 ? Result.succeed(opened.success) : Result.fail(found)
})

/** One line a problem. */
export const lines = (problems: ReadonlyArray<Config.Problem>): ReadonlyArray<string> =>
  problems.map(({ path, reason }) => (path === "" ? reason : `${path}: ${reason}`))
