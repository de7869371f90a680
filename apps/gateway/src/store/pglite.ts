/** Opens a PGlite, and closes it, or leaves it as it is where it has failed. */
import { PGlite } from "@electric-sql/pglite"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"
import { noConnection } from "./pool.ts"

// It makes checkpoints only when it is asked to. What it keeps of its log beyond them is for the next segments.
const startParams = [...PGlite.defaultStartParams, "-c", "min_wal_size=32MB", "-c", "max_wal_size=64MB"]

const closeWithin = "10 seconds"

const abandoned = new WeakSet<PGlite>()

/** Gives up a database that has failed: nothing of it may run any more, least of all its shutdown; its files are let go. */
export const abandon = (database: PGlite): void => {
  if (abandoned.has(database)) return
  abandoned.add(database)
  try {
    database.Module.FS.quit()
  } catch {
    // It had not come so far as to open any.
  }
}

const close = (database: PGlite): Effect.Effect<void> =>
  abandoned.has(database)
    ? Effect.void
    : Effect.ignore(
        Effect.timeoutOption(
          Effect.tryPromise(() => database.close()),
          closeWithin
        )
      )

// Nothing bounds the opening: what the log of a killed process holds is carried out first, however much that is.
const open = (directory: string): Effect.Effect<PGlite, SqlError> =>
  Effect.suspend(() => {
    const { exitCode } = process
    const database = new PGlite(directory, { startParams })
    return Effect.tryPromise({
      try: async () => {
        await database.waitReady
        return database
      },
      catch: (error) => {
        process.exitCode = exitCode
        abandon(database)
        return noConnection(error instanceof Error ? error.message : "it cannot be opened")
      }
    })
  })

/** The database in a directory, until the scope closes. */
export const opened = (directory: string): Effect.Effect<PGlite, SqlError, Scope.Scope> =>
  Effect.acquireRelease(open(directory), close)
