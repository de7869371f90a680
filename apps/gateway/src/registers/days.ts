/**
 * The days that a register is of, as its rows tell. A day on which the register has no row is none of them, so that one row
 * that was settled late accuses nobody on the days between; and a day of its own with a few rows is taken for such rows, and
 * not for a day of which everything is there. Whoever knows the days of a register says them with it.
 */
import { dayOf } from "./period.ts"

/** The first and the last day of some that follow each other, both within. */
export interface Days {
  readonly from: string
  readonly to: string
}

const dayMillis = 24 * 60 * 60 * 1000

// What has fewer rows than this part of the days with most rows was settled late.
const leastPart = 10

interface Stretch {
  first: number
  last: number
  rows: number
}

/** Counts the rows of each day. */
export const makeDays = (utcOffsetMinutes: number) => {
  const rows = new Map<number, number>()
  const day = (number: number): string => dayOf(number * dayMillis, 0)

  const stretches = (): ReadonlyArray<Stretch> => {
    const found: Array<Stretch> = []
    for (const [number, count] of [...rows].toSorted(([one], [other]) => one - other)) {
      const last = found.at(-1)
      if (last?.last === number - 1) {
        last.last = number
        last.rows += count
      } else found.push({ first: number, last: number, rows: count })
    }
    return found
  }

  return {
    /** A row of this instant. */
    add: (at: number) => {
      const number = Math.floor((at + utcOffsetMinutes * 60_000) / dayMillis)
      rows.set(number, (rows.get(number) ?? 0) + 1)
    },
    /** From the first row to the last; nothing where there is none. */
    span: (): Days | undefined => {
      const all = stretches()
      const [first, last] = [all[0], all.at(-1)]
      return first && last && { from: day(first.first), to: day(last.last) }
    },
    /** The days on which what the books have must be in the register. */
    covered: (): ReadonlyArray<Days> => {
      const all = stretches()
      const most = all.reduce((rows, stretch) => Math.max(rows, stretch.rows), 0)
      return all
        .filter(({ rows }) => rows * leastPart >= most)
        .map(({ first, last }) => ({ from: day(first), to: day(last) }))
    }
  }
}
