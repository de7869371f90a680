/**
 * Commands as processes of their own, for tests that try the live mode as a person would: the simulator in one
 * process, the suite in another, and nothing between them but the environment and sockets.
 */
import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Environment } from "./Environment.ts"

/** A command and where it runs. */
export interface Command {
  readonly arguments: ReadonlyArray<string>
  readonly directory: string
  readonly environment?: Environment
}

/** How a command ended, and all that it has printed. */
export interface Ended {
  readonly code: number | null
  readonly output: string
}

// The rest of our own environment stays behind: a test runner leaves marks in it that its own child would obey.
const start = ({ arguments: args, directory, environment = {} }: Command) => {
  const { HOME = "", PATH = "" } = process.env
  const child = spawn(process.execPath, args, { cwd: directory, env: { HOME, PATH, ...environment } })
  const printed: Array<string> = []
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(String(chunk)))
  return { child, output: () => printed.join("") }
}

/** Runs a Node.js script to its end; an interrupt kills it. */
export const run = (command: Command): Effect.Effect<Ended> =>
  Effect.callback((resume) => {
    const { child, output } = start(command)
    child.once("close", (code) => resume(Effect.succeed({ code, output: output() })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** Starts a Node.js script until the scope ends, and waits for the line that it prints when it is up. */
export const until = Effect.fnUntraced(function* (
  command: Command,
  isUp: RegExp
): Effect.fn.Return<RegExpExecArray, never, Scope.Scope> {
  const { child, output } = yield* Effect.acquireRelease(
    Effect.sync(() => start(command)),
    ({ child }) =>
      Effect.callback<void>((resume) => {
        child.once("close", () => resume(Effect.void))
        child.kill("SIGTERM")
      })
  )
  return yield* Effect.callback<RegExpExecArray>((resume) => {
    child.stdout.on("data", () => {
      const match = isUp.exec(output())
      if (match !== null) resume(Effect.succeed(match))
    })
    child.once("close", () => resume(Effect.die(new Error(`the command has ended: ${output()}`))))
  })
})
