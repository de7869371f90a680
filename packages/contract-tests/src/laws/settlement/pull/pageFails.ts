import * as Effect from "effect/Effect"
import type { Fault } from "../../../Harness.ts"
import { booked, holds, pastDay, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

const faults: ReadonlyArray<Fault> = [
  { kind: "refused" },
  { kind: "cutAfterActing" },
  { kind: "html502" },
  { kind: "rateLimit", retryAfterSeconds: 2 }
]

export const pageFails = Law.definePull({
  id: "pull/page-fails",
  title: "a page that fails in passing is asked for again, and its rows are neither left out nor there twice",
  why: "one lost answer in a month of pages must not make a day of payouts vanish from the comparison",
  check: Effect.gen(function* () {
    const { fault, pageRows } = yield* SettlementHarness
    const period = yield* pastDay
    const rows = yield* booked(2 * pageRows + 1, period)
    for (const each of faults) {
      for (const after of [0, 1, 2]) {
        yield* fault(each, after)
        const { rows: got } = yield* pulled(period)
        yield* holds(got, rows, `where page ${after + 1} fails (${each.kind})`)
      }
    }
  })
})
