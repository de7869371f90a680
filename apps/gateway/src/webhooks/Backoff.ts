/**
 * When an undelivered message is tried again. The pauses grow to eight hours and the last attempt falls on the end of
 * the 24 hours; there is jitter, so that an endpoint that comes back is not met by everybody at once. Pure.
 */
import { RetryPolicy } from "@switchyard/core"
import * as Instant from "../model/Instant.ts"

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** A message is given up this long after its first attempt. */
export const windowMillis = 24 * hour

const pauses: RetryPolicy.Pauses = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour
]

/** What is known after an attempt that failed. */
export interface Failed {
  /** Which attempt it was, from 1. */
  readonly attempt: number
  readonly firstAttemptAt: Instant.Instant
  readonly now: Instant.Instant
  /** How long the endpoint asked to be left alone, of which more than an hour counts as an hour. */
  readonly retryAfterMillis: number | undefined
  /** From 0 to 1. */
  readonly random: number
}

/** The instant of the next attempt, or undefined when the message is given up. */
export const next = ({
  attempt,
  firstAttemptAt,
  now,
  random,
  retryAfterMillis
}: Failed): Instant.Instant | undefined => {
  const end = firstAttemptAt + windowMillis
  if (now >= end) return undefined
  return Instant.of(
    Math.min(end, now + RetryPolicy.pause(pauses, attempt - 1, { askedMillis: retryAfterMillis, random }))
  )
}
