/** What reaches a column of the database as a point in time. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Instant from "../../src/model/Instant.ts"
import type { Claim } from "../../src/webhooks/Deliveries.ts"

describe("an instant", () => {
  it("is a whole number of milliseconds, and never later than it was", () => {
    assert.strictEqual(Instant.of(1_700_000_000_000.999), 1_700_000_000_000)
    assert.strictEqual(Instant.of(-0.5), -1)
    assert.strictEqual(Instant.after(Instant.of(5), 4 * 1.1), 9)
    assert.strictEqual(Instant.orNull(7n), 7)
    assert.isNull(Instant.orNull(null))
  })

  it("can be written as a date, however far away it was asked for", () => {
    for (const far of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300]) {
      assert.match(new Date(Instant.of(far)).toISOString(), /^[+-]\d{6}-/)
    }
    assert.throws(() => Instant.of(Number.NaN), RangeError)
  })

  it.effect("of the Clock drops what the Clock has of a millisecond", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000.75)
      assert.strictEqual(yield* Instant.now, 1_700_000_000_000)
    })
  )

  it("is asked for by its type: a number that may have a fraction does not compile", () => {
    // @ts-expect-error a number is no instant
    const claim: Claim = { endpoint: "https://a.test", now: 1.5, limit: 1, leaseUntil: Instant.of(1) }
    assert.isFalse(Number.isInteger(claim.now))
  })
})
