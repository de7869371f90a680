/** Retry-After is read in each form the standard allows, bounded, and ignored in every other. */
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import * as Duration from "effect/Duration"

const now = Date.UTC(2026, 0, 2, 3, 4, 5)

const hour = 3_600_000

const cases: ReadonlyArray<readonly [header: string | undefined, millis: number | undefined]> = [
  [undefined, undefined],
  ["", undefined],
  ["0", 0],
  ["120", 120_000],
  [" 5 ", 5_000],
  ["3600", hour],
  ["3601", hour],
  ["2147483648", hour],
  ["9".repeat(30), hour],
  ["9".repeat(400), hour],
  ["-1", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["Fri, 02 Jan 2026 03:04:35 GMT", 30_000],
  ["Friday, 02-Jan-26 03:05:05 GMT", 60_000],
  ["Fri Jan  2 03:05:05 2026", 60_000],
  ["Thu, 01 Jan 2026 00:00:00 GMT", 0],
  ["Fri, 02 Jan 2026 04:04:05 GMT", hour],
  ["Fri, 02 Jan 2026 04:04:06 GMT", hour],
  ["Fri, 31 Dec 9999 23:59:59 GMT", hour],
  ["Fri, 99 Foo 2026 03:04:35 GMT", undefined],
  ["2026-01-02T03:04:35Z", undefined]
]

describe("retryAfter", () => {
  it.each(cases)("of %s waits %s ms, and never more than an hour", (header, millis) => {
    const duration = Http.retryAfter(header === undefined ? {} : { "retry-after": header }, now)
    assert.strictEqual(duration === undefined ? undefined : Duration.toMillis(duration), millis)
  })
})
