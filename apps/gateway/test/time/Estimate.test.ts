/** What answers of a clock tell of it, whatever time they take on their way and however the two drift apart. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import * as Estimate from "../../src/time/Estimate.ts"

const sample = (before: number, after: number, database: number) => ({ before, after, database })

describe("an estimate of a clock", () => {
  it("is as wide as its answer took, and lies in its middle", () => {
    const estimate = Estimate.of(sample(1_000, 1_080, 501_040))
    assert.deepStrictEqual(estimate, { least: 499_960, most: 500_041, at: 1_080 })
    assert.strictEqual(Estimate.offset(estimate), 500_000.5)
    assert.strictEqual(Estimate.uncertainty(estimate), 40.5)
  })

  it("grows by 200 parts in a million while nobody asks", () => {
    const estimate = Estimate.of(sample(0, 0, 1_000))
    const later = Estimate.at(estimate, 3_600_000)
    assert.strictEqual(Estimate.offset(later), Estimate.offset(estimate))
    assert.strictEqual(Estimate.uncertainty(later), Estimate.uncertainty(estimate) + 720)
  })

  it("is narrowed by each answer to what all leave possible", () => {
    const slow = Estimate.of(sample(0, 1_000, 500))
    const quick = Estimate.of(sample(2_000, 2_002, 2_001))
    assert.deepStrictEqual(Estimate.both(slow, quick), { least: -1, most: 2, at: 2_002 })
  })

  it("tells how far another is ahead of it at least", () => {
    const estimate = { least: -5, most: 5, at: 0 }
    for (const [least, most, by] of [
      [-9, -5, 0],
      [5, 9, 0],
      [-50, -6, -1],
      [6, 50, 1],
      [1_005, 1_006, 1_000]
    ] as const) {
      const other = { least, most, at: 0 }
      assert.strictEqual(Estimate.between(estimate, other), by)
      assert.strictEqual(Estimate.both(estimate, other) === undefined, by !== 0)
    }
  })

  it("always has the truth in it, whatever the ways took and as far as clocks may drift", () => {
    const way = fc.record({
      pause: fc.integer({ min: 0, max: 600_000 }),
      there: fc.integer({ min: 0, max: 4_000 }),
      back: fc.integer({ min: 0, max: 4_000 }),
      // Of what may pass, how fast the database's clock runs meanwhile.
      drift: fc.double({ min: -1, max: 1, noNaN: true })
    })
    fc.assert(
      fc.property(
        fc.array(way, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: -1e12, max: 1e12 }),
        (ways, first) => {
          let counted = 0
          let offset = first
          let estimate: Estimate.Estimate | undefined
          const pass = (millis: number, drift: number) => {
            counted += millis
            offset += millis * drift * Estimate.drift
          }
          for (const { back, drift, pause, there } of ways) {
            pass(pause, drift)
            const before = counted
            pass(there, drift)
            const database = Math.floor(counted + offset)
            pass(back, drift)
            const told = Estimate.of({ before, after: counted, database })
            const known: Estimate.Estimate = estimate === undefined ? told : Estimate.at(estimate, counted)
            const both = Estimate.both(known, told)
            assert.isDefined(both)
            estimate = both
            // What passed on the way back is known no better than the drift allows.
            const allowed = (there + back) * Estimate.drift + 1e-3
            assert.isAtLeast(offset, (both?.least ?? Number.NaN) - allowed)
            assert.isAtMost(offset, (both?.most ?? Number.NaN) + allowed)
          }
        }
      ),
      { numRuns: 300 }
    )
  })
})
