/**
 * A thread that watches this one. A loop that is stuck answers nobody, and holds its claims and its place among the nodes
 * for as long as it lives; so the thread ends the process, and what it had claimed is due again when the leases run out.
 */
import { Worker } from "node:worker_threads"

/** How long the loop may stand still. */
export interface Options {
  readonly seconds: number
}

/** Well below the lease of a claim: whoever comes back later than that sends nothing. */
export const besideOthers: Options = { seconds: 30 }

/** The statements of the embedded database run in the loop itself, and nobody else waits for its claims. */
export const alone: Options = { seconds: 300 }

const beatMillis = 1_000

/** Begins to watch; it goes on for as long as the process does, also while that drains, and does not keep it alive. */
export const begin = ({ seconds }: Options): void => {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const thread = new Worker(new URL("./watchdogThread.ts", import.meta.url), {
    workerData: { beats, beatMillis, most: Math.ceil((seconds * 1_000) / beatMillis) },
    // It needs nothing of what the process was started with.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 16 }
  })
  thread.on("error", (error) =>
    console.error(`The watchdog has ended: ${error.name}. A loop that is stuck is noticed by nobody.`)
  )
  thread.unref()
  setInterval(() => Atomics.add(beats, 0, 1), beatMillis).unref()
}
