import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { booked, holds, pastDay, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const goesOn = Law.definePull({
  id: "pull/goes-on",
  title: "a pull that was stopped goes on from its progress, and both parts together have every row",
  why: "a restart in the middle must not begin a month anew, nor lose the page at which it happened",
  check: Effect.gen(function* () {
    const { pageRows } = yield* SettlementHarness
    const period = yield* pastDay
    const rows = yield* booked(2 * pageRows + 1, period)
    const first = yield* pulled(period, { atMost: 1 })
    const resume = first.pages.at(-1)?.progress
    const rest = yield* pulled(period, { resume })
    // Where the provider counts its rows all are read once more; what was given before is known by its id.
    const known = new Set(first.rows.map(({ id }) => id))
    yield* holds([...first.rows, ...rest.rows.filter(({ id }) => !known.has(id))], rows, "stopped after a page,")
    const end = rest.pages.at(-1)?.progress
    yield* expect(end?.isDone === true, "the progress of the last page says that it is", "it says that there is more")
  })
})
