/**
 * The places of lanes in this process: how much of each may be under way at once. What has a place may go over to another
 * lane when it turns out that it calls somebody else; nobody ever takes a place of a lane that is full.
 */
import * as Lane from "../model/Lane.ts"

/** A place that is taken. */
export interface Place {
  /** Goes over to another lane; false, and nothing changes, when that is full. */
  readonly move: (lane: string) => boolean
  readonly leave: () => void
}

/** The places of all lanes. */
export interface Places {
  /** Whether the lane has places of its own; the others share those of one. */
  readonly isKnown: (lane: string) => boolean
  readonly sizes: ReadonlyMap<string, number>
  readonly free: (lane: string) => number
  readonly enter: (lane: string) => Place
}

/** Makes the places; `onFree` is told whenever one is free again. */
export const make = (sizes: ReadonlyMap<string, number>, onFree: () => void): Places => {
  const taken = new Map<string, number>()
  const isKnown = (lane: string): boolean => sizes.has(lane)
  const owner = (lane: string): string => (isKnown(lane) ? lane : Lane.other)
  const free = (lane: string): number => (sizes.get(owner(lane)) ?? 0) - (taken.get(owner(lane)) ?? 0)
  const count = (lane: string, change: 1 | -1) => taken.set(lane, (taken.get(lane) ?? 0) + change)

  const enter = (first: string): Place => {
    let lane = owner(first)
    count(lane, 1)
    return {
      move: (to) => {
        if (owner(to) === lane) return true
        if (free(to) <= 0) return false
        count(lane, -1)
        lane = owner(to)
        count(lane, 1)
        onFree()
        return true
      },
      leave: () => {
        count(lane, -1)
        onFree()
      }
    }
  }
  return { isKnown, sizes, free, enter }
}
