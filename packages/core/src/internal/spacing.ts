/**
 * Remembers when each operation was last read, so that a read which comes too early is refused instead of sent. Its
 * memory is bounded: what is older than the spacing is forgotten first, then the oldest. Whoever drives the reads
 * stores its own `lastReadAt`; this is the last line of politeness inside one process.
 */
export interface Spacing {
  /** Milliseconds still to wait, or 0: then the read counts as made now. */
  readonly take: (key: string, nowMillis: number) => number
  /** Undoes the `take` of that moment, whose read never left this machine; a later one stays. */
  readonly release: (key: string, takenAtMillis: number) => void
}

export const make = (spacingMillis: number, capacity = 10_000): Spacing => {
  // A Map keeps insertion order and every change inserts anew, so the first entry is always the oldest.
  const lastRead = new Map<string, number>()

  const forget = (nowMillis: number) => {
    for (const [key, at] of lastRead) {
      if (nowMillis - at < spacingMillis && lastRead.size < capacity) return
      lastRead.delete(key)
    }
  }

  const remember = (key: string, nowMillis: number) => {
    lastRead.delete(key)
    forget(nowMillis)
    lastRead.set(key, nowMillis)
  }

  return {
    take: (key, nowMillis) => {
      const at = lastRead.get(key)
      if (at !== undefined && nowMillis >= at && nowMillis - at < spacingMillis) return at + spacingMillis - nowMillis
      if (spacingMillis > 0) remember(key, nowMillis)
      // After the clock was set back nobody knows how long ago the last read was: one whole spacing, but no more.
      return at !== undefined && nowMillis < at ? spacingMillis : 0
    },
    release: (key, takenAtMillis) => {
      if (lastRead.get(key) === takenAtMillis) lastRead.delete(key)
    }
  }
}
