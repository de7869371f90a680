/**
 * The world of the bundled config: both simulators on loopback, and the values its `$env` references stand for. What is
 * set by hand wins. The API key is known to everybody, because all the money behind it is simulated.
 */
import type { Config } from "@switchyard/facade"
import { lifelike } from "@switchyard/sandbox/feennex/Feennex"
import * as Sandbox from "@switchyard/sandbox/Sandbox"
import { Effect, Schema } from "effect"

/** The API key of the bundled config. */
export const apiKey = "sk_sandbox_simulated_money_only"

/** The simulators could not be started. */
export class SimulatorsFailed extends Schema.TaggedError<SimulatorsFailed>()("SimulatorsFailed", {
  message: Schema.String
}) {}

const portOf = (text: string | undefined, usual: number): number =>
  /^\d{1,5}$/.test(text ?? "") ? Number(text) : usual

// 8081 and 8082 unless the environment names other ports.
const portsOf = (env: Config.Environment) => ({
  feennex: portOf(env.FEENNEX_PORT, 8081),
  p2p: portOf(env.P2P_PORT, 8082)
})

/** Starts the simulators, on the ports that the environment names, until the scope closes. */
export const simulators = (env: Config.Environment) => {
  const { feennex, p2p } = portsOf(env)
  return Effect.acquireRelease(
    Effect.tryPromise({
      try: () =>
        Sandbox.start({
          // The bundled config asks more often than a real provider allows, so that nobody has to wait a minute.
          feennex: { port: feennex, settings: { ...lifelike, payoutStatusInterval: 2000 } },
          p2p: { port: p2p }
        }),
      catch: () =>
        new SimulatorsFailed({
          message: `the simulators need the ports ${feennex} and ${p2p} on 127.0.0.1; set FEENNEX_PORT and P2P_PORT to others`
        })
    }),
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
