import * as Effect from "effect/Effect"
import { amount, type Booked, holds, pastDay, pulled, withIds } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

const hour = 3_600_000

export const halfOpen = Law.definePull({
  id: "pull/half-open",
  title: "a period has its first instant and not its last, in UTC, so that two neighbours have every row once",
  why: "a row on a border that both have is counted twice, one that neither has is missing, and nobody sees why",
  check: Effect.gen(function* () {
    const { book, kinds } = yield* SettlementHarness
    const { from, to } = yield* pastDay
    const net = yield* amount("5")
    const rows: Array<Booked> = []
    // Seconds are what some providers tell apart.
    for (const at of [from - hour, from - 1_000, from, from + hour, to - hour, to - 1_000, to, to + hour]) {
      const booking = withIds({ kind: kinds[0] ?? "adjustment", at, net }, rows.length)
      rows.push({ ...booking, id: yield* book(booking) })
    }
    for (const period of [
      { from, to },
      { from: to, to: to + 86_400_000 },
      { from: from - 86_400_000, to: from }
    ]) {
      const within = rows.filter(({ at }) => at >= period.from && at < period.to)
      yield* holds((yield* pulled(period)).rows, within, `from ${period.from} to ${period.to}`)
    }
  })
})
