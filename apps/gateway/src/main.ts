/**
 * `npm start`: the gateway, and with the bundled config both simulators on loopback. A config with problems stops the
 * start before anything listens, with every problem listed and exit code 78; SIGTERM and SIGINT drain and exit 0.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Effect, Exit, Layer, Result } from "effect"
import * as Problems from "./command/problems.ts"
import { DatabaseUnsafe } from "./fence/safety.ts"
import * as DataKeys from "./security/dataKeys.ts"
import { banner } from "./start/banner.ts"
import * as Gateway from "./start/gateway.ts"
import * as Grace from "./start/grace.ts"
import { whyNotListening } from "./start/listening.ts"
import * as SandboxWorld from "./start/sandboxWorld.ts"
import * as Settings from "./start/settings.ts"
import * as Watchdog from "./start/watchdog.ts"
import { describeFailure } from "./telemetry/failure.ts"
import * as Logs from "./telemetry/Logs.ts"
import * as Otlp from "./telemetry/Otlp.ts"

const configError = 78

const refuse = (problems: ReadonlyArray<{ readonly path: string; readonly reason: string }>) =>
  Effect.sync(() => {
    console.error(`The gateway cannot start, ${problems.length} ${problems.length === 1 ? "problem" : "problems"}:`)
    for (const { path, reason } of problems) console.error(`  ${path}: ${reason}`)
    process.exitCode = configError
  })

const program = Effect.gen(function* () {
  const file = Settings.configFile(process.env)
  const secrets = Gateway.secrets()
  const checked = yield* Problems.check(file, process.env, secrets.of)
  if (Result.isFailure(checked)) return yield* refuse(checked.failure)
  const { settings, switchyard } = checked.success
  const sandbox = file === undefined ? yield* SandboxWorld.simulators(process.env) : undefined
  const given = DataKeys.fromEnvironment(process.env)
  // Problems of a key that must be given were reported above; the sandbox makes one of its own.
  const keys = Result.isSuccess(given) ? given.success : yield* DataKeys.fromDirectory(settings.dataDirectory)

  const gateway = Gateway.layer(settings, switchyard, { keys, secrets })
  const started = Effect.gen(function* () {
    yield* banner(settings, sandbox?.places)
    // Not before: what a killed gateway has left in the embedded database takes as long as it takes.
    Watchdog.begin(settings.databaseUrl === undefined ? Watchdog.alone : Watchdog.besideOthers)
  })
  return yield* Layer.launch(Layer.effectDiscard(started).pipe(Layer.provide(gateway))).pipe(
    Effect.provide(Otlp.layer(process.env))
  )
})

const reasonOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !("_tag" in error)) return undefined
  if (error._tag === "SqlError") {
    const { code, message } = describeFailure(error)
    return code === undefined ? message : `${message} (${code})`
  }
  if (error._tag !== "ServeError") return error.message
  return `${whyNotListening(error.cause)}; HOST and PORT say where the gateway listens`
}

// What can be expected to go wrong at the start is reported in one line; the rest with all that is known.
const report = (cause: Cause.Cause<unknown>) =>
  Effect.sync(() => {
    if (Cause.hasInterruptsOnly(cause)) return
    const error = Cause.squash(cause)
    console.error(`The gateway stopped: ${reasonOf(error) ?? Cause.pretty(cause)}`)
    process.exitCode = error instanceof DatabaseUnsafe ? configError : 1
  })

Grace.begin()
NodeRuntime.runMain(Effect.scoped(program).pipe(Effect.catchCause(report), Effect.provide(Logs.layer(process.env))), {
  // A signal is how a gateway is meant to end: once it has drained, that is a success.
  teardown: (exit, end) =>
    end(Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause) ? Number(process.exitCode ?? 0) : 1)
})
