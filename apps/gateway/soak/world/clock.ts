/**
 * The time of the whole world: the machine's, set ahead step by step for providers, gateways and merchant alike. Only
 * what is due by a stored time comes sooner; what waits on a timer or a socket waits as long as ever.
 */

/** The time of the world. */
export interface Clock {
  /** By how many milliseconds it is ahead of the machine's. */
  readonly ahead: () => number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Moves it forward for everybody, or, when the providers cannot hear of it now, for nobody. */
  readonly leap: (ms: number) => Promise<void>
}

/** A clock that is moved first where the providers are, then in the database, then in every gateway. */
export const make = (
  advanceProviders: (ms: number) => Promise<number | undefined>,
  setDatabase: (ahead: number) => Promise<boolean>,
  setGateways: (ahead: number) => void
): Clock => {
  let ahead = 0
  return {
    ahead: () => ahead,
    now: () => Date.now() + ahead,
    leap: async (ms) => {
      // Providers whose time ran on while the database was away would find everything asked too early afterwards.
      if (!(await setDatabase(ahead))) return
      const there = await advanceProviders(ms)
      if (there === undefined) return
      const next = Math.max(ahead, there - Date.now())
      // While the database is away nothing is done by its time; the next leap makes up for it.
      if (!(await setDatabase(next))) return
      ahead = next
      setGateways(ahead)
    }
  }
}
