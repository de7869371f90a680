import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { amount, booked, holds, pastDay, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const onceById = Law.definePull({
  id: "pull/once-by-id",
  title: "a row that a provider shows twice is one entry, and one that has changed in between is reported as changed",
  why: "pages that move show rows again: counted twice they are money that never was, and a changed amount is for a person",
  check: Effect.gen(function* () {
    const { between, change, pageRows, repeat } = yield* SettlementHarness
    const period = yield* pastDay
    const rows = yield* booked(2 * pageRows, period)
    // The first one of the second page is shown at the end of the first page too.
    const [shown] = rows.slice(pageRows - 1)
    if (repeat === undefined || shown === undefined) return
    yield* repeat(shown.id)
    yield* holds((yield* pulled(period)).rows, rows, "where a row is shown twice")
    if (change === undefined) return
    yield* between(0, change(shown.id, yield* amount("11")))
    const { pages } = yield* pulled(period)
    const changed = pages.flatMap((page) => page.changed.map(({ id }) => id))
    yield* expect(
      changed.join() === shown.id,
      `${shown.id} is reported as changed`,
      changed.length === 0 ? "nothing is" : `it is ${changed.join()}`
    )
  })
})
