/**
 * The days that a settlement report covers, by its entries. A day on which the report has no entry is not one of them, so that one entry
 * that was settled late accuses nobody on the days between; and a day of its own with a few entries is taken for such late ones, and
 * not for a day of which everything is there. Whoever knows the days of a report gives them with it.
 */
import { dayOf } from "./period.ts"

/** The first and the last day of some that follow each other, both within. */
export interface Days {
  readonly from: string
  readonly to: string
}

const dayMillis = 24 * 60 * 60 * 1000

// A stretch with fewer entries than this share of the largest one was settled late.
const leastShare = 10

interface Stretch {
  first: number
  last: number
  entries: number
}

/** Counts the entries of each day. */
export const makeDays = (utcOffsetMinutes: number) => {
  const entries = new Map<number, number>()
  const day = (number: number): string => dayOf(number * dayMillis, 0)

  const stretches = (): ReadonlyArray<Stretch> => {
    const found: Array<Stretch> = []
    for (const [number, count] of [...entries].toSorted(([one], [other]) => one - other)) {
      const last = found.at(-1)
      if (last?.last === number - 1) {
        last.last = number
        last.entries += count
      } else found.push({ first: number, last: number, entries: count })
    }
    return found
  }

  return {
    /** Adds an entry of this instant. */
    add: (at: number) => {
      const number = Math.floor((at + utcOffsetMinutes * 60_000) / dayMillis)
      entries.set(number, (entries.get(number) ?? 0) + 1)
    },
    /** From the first entry to the last; nothing where there is none. */
    span: (): Days | undefined => {
      const all = stretches()
      const [first, last] = [all[0], all.at(-1)]
      return first && last && { from: day(first.first), to: day(last.last) }
    },
    /** The days on which every operation of the ledger must be in the report. */
    covered: (): ReadonlyArray<Days> => {
      const all = stretches()
      const most = all.reduce((entries, stretch) => Math.max(entries, stretch.entries), 0)
      return all
        .filter(({ entries }) => entries * leastShare >= most)
        .map(({ first, last }) => ({ from: day(first), to: day(last) }))
    }
  }
}
