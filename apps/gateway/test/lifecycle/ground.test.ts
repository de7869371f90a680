/** The ground on which a refund is sent, and what its payment becomes when it moves. */
import { Money } from "@switchyard/core"
import { assert, describe, it } from "vitest"
import { groundOf } from "../../src/lifecycle/ground.ts"
import { decide } from "../../src/lifecycle/Machine.ts"
import type { Ours, Stated, Worth } from "../../src/lifecycle/Money.ts"
import * as PaidBack from "../../src/lifecycle/paidBack.ts"
import { meaningOf } from "../../src/model/statuses.ts"
import { free, now, observationOf, operation, unstated } from "./support.ts"

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

const alone = (ours: Partial<Ours> = {}): Ours => ({
  id: "rf_1",
  reference: "r-1",
  providerReference: null,
  amount: "4.00",
  status: "created",
  isSent: false,
  reserved: "4.00",
  since: now,
  stops: null,
  ...ours
})

const worthBy = (money: Partial<Stated>, ours: Ours) => {
  const payment = operation("payment", "paid", {}, { provider: "a", fingerprint: "account a", refunds: [ours] })
  const observation = observationOf("paid", { reference: payment.reference, money: { ...unstated, ...money } })
  const decision = decide(payment, { _tag: "Found", instance: "a", readAt: now, observation }, free, now)
  return decision._tag === "Illegal" ? undefined : decision.worth
}

const groundAfterRecovery = (money: Partial<Stated>, ours: Ours) => {
  const read = worthBy(money, ours)
  const before = refund()
  const { payment } = before
  return groundOf({ ...before, recovery: 1, payment: { ...payment, worth: read ?? null } }, free, now)._tag
}

describe("the ground of a refund after a recovery", () => {
  const part = (isDead: boolean) => ({ id: "there-1", reference: "r-1", amount: Money.unsafe("4.00", "RUB"), isDead })

  it("is a list of all refunds in which nothing is that the records do not know", () => {
    assert.strictEqual(groundAfterRecovery({ refunds: { isWhole: true, parts: [] } }, alone()), "Firm")
    assert.strictEqual(groundAfterRecovery({ refunds: { isWhole: true, parts: [part(false)] } }, alone()), "Missing")
  })

  it("is missing where something has its name that was never sent by the records, also if it has failed there", () => {
    assert.strictEqual(groundAfterRecovery({ refunds: { isWhole: true, parts: [part(true)] } }, alone()), "Missing")
    const known = alone({ status: "failed", isSent: true })
    assert.strictEqual(groundAfterRecovery({ refunds: { isWhole: true, parts: [part(true)] } }, known), "Firm")
  })

  it("is missing where only a sum is stated, which says nothing of what is under way", () => {
    assert.strictEqual(groundAfterRecovery({ refunded: Money.unsafe("0", "RUB") }, alone()), "Missing")
  })
})

describe("a payment whose refund failed after all", () => {
  const ours = alone({ status: "failed", isSent: true })

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
