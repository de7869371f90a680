/** What is stated of one send says nothing of another. */
import { assert, describe, it } from "@effect/vitest"
import * as Settling from "@switchyard/core/Settling"
import * as DateTime from "effect/DateTime"

const notFoundIsFinal = { afterMillis: 1, answers: 2, spacingMillis: 1 }

const stated: Settling.Stated = {
  duplicates: { create: { kind: "refused" } },
  lookUp: { create: { by: "reference", notFoundIsFinal } }
}

describe("how an unknown is settled", () => {
  it("is stated for each send by its name", () => {
    const create = Settling.of(stated, "create")
    assert.isTrue(Settling.refusesDuplicates(create))
    assert.deepStrictEqual(Settling.notFoundIsFinal(create), notFoundIsFinal)
  })

  it("is undocumented for every send that is left out, whatever stands beside it", () => {
    for (const send of ["cancel", "capture", "complete", "uploadReceipt", "toString", "constructor"]) {
      const found = Settling.of(stated, send)
      assert.deepStrictEqual(found, { duplicates: { kind: "undocumented" }, lookUp: undefined }, send)
      assert.isFalse(Settling.refusesDuplicates(found))
      assert.isUndefined(Settling.notFoundIsFinal(found))
    }
  })

  it("is looked for, by its clock, for as long after it was sent as it may have been held, and a minute", () => {
    const sentUntil = DateTime.makeUnsafe(30_000)
    const madeUntil = (stated: Settling.Stated) =>
      DateTime.toEpochMillis(Settling.madeUntil(Settling.of(stated, "create"), sentUntil))
    assert.strictEqual(madeUntil(stated), 90_001)
    // Where nothing says how long one may be held.
    assert.strictEqual(madeUntil({ duplicates: {}, lookUp: {} }), 90_000)
    assert.strictEqual(madeUntil({ duplicates: {}, lookUp: { create: { by: "list" } } }), 90_000)
  })
})
