import * as Effect from "effect/Effect"
import { expect } from "../../../internal/expect.ts"
import { booked, holds, pastDay, pulled } from "../../../internal/pulling.ts"
import * as Law from "../../../Law.ts"
import { SettlementHarness } from "../../../SettlementHarness.ts"

export const unknownWord = Law.definePull({
  id: "pull/unknown-word",
  title: "a row of a kind that no document lists is a bad row with its id, and neither left out nor guessed",
  why: "a new kind of row is money that moved: left out it is nowhere, and guessed it is compared with what it is not",
  check: Effect.gen(function* () {
    const { garble } = yield* SettlementHarness
    const period = yield* pastDay
    const rows = yield* booked(3, period)
    const [, strange] = rows
    if (strange === undefined) return
    yield* garble(strange.id)
    const given = yield* pulled(period)
    const bad = given.rows.filter((row) => row._tag === "BadRow")
    yield* expect(
      bad.length === 1 && bad[0]?.id === strange.id,
      `one bad row, of ${strange.id}`,
      bad.length === 0 ? "there is none" : `they are of ${bad.map(({ id }) => id ?? "nothing").join(", ")}`
    )
    const entries = given.rows.filter((row) => row._tag === "Entry")
    yield* holds(
      entries,
      rows.filter(({ id }) => id !== strange.id),
      "beside it"
    )
  })
})
