import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { entryOf, pastDay, pulled, units, withIds } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const ends = Law.definePull({
  id: "pull/ends",
  title: "a row says how its operation ended: what came back or failed is not called paid",
  why: "a payout that came back stands in the statement too: called paid, the recipient is told so and never gets it",
  check: Effect.gen(function* () {
    const { book, kinds, statuses = [] } = yield* SettlementHarness
    const period = yield* pastDay
    const kind = kinds.includes("payout") ? "payout" : (kinds[0] ?? "adjustment")
    const net = yield* units(1234n)
    for (const [index, status] of statuses.entries()) {
      const id = yield* book({ ...withIds({ kind, at: period.from + 60_000 + index, net }, index), status })
      const stated = entryOf((yield* pulled(period)).rows, id)?.status
      yield* expect(stated === status, `a row that says ${status} is ${status}`, `it is ${stated ?? "no entry"}`)
    }
  })
})
