/**
 * The thread of the watchdog. It counts its own turns without a beat of the loop it watches, and not the time: when the
 * whole process was stopped, or the machine slept, it has taken no turns either.
 */
import { writeSync } from "node:fs"
import { workerData } from "node:worker_threads"

interface Given {
  readonly beats: Int32Array
  readonly beatMillis: number
  /** So many turns without a beat are too many. */
  readonly most: number
}

const { beatMillis, beats, most }: Given = workerData

const standardError = 2
let last = Atomics.load(beats, 0)
let without = 0

setInterval(() => {
  const now = Atomics.load(beats, 0)
  without = now === last ? without + 1 : 0
  last = now
  if (without < most) return
  const seconds = Math.round((most * beatMillis) / 1_000)
  try {
    writeSync(
      standardError,
      `The gateway was ended by its watchdog: its loop had stood still for ${seconds} seconds. What it had claimed is due ` +
        "again when its leases end.\n"
    )
  } finally {
    // Nothing of the process can run but this thread: no handler, and no exit.
    process.kill(process.pid, "SIGKILL")
  }
}, beatMillis)
