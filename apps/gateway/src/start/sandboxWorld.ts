/**
 * The world of the bundled config: the simulators that `simulators.json` lists, on loopback, and the values its `$env` references
 * stand for. What is set by hand wins. The API key is known to everybody, because all the money behind it is simulated. The
 * simulators are loaded when they are started, so that a config of one's own has nothing of them in the process.
 */
import { readFileSync } from "node:fs"
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

const Listed = Schema.Record(
  Schema.String,
  Schema.Struct({
    title: Schema.String,
    /** Where it listens, unless the environment names another port. */
    port: Schema.Int,
    /** What the references of the bundled config stand for, beside its address. */
    values: Schema.Record(Schema.String, Schema.String),
    /** Its own options, with `<CALLBACK_URL>` in place of the gateway's address. */
    options: Schema.Record(Schema.String, Schema.Unknown)
  })
)

const listed = (callbackUrl: string) => {
  const text = readFileSync(new URL("../../simulators.json", import.meta.url), "utf8")
  return Schema.decodeUnknownSync(Listed)(JSON.parse(text.replaceAll("<CALLBACK_URL>", callbackUrl)))
}

const callbackUrlOf = (gatewayPort: number): string => `http://127.0.0.1:${gatewayPort}`

const all = Object.entries(listed(callbackUrlOf(0)))

const portNameOf = (name: string): string => `${name.toUpperCase()}_PORT`

const portNames = all.map(([name]) => portNameOf(name))

const words = new Intl.ListFormat("en", { type: "conjunction" })

// One that is none is a problem of its own.
const portOf = (text: string | undefined, usual: number): number => (text && isPort(text, 0) ? Number(text) : usual)

// So that their numbers are no longer than those of the documents, in seconds since 1970.
const firstStart = 1_600_000_000

const portsOf = (env: Config.Environment) =>
  all.map(([name, { port }]) => [name, portOf(env[portNameOf(name)], port)] as const)

const gatewayPortOf = (env: Config.Environment): number => portOf(env.PORT, 8080)

const isNotInstalled = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"

/** What is wrong with the variables that only the simulators have. */
export const problems = (env: Config.Environment): ReadonlyArray<Config.Problem> =>
  portNames.flatMap((path) =>
    !env[path] || isPort(env[path], 1) ? [] : [{ path, reason: "must be a port, 1 to 65535" }]
  )

/** What to start, on these ports, for a gateway that listens there; they count their ids after the given number. */
export const optionsOf = (
  ports: Iterable<readonly [name: string, port: number]>,
  { countFrom, gatewayPort }: { readonly countFrom: number; readonly gatewayPort: number }
) => {
  const known = listed(callbackUrlOf(gatewayPort))
  return Object.fromEntries(
    [...ports].map(([name, port]) => [name, { ...known[name]?.options, port, countFrom }] as const)
  )
}

/** The names of the simulators. */
export const names: ReadonlyArray<string> = all.map(([name]) => name)

/** Starts the simulators, on the ports that the environment names, until the scope closes. */
export const simulators = (env: Config.Environment) =>
  Effect.acquireRelease(
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.tryPromise({
        try: async () => {
          // They have forgotten what the database still knows from an earlier start, and give none of those ids again.
          const countFrom = Math.floor(now / 1000) - firstStart
          const options = optionsOf(portsOf(env), { countFrom, gatewayPort: gatewayPortOf(env) })
          return (await import("./simulators.ts")).start(options)
        },
        catch: (error) =>
          new SimulatorsFailed({
            message: isNotInstalled(error)
              ? "the bundled config needs the simulators of @switchyard/sandbox, which is installed for development only; set SWITCHYARD_CONFIG to a config of your own"
              : `${whyNotListening(error)}; ${words.format(portNames)} say where the simulators listen`
          })
      })
    ),
    ({ close }) => Effect.promise(close)
  )

/** Where the simulators are, by name. */
export type Places = Readonly<Record<string, { readonly url: string }>>

/** What each of them is called for people, with its address. */
export const shown = (places: Places): ReadonlyArray<{ readonly title: string; readonly url: string }> =>
  all.flatMap(([name, { title }]) => {
    const url = places[name]?.url
    return url === undefined ? [] : [{ title, url }]
  })

/** What the bundled config's references stand for. */
export const environment = (places: Places, gatewayPort: number): Readonly<Record<string, string>> => ({
  ...Object.assign({}, ...all.map(([, { values }]) => values)),
  ...Object.fromEntries(Object.entries(places).map(([name, { url }]) => [`${name.toUpperCase()}_URL`, url])),
  CALLBACK_URL: callbackUrlOf(gatewayPort)
})

/** Where they would be, without starting anything. */
export const expectedPlaces = (env: Config.Environment): Places =>
  Object.fromEntries(portsOf(env).map(([name, port]) => [name, { url: `http://127.0.0.1:${port}` }]))

/** What the references would stand for here. */
export const expectedEnvironment = (env: Config.Environment) => environment(expectedPlaces(env), gatewayPortOf(env))
