/**
 * Reads a config file: one that is missing, not a file, not readable or not JSON is reported with the place. It is
 * stricter than `JSON.parse`, which takes the last of two providers of one name in silence.
 */
import { readFileSync } from "node:fs"
import { Json } from "@switchyard/core"
import { Result } from "effect"

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined)

const whyUnreadable = (code: unknown): string => {
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file"
  if (code === "EISDIR") return "is a folder, not a file"
  return code === "EACCES" || code === "EPERM" ? "may not be read by this user" : `cannot be read (${String(code)})`
}

// Some editors begin a file with a mark of the byte order.
const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes)

/** What the file holds, or what is wrong with it; nothing of the text is repeated. */
export const read = (file: string | URL): Result.Result<unknown, string> =>
  Result.gen(function* () {
    const bytes = yield* Result.try({ try: () => readFileSync(file), catch: (error) => whyUnreadable(codeOf(error)) })
    const text = yield* Result.try({ try: () => textOf(bytes), catch: () => "is not UTF-8" })
    if (text.trim() === "") return yield* Result.fail("is empty")
    yield* Result.mapError(
      Json.parseLocated(text),
      ({ column, line, reason }) => `is ${reason}, at line ${line}, column ${column}`
    )
    return JSON.parse(text)
  })
