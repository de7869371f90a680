/** What the environment says about where the gateway runs. Only here and in the command is the environment read. */
import { resolve } from "node:path"
import type { Config } from "@switchyard/facade"
import { Redacted, Result } from "effect"
import { problemOf } from "./databaseUrl.ts"

/** Where the gateway listens and stores. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDirectory: string
  readonly databaseUrl: Redacted.Redacted | undefined
  /** The last commit of the backup that was restored, or that the newest record tells it; undefined without a recovery. */
  readonly recoverSince: number | "newest record" | undefined
}

const bundledDataDirectory = new URL("../../../../.data", import.meta.url).pathname

const given = (text: string | undefined): string | undefined => (text === undefined || text === "" ? undefined : text)

const instantOf = (text: string | undefined): number | undefined => {
  const isInstant = text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const millis = isInstant ? Date.parse(text) : Number.NaN
  return Number.isNaN(millis) ? undefined : millis
}

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

/** Reads the settings, or says everything that is wrong with them. */
export const read = (env: Config.Environment): Result.Result<Settings, ReadonlyArray<Config.Problem>> => {
  const port = given(env.PORT) ?? "8080"
  const url = given(env.DATABASE_URL)
  const recover = given(env.SWITCHYARD_RECOVER)
  const since = recover === "1" ? "newest record" : instantOf(recover)
  const ofUrl = url === undefined ? undefined : problemOf(url)
  const problems: ReadonlyArray<Config.Problem | false> = [
    !isPort(port, 0) && { path: "PORT", reason: "must be a port, 0 to 65535" },
    ofUrl !== undefined && { path: "DATABASE_URL", reason: ofUrl },
    recover !== undefined &&
      since === undefined && {
        path: "SWITCHYARD_RECOVER",
        reason: "must be the instant of the backup's last commit, such as 2026-11-29T08:30:00Z, or 1"
      }
  ]
  const found = problems.filter((problem) => problem !== false)
  if (found.length > 0) return Result.fail(found)
  return Result.succeed({
    host: given(env.HOST) ?? "127.0.0.1",
    port: Number(port),
    dataDirectory: pathOf(env, given(env.SWITCHYARD_DATA_DIR) ?? bundledDataDirectory),
    databaseUrl: url === undefined ? undefined : Redacted.make(url),
    recoverSince: since
  })
}
