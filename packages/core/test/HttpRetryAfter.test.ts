/** Retry-After is read in each form the standard allows, and ignored in every other. */
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import * as Duration from "effect/Duration"

const now = Date.UTC(2026, 0, 2, 3, 4, 5)

const cases: ReadonlyArray<readonly [header: string | undefined, millis: number | undefined]> = [
  [undefined, undefined],
  ["", undefined],
  ["0", 0],
  ["120", 120_000],
  [" 5 ", 5_000],
  ["9".repeat(30), 2 ** 31 * 1_000],
  ["-1", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["Fri, 02 Jan 2026 03:04:35 GMT", 30_000],
  ["Friday, 02-Jan-26 03:05:05 GMT", 60_000],
  ["Fri Jan  2 03:05:05 2026", 60_000],
  ["Thu, 01 Jan 2026 00:00:00 GMT", 0],
  ["Fri, 99 Foo 2026 03:04:35 GMT", undefined],
  ["2026-01-02T03:04:35Z", undefined]
]

describe("retryAfter", () => {
  it.each(cases)("%s waits %s ms", (header, millis) => {
    const duration = Http.retryAfter(header === undefined ? {} : { "retry-after": header }, now)
    assert.strictEqual(duration === undefined ? undefined : Duration.toMillis(duration), millis)
  })
})
