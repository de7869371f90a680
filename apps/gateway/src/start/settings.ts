/** What the environment says about where the gateway runs. Only here and in the command is the environment read. */
import { resolve } from "node:path"
import { Redacted, Result } from "effect"
import * as Logs from "../telemetry/Logs.ts"
import * as Otlp from "../telemetry/Otlp.ts"
import * as RecoverSince from "./recoverSince.ts"

/** Where the gateway listens, stores and reads its config. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDirectory: string
  readonly databaseUrl: Redacted.Redacted | undefined
  /** The config file; the bundled sandbox config when undefined, and only then are there simulators. */
  readonly configFile: string | undefined
  /** The last commit of the backup that was restored, or that the newest record tells it; undefined without a recovery. */
  readonly recoverSince: RecoverSince.RecoverSince | undefined
}

/** A variable of the environment cannot be used. */
export interface Problem {
  readonly path: string
  readonly reason: string
}

/** The settings, and every variable that cannot be used: nothing may be started by them while there is one. */
export interface Reading {
  readonly settings: Settings
  readonly problems: ReadonlyArray<Problem>
}

const bundledDataDirectory = new URL("../../../../.data", import.meta.url).pathname

const given = (text: string | undefined): string | undefined => (text === undefined || text === "" ? undefined : text)

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535

const ports = (env: NodeJS.ProcessEnv, isSandbox: boolean): ReadonlyArray<Problem> =>
  (isSandbox ? ["PORT", "FEENNEX_PORT", "P2P_PORT"] : ["PORT"])
    .filter((path) => !isPort(given(env[path]) ?? "0"))
    .map((path) => ({ path, reason: "must be a port, 0 to 65535" }))

const at = (path: string, reason: string | undefined): ReadonlyArray<Problem> =>
  reason === undefined ? [] : [{ path, reason }]

/** Reads the settings and finds what is wrong with them; `now` is in milliseconds since 1970. */
export const read = (env: NodeJS.ProcessEnv, now: number): Reading => {
  const url = given(env.DATABASE_URL)
  const recover = given(env.SWITCHYARD_RECOVER)
  const since = recover === undefined ? Result.succeed(undefined) : RecoverSince.read(recover, now)
  // npm runs its scripts in the folder of their package; paths are meant from where the command was given.
  const from = env.INIT_CWD ?? process.cwd()
  const file = given(env.SWITCHYARD_CONFIG)
  return {
    settings: {
      host: given(env.HOST) ?? "127.0.0.1",
      port: Number(given(env.PORT) ?? "8080"),
      dataDirectory: resolve(from, given(env.SWITCHYARD_DATA_DIR) ?? bundledDataDirectory),
      databaseUrl: url === undefined ? undefined : Redacted.make(url),
      configFile: file === undefined ? undefined : resolve(from, file),
      recoverSince: Result.getOrUndefined(since)
    },
    problems: [
      ...ports(env, file === undefined),
      ...at("SWITCHYARD_RECOVER", Result.isFailure(since) ? since.failure : undefined),
      ...at("SWITCHYARD_LOG_LEVEL", Logs.problem(given(env.SWITCHYARD_LOG_LEVEL))),
      ...Otlp.problems(env)
    ]
  }
}
