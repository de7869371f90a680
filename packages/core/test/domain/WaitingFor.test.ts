/** Which operations can wait for somebody. */
import { assert, describe, it } from "@effect/vitest"
import * as Payment from "@switchyard/core/Payment"
import { RefundStatus } from "@switchyard/core/PaymentParts"
import * as Payout from "@switchyard/core/Payout"
import * as WaitingFor from "@switchyard/core/WaitingFor"

describe("whom an operation waits for", () => {
  it("is said of what has not ended, and of nothing whose status is not known", () => {
    const all = new Set<string>([...Payment.Status.literals, ...Payout.Status.literals, ...RefundStatus.literals])
    assert.deepStrictEqual([...all].filter((status) => !WaitingFor.isOpen(status)).toSorted(), [
      ...["canceled", "expired", "failed", "paid", "paid_other_amount"],
      ...["refunded", "returned", "succeeded", "unrecognised"]
    ])
  })
})
