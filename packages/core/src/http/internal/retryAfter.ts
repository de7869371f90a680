/**
 * Reads the Retry-After header. It answers how long to wait, at most an hour, and never waits.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
import * as Duration from "effect/Duration"
import { boundedWait } from "../../outcome/internal/waiting.ts"

const weekday = /^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?[ ,]/

/**
 * How long a "retry-after" header asks to wait from now, or undefined when there is none or it cannot be read; one that
 * asks for more than an hour asks for an hour.
 */
export const retryAfter = (
  headers: Readonly<Record<string, string>>,
  nowMillis: number
): Duration.Duration | undefined => {
  const text = headers["retry-after"]?.trim()
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Duration.millis(boundedWait(Number(text) * 1000))
  if (!weekday.test(text)) return undefined
  // The oldest of the three forms has no zone and means GMT.
  const instant = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`)
  return Number.isNaN(instant) ? undefined : Duration.millis(boundedWait(instant - nowMillis))
}
