/**
 * Where the keys of the vault come from. `SWITCHYARD_DATA_KEY` is the current key, 32 bytes in base64;
 * `SWITCHYARD_DATA_KEY_PREVIOUS` holds older ones, separated by commas, that are only opened with. The bundled sandbox
 * config needs neither: its key is created in the data directory, readable for its owner only.
 */
import { randomBytes } from "node:crypto"
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Config } from "@switchyard/facade"
import { Effect, Redacted, Result, Schema } from "effect"
import { keyBytes } from "./seal.ts"

/** The current key, and older ones that are only opened with. */
export interface Keys {
  readonly current: Redacted.Redacted<Uint8Array>
  readonly previous: ReadonlyArray<Redacted.Redacted<Uint8Array>>
}

/** The variable of the current key. */
export const currentName = "SWITCHYARD_DATA_KEY"

const previousName = "SWITCHYARD_DATA_KEY_PREVIOUS"

/** The file of the sandbox's key in the data directory. */
export const fileName = "data.key"

const base64 = /^[A-Za-z0-9+/]{43}=$/

const decode = (text: string): Redacted.Redacted<Uint8Array> | undefined =>
  base64.test(text) ? Redacted.make(new Uint8Array(Buffer.from(text, "base64")), { label: "data key" }) : undefined

const wrong = (path: string): Config.Problem => ({ path, reason: `must be ${keyBytes} bytes in base64` })

/** Reads the keys from the environment, with every problem named by its variable and no value shown. */
export const fromEnvironment = (env: Config.Environment): Result.Result<Keys, ReadonlyArray<Config.Problem>> => {
  const text = env[currentName]
  const current = decode(text ?? "")
  const previous = (env[previousName] ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map(decode)
  const usable = previous.filter((key) => key !== undefined)
  if (current !== undefined && usable.length === previous.length) return Result.succeed({ current, previous: usable })
  const missing = `is not set; \`openssl rand -base64 ${keyBytes}\` makes one`
  return Result.fail([
    ...(text === undefined
      ? [{ path: currentName, reason: missing }]
      : current === undefined
        ? [wrong(currentName)]
        : []),
    ...(usable.length === previous.length ? [] : [wrong(previousName)])
  ])
}

const isExisting = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EEXIST"

/** The key of the data directory could not be read or created. */
export class DataKeyUnusable extends Schema.TaggedError<DataKeyUnusable>()("DataKeyUnusable", {
  message: Schema.String
}) {}

const create = (directory: string): string => {
  const file = join(directory, fileName)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`
  writeFileSync(draft, `${randomBytes(keyBytes).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!isExisting(error)) throw error
  } finally {
    unlinkSync(draft)
  }
  return readFileSync(file, "utf8").trim()
}

/**
 * The key of the data directory, created with the first call. The file appears whole or not at all, whoever else is
 * creating it at the same time, and is never replaced.
 */
export const fromDirectory = Effect.fnUntraced(function* (directory: string): Effect.fn.Return<Keys, DataKeyUnusable> {
  const file = join(directory, fileName)
  const text = yield* Effect.try({
    try: () => create(directory),
    catch: () => new DataKeyUnusable({ message: `${file} can neither be read nor created` })
  })
  const current = decode(text)
  if (current !== undefined) return { current, previous: [] }
  return yield* new DataKeyUnusable({ message: `${file} must hold ${keyBytes} bytes in base64` })
})
