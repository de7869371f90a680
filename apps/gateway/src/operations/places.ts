/**
 * The places of bulkheads in this process: how much of each may be under way at once. What has a place may go over to another
 * bulkhead when it turns out that it calls somebody else; nobody ever takes a place of a bulkhead that is full.
 */
import * as Bulkhead from "../model/Bulkhead.ts"

/** A place that is taken. */
export interface Place {
  /** Goes over to another bulkhead; false, and nothing changes, when that is full. */
  readonly move: (bulkhead: string) => boolean
  readonly leave: () => void
}

/** The places of all bulkheads. */
export interface Places {
  /** Whether the bulkhead has places of its own; the others share those of one. */
  readonly isKnown: (bulkhead: string) => boolean
  readonly sizes: ReadonlyMap<string, number>
  readonly free: (bulkhead: string) => number
  readonly enter: (bulkhead: string) => Place
}

/** Makes the places; `onFree` is called whenever one is free again. */
export const make = (sizes: ReadonlyMap<string, number>, onFree: () => void): Places => {
  const taken = new Map<string, number>()
  const isKnown = (bulkhead: string): boolean => sizes.has(bulkhead)
  const owner = (bulkhead: string): string => (isKnown(bulkhead) ? bulkhead : Bulkhead.other)
  const free = (bulkhead: string): number => (sizes.get(owner(bulkhead)) ?? 0) - (taken.get(owner(bulkhead)) ?? 0)
  const count = (bulkhead: string, change: 1 | -1) => taken.set(bulkhead, (taken.get(bulkhead) ?? 0) + change)

  const enter = (first: string): Place => {
    let bulkhead = owner(first)
    count(bulkhead, 1)
    return {
      move: (to) => {
        if (owner(to) === bulkhead) return true
        if (free(to) <= 0) return false
        count(bulkhead, -1)
        bulkhead = owner(to)
        count(bulkhead, 1)
        onFree()
        return true
      },
      leave: () => {
        count(bulkhead, -1)
        onFree()
      }
    }
  }
  return { isKnown, sizes, free, enter }
}
