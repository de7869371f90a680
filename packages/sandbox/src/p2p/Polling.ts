/**
 * The platform's word on polling: "Do not use polling to monitor request status", unless it was agreed upon. A payout
 * may be read a few times in a window; what goes beyond is recorded and answered 429 until a read has left the window.
 */
import type { State } from "./State.ts"

/** Notes a read by its key; the seconds to wait when there were too many, else undefined. */
export const note = (state: State, key: string): number | undefined => {
  const { pollingAgreed, statusReads, statusWindow } = state.settings
  const now = state.world.clock.now()
  const recent = (state.reads.get(key) ?? []).filter((at) => now - at < statusWindow)
  if (pollingAgreed) return undefined
  // Reads that are turned away do not count, so that whoever waits as asked gets an answer.
  if (recent.length < statusReads) {
    state.reads.set(key, [...recent, now])
    return undefined
  }
  const wait = (recent[0] ?? now) + statusWindow - now
  return Math.max(Math.ceil(wait / 1000), 1)
}
