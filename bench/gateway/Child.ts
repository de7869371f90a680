/**
 * Child processes of the benchmark: each is a module beside this one that takes one order after the other over Node's own
 * channel and answers each with its result. Whatever was started is ended when the benchmark ends.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"

/** A running child. */
export interface Child {
  /** Gives an order and waits for its result; rejects when the child fails or ends. */
  readonly order: <Result>(order: object) => Promise<Result>
  readonly pid: number
  readonly stop: () => Promise<void>
}

const running = new Set<ChildProcess>()

process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

/** Ends a child and waits until it has ended. */
export const end = async (child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, "exit")
  const last = setTimeout(() => child.kill("SIGKILL"), 15_000)
  child.kill(signal)
  await ended
  clearTimeout(last)
}

/** Remembers a child, so that it does not outlive the benchmark. */
export const keep = <C extends ChildProcess>(child: C): C => {
  running.add(child)
  child.once("exit", () => running.delete(child))
  return child
}

interface Answer {
  readonly result?: unknown
  readonly error?: string
}

/** Starts a module of `children/`. */
export const start = (name: string): Child => {
  const child = keep(
    fork(new URL(`children/${name}.ts`, import.meta.url).pathname, {
      execArgv: ["--conditions=@switchyard/source"],
      stdio: ["ignore", "inherit", "inherit", "ipc"]
    })
  )
  return {
    pid: child.pid ?? 0,
    order: (order) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`${name} ended with ${code}`))
        child.once("exit", ended)
        child.once("message", ({ error, result }: Answer) => {
          child.off("exit", ended)
          if (error !== undefined) reject(new Error(`${name}: ${error}`))
          // Both ends are part of this benchmark and have one idea of what goes over the channel.
          else resolve(result as never)
        })
        child.send(order)
      }),
    stop: () => end(child)
  }
}

/** The child's side: carries out orders, one after the other. */
export const serve = <Order>(carryOut: (order: Order) => Promise<unknown>): void => {
  process.on("message", (order: Order) => {
    carryOut(order).then(
      (result) => process.send?.({ result: result ?? null }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : "failed" })
    )
  })
  process.on("disconnect", () => process.exit(0))
}
