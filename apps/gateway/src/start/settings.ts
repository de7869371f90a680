/** What the environment says about where the gateway runs. Only here and in the command is the environment read. */
import { resolve } from "node:path"
import { Redacted } from "effect"

/** Where the gateway listens, stores and reads its config. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDirectory: string
  readonly databaseUrl: Redacted.Redacted | undefined
  /** The config file; the bundled sandbox config when undefined, and only then are there simulators. */
  readonly configFile: string | undefined
  /** The last commit of the backup that was restored, or that the newest record tells it; undefined without a recovery. */
  readonly recoverSince: number | "newest record" | undefined
}

/** A variable of the environment cannot be used. */
export interface Problem {
  readonly path: string
  readonly reason: string
}

const bundledDataDirectory = new URL("../../../../.data", import.meta.url).pathname

const given = (text: string | undefined): string | undefined => (text === undefined || text === "" ? undefined : text)

const instantOf = (text: string | undefined): number | undefined => {
  const isInstant = text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const millis = isInstant ? Date.parse(text) : Number.NaN
  return Number.isNaN(millis) ? undefined : millis
}

/** Reads the settings, or says what is wrong with them. */
export const read = (env: NodeJS.ProcessEnv): Settings | Problem => {
  const port = given(env.PORT) ?? "8080"
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return { path: "PORT", reason: "must be a port, 0 to 65535" }
  const url = given(env.DATABASE_URL)
  const recover = given(env.SWITCHYARD_RECOVER)
  const since = recover === "1" ? "newest record" : instantOf(recover)
  if (recover !== undefined && since === undefined) {
    return {
      path: "SWITCHYARD_RECOVER",
      reason: "must be the instant of the backup's last commit, such as 2026-11-29T08:30:00Z, or 1"
    }
  }
  // npm runs its scripts in the folder of their package; paths are meant from where the command was given.
  const from = env.INIT_CWD ?? process.cwd()
  const file = given(env.SWITCHYARD_CONFIG)
  return {
    host: given(env.HOST) ?? "127.0.0.1",
    port: Number(port),
    dataDirectory: resolve(from, given(env.SWITCHYARD_DATA_DIR) ?? bundledDataDirectory),
    databaseUrl: url === undefined ? undefined : Redacted.make(url),
    configFile: file === undefined ? undefined : resolve(from, file),
    recoverSince: since
  }
}
