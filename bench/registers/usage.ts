/**
 * The memory that a task holds: the most that is alive right after a full collection, looked at again and again while it runs,
 * and the most that the process had resident. The first is what grows if anything is kept; the second has slack in it.
 */

/** The cost of a task. */
export interface Usage {
  readonly seconds: number
  /** Beyond what was alive before, in MiB, with buffers. */
  readonly aliveMegabytes: number
  readonly residentMegabytes: number
  readonly lines: number
}

const collect = (): number => {
  if (globalThis.gc === undefined) throw new Error("run with --expose-gc")
  // Twice: buffers are let go of only after the objects that held them.
  globalThis.gc()
  globalThis.gc()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const mebibyte = 1024 * 1024

/** Runs a task; it calls `look` often, and gives the number of its lines. */
export const measure = async (task: (look: () => void) => Promise<number>): Promise<Usage> => {
  const before = collect()
  let alive = 0
  let resident = 0
  let paused = 0
  const look = () => {
    const began = performance.now()
    alive = Math.max(alive, collect() - before)
    resident = Math.max(resident, process.memoryUsage().rss)
    paused += performance.now() - began
  }
  const began = performance.now()
  const lines = await task(look)
  const seconds = (performance.now() - began - paused) / 1000
  look()
  return { seconds, aliveMegabytes: alive / mebibyte, residentMegabytes: resident / mebibyte, lines }
}
