import * as Effect from "effect/Effect"
import { amount, type Booked, holds, pastDay, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const equalAmounts = Law.definePull({
  id: "pull/equal-amounts",
  title:
    "two rows that say the same in everything but their ids are two entries, such as two equal partial refunds of a payment",
  why: "a second refund that is taken for the first is money that left and that nobody misses",
  check: Effect.gen(function* () {
    const { book, kinds } = yield* SettlementHarness
    const period = yield* pastDay
    const kind = kinds.includes("refund") ? "refund" : (kinds[0] ?? "adjustment")
    const net = yield* amount("7")
    const booking = { kind, at: period.from + 60_000, net, ...(kind === "refund" ? { payment: "payment-1" } : {}) }
    const rows: Array<Booked> = []
    for (let n = 0; n < 2; n += 1) rows.push({ ...booking, id: yield* book(booking) })
    yield* holds((yield* pulled(period)).rows, rows, "of two equal rows")
  })
})
