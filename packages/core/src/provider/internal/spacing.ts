/**
 * Remembers when each operation was last read, so that a read which comes too early is refused instead of sent. Its
 * memory is bounded: what is older than the spacing is forgotten first, then the oldest. Whoever drives the reads
 * stores its own `lastReadAt`; this is the last line of politeness inside one process.
 */
export interface Spacing {
  /** Milliseconds still to wait, or 0: then the read counts as made now. Time is what a clock counts, which never goes back. */
  readonly take: (key: string, countedMillis: number) => number
  /** Undoes the `take` of that moment, whose read never left this machine; a later one stays. */
  readonly release: (key: string, takenAtMillis: number) => void
}

export const make = (spacingMillis: number, capacity = 10_000): Spacing => {
  // A Map keeps insertion order and every change inserts anew, so the first entry is always the oldest.
  const lastRead = new Map<string, number>()

  const forget = (countedMillis: number) => {
    for (const [key, at] of lastRead) {
      if (countedMillis - at < spacingMillis && lastRead.size < capacity) return
      lastRead.delete(key)
    }
  }

  const remember = (key: string, countedMillis: number) => {
    lastRead.delete(key)
    forget(countedMillis)
    lastRead.set(key, countedMillis)
  }

  return {
    take: (key, countedMillis) => {
      const at = lastRead.get(key)
      if (at !== undefined && countedMillis - at < spacingMillis) return Math.ceil(at + spacingMillis - countedMillis)
      if (spacingMillis > 0) remember(key, countedMillis)
      return 0
    },
    release: (key, takenAtMillis) => {
      if (lastRead.get(key) === takenAtMillis) lastRead.delete(key)
    }
  }
}
