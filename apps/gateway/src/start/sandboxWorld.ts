/**
 * The world of the bundled config: both simulators on loopback, and the values its `$env` references stand for. What is
 * set by hand wins. The API key is known to everybody, because all the money behind it is simulated. The simulators are
 * loaded when they are started, so that a config of one's own has nothing of them in the process.
 */
import type { Config } from "@switchyard/facade"
import { Clock, Effect, Schema } from "effect"
import { whyNotListening } from "./listening.ts"
import { isPort } from "./settings.ts"

/** The API key of the bundled config. */
export const apiKey = "sk_sandbox_simulated_money_only"

/** The simulators could not be started. */
export class SimulatorsFailed extends Schema.TaggedError<SimulatorsFailed>()("SimulatorsFailed", {
  message: Schema.String
}) {}

const portNames = ["FEENNEX_PORT", "P2P_PORT"] as const

// One that is none is a problem of its own.
const portOf = (text: string | undefined, usual: number): number => (text && isPort(text, 0) ? Number(text) : usual)

// So that their numbers are no longer than those of the documents, in seconds since 1970.
const firstStart = 1_600_000_000

// 8081 and 8082 unless the environment names other ports.
const portsOf = (env: Config.Environment) => ({
  feennex: portOf(env.FEENNEX_PORT, 8081),
  p2p: portOf(env.P2P_PORT, 8082)
})

const isNotInstalled = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"
/** What is wrong with the variables that only the simulators have. */
export const problems = (env: Config.Environment): ReadonlyArray<Config.Problem> =>
  portNames.flatMap((path) =>
    !env[path] || isPort(env[path], 1) ? [] : [{ path, reason: "must be a port, 1 to 65535" }]
  )

/** Starts the simulators, on the ports that the environment names, until the scope closes. */
export const simulators = (env: Config.Environment) => {
  const { feennex, p2p } = portsOf(env)
  return Effect.acquireRelease(
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.tryPromise({
        // They have forgotten what the database still knows from an earlier start, and give none of those ids again.
        try: async () =>
          (await import("./simulators.ts")).start({ feennex, p2p, countFrom: Math.floor(now / 1000) - firstStart }),
        catch: (error) =>
          new SimulatorsFailed({
            message: isNotInstalled(error)
              ? "the bundled config needs the simulators of @switchyard/sandbox, which is installed for development only; set SWITCHYARD_CONFIG to a config of your own"
              : `${whyNotListening(error)}; FEENNEX_PORT and P2P_PORT say where the simulators listen`
          })
      })
    ),
    ({ close }) => Effect.promise(close)
  )
}

/** Where the simulators are. */
export interface Places {
  readonly feennex: { readonly url: string }
  readonly p2p: { readonly url: string }
}

/** What the bundled config's references stand for. */
export const environment = ({ feennex, p2p }: Places, gatewayPort: number) => ({
  FEENNEX_URL: feennex.url,
  FEENNEX_SECRET_KEY: "sandbox_secret",
  P2P_URL: p2p.url,
  P2P_API_KEY: "sandbox_api_key",
  P2P_SIGN_KEY: "sandbox_sign_key",
  CALLBACK_URL: `http://127.0.0.1:${gatewayPort}`
})

/** Where they would be, without starting anything. */
export const expectedPlaces = (env: Config.Environment): Places => {
  const { feennex, p2p } = portsOf(env)
  const at = (port: number) => ({ url: `http://127.0.0.1:${port}` })
  return { feennex: at(feennex), p2p: at(p2p) }
}

/** What the references would stand for here. */
export const expectedEnvironment = (env: Config.Environment) => environment(expectedPlaces(env), portOf(env.PORT, 8080))
