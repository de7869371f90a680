/** What a payment is worth after a read: a refund that may not be in a stated sum yet takes nothing off what others paid back. */
import { Money } from "@switchyard/core"
import { assert, describe, it } from "vitest"
import type { Event } from "../../src/lifecycle/Event.ts"
import type { Ours } from "../../src/lifecycle/Money.ts"
import type { Policy } from "../../src/lifecycle/Operation.ts"
import * as Worth from "../../src/lifecycle/Worth.ts"
import { free, now, observationOf, operation, unstated } from "./support.ts"

const minute = 60_000
const rub = (text: string): Money.Money => Money.unsafe(text, "RUB")

const ours = (minutesAgo: number, rest: Partial<Ours> = {}): Ours => ({
  id: "rf_1",
  reference: "re-1",
  providerReference: "r-1",
  amount: "3.00",
  status: "succeeded",
  isSent: true,
  reserved: "3.00",
  since: now - minutesAgo * minute,
  stops: null,
  ...rest
})

// `payments` and `refunds`: after how many minutes each is seen, as its manifest says it.
const policyOf = (payments: number | undefined, refunds: number | undefined): Policy => ({
  ...free,
  lookUp: {
    create: { by: "reference", ...(payments === undefined ? {} : { foundAfterMillis: payments * minute }) }
  },
  states: { captured: "sum", refunded: "sum" },
  refundsShownAfterMillis: refunds === undefined ? undefined : refunds * minute
})

const elsewhere = (refund: Ours, refunded: string, policy: Policy) => {
  const money = { ...unstated, captured: rub("10.00"), refunded: rub(refunded) }
  const event: Event = { _tag: "Found", instance: "a", observation: observationOf("paid", { money }), readAt: now }
  return Worth.after(operation("payment", "paid", {}, { refunds: [refund] }), event, policy, now)?.elsewhere
}

describe("what others have paid back, by a sum", () => {
  it.each([
    // It succeeded 10 minutes ago, and may not be in the sum for 15: all of the sum is others'.
    { refund: ours(10), payments: 0, refunds: 15, refunded: "2.00", is: "2" },
    { refund: ours(10), payments: undefined, refunds: 15, refunded: "5.00", is: "5" },
    // Whatever is said of payments, which is more here.
    { refund: ours(10), payments: 60, refunds: 5, refunded: "5.00", is: "2" },
    { refund: ours(15), payments: 0, refunds: 15, refunded: "5.00", is: "2" },
    { refund: ours(0), payments: 15, refunds: 0, refunded: "5.00", is: "2" },
    // Where nothing is said of refunds it is a quarter of an hour.
    { refund: ours(14), payments: 0, refunds: undefined, refunded: "5.00", is: "5" },
    { refund: ours(15), payments: 0, refunds: undefined, refunded: "5.00", is: "2" },
    // What has not succeeded is never taken off.
    { refund: ours(60, { status: "processing" }), payments: 0, refunds: 15, refunded: "5.00", is: "5" },
    { refund: ours(60), payments: 0, refunds: 15, refunded: "2.00", is: "0" }
  ])("is $is where $refunded is stated, and ours are seen after $refunds minutes", (each) => {
    const policy = policyOf(each.payments, each.refunds)
    assert.strictEqual(elsewhere(each.refund, each.refunded, policy), each.is)
  })
})
