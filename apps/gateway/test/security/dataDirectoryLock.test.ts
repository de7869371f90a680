/** One process for one data directory, whatever way the last one ended: with real processes and real signals. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { lockDataDirectory } from "../../src/security/dataDirectoryLock.ts"

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "switchyard-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

// Processes are slow to start where much else runs.
const patience = 60_000

const holder = new URL("./support/holder.ts", import.meta.url).pathname

/** Starts a process and waits for the first line it prints. */
const start = (path: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, [holder, path], { stdio: ["ignore", "pipe", "inherit"] })
      const [line] = await once(child.stdout.setEncoding("utf8"), "data")
      return { child, said: String(line).trim() }
    }),
    ({ child }) => end(child, "SIGKILL")
  )

const end = (child: ChildProcess, signal: NodeJS.Signals) =>
  Effect.promise(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, "exit")
    child.kill(signal)
    await ended
  })

describe("dataDirectoryLock", () => {
  it.effect(
    "refuses a second process and names the first",
    () =>
      Effect.gen(function* () {
        const path = yield* directory
        const first = yield* start(path)
        assert.strictEqual(first.said, "held")
        const second = yield* start(path)
        assert.include(
          second.said,
          `The data directory ${path} is in use by another gateway (process ${first.child.pid})`
        )
        const error = yield* Effect.flip(lockDataDirectory(path))
        assert.strictEqual(error._tag, "DataDirectoryLocked")
      }),
    patience
  )

  it.effect(
    "is free at once after kill -9, again and again",
    () =>
      Effect.gen(function* () {
        const path = yield* directory
        for (let time = 0; time < 5; time++) {
          const { child, said } = yield* start(path)
          assert.strictEqual(said, "held")
          yield* end(child, "SIGKILL")
        }
        yield* lockDataDirectory(path)
      }),
    patience
  )

  it.effect(
    "is free after an orderly end, and after its scope",
    () =>
      Effect.gen(function* () {
        const path = yield* directory
        const { child } = yield* start(path)
        yield* end(child, "SIGTERM")
        assert.strictEqual(child.exitCode, 0)
        yield* Effect.scoped(lockDataDirectory(path))
        assert.strictEqual((yield* start(path)).said, "held")
      }),
    patience
  )

  it.effect(
    "is given to one of many that start together after a kill -9",
    () =>
      Effect.gen(function* () {
        const path = yield* directory
        const { child } = yield* start(path)
        yield* end(child, "SIGKILL")
        const all = yield* Effect.all([start(path), start(path), start(path), start(path)], {
          concurrency: "unbounded"
        })
        assert.strictEqual(all.filter(({ said }) => said === "held").length, 1)
      }),
    patience
  )

  it.effect(
    "is held against a second taker in the same process too",
    () =>
      Effect.gen(function* () {
        const path = yield* directory
        const scope = yield* Scope.make()
        yield* Effect.provideService(lockDataDirectory(path), Scope.Scope, scope)
        assert.include((yield* Effect.flip(lockDataDirectory(path))).message, "is in use by another gateway")
        yield* Scope.close(scope, Exit.void)
        yield* lockDataDirectory(path)
      }),
    patience
  )

  it.effect(
    "does not believe the pid that a dead process left behind",
    () =>
      Effect.gen(function* () {
        const path = yield* directory
        writeFileSync(join(path, "gateway.pid"), `${process.pid}\n`)
        yield* lockDataDirectory(path)
      }),
    patience
  )

  it.effect(
    "says so when the directory cannot be locked at all",
    () =>
      Effect.gen(function* () {
        const path = join(yield* directory, "file")
        writeFileSync(path, "")
        const error = yield* Effect.flip(lockDataDirectory(join(path, "data")))
        assert.include(error.message, "cannot be locked (ENOTDIR)")
      }),
    patience
  )
})
