/** When an undelivered message is tried again. */
import { assert, describe, it } from "@effect/vitest"
import * as Instant from "../../src/model/Instant.ts"
import { next, windowMillis } from "../../src/webhooks/Backoff.ts"

const start = Instant.of(1_000_000)
const failed = { attempt: 1, firstAttemptAt: start, now: start, retryAfterMillis: undefined, random: 0.5 }

describe("Backoff", () => {
  it("grows from five seconds to hours, and ends 24 hours after the first attempt", () => {
    const instants: Array<number> = []
    let now: Instant.Instant | undefined = start
    for (let attempt = 1; now !== undefined; attempt++) {
      instants.push((now - start) / 1000)
      now = next({ ...failed, attempt, now })
    }
    assert.deepStrictEqual(instants.slice(0, 5), [0, 5, 35, 155, 755])
    assert.strictEqual(instants.at(-1), windowMillis / 1000)
    assert.strictEqual(instants.length, 12)
  })

  it("spreads each pause by a fifth to either side", () => {
    assert.strictEqual(next({ ...failed, random: 0 }), start + 4000)
    assert.strictEqual(next({ ...failed, random: 1 }), start + 6000)
  })

  it("waits as long as the endpoint asks, but not beyond the 24 hours", () => {
    assert.strictEqual(next({ ...failed, retryAfterMillis: 60_000 }), start + 60_000)
    assert.strictEqual(next({ ...failed, retryAfterMillis: 1 }), start + 5000)
    assert.strictEqual(next({ ...failed, retryAfterMillis: 1e12 }), start + 3_600_000)
    const late = Instant.of(start + windowMillis - 1_800_000)
    assert.strictEqual(next({ ...failed, now: late, retryAfterMillis: 1e12 }), start + windowMillis)
  })
})
