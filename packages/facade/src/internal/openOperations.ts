/**
 * Remembers, within one process, which references have an operation that runs, was accepted or may have been carried
 * out, so that a create under the same reference is answered "look it up" instead of being sent a second time (a retry
 * around an outer timeout, a double click). Its memory is bounded; it does not replace records that survive a restart.
 */
import type { Progress } from "../Progress.ts"

/** The operations of one kind that must not be created again. */
export interface OpenOperations {
  /** Registers a create; what is returned instead of undefined is the earlier one that stands in its way. */
  readonly begin: (reference: string, progress: Progress) => Progress | undefined
  /** Ends a create: forgotten if everything it tried is proven to have done nothing. */
  readonly end: (reference: string, progress: Progress) => void
}

export const make = (capacity = 10_000): OpenOperations => {
  const running = new Map<string, Progress>()
  const landed = new Map<string, Progress>()
  return {
    begin: (reference, progress) => {
      const earlier = running.get(reference) ?? landed.get(reference)
      if (earlier === undefined) running.set(reference, progress)
      return earlier
    },
    end: (reference, progress) => {
      if (running.get(reference) !== progress) return
      running.delete(reference)
      if (!progress.mayExist) return
      landed.set(reference, progress)
      // A Map keeps insertion order: the first key is the oldest.
      const [oldest] = landed.keys()
      if (landed.size > capacity && oldest !== undefined) landed.delete(oldest)
    }
  }
}
