/** The files of a dump: the database itself, and what is known beside it. */
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib"
import { shrink } from "../operations/support/embedded.ts"
import type { StoryResult } from "./story/story.ts"

/** What is kept beside the database. */
export interface Beside extends StoryResult {
  /** What the database holds. */
  readonly states: Readonly<Record<string, number>>
}

/** Whose database it is. */
export type Engine = "postgres" | "embedded"

/** Every version of which there are dumps. */
export const versions = ["0.1.0"] as const

const place = (version: string, name: string) => join(import.meta.dirname, version, name)

// One call to a simulator a line, so that a change shows.
const textOf = ({ calls, ...rest }: Beside): string => [rest, ...calls].map((each) => JSON.stringify(each)).join("\n")

/** What is known beside the database. */
export const readBeside = (version: string, engine: Engine): Beside => {
  const [first = "", ...lines] = readFileSync(place(version, `${engine}.story.jsonl`), "utf8")
    .trimEnd()
    .split("\n")
  return { ...JSON.parse(first), calls: lines.map((line) => JSON.parse(line)) }
}

/** Keeps what is known beside the database. */
export const writeBeside = (version: string, engine: Engine, beside: Beside) => {
  mkdirSync(place(version, ""), { recursive: true })
  writeFileSync(place(version, `${engine}.story.jsonl`), `${textOf(beside)}\n`)
}

/** The text of the PostgreSQL database. */
export const readSql = (version: string): string => readFileSync(place(version, "postgres.sql"), "utf8")

/** Keeps the text of the PostgreSQL database. */
export const writeSql = (version: string, text: string) => writeFileSync(place(version, "postgres.sql"), text)

/** Lays the data directory of the embedded database where a gateway expects it. */
export const unpack = (version: string, directory: string) => {
  const data = join(directory, "pglite")
  mkdirSync(data, { recursive: true })
  const tar = brotliDecompressSync(readFileSync(place(version, "embedded.tar.br")))
  execFileSync("tar", ["-xf", "-", "-C", data], { input: tar })
}

/** Keeps the data directory of the embedded database, which nobody has open. */
export const pack = async (version: string, directory: string) => {
  const data = join(directory, "pglite")
  await shrink(data)
  const tar = execFileSync("tar", ["--format=ustar", "--sort=name", "--mtime=@0", "-cf", "-", "-C", data, "."], {
    maxBuffer: 2 ** 30
  })
  // The template databases are nearly the same: the window is large enough to see that.
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: tar.length }
  writeFileSync(place(version, "embedded.tar.br"), brotliCompressSync(tar, { params }))
}
