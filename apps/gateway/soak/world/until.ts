/** Waiting for a condition of real processes: by asking again and again, and never for ever. */
import { setTimeout as pause } from "node:timers/promises"

/**
 * Resolves once the condition holds; rejects, naming what was awaited, when it has not after so many seconds. Only what never
 * comes may take so long: a machine with much else to do is slow, and not wrong.
 */
export const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  { every = 50, seconds = 400 }: { readonly every?: number; readonly seconds?: number } = {}
): Promise<void> => {
  const end = performance.now() + seconds * 1000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${seconds} seconds in vain: ${what}`)
    await pause(every)
  }
}
