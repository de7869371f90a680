/**
 * `switchyard check-config [file]`: every problem of a config with exit code 78, or what it would do with 0. It reads
 * the file and the environment and connects to nothing. No value of an option or secret is printed.
 */
import { readFileSync } from "node:fs"
import type { Config, Switchyard } from "@switchyard/facade"
import { Effect, Result } from "effect"
import { expectedEnvironment } from "../start/sandboxWorld.ts"
import * as Problems from "./problems.ts"
import * as Routes from "./routes.ts"

/** What a command prints and ends with. */
export interface Ending {
  readonly exitCode: number
  readonly out: ReadonlyArray<string>
  readonly error: ReadonlyArray<string>
}

// The config that is in the package.
const sandboxConfig = new URL("../../sandbox.json", import.meta.url)

const configError = 78

const refused = (problems: ReadonlyArray<Config.Problem>): Ending => ({
  exitCode: configError,
  out: [],
  error: [
    `The configuration cannot be used, ${problems.length} ${problems.length === 1 ? "problem" : "problems"}:`,
    ...Problems.lines(problems).map((line) => `  ${line}`)
  ]
})

const parse = (file: string | URL): Result.Result<unknown, Config.Problem> => {
  let text: string
  try {
    text = readFileSync(file, "utf8")
  } catch {
    return Result.fail({ path: String(file), reason: "cannot be read" })
  }
  try {
    return Result.succeed(JSON.parse(text))
  } catch (error) {
    // The parser quotes the text around the place; only the place is told.
    const place = /position \d+( \(line \d+ column \d+\))?/.exec(error instanceof Error ? error.message : "")
    return Result.fail({ path: String(file), reason: `is not JSON${place === null ? "" : `, at ${place[0]}`}` })
  }
}

const summary = ({ config, instances }: Switchyard.Service, env: Config.Environment): ReadonlyArray<string> => {
  const keys = (config.apiKeys ?? []).map(({ name, roles }) => `${name} (${roles.join(", ")})`)
  const hooks = (config.webhooks ?? []).map(({ events, url }) => `${new URL(url).host} (${events.join(", ")})`)
  const limits = (["payouts", "payments"] as const).flatMap((kind) =>
    Object.keys(config.limits?.[kind] ?? {}).map((currency) => `${kind} in ${currency}`)
  )
  return [
    `instances  ${instances.map((instance) => `${instance.name} (${instance.package})`).join(", ") || "none"}`,
    `API keys   ${keys.join(", ") || "none"}`,
    `webhooks   ${hooks.join(", ") || "none"}`,
    `limits     ${limits.join(", ") || "none"}`,
    `database   ${env.DATABASE_URL ? "PostgreSQL (DATABASE_URL)" : "embedded"}`
  ]
}

const notices = ({ instances }: Switchyard.Service): ReadonlyArray<string> => {
  const all = instances.flatMap(({ name, notices: each }) => each.map((notice) => `  ${name}: ${notice}`))
  return all.length === 0 ? [] : ["to be done outside of the config", ...all, ""]
}

/** Checks the config in `file`, or the one the environment names, or the bundled one. */
export const checkConfig = Effect.fnUntraced(function* (
  file: string | undefined,
  env: Config.Environment
): Effect.fn.Return<Ending> {
  const named = file ?? (env.SWITCHYARD_CONFIG || undefined)
  const json = parse(named ?? sandboxConfig)
  if (Result.isFailure(json)) return refused([json.failure])
  const isSandbox = named === undefined
  const source = { json: json.success, env: isSandbox ? { ...expectedEnvironment(env), ...env } : env, isSandbox }
  const checked = yield* Problems.check(source)
  if (Result.isFailure(checked)) return refused(checked.failure)
  const title = `The configuration ${named ?? "of the sandbox"} can be used.`
  return {
    exitCode: 0,
    out: [
      title,
      "",
      ...summary(checked.success, env),
      "",
      ...notices(checked.success),
      ...Routes.lines(checked.success)
    ],
    error: []
  }
})
