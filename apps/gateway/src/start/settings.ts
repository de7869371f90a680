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
  readonly isRecovering: boolean
}

/** A variable of the environment cannot be used. */
export interface Problem {
  readonly path: string
  readonly reason: string
}

const bundledDataDirectory = new URL("../../../../.data", import.meta.url).pathname

const given = (text: string | undefined): string | undefined => (text === undefined || text === "" ? undefined : text)

/** Reads the settings, or says what is wrong with them. */
export const read = (env: NodeJS.ProcessEnv): Settings | Problem => {
  const port = given(env.PORT) ?? "8080"
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return { path: "PORT", reason: "must be a port, 0 to 65535" }
  const url = given(env.DATABASE_URL)
  // npm runs its scripts in the folder of their package; paths are meant from where the command was given.
  const from = env.INIT_CWD ?? process.cwd()
  const file = given(env.SWITCHYARD_CONFIG)
  return {
    host: given(env.HOST) ?? "127.0.0.1",
    port: Number(port),
    dataDirectory: resolve(from, given(env.SWITCHYARD_DATA_DIR) ?? bundledDataDirectory),
    databaseUrl: url === undefined ? undefined : Redacted.make(url),
    configFile: file === undefined ? undefined : resolve(from, file),
    isRecovering: env.SWITCHYARD_RECOVER === "1"
  }
}
