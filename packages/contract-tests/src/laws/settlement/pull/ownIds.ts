import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { booked, entryOf, holds, pastDay, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const ownIds = Law.definePull({
  id: "pull/own-ids",
  title: "an entry has the same id whenever it is pulled, whatever else has come into the period since",
  why: "what was compared yesterday is known again by its id alone: under another one a payout is paid twice on paper",
  check: Effect.gen(function* () {
    const { pageRows } = yield* SettlementHarness
    const period = yield* pastDay
    const rows = yield* booked(pageRows, period)
    yield* holds((yield* pulled(period)).rows, rows, "pulled once,")
    // One that comes before all others, and moves them; in a whole second, as a provider may count in those.
    const early = yield* booked(1, { from: period.from, to: period.from + 3_000 })
    const again = (yield* pulled(period)).rows
    yield* holds(again, [...early, ...rows], "pulled again,")
    for (const { at, id } of [...early, ...rows]) {
      const found = entryOf(again, id)?.at
      yield* expect(found === at, `${id} is the row of ${at}`, `it is the one of ${found}`)
    }
  })
})
