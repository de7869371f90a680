/** The ground on which a refund is sent, and what its payment becomes when it moves. */
import { assert, describe, it } from "vitest"
import { groundOf } from "../../src/lifecycle/ground.ts"
import type { Ours, Worth } from "../../src/lifecycle/Money.ts"
import * as PaidBack from "../../src/lifecycle/paidBack.ts"
import { meaningOf } from "../../src/model/statuses.ts"
import { free, now, operation } from "./support.ts"

const worth: Worth = {
  currency: "RUB",
  captured: "10.00",
  elsewhere: "0",
  disputed: "0",
  at: now - 1_000,
  by: "account a",
  statesRefunds: true
}

const refund = (stated: Partial<Worth> = {}) => ({
  ...operation(
    "refund",
    "submitting",
    { latest: null },
    { provider: "a", fingerprint: "account a", createdAt: now - 5_000 }
  ),
  reserved: "4.00",
  payment: { worth: { ...worth, ...stated }, reserved: "4.00", stopped: null }
})

describe("the ground of a refund", () => {
  it("is what a read since it was made states in its own currency, and nothing in another one", () => {
    assert.strictEqual(groundOf(refund(), free, now)._tag, "Firm")
    assert.deepStrictEqual(groundOf(refund({ currency: "JPY", captured: "1500" }), free, now), {
      _tag: "Missing",
      why: "its payment was captured in another currency"
    })
    assert.strictEqual(groundOf(refund({ at: now - 6_000 }), free, now)._tag, "Stale")
  })
})

describe("a payment whose refund failed after all", () => {
  const ours: Ours = {
    id: "rf_1",
    reference: "r-1",
    providerReference: null,
    amount: "4.00",
    status: "failed",
    isSent: true,
    reserved: "4.00",
    since: now,
    stops: null
  }

  it("is paid again where all of it was back, and else stays what its provider calls it", () => {
    for (const status of ["refunded", "refunding", "paid"] as const) {
      const payment = { ...operation("payment", status, {}, { provider: "a", fingerprint: "account a" }), worth }
      const moved = PaidBack.after(payment, [ours], "succeeded", "failed")
      assert.deepStrictEqual(
        [moved.news, moved.status],
        ["payment.refund_failed", status === "refunded" ? "paid" : status]
      )
      // The step of its row is not changed by that: it must be one of the new state as well.
      const steps = meaningOf(status)?.steps ?? []
      assert.isTrue(steps.every((step) => meaningOf(moved.status)?.steps.includes(step)))
    }
  })
})
