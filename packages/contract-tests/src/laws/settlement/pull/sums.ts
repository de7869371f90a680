import * as Money from "@switchyard/core/Money"
import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { entryOf, pastDay, pulled, units, withIds } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

// Every fraction digit, more digits than a float has, and nothing at all.
const counts = [1234n, 7n, 1234567890123456789n, 0n]

// These can go either way: a correction, money moved between two balances, a dispute that was won.
const either = ["adjustment", "transfer", "dispute"] as const

const words = (money: Money.Money | undefined) =>
  money === undefined ? "nothing" : `${Money.toText(money)} ${money.currency}`

export const sums = Law.definePull({
  id: "pull/sums",
  title: "the sum of a row is what the statement says, to its last digit and with its sign",
  why: "a cent that is cut off, and a correction that is counted the other way, are differences that nobody ever finds",
  check: Effect.gen(function* () {
    const { book, kinds } = yield* SettlementHarness
    const period = yield* pastDay
    const at = period.from + 60_000
    const both = either.find((kind) => kinds.includes(kind))
    const bookings = [
      ...counts.map((count) => ({ kind: kinds[0] ?? "adjustment", count })),
      ...(both === undefined ? [] : [{ kind: both, count: -1234n }])
    ]
    const rows: Array<{ readonly id: string; readonly net: Money.Money }> = []
    for (const [index, { count, kind }] of bookings.entries()) {
      const net = yield* units(count)
      rows.push({ net, id: yield* book(withIds({ kind, at: at + index, net }, index)) })
    }
    const given = yield* pulled(period)
    for (const { id, net } of rows) {
      const stated = entryOf(given.rows, id)?.net
      const isSame = stated !== undefined && stated.currency === net.currency && Money.equals(stated, net)
      yield* expect(isSame, `${id} is of ${words(net)}`, `it is of ${words(stated)}`)
    }
  })
})
