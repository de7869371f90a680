/** The circuit as a pure state machine: which calls it lets through, what opens it, and that whoever answers closes it. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Circuit from "../../src/health/circuit.ts"

const free = (began: number): Circuit.Call => ({ began, isTrial: false })

/** A circuit that five unhealthy calls have opened at `now`. */
const opened = (now: number, from: Circuit.Circuit = Circuit.closed): Circuit.Circuit =>
  Array.from({ length: 5 }).reduce<Circuit.Circuit>(
    (circuit) => Circuit.ended(circuit, free(now), "unhealthy", now),
    from
  )

/** The same after a trial at `now` that took so long. */
const tried = (circuit: Circuit.Circuit, now: number, finding: Circuit.Finding, millis = 0): Circuit.Circuit => {
  assert.strictEqual(Circuit.admits(circuit, now), "as trial")
  return Circuit.ended(Circuit.tried(circuit, now), { began: now, isTrial: true }, finding, now + millis)
}

describe("a circuit that is open", () => {
  it("is closed by any healthy call that began since, though it was not let through as a trial", () => {
    const circuit = opened(1000)
    assert.strictEqual(Circuit.stateOf(circuit), "open")
    const after = Circuit.ended(circuit, free(1001), "healthy", 1400)
    assert.strictEqual(Circuit.stateOf(after), "closed")
    assert.strictEqual(Circuit.admits(after, 1400), "freely")
  })

  it("is closed by a healthy call while another one is tried, and what that one finds later opens nothing", () => {
    const trying = Circuit.tried(opened(0), 10_000)
    const closed = Circuit.ended(trying, free(10_500), "healthy", 11_000)
    assert.strictEqual(Circuit.stateOf(closed), "closed")
    const late = Circuit.ended(closed, { began: 10_000, isTrial: true }, "unhealthy", 40_000)
    assert.deepStrictEqual(late, closed)
  })

  it("is not moved by calls that began before it opened, whatever they found", () => {
    const circuit = opened(1000)
    for (const finding of ["healthy", "unhealthy", "nothing"] as const) {
      assert.deepStrictEqual(Circuit.ended(circuit, free(999), finding, 2000), circuit)
    }
  })

  it("stays open no longer for unhealthy calls that went by", () => {
    const circuit = opened(0)
    const after = Circuit.ended(circuit, free(9000), "unhealthy", 9500)
    assert.strictEqual(Circuit.admits(after, 9999), "not")
    assert.strictEqual(Circuit.admits(after, 10_000), "as trial")
  })

  it("lets one call through at a time, and the next at once when that told nothing", () => {
    const trying = Circuit.tried(opened(0), 10_000)
    assert.strictEqual(Circuit.stateOf(trying), "half_open")
    assert.strictEqual(Circuit.admits(trying, 30_000), "not")
    const after = Circuit.ended(trying, { began: 10_000, isTrial: true }, "nothing", 30_000)
    assert.strictEqual(Circuit.admits(after, 30_000), "as trial")
  })

  it("is tried by another call a minute after one that never ended", () => {
    const trying = Circuit.tried(opened(0), 10_000)
    assert.strictEqual(Circuit.admits(trying, 69_999), "not")
    assert.strictEqual(Circuit.admits(trying, 70_000), "as trial")
  })

  it("is tried a minute after the latest trial began, however long that took", () => {
    let circuit = opened(0)
    let now = 10_000
    for (let n = 0; n < 8; n += 1) {
      circuit = tried(circuit, now, "unhealthy", 30_000)
      const next = circuit.triedFrom ?? 0
      assert.isAtMost(next - now, 60_000)
      assert.isAtLeast(next - (now + 30_000), 10_000)
      now = next
    }
  })

  it("is tried and closed at once when the clock has gone back since it opened, or since somebody tried it", () => {
    const month = 30 * 86_400_000
    const begun = Circuit.tried(opened(month), month + 10_000)
    for (const circuit of [opened(month), begun]) {
      assert.strictEqual(Circuit.admits(circuit, 5_000), "as trial")
      const after = Circuit.ended(Circuit.tried(circuit, 5_000), { began: 5_000, isTrial: true }, "healthy", 5_200)
      assert.strictEqual(Circuit.stateOf(after), "closed")
      // And opens again as any other.
      assert.strictEqual(Circuit.stateOf(opened(6_000, after)), "open")
    }
  })

  it("is tried at least once a minute, whatever happened to it", () => {
    const event = fc.record({
      after: fc.integer({ min: 0, max: 90_000 }),
      took: fc.integer({ min: 0, max: 60_000 }),
      finding: fc.constantFrom<Circuit.Finding>("healthy", "unhealthy", "unhealthy", "unhealthy", "nothing")
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let circuit = Circuit.closed
        let now = 0
        for (const { after, finding, took } of events) {
          now += after
          const admission = Circuit.admits(circuit, now)
          const call = { began: now, isTrial: admission === "as trial" }
          if (call.isTrial) circuit = Circuit.tried(circuit, now)
          now += took
          circuit = Circuit.ended(circuit, call, finding, now)
          assert.notStrictEqual(Circuit.admits(circuit, now + 60_000), "not")
          if (finding === "healthy") assert.strictEqual(Circuit.stateOf(circuit), "closed")
        }
      }),
      { numRuns: 500 }
    )
  })
})

describe("a circuit that is closed", () => {
  it("is opened by five unhealthy calls in a row, and by none of which a healthy one comes between", () => {
    const four = Array.from({ length: 4 }).reduce<Circuit.Circuit>(
      (circuit) => Circuit.ended(circuit, free(0), "unhealthy", 0),
      Circuit.closed
    )
    assert.strictEqual(Circuit.stateOf(four), "closed")
    const nothing = Circuit.ended(four, free(0), "nothing", 0)
    assert.strictEqual(Circuit.stateOf(Circuit.ended(nothing, free(0), "unhealthy", 0)), "open")
    const healthy = Circuit.ended(four, free(0), "healthy", 0)
    assert.strictEqual(Circuit.stateOf(Circuit.ended(healthy, free(0), "unhealthy", 0)), "closed")
  })

  it("opens for longer when it opens again soon, and as at first after it has been calm for as long", () => {
    const once = opened(0)
    const closed = tried(once, 10_000, "healthy")
    const soon = opened(12_000, closed)
    assert.strictEqual((soon.triedFrom ?? 0) - 12_000, 20_000)
    const later = opened(20_000, closed)
    assert.strictEqual((later.triedFrom ?? 0) - 20_000, 10_000)
  })
})
