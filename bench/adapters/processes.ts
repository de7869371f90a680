/** Starts the simulator and the contenders as processes of their own, and talks to them. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import type { Name } from "./contenders/all.ts"
import type { Sample, Settings } from "./Sample.ts"

const next = async <A>(child: ChildProcess): Promise<A> => {
  const leave = new AbortController()
  const options = { signal: leave.signal }
  try {
    const gone = once(child, "exit", options).then(([code]) => {
      throw new Error(`the process ended with ${code}`)
    })
    const [message] = await Promise.race([once(child, "message", options), gone])
    return message as A
  } finally {
    leave.abort()
  }
}

/** A process, to be ended by `stop`. */
interface Process {
  /** Ends it and waits for its end. */
  readonly stop: () => Promise<void>
}

const stop = (child: ChildProcess) => async () => {
  if (child.exitCode !== null) return
  const exit = once(child, "exit")
  child.disconnect()
  await exit
}

/** The simulator, listening. */
export interface Simulator extends Process {
  readonly origin: string
}

/** Starts the simulator. */
export const startSimulator = async (): Promise<Simulator> => {
  const child = fork(new URL("simulator.ts", import.meta.url), { stdio: ["ignore", "inherit", "inherit", "ipc"] })
  const { origin } = await next<{ readonly origin: string }>(child)
  return { origin, stop: stop(child) }
}

/** A contender that has made its first call. */
export interface Runner extends Process {
  readonly sample: (settings: Settings) => Promise<Sample>
}

/** Starts a contender; rejects when it cannot be loaded or its first call fails. */
export const startRunner = async (
  name: Name,
  origin: string,
  execArgv: ReadonlyArray<string> = []
): Promise<Runner> => {
  const child = fork(new URL("runner.ts", import.meta.url), [name, origin], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: [...execArgv]
  })
  await next(child)
  return {
    stop: stop(child),
    sample: async (settings) => {
      child.send(settings)
      return await next<Sample>(child)
    }
  }
}
