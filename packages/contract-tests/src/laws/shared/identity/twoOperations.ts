import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// Longer than a column, so that what is cut off is where the two differ; and as short as any provider takes.
const long = (reference: string, end: string) => `${reference}.${"0123456789".repeat(5)}.${end}`
const short = (reference: string, end: string) => `${reference}.${end}`

export const twoOperations = Law.define({
  id: "identity/two-operations",
  title: "two references are two operations, however much they and all the rest are alike",
  why: "an id or key that two payouts share makes the second a repeat of the first: it is never paid, and looks as if it was",
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const harness = yield* Harness
    for (const make of [long, short]) {
      const reference = yield* harness.reference
      const wanted = [make(reference, "1"), make(reference, "2")]
      for (const each of wanted) yield* ends((yield* ask({ reference: each })).send())
      // Refused before it was sent, because it is too long for this provider.
      if ((yield* harness.received).length === 0) continue
      const held = (yield* harness.held).map((entry) => entry.reference)
      const missing = wanted.filter((each) => !held.includes(each))
      return yield* expect(
        missing.length === 0,
        `the provider holds ${wanted.join(" and ")}`,
        `${missing.join(" and ")} is missing`
      )
    }
    yield* expect(false, "a reference of a few characters is sent", "it was refused before it was sent")
  })
})
