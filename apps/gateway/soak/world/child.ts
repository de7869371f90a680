/** A process of its own: started, listened to, told the time, and ended with whatever signal. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"

/** The variable that tells a process by how many milliseconds its clock is ahead of the machine's when it starts. */
export const aheadVariable = "SOAK_CLOCK_AHEAD"

/** What a process is told: how far time is ahead, how wrong its clock is besides, or that it is asked for its memory. */
export type ChildCommand = { readonly ahead: number } | { readonly wrong: number } | { readonly memory: true }

/** Arguments of Node.js for every process that tests start, where tests have some: see `test/setup.ts`. */
export const childArguments = (): ReadonlyArray<string> => process.env.CHILD_ARGUMENTS?.split(" ") ?? []

/** A started process. */
export interface Child {
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  readonly isRunning: () => boolean
  /** The last of what it has printed. */
  readonly printed: () => string
  /** Resolves to true once it has printed this, to false when it has ended without. */
  readonly hasPrinted: (text: string) => Promise<boolean>
  /** Sets its time so many milliseconds ahead of the machine's. */
  readonly setAhead: (ahead: number) => void
  /** Sets its clock alone wrong by so many milliseconds. */
  readonly setWrong: (wrong: number) => void
  /** How many bytes it takes. */
  readonly memory: () => Promise<number>
  /** Sends a signal and waits for its end. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | string>
}

/** What to start, and where. */
export interface Command {
  readonly directory: string
  readonly file: string
  readonly options?: ReadonlyArray<string> | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly ahead?: number | undefined
  /** What it loads before anything else. */
  readonly imports?: ReadonlyArray<string> | undefined
}

const keptCharacters = 20_000

const listen = (child: ChildProcess, ended: Promise<unknown>) => {
  let text = ""
  let waiting: Array<() => void> = []
  const wake = () => {
    const woken = waiting
    waiting = []
    for (const each of woken) each()
  }
  let isOver = false
  void ended.then(() => {
    isOver = true
    wake()
  })
  const read = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-keptCharacters)
    wake()
  }
  child.stdout?.on("data", read)
  child.stderr?.on("data", read)
  return {
    printed: () => text,
    hasPrinted: async (wanted: string) => {
      while (!text.includes(wanted)) {
        if (isOver) return false
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
      return true
    }
  }
}

/** Starts a file of this checkout with Node.js. */
export const start = ({ ahead = 0, directory, env, file, imports = [], options = [] }: Command): Child => {
  const preload = new URL("./preload.ts", import.meta.url).href
  const child = spawn(
    process.execPath,
    [
      "--conditions=@switchyard/source",
      "--disable-warning=ExperimentalWarning",
      ...childArguments(),
      ...[preload, ...imports].map((each) => `--import=${each}`),
      file,
      ...options
    ],
    {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        ...env,
        [aheadVariable]: String(ahead)
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"]
    }
  )
  const ended = once(child, "exit").then(([code, signal]): number | string => code ?? signal)
  const isRunning = () => child.exitCode === null && child.signalCode === null
  // It may have ended a moment ago; then nobody needs to be told any more.
  const send = (command: ChildCommand) => {
    if (child.connected) child.send(command, () => undefined)
  }
  return {
    ended,
    isRunning,
    ...listen(child, ended),
    setAhead: (ahead) => send({ ahead }),
    setWrong: (wrong) => send({ wrong }),
    memory: async () => {
      const answer = once(child, "message")
      send({ memory: true })
      return Number((await answer)[0])
    },
    end: (signal) => {
      if (isRunning()) child.kill(signal)
      return ended
    }
  }
}
