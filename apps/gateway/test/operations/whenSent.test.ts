/** Between which instants an operation was sent, as far as its row knows: a list is looked through between them. */
import { DateTime } from "effect"
import { assert, describe, it } from "vitest"
import { firstFacts, type Latest } from "../../src/lifecycle/Facts.ts"
import * as Instant from "../../src/model/Instant.ts"
import { whenSent } from "../../src/operations/kinds.ts"

const minute = 60_000
const created = Date.UTC(2026, 0, 1)
const until = created + minute / 2

const bounds = (latest: Latest | null, recovery: number | null = null) => {
  const facts = { ...firstFacts({ amount: { value: "1.00", currency: "RUB" } }, created), latest }
  const { sentAfter, sentUntil } = whenSent({ createdAt: Instant.of(created), facts, recovery })
  const millis = (at: DateTime.Utc | undefined) => at && DateTime.toEpochMillis(at)
  return [millis(sentAfter), millis(sentUntil)]
}

const since = created - 10 * minute

describe("an operation", () => {
  it("was sent until the last moment of its latest request, whatever became of that, by whichever clock", () => {
    assert.deepStrictEqual(bounds({ _tag: "Over", until }), [since, until + 10 * minute])
    assert.deepStrictEqual(bounds({ _tag: "Lost", attempt: 1, until }), [since, until + 10 * minute])
  })

  it("may still be sent while a request is on its way, or where no record names one", () => {
    assert.deepStrictEqual(bounds({ _tag: "Sending", attempt: 1, until }), [since, undefined])
    assert.deepStrictEqual(bounds(null), [since, undefined])
  })

  it("may have been sent at any time where the records went back since", () => {
    assert.deepStrictEqual(bounds({ _tag: "Over", until }, 1), [undefined, undefined])
  })
})
