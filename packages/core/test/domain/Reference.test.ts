/** Ids of a provider's: one number is one id, however it is written. */
import { assert, describe, it } from "@effect/vitest"
import * as Reference from "@switchyard/core/Reference"
import * as Schema from "effect/Schema"

describe("two texts are the same id of a provider", () => {
  it.each([
    ["7", "7", true],
    ["70000003", "70000003.0", true],
    ["70000003.00", "70000003.0", true],
    ["0070000004", "70000004", true],
    ["9223372036854775807", "09223372036854775807.0", true],
    ["0", "00", true],
    ["9223372036854775807", "9223372036854775806", false],
    ["7", "70", false],
    ["7", "7.1", false],
    ["7.10", "7.1", false],
    ["1e5", "100000", false],
    ["-7", "7", false],
    ["wd-8f2", "wd-8f2", true],
    ["wd-8f2", "WD-8F2", false],
    ["wd-08", "wd-8", false],
    ["", "", true],
    ["", "0", false]
  ])("%j and %j: %j", (one, other, same) => {
    assert.strictEqual(Reference.sameProviderId(one, other), same)
    assert.strictEqual(Reference.sameProviderId(other, one), same)
  })

  it.prop("whatever they are, a text is the same as itself", [Schema.String], ([id]) => {
    assert.isTrue(Reference.sameProviderId(id, id))
  })
})

describe("two texts that a spreadsheet may have made a number of", () => {
  it.each([
    ["0001001", "1001", true],
    ["1E5", "100000", true],
    ["1e+05", "100000", true],
    ["1001.0", "1001", true],
    ["1001", "1002", false],
    // The same double, and not the same number.
    ["10000000000000000001", "10000000000000000002", false],
    ["order-1001", "1001", false],
    ["order-1", "order-1", false],
    ["1E999", "1E999", false],
    ["", "0", false]
  ])("%s and %s are the same number: %s", (one, other, same) => {
    assert.strictEqual(Reference.sameNumber(one, other), same)
    assert.strictEqual(Reference.sameNumber(other, one), same)
  })
})
