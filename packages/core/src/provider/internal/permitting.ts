/**
 * Whether a replay may be sent now, by the record of the first send and what the manifest says of the provider's window. It
 * asks nobody; time is what is given here.
 */
import * as DateTime from "effect/DateTime"
import { compact } from "../../outcome/Optional.ts"
import type * as Replay from "../../outcome/Replay.ts"
import { marginMillis, type Repeatable } from "../Settling.ts"

/** Why a replay may not be sent now. */
export interface Obstacle extends Pick<Replay.NotReplayed, "why" | "message" | "retryAfterMillis" | "issues"> {}

const obstacle = (why: Replay.Why, message: string, retryAfterMillis?: number): Obstacle => ({
  why,
  message,
  ...compact({ retryAfterMillis })
})

/** A replay that comes too early, and how long to wait. */
export const tooEarly = (retryAfterMillis: number): Obstacle =>
  obstacle("TooEarly", "the send before may still be on its way; nothing was sent", retryAfterMillis)

/** What stands against a replay at this moment that could last until the deadline. */
export const obstacleOf = (
  { replayAfterMillis, withinMillis }: Repeatable,
  { firstSentAt, lastSendUntil, prepared }: Replay.Record,
  {
    clocksApartMillis,
    deadline,
    now
  }: { readonly now: number; readonly deadline: number; readonly clocksApartMillis?: number | undefined }
): Obstacle | undefined => {
  const first = DateTime.toEpochMillis(firstSentAt)
  if (first > now + (clocksApartMillis ?? 0)) return obstacle("ClockDoubtful", "the record is from the future")
  // Where nobody says how far the clocks are apart, half of the window is kept for that.
  const closesAt = clocksApartMillis === undefined ? first + withinMillis / 2 : first + withinMillis - clocksApartMillis
  const last = Math.max(deadline, now) + marginMillis
  if (prepared?.commitUntil !== undefined && last >= DateTime.toEpochMillis(prepared.commitUntil)) {
    return obstacle("WindowClosed", "what was prepared may not be committed any more")
  }
  if (last >= closesAt) {
    return obstacle("WindowClosed", "the provider may have forgotten the first request")
  }
  if (deadline <= now) return obstacle("NeverSent", "the deadline passed before anything was sent")
  const sentUntil = Math.max(first, DateTime.toEpochMillis(lastSendUntil))
  const wait = sentUntil + replayAfterMillis - now
  return wait > 0 ? tooEarly(wait) : undefined
}
