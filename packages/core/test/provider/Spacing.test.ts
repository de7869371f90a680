/** Two reads of one operation are never closer than the spacing, in bounded memory, whatever the clock does. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Spacing from "../../src/provider/internal/spacing.ts"

const capacity = 10_000

describe("spacing", () => {
  it("a read that comes too early is told how long to wait, to the millisecond", () => {
    const spacing = Spacing.make(60_000)
    assert.strictEqual(spacing.take("a", 1_000), 0)
    assert.strictEqual(spacing.take("a", 1_000), 60_000)
    assert.strictEqual(spacing.take("a", 60_999), 1)
    assert.strictEqual(spacing.take("a", 61_000), 0)
    assert.strictEqual(spacing.take("a", 61_001), 59_999)
  })

  it("one operation does not hold up another", () => {
    const spacing = Spacing.make(60_000)
    assert.strictEqual(spacing.take("a", 0), 0)
    assert.strictEqual(spacing.take("b", 0), 0)
    for (const key of ["__proto__", "constructor", "toString"]) assert.strictEqual(spacing.take(key, 0), 0)
  })

  it("without a spacing every read may go", () => {
    const spacing = Spacing.make(0)
    for (let now = 0; now < 5; now++) assert.strictEqual(spacing.take("a", 0), 0)
  })

  it("a read that never left is given back", () => {
    const spacing = Spacing.make(60_000)
    spacing.take("a", 0)
    spacing.release("a", 0)
    assert.strictEqual(spacing.take("a", 1), 0)
  })

  it("a slow read that never left does not give back a later one that did", () => {
    const spacing = Spacing.make(10_000)
    assert.strictEqual(spacing.take("a", 0), 0)
    assert.strictEqual(spacing.take("a", 10_000), 0)
    spacing.release("a", 0)
    assert.strictEqual(spacing.take("a", 12_000), 8_000)
  })

  it("what is still to be waited is a whole number of milliseconds, and never too little", () => {
    const spacing = Spacing.make(60_000)
    assert.strictEqual(spacing.take("a", 1_000.4), 0)
    assert.strictEqual(spacing.take("a", 60_999.9), 1)
    assert.strictEqual(spacing.take("a", 61_000.3), 1)
    assert.strictEqual(spacing.take("a", 61_000.4), 0)
  })

  it("ten thousand operations are remembered, and one more forgets the oldest", () => {
    const spacing = Spacing.make(60_000)
    for (let index = 0; index < capacity; index++) assert.strictEqual(spacing.take(`po-${index}`, index), 0)
    assert.isAbove(spacing.take("po-0", capacity), 0)
    assert.strictEqual(spacing.take("one more", capacity), 0)
    assert.strictEqual(spacing.take("po-0", capacity), 0)
    assert.isAbove(spacing.take(`po-${capacity - 1}`, capacity), 0)
  })

  it("what is older than the spacing makes room without forgetting anything newer", () => {
    const spacing = Spacing.make(1_000, 3)
    spacing.take("old", 0)
    spacing.take("a", 900)
    spacing.take("b", 950)
    assert.strictEqual(spacing.take("c", 1_000), 0)
    for (const key of ["a", "b", "c"]) assert.isAbove(spacing.take(key, 1_100), 0)
  })

  it("whatever the schedule, two reads of one operation that were allowed and sent are a spacing apart", () => {
    const step = fc.record({
      key: fc.constantFrom("a", "b", "c"),
      elapsed: fc.integer({ min: 0, max: 700 }),
      release: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined })
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 1_500 }), (steps, millis) => {
        const spacing = Spacing.make(millis)
        // Every read that was allowed, until it is found that it never left.
        const allowed: Array<{ key: string; at: number; left: boolean }> = []
        let now = 0
        for (const { elapsed, key, release } of steps) {
          now += elapsed
          const wait = spacing.take(key, now)
          const last = allowed.findLast((read) => read.key === key && read.left)
          if (wait === 0) {
            if (last !== undefined) assert.isAtLeast(now - last.at, millis)
            allowed.push({ key, at: now, left: true })
          } else {
            // Refused only because of a read that left, and exactly until it is a spacing ago.
            assert.strictEqual(last === undefined ? -1 : last.at + millis - now, wait)
          }
          const gone = release === undefined ? undefined : allowed[allowed.length - 1 - release]
          if (gone?.left === true) {
            gone.left = false
            spacing.release(gone.key, gone.at)
          }
        }
      }),
      { numRuns: 500 }
    )
  })
})
