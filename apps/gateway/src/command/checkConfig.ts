/**
 * `switchyard check-config [file]`: every problem of a config with exit code 78, or what it would do with 0. It reads
 * the file and the environment and connects to nothing. No value of an option or secret is printed.
 */
import type { Config, Switchyard } from "@switchyard/facade"
import { Effect, Result } from "effect"
import { defaultShare } from "../model/Share.ts"
import * as Settings from "../start/settings.ts"
import { ratesOf, shareOf } from "../start/shares.ts"
import * as Problems from "./problems.ts"
import * as Routes from "./routes.ts"

/** What a command prints and ends with. */
export interface CommandResult {
  readonly exitCode: number
  readonly out: ReadonlyArray<string>
  readonly error: ReadonlyArray<string>
}

const configError = 78

const refused = (problems: ReadonlyArray<Config.Problem>): CommandResult => ({
  exitCode: configError,
  out: [],
  error: [
    `The configuration cannot be used, ${problems.length} ${problems.length === 1 ? "problem" : "problems"}:`,
    ...Problems.lines(problems).map((line) => `  ${line}`)
  ]
})

// Of those alone that the config says something of.
const sharesIn = ({ config, instances }: Switchyard.Service): ReadonlyArray<string> =>
  instances.flatMap(({ name }) => {
    const { reads, sends } = shareOf(config, name)
    return config.providers[name]?.concurrency === undefined ? [] : [`${name} (sends ${sends}, reads ${reads})`]
  })

const ratesIn = ({ config }: Switchyard.Service): ReadonlyArray<string> =>
  [...ratesOf(config)].map(([name, { burst, perSecond }]) => `${name} (${perSecond} a second, ${burst} at once)`)

// The members that a key may name, never their values.
const keyIn = ({ contexts = {}, name, roles }: Config.ApiKey): string => {
  const members = Object.keys(contexts)
  return `${name} (${roles.join(", ")}${members.length === 0 ? "" : `; contexts by ${members.join(", ")}`})`
}

// How the money that an instance says to have moved can be compared with the ledger.
const reportsIn = ({ instances }: Switchyard.Service): ReadonlyArray<string> =>
  instances.flatMap(({ capabilities: { pull, registers }, name }) => {
    const ways = [
      ...(registers === undefined ? [] : [`files: ${registers.formats.join(", ")}`]),
      ...(pull === undefined ? [] : [`pulled, complete after ${Math.ceil(pull.completeAfterMillis / 60_000)} minutes`])
    ]
    return ways.length === 0 ? [] : [`${name} (${ways.join("; ")})`]
  })

const usual = `sends ${defaultShare.sends}, reads ${defaultShare.reads} for each`

const summary = (switchyard: Switchyard.Service, env: Config.Environment): ReadonlyArray<string> => {
  const { config, instances } = switchyard
  const shares = sharesIn(switchyard)
  const keys = (config.apiKeys ?? []).map(keyIn)
  const hooks = (config.webhooks ?? []).map(({ events, url }) => `${new URL(url).host} (${events.join(", ")})`)
  const limits = (["payouts", "payments"] as const).flatMap((kind) =>
    Object.keys(config.limits?.[kind] ?? {}).map((currency) => `${kind} in ${currency}`)
  )
  return [
    `instances  ${instances.map((instance) => `${instance.name} (${instance.package})`).join(", ") || "none"}`,
    `API keys   ${keys.join(", ") || "none"}`,
    `webhooks   ${hooks.join(", ") || "none"}`,
    `settlement ${reportsIn(switchyard).join(", ") || "none"}`,
    `limits     ${limits.join(", ") || "none"}`,
    `at once    ${shares.length === 0 ? usual : shares.join(", ")}`,
    `rates      ${ratesIn(switchyard).join(", ") || "none"}`,
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
): Effect.fn.Return<CommandResult> {
  const named = file === undefined ? Settings.configFile(env) : Settings.pathOf(env, file)
  const checked = yield* Effect.scoped(Problems.check(named, env))
  if (Result.isFailure(checked)) return refused(checked.failure)
  const { switchyard } = checked.success
  const title = `The configuration ${named ?? "of the sandbox"} can be used.`
  return {
    exitCode: 0,
    out: [title, "", ...summary(switchyard, env), "", ...notices(switchyard), ...Routes.lines(switchyard)],
    error: []
  }
})
