/** When clocks may be acted on: two that agree, and neither has just leapt. */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { why } from "../../src/time/doubtText.ts"
import * as Standing from "../../src/time/Standing.ts"

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const month = 30 * 24 * hour

// The true time is what is counted and this.
const epoch = 1_700_000_000_000

interface Clocks {
  /** What the database's clock and the node's are ahead of the true time. */
  readonly database?: number
  readonly wall?: number
  /** What the answer took. */
  readonly took?: number
}

const sample = (counted: number, { database = 0, took = 2, wall = 0 }: Clocks = {}): Standing.Sample => ({
  before: counted - took,
  after: counted,
  database: epoch + Math.floor(counted - took / 2) + database,
  wall: epoch + counted + wall
})

type Moment = readonly [counted: number, clocks?: Clocks]

/** How they stand after samples at these moments, and why not. */
const after = (...[first, ...rest]: readonly [Moment, ...ReadonlyArray<Moment>]) => {
  const standing = rest.reduce(
    (before, [counted, clocks]) => Standing.next(before, sample(counted, clocks)),
    Standing.begin(sample(...first), null)
  )
  const [counted, clocks] = rest.at(-1) ?? first
  const doubt = Standing.doubt(standing, sample(counted, clocks))
  const off = Standing.timeAt(standing, counted) - (epoch + counted)
  return { standing, doubt: doubt && why(doubt), off: Math.round(off / 10) * 10 }
}

const start = second

describe("two clocks that agree", () => {
  it.each([0, 4_990, -4_990])("are believed with %i ms between them", (wall) => {
    assert.isUndefined(after([start, { wall }]).doubt)
  })

  it.each([
    [5_020, "this node's clock is 5 seconds ahead of the database's: one of them is wrong"],
    [-10 * second, "this node's clock is 10 seconds behind the database's: one of them is wrong"],
    [month, "this node's clock is 30 days ahead of the database's: one of them is wrong"]
  ])("are not with %i ms", (wall, sentence) => {
    assert.strictEqual(after([start, { wall }]).doubt, sentence)
  })

  it("agree again only once they are nearer than three seconds", () => {
    const far = { wall: 5_100 }
    assert.isDefined(after([start], [2 * second, far], [3 * second, { wall: 3_100 }]).doubt)
    assert.isUndefined(after([start], [2 * second, far], [3 * second, { wall: 2_900 }]).doubt)
    assert.isUndefined(after([start], [2 * second, { wall: 4_900 }]).doubt)
  })

  it("say which of them was changed", () => {
    const node = after([start], [2 * second, { wall: -hour }])
    assert.strictEqual(node.doubt, "this node's clock was changed: it is 60 minutes behind the database's")
    assert.strictEqual(node.off, 0)
    const moments = Array.from({ length: 40 }, (_, n): Moment => [(2 + n) * second, { database: hour }])
    const { off, standing } = after([start], ...moments)
    const doubt = Standing.doubt(Standing.corrected(standing), sample(41 * second, { database: hour }))
    assert.strictEqual(doubt && why(doubt), "the database's clock was changed: it is 60 minutes ahead of this node's")
    assert.strictEqual(off, hour)
  })

  it("are not believed where the answer took too long to know", () => {
    assert.strictEqual(
      after([5 * second, { took: 4 * second }]).doubt,
      "the database's clock is known only to within 2 seconds"
    )
    assert.isUndefined(after([5 * second, { took: 4 * second }], [6 * second]).doubt)
    // Nor after hours in which nobody could ask.
    const { standing } = after([start])
    assert.isUndefined(Standing.doubt(standing, sample(start + hour)))
    assert.isDefined(Standing.doubt(standing, sample(start + 2 * hour)))
  })
})

describe("a clock of the database that leaps", () => {
  const leaps = [2 * second, 10 * second, hour, month].flatMap((by) => [by, -by])

  it.each(leaps)("by %i ms is not believed for 35 seconds, and then it is", (database) => {
    const moments = Array.from({ length: 36 }, (_, n): Moment => [(2 + n) * second, { database, wall: database }])
    const early = after([start], ...moments.slice(0, 35))
    assert.match(early.doubt ?? "", /^the clocks of the database and of this node have leapt .* (forward|back)$/)
    assert.strictEqual(early.off, 0)
    const late = after([start], ...moments)
    assert.strictEqual(late.off, database)
    const isLong = Math.abs(database) > minute
    assert.strictEqual(late.standing.isUncorrected, isLong)
    assert.strictEqual(
      late.doubt,
      isLong ? "the database's clock has leapt, and stored times are being put right" : undefined
    )
    assert.isUndefined(Standing.doubt(Standing.corrected(late.standing), sample(37 * second, { wall: database })))
  })

  it.each(leaps)("by %i ms and back within that time has never leapt", (database) => {
    const leapt = after([start], [2 * second, { database }], [30 * second, { database }])
    assert.match(leapt.doubt ?? "", /^the database's clock has leapt /)
    assert.strictEqual(leapt.off, 0)
    const back = after([start], [2 * second, { database }], [30 * second, { database }], [31 * second])
    assert.isUndefined(back.doubt)
    assert.isUndefined(back.standing.leap)
    assert.isFalse(back.standing.isUncorrected)
  })

  it("somewhere else meanwhile is waited for anew", () => {
    const leapt: ReadonlyArray<Moment> = [
      [2 * second, { database: hour }],
      [36 * second, { database: 2 * hour }]
    ]
    assert.strictEqual(after([start], ...leapt, [70 * second, { database: 2 * hour }]).off, 0)
    assert.strictEqual(after([start], ...leapt, [71 * second, { database: 2 * hour }]).off, 2 * hour)
  })

  it("slowly is followed", () => {
    // As fast as a clock that is put right by chrony, without a leap: a twelfth of a second each second.
    const moments = Array.from({ length: 30 }, (_, n): Moment => [(2 + n) * second, { database: Math.floor(n * 83) }])
    const followed = after([start], ...moments)
    assert.isUndefined(followed.doubt)
    assert.strictEqual(followed.off, Math.round((29 * 83) / 10) * 10)
  })

  it("is noticed however long nobody could ask, and what drifts meanwhile is no leap", () => {
    const day = 24 * hour
    assert.isUndefined(after([start], [day, { database: 18 * second }]).standing.leap)
    assert.isDefined(after([start], [day, { database: 19 * second }]).standing.leap)
  })

  it("back while nobody ran is seen by the records, and healed after 35 seconds", () => {
    const newest = epoch + month
    let standing = Standing.begin(sample(start), newest)
    const told = (counted: number) => Math.round((Standing.timeAt(standing, counted) - epoch - counted) / 10)
    assert.strictEqual(told(start), 0)
    for (let counted = 2 * second; counted < start + 35 * second; counted += second) {
      standing = Standing.next(standing, sample(counted))
      assert.strictEqual(Standing.doubt(standing, sample(counted))?._tag, "Leapt")
    }
    standing = Standing.next(standing, sample(start + 35 * second))
    assert.isTrue(standing.isUncorrected)
    assert.strictEqual(told(start), 0)
    // A record of a node whose time was told a little differently is no sign of that.
    assert.isUndefined(Standing.begin(sample(start), epoch + 50 * second).leap)
  })

  it("never changes the time that is told before 35 seconds of one and the same clock have passed, nor for ever", () => {
    const step = fc.record({
      pause: fc.integer({ min: 500, max: 5_000 }),
      database: fc.constantFrom(0, 2 * second, -hour, month)
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let counted = start
        let standing = Standing.begin(sample(counted), null)
        let told = 0
        let same = { database: 0, since: counted }
        for (const { database, pause } of steps) {
          counted += pause
          if (database !== same.database) same = { database, since: counted }
          standing = Standing.next(standing, sample(counted, { database }))
          const off = Standing.timeAt(standing, counted) - (epoch + counted)
          const lasted = counted - same.since
          if (Math.abs(off - told) > 10) {
            assert.isAtLeast(lasted, Standing.quarantine)
            assert.closeTo(off, database, 10)
            told = database
          }
          if (lasted >= Standing.quarantine) assert.closeTo(off, database, 10)
          const isSettled = Math.abs(off - database) <= 10
          assert.strictEqual(standing.leap === undefined, isSettled)
        }
      }),
      { numRuns: 500 }
    )
  })
})
