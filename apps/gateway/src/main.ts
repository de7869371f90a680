/**
 * `npm start`: the gateway, and with the bundled config both simulators on loopback. A config with problems stops the
 * start before anything listens, with every problem listed and exit code 78; SIGTERM and SIGINT drain and exit 0.
 */
import { readFileSync } from "node:fs"
import { NodeRuntime } from "@effect/platform-node"
import { Cause, Clock, Effect, Exit, Layer, Result } from "effect"
import * as Problems from "./command/problems.ts"
import * as DataKeys from "./security/dataKeys.ts"
import { banner } from "./start/banner.ts"
import * as Gateway from "./start/gateway.ts"
import * as SandboxWorld from "./start/sandboxWorld.ts"
import * as Settings from "./start/settings.ts"
import * as Logs from "./telemetry/Logs.ts"
import * as Otlp from "./telemetry/Otlp.ts"

const configError = 78

const refuse = (problems: ReadonlyArray<{ readonly path: string; readonly reason: string }>) =>
  Effect.sync(() => {
    console.error(`The gateway cannot start, ${problems.length} ${problems.length === 1 ? "problem" : "problems"}:`)
    for (const { path, reason } of problems) console.error(`  ${path}: ${reason}`)
    process.exitCode = configError
  })

const bundledConfig = new URL("../sandbox.json", import.meta.url)

const readConfig = (file: string | URL): Result.Result<unknown, string> =>
  Result.try({ try: (): unknown => JSON.parse(readFileSync(file, "utf8")), catch: () => "cannot be read as JSON" })

const program = Effect.gen(function* () {
  const { problems, settings } = Settings.read(process.env, yield* Clock.currentTimeMillis)
  const isSandbox = settings.configFile === undefined
  // Nothing is started for a gateway that will not start.
  const sandbox = isSandbox && problems.length === 0 ? yield* SandboxWorld.simulators(process.env) : undefined
  const places = sandbox === undefined ? SandboxWorld.expectedPlaces(process.env) : sandbox
  const env = { ...(isSandbox ? SandboxWorld.environment(places, settings.port) : {}), ...process.env }

  const json = readConfig(settings.configFile ?? bundledConfig)
  if (Result.isFailure(json)) {
    return yield* refuse([{ path: settings.configFile ?? "sandbox.json", reason: json.failure }, ...problems])
  }
  const checked = yield* Problems.check({ json: json.success, env, isSandbox })
  if (Result.isFailure(checked)) return yield* refuse(checked.failure)
  const given = DataKeys.fromEnvironment(env)
  // Problems of a key that must be given were told above; the sandbox makes one of its own.
  const keys = Result.isSuccess(given) ? given.success : yield* DataKeys.fromDirectory(settings.dataDirectory)

  const gateway = Gateway.layer(settings, checked.success, keys)
  return yield* Layer.launch(Layer.effectDiscard(banner(settings, sandbox)).pipe(Layer.provide(gateway))).pipe(
    Effect.provide(Otlp.layer(process.env))
  )
})

const reasonOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !("_tag" in error)) return undefined
  if (error._tag !== "ServeError") return error.message
  const code = error.cause instanceof Error && "code" in error.cause ? error.cause.code : undefined
  return `it cannot listen there (${String(code ?? "unknown reason")}); HOST and PORT say where`
}

// What can be expected to go wrong at the start is said in one line; the rest with all that is known.
const report = (cause: Cause.Cause<unknown>) =>
  Effect.sync(() => {
    if (Cause.hasInterruptsOnly(cause)) return
    const error = Cause.squash(cause)
    console.error(`The gateway stopped: ${reasonOf(error) ?? Cause.pretty(cause)}`)
    process.exitCode = 1
  })

NodeRuntime.runMain(Effect.scoped(program).pipe(Effect.catchCause(report), Effect.provide(Logs.layer(process.env))), {
  // A signal is how a gateway is meant to end: once it has drained, that is a success.
  teardown: (exit, end) =>
    end(Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause) ? Number(process.exitCode ?? 0) : 1)
})
