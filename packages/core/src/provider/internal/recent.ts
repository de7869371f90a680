/**
 * Remembers which replays of one process may still be on their way, so that no second one of the same operation begins. Its
 * memory is bounded; where it is full none begins at all. Whoever replays writes each one down besides: this is the last
 * line inside one process.
 */
export interface Recent {
  /** Milliseconds still to wait, or 0: then the replay counts as begun, and keeps others away for `lastsMillis`. */
  readonly take: (key: string, countedMillis: number, lastsMillis: number) => number
  /** Undoes the `take` of that moment, of which nothing has left; a later one stays. */
  readonly release: (key: string, takenAtMillis: number) => void
}

export const make = (capacity = 10_000): Recent => {
  const begun = new Map<string, { readonly at: number; readonly until: number }>()

  const forget = (countedMillis: number) => {
    for (const [key, { until }] of begun) if (until <= countedMillis) begun.delete(key)
  }

  const firstEnd = () =>
    [...begun.values()].reduce((first, { until }) => Math.min(first, until), Number.MAX_SAFE_INTEGER)

  return {
    take: (key, countedMillis, lastsMillis) => {
      const until = begun.get(key)?.until ?? countedMillis
      if (until > countedMillis) return Math.ceil(until - countedMillis)
      if (begun.size >= capacity) forget(countedMillis)
      if (begun.size >= capacity) return Math.ceil(firstEnd() - countedMillis)
      begun.set(key, { at: countedMillis, until: countedMillis + lastsMillis })
      return 0
    },
    release: (key, takenAtMillis) => {
      if (begun.get(key)?.at === takenAtMillis) begun.delete(key)
    }
  }
}
