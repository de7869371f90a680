import * as Effect from "effect/Effect"
import { type Booked, booked, holds, pastDay, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const movedPages = Law.definePull({
  id: "pull/moved-pages",
  title: "a row that comes or goes while the pages are read moves them, and no other row is left out for that",
  why: "a row that goes pulls another one over the border of two pages, into the one that was read already, and nobody has it",
  check: Effect.gen(function* () {
    const { between, pageRows, remove } = yield* SettlementHarness
    const period = yield* pastDay
    const rows = yield* booked(2 * pageRows, period)
    const late: Array<Booked> = []
    const before = { from: period.from, to: period.from + 1_000 }
    yield* between(
      0,
      Effect.map(booked(1, before), (more) => late.push(...more)).pipe(
        Effect.provideService(SettlementHarness, yield* SettlementHarness)
      )
    )
    const given = yield* pulled(period)
    // What comes behind a page that was read may be for the next pull; what was there before is not.
    const isThere = given.rows.some(({ id }) => late.some((each) => each.id === id))
    yield* holds(given.rows, [...rows, ...(isThere ? late : [])], "where a row comes after the first page")
    const [first, ...others] = rows
    if (remove === undefined || first === undefined) return
    yield* between(0, remove(first.id))
    const rest = (yield* pulled(period)).rows.filter(({ id }) => id !== first.id)
    yield* holds(rest, [...others, ...late], "where one of the first page goes after it")
  })
})
