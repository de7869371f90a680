/**
 * One process for one data directory: PGlite does not notice a second one, and both would ruin the files. The lock is an
 * fcntl lock of the kernel, taken through Node's own SQLite on a file of its own, because Node has no call for it. The
 * kernel gives it back with the process however that ends, so there are no stale locks to guess about, neither by pid
 * (which means nothing in another container on the same volume) nor by age; and no two processes can ever both hold it.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Schema, type Scope } from "effect"

/** The data directory cannot be used by this process. */
export class DataDirectoryLocked extends Schema.TaggedError<DataDirectoryLocked>()("DataDirectoryLocked", {
  directory: Schema.String,
  message: Schema.String
}) {}

const lockName = "gateway.lock"
const ownerName = "gateway.pid"
const busy = 5

const codeOf = (error: unknown): unknown => {
  if (!(error instanceof Error)) return undefined
  return "errcode" in error ? error.errcode : "code" in error ? error.code : undefined
}

// Only for the message: who holds the lock is known to the kernel alone.
const ownerOf = (directory: string): string => {
  try {
    const pid = readFileSync(join(directory, ownerName), "utf8").trim()
    return /^\d{1,10}$/.test(pid) ? ` (process ${pid})` : ""
  } catch {
    return ""
  }
}

const refusal = (directory: string, error: unknown): DataDirectoryLocked => {
  const message =
    codeOf(error) === busy
      ? `The data directory ${directory} is in use by another gateway${ownerOf(directory)}. The embedded database ` +
        "belongs to one process: stop that one, set SWITCHYARD_DATA_DIR to another directory, or set DATABASE_URL."
      : `The data directory ${directory} cannot be locked (${String(codeOf(error) ?? "unknown reason")}). It must be ` +
        "writable and on a file system of this machine; set SWITCHYARD_DATA_DIR to such a directory, or set DATABASE_URL."
  return new DataDirectoryLocked({ directory, message })
}

const take = (directory: string): DatabaseSync => {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(directory, lockName), { timeout: 0 })
  try {
    // Nothing is ever written, so there is no journal and nothing to recover.
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")
    writeFileSync(join(directory, ownerName), `${process.pid}\n`)
    return lock
  } catch (error) {
    lock.close()
    throw error
  }
}

/** Takes the lock of a data directory, which is created where it is missing, until the scope closes. */
export const lockDataDirectory = (path: string): Effect.Effect<void, DataDirectoryLocked, Scope.Scope> => {
  const directory = resolve(path)
  const taking = Effect.try({ try: () => take(directory), catch: (error) => refusal(directory, error) })
  return Effect.asVoid(Effect.acquireRelease(taking, (lock) => Effect.sync(() => lock.close())))
}
