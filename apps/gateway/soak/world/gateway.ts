/**
 * One node of the gateway, as it runs in production: `src/main.ts` in a process of its own, with its config, database
 * and port. Whoever ends it starts it again, as a supervisor would, until it listens.
 */
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { type Child, start as startChild } from "./child.ts"

/** One node, up or down. */
export interface Gateway {
  readonly name: string
  readonly url: string
  /** How many bytes it takes. */
  readonly memory: () => Promise<number>
  /** Resolves once it listens. */
  readonly start: () => Promise<void>
  /** kill -9. */
  readonly kill: () => Promise<void>
  /** SIGTERM; its exit code, or the signal that ended it. */
  readonly drain: () => Promise<number | string>
  readonly setAhead: (ahead: number) => void
  /** Sets its clock alone wrong by so many milliseconds; 0 puts it right. */
  readonly setWrong: (wrong: number) => void
  /** Why it may not be used; empty where it may, undefined where it does not answer. */
  readonly notReady: () => Promise<ReadonlyArray<string> | undefined>
  readonly printed: () => string
}

interface Reason {
  readonly name: string
  readonly why: string
}

/** How a node is started. */
export interface Options {
  readonly name: string
  readonly port: number
  readonly configFile: string
  /** `DATABASE_URL` or `SWITCHYARD_DATA_DIR`. */
  readonly database: Readonly<Record<string, string>>
  /** What it loads before anything else. */
  readonly imports?: ReadonlyArray<string> | undefined
  /** By how many milliseconds the clock is ahead at a start. */
  readonly ahead: () => number
  /** Where providers find it; itself unless told otherwise. */
  readonly callbackUrl?: string | undefined
}

const dataKey = Buffer.alloc(32, 7).toString("base64")
const directory = fileURLToPath(new URL("../../", import.meta.url))
// Without its database a gateway does not start; whoever watches over it tries again.
const mostStarts = 100

/** A node that is down. */
export const make = ({ ahead, callbackUrl, configFile, database, imports, name, port }: Options): Gateway => {
  const url = `http://127.0.0.1:${port}`
  let child: Child | undefined

  const startOnce = async () => {
    const started = startChild({
      directory,
      file: "src/main.ts",
      ahead: ahead(),
      imports,
      env: {
        PORT: String(port),
        SWITCHYARD_CONFIG: configFile,
        SWITCHYARD_DATA_KEY: dataKey,
        CALLBACK_URL: callbackUrl ?? url,
        ...database
      }
    })
    child = started
    const isUp = await started.hasPrinted("The gateway listens")
    // The clock may have been moved while it was starting.
    if (isUp) started.setAhead(ahead())
    return isUp
  }

  return {
    name,
    url,
    memory: async () => (await child?.memory()) ?? 0,
    start: async () => {
      for (let tries = 0; tries < mostStarts; tries += 1) {
        if (await startOnce()) return
        await pause(200)
      }
      throw new Error(`${name} did not start ${mostStarts} times: ${child?.printed()}`)
    },
    kill: async () => void (await child?.end("SIGKILL")),
    drain: async () => (await child?.end("SIGTERM")) ?? 0,
    setAhead: (next) => child?.setAhead(next),
    setWrong: (next) => child?.setWrong(next),
    notReady: async () => {
      try {
        const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(15_000) })
        const { reasons = [] } = (await answer.json()) as { reasons?: ReadonlyArray<Reason> }
        return answer.ok ? [] : reasons.map(({ name, why }) => `${name}: ${why}`)
      } catch {
        return undefined
      }
    },
    printed: () => child?.printed() ?? ""
  }
}
