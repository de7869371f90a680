import { assert, describe, it } from "@effect/vitest"
import { isMoneyIn, paymentStatus, payoutStatus } from "../src/internal/tables.ts"

const strange = [-1, 0, 77, 100, 2000, Number.MAX_SAFE_INTEGER]

describe("payout statuses", () => {
  it.each([
    [1, "processing"],
    [2, "processing"],
    [3, "processing"],
    [4, "processing"],
    [5, "paid"],
    [6, "failed"],
    [7, "processing"],
    [8, "canceled"],
    [9, "processing"]
  ] as const)("%i is %s", (code, status) => {
    assert.strictEqual(payoutStatus(code), status)
  })

  it("pay only with 5 and fail only with 6 and 8: errors on the way (4, 9) are not failures", () => {
    const codes = Array.from({ length: 100 }, (_, code) => code)
    assert.deepStrictEqual(
      codes.filter((code) => payoutStatus(code) === "paid"),
      [5]
    )
    assert.deepStrictEqual(
      codes.filter((code) => ["failed", "canceled"].includes(payoutStatus(code))),
      [6, 8]
    )
  })

  it.each([10, 11, 12, ...strange])("%i is neither success nor failure", (code) => {
    assert.strictEqual(payoutStatus(code), "unrecognised")
  })
})

describe("payment statuses", () => {
  it.each([
    [1, "awaiting_payer"],
    [2, "awaiting_payer"],
    [3, "awaiting_payer"],
    [4, "paid"],
    [5, "processing"],
    [6, "failed"],
    [7, "refunded"],
    [8, "processing"],
    [9, "refunded"],
    [10, "processing"],
    [11, "refunding"],
    [12, "paid_other_amount"]
  ] as const)("%i is %s", (code, status) => {
    assert.strictEqual(paymentStatus(code), status)
  })

  it.each([13, ...strange])("%i is neither success nor failure", (code) => {
    assert.strictEqual(paymentStatus(code), "unrecognised")
  })

  it("mean that money came from success, recalculation and refunds alone", () => {
    const codes = Array.from({ length: 20 }, (_, code) => code)
    assert.deepStrictEqual(
      codes.filter((code) => isMoneyIn(paymentStatus(code))),
      [4, 7, 9, 11, 12]
    )
  })
})
