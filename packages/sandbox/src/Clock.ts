/**
 * The only source of time of a simulator. Everything that is due later sleeps on it, so whoever holds the clock
 * decides when a payout succeeds or a callback goes out. It is no calendar and knows no zones.
 */

/** Time as a simulator sees it. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number
  /** Resolves once `ms` have passed on this clock; rejects with the signal's reason when that aborts first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** A clock that can be moved forward. */
export interface Controlled extends Clock {
  /** Moves the clock by `ms`, waking sleepers one after another in the order in which they are due. */
  readonly advance: (ms: number) => Promise<void>
}

interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

const longestTimer = 2 ** 31 - 1

// Lets everything a woken sleeper has started in this process run on before the next one wakes.
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const make = (base: () => number, ticks: boolean): Controlled => {
  const sleepers: Array<Sleeper> = []
  let offset = 0
  let timer: NodeJS.Timeout | undefined
  const now = () => base() + offset

  const wakeDue = () => {
    while (sleepers[0] !== undefined && sleepers[0].due <= now()) sleepers.shift()?.wake()
    arm()
  }
  const arm = () => {
    if (!ticks) return
    clearTimeout(timer)
    const first = sleepers[0]
    if (first === undefined) return
    timer = setTimeout(wakeDue, Math.min(Math.max(first.due - now(), 0), longestTimer))
    timer.unref()
  }

  const insert = (sleeper: Sleeper) => {
    let low = 0
    let high = sleepers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      // Equal due times keep the order in which they were asked for.
      if ((sleepers[middle]?.due ?? 0) <= sleeper.due) low = middle + 1
      else high = middle
    }
    sleepers.splice(low, 0, sleeper)
    if (low === 0) arm()
  }

  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      if (ms <= 0) return resolve()
      const sleeper: Sleeper = {
        due: now() + ms,
        wake: () => {
          signal?.removeEventListener("abort", abort)
          resolve()
        }
      }
      const abort = () => {
        const index = sleepers.indexOf(sleeper)
        if (index >= 0) sleepers.splice(index, 1)
        reject(signal?.reason)
      }
      signal?.addEventListener("abort", abort, { once: true })
      insert(sleeper)
    })

  const advance = async (ms: number): Promise<void> => {
    const target = now() + Math.max(ms, 0)
    await turn()
    for (let next = sleepers[0]; next !== undefined && next.due <= target; next = sleepers[0]) {
      offset += Math.max(next.due - now(), 0)
      sleepers.shift()
      next.wake()
      await turn()
    }
    offset += Math.max(target - now(), 0)
    arm()
  }

  return { now, sleep, advance }
}

/** A clock that stands still until it is advanced; it starts at 2025-01-01T00:00:00Z unless set otherwise. */
export const manual = (startMs: number = Date.UTC(2025, 0, 1)): Controlled => make(() => startMs, false)

/** The machine's clock; `advance` sets it ahead by an offset that stays. Its timers do not keep a process alive. */
export const system = (): Controlled => make(Date.now, true)

/**
 * Runs `task` once `ms` have passed, if it is still wanted then. A question instead of a signal, because thousands of
 * listeners on one signal cost quadratic time.
 */
export const schedule = (clock: Clock, ms: number, isWanted: () => boolean, task: () => void): void => {
  void clock.sleep(ms).then(() => {
    if (isWanted()) task()
  })
}
