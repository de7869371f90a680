/**
 * Remembers when each operation was last read, so that a read which comes too early is refused instead of sent. Its
 * memory is bounded: what is older than the spacing is forgotten first, then the oldest. Whoever drives the reads
 * stores its own `lastReadAt`; this is the last line of politeness inside one process.
 */
export interface Spacing {
  /** Milliseconds still to wait, or 0: then the read counts as made now. */
  readonly take: (key: string, nowMillis: number) => number
  /** Undoes a `take` whose read never left this machine. */
  readonly release: (key: string) => void
}

export const make = (spacingMillis: number, capacity = 10_000): Spacing => {
  // A Map keeps insertion order and every take inserts anew, so the first entry is always the oldest.
  const lastRead = new Map<string, number>()

  const forget = (nowMillis: number) => {
    for (const [key, at] of lastRead) {
      if (nowMillis - at < spacingMillis && lastRead.size < capacity) return
      lastRead.delete(key)
    }
  }

  return {
    take: (key, nowMillis) => {
      const at = lastRead.get(key)
      // A clock that was set back must not lock an operation out for longer than one spacing.
      if (at !== undefined && nowMillis >= at && nowMillis - at < spacingMillis) return at + spacingMillis - nowMillis
      if (spacingMillis === 0) return 0
      lastRead.delete(key)
      forget(nowMillis)
      lastRead.set(key, nowMillis)
      return 0
    },
    release: (key) => {
      lastRead.delete(key)
    }
  }
}
