/** What the environment says about where the gateway runs. Only here and in the command is the environment read. */
import { join, resolve } from "node:path"
import type { Config } from "@switchyard/facade"
import { Redacted, Result } from "effect"
import * as Logs from "../telemetry/Logs.ts"
import * as Otlp from "../telemetry/Otlp.ts"
import { problemOf } from "./databaseUrl.ts"
import * as RecoverSince from "./recoverSince.ts"

/** Where the gateway listens and stores. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDirectory: string
  readonly databaseUrl: Redacted.Redacted | undefined
  /** Where the fence is kept: outside the database and what is backed up with it. */
  readonly fenceDirectory: string
  /** The last commit of the backup that was restored, or that the newest record gives it; undefined without a recovery. */
  readonly recoverSince: RecoverSince.RecoverSince | undefined
}

const bundledDataDirectory = new URL("../../../../.data", import.meta.url).pathname

const given = (text: string | undefined): string | undefined => (text === undefined || text === "" ? undefined : text)

/** A path of the environment or of a command: from where that was given, and not where npm runs its scripts. */
export const pathOf = (env: Config.Environment, path: string): string => resolve(env.INIT_CWD ?? process.cwd(), path)

/** The config file that the environment names. Undefined: the bundled one, and only then are there simulators. */
export const configFile = (env: Config.Environment): string | undefined => {
  const file = given(env.SWITCHYARD_CONFIG)
  return file === undefined ? undefined : pathOf(env, file)
}

/** Whether text is a port; with `from` 0 also the one that stands for any. */
export const isPort = (text: string, from: 0 | 1): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= from && Number(text) <= 65_535

const at = (path: string, reason: string | undefined): ReadonlyArray<Config.Problem> =>
  reason === undefined ? [] : [{ path, reason }]

/** Reads the settings, or says everything that is wrong with them; `now` is in milliseconds since 1970. */
export const read = (env: Config.Environment, now: number): Result.Result<Settings, ReadonlyArray<Config.Problem>> => {
  const port = given(env.PORT) ?? "8080"
  const url = given(env.DATABASE_URL)
  const recover = given(env.SWITCHYARD_RECOVER)
  const since = recover === undefined ? Result.succeed(undefined) : RecoverSince.read(recover, now)
  const found = [
    ...at("PORT", isPort(port, 0) ? undefined : "must be a port, 0 to 65535"),
    ...at("DATABASE_URL", url === undefined ? undefined : problemOf(url)),
    ...at("SWITCHYARD_RECOVER", Result.isFailure(since) ? since.failure : undefined),
    ...at("SWITCHYARD_LOG_LEVEL", Logs.problem(given(env.SWITCHYARD_LOG_LEVEL))),
    ...Otlp.problems(env)
  ]
  if (found.length > 0) return Result.fail(found)
  const dataDirectory = pathOf(env, given(env.SWITCHYARD_DATA_DIR) ?? bundledDataDirectory)
  const fence = given(env.SWITCHYARD_FENCE_DIR)
  return Result.succeed({
    host: given(env.HOST) ?? "127.0.0.1",
    port: Number(port),
    dataDirectory,
    fenceDirectory: fence === undefined ? join(dataDirectory, "fence") : pathOf(env, fence),
    databaseUrl: url === undefined ? undefined : Redacted.make(url),
    recoverSince: Result.getOrUndefined(since)
  })
}
