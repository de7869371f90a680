/**
 * The `switchyard` command: reads its arguments, runs one of its parts, prints its result. Exit codes are those of
 * sysexits: 64 for arguments it does not know, 78 for a config that cannot be used. Everything it can do is in `--help`.
 */
import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import type { Config } from "@switchyard/facade"
import { Effect } from "effect"
import { isRole, purposes } from "../model/Role.ts"
import { type CommandResult, checkConfig } from "./checkConfig.ts"
import { newKey } from "./newKey.ts"

const usageError = 64

const help = `switchyard: tools for those who run the gateway.

Usage: switchyard check-config [file]
       switchyard new-key <name> [--role ${Object.keys(purposes).join("|")}]
       switchyard reseal
       switchyard recovered --by <name> --note <text>

  check-config    prints every problem of a config and ends with 78, or what each of its routes would do and ends
                  with 0. Without a file it takes SWITCHYARD_CONFIG, and without that the bundled sandbox config.
                  References to the environment are looked up where the command runs; nothing is connected to.
  new-key         prints a new API key once, and its entry for "apiKeys" in the config
    --role <role> merchant when left out; a key that does more than one of these gets several in the config
${Object.entries(purposes)
  .map(([role, purpose]) => `                  ${role.padEnd(8)}  ${purpose}`)
  .join("\n")}
  reseal          seals everything in the database again with SWITCHYARD_DATA_KEY, so that the keys in
                  SWITCHYARD_DATA_KEY_PREVIOUS can be given up; reads DATABASE_URL or SWITCHYARD_DATA_DIR
  recovered       ends a recovery (SWITCHYARD_RECOVER): from now on new operations are sent without asking first who may
                  have them. Say who decided that and on what grounds; reads DATABASE_URL or SWITCHYARD_DATA_DIR
    --by, --note  both are kept in the records
  -h, --help      this text
  -v, --version   the version`

const options = {
  role: { type: "string" },
  by: { type: "string" },
  note: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "v", default: false }
} as const

const read = (args: ReadonlyArray<string>) =>
  parseArgs({ args: [...args], options, strict: true, allowPositionals: true })

const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest
  return isManifest ? String(manifest.version) : "unknown"
}

const printed = (text: string): CommandResult => ({ exitCode: 0, out: [text], error: [] })

const refuse = (message: string): CommandResult => ({
  exitCode: usageError,
  out: [],
  error: [`switchyard: ${message}`, "Try switchyard --help."]
})

const makeKey = (names: ReadonlyArray<string>, role: string): CommandResult => {
  const [name, ...more] = names
  if (name === undefined || name.trim() === "") return refuse("new-key needs a name")
  if (more.length > 0) return refuse("new-key takes one name; put it into quotes if it has spaces")
  return isRole(role) ? newKey(name, role) : refuse(`the role must be one of ${Object.keys(purposes).join(", ")}`)
}

/** What the command does with these arguments. */
export const run = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  env: Config.Environment
): Effect.fn.Return<CommandResult> {
  let parsed: ReturnType<typeof read>
  try {
    parsed = read(args)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
  const { positionals, values } = parsed
  const [command, ...rest] = positionals
  if (values.help) return printed(help)
  if (values.version) return printed(version())
  if (command === "new-key") return makeKey(rest, values.role ?? "merchant")
  if (values.role !== undefined) return refuse("--role belongs to new-key")
  if (command !== "recovered" && (values.by ?? values.note) !== undefined) {
    return refuse("--by and --note belong to recovered")
  }
  if (command === undefined) return refuse("which command?")
  if (command === "reseal") {
    if (rest.length > 0) return refuse("reseal takes no arguments")
    // Only this one needs a database, and loading one takes its time.
    const { reseal } = yield* Effect.promise(() => import("./reseal.ts"))
    return yield* reseal(env)
  }
  if (command === "recovered") {
    const { by, note } = values
    if (rest.length > 0) return refuse("recovered takes no arguments")
    if (!by?.trim() || !note?.trim())
      return refuse("recovered needs --by and --note: who decided it, and on what grounds")
    const { recovered } = yield* Effect.promise(() => import("./recovered.ts"))
    return yield* recovered(env, { operator: by, note })
  }
  if (command !== "check-config") return refuse(`there is no command ${command}`)
  if (rest.length > 1) return refuse("check-config takes one file")
  return yield* checkConfig(rest[0], env)
})

/** Runs the command with its arguments; ends the process only through its exit code. */
export const main = async (args: ReadonlyArray<string>): Promise<void> => {
  const { error, exitCode, out } = await Effect.runPromise(run(args, process.env))
  if (out.length > 0) console.log(out.join("\n"))
  if (error.length > 0) console.error(error.join("\n"))
  process.exitCode = exitCode
}
