import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// Longer than a column, so that what is cut off is where the two differ; and as short as any provider takes.
const longest = ["0123456789".repeat(5), "0123456789".repeat(5)].map((tail, index) => `.${tail}.${index + 1}`)

// Two that are one where somebody folds the case, or leaves out what is no letter.
const short = [".1", ".2"]
const pairs = [longest, short, ["-Ab", "-aB"], ["-1", ".1"], ["_a", "a"]]

export const twoOperations = Law.define({
  id: "identity/two-operations",
  title: "two references are two operations, however much they and all the rest are alike",
  why: "an id or key that two payouts share makes the second a repeat of the first: it is never paid, and looks as if it was",
  routes: "covering",
  check: Effect.gen(function* () {
    const { ask } = yield* Subject
    const harness = yield* Harness
    let sent = 0
    for (const pair of pairs) {
      // What differs at the end of a long one differs at the end of a short one.
      if (pair === short && sent > 0) continue
      const reference = yield* harness.reference
      const wanted = pair.map((end) => `${reference}${end}`)
      const before = (yield* harness.received).length
      for (const each of wanted) yield* ends((yield* ask({ reference: each })).send())
      // Refused before it was sent, because it is too long for this provider, or of letters that it does not take.
      if ((yield* harness.received).length === before) continue
      sent += 1
      const held = (yield* harness.held).map((entry) => entry.reference)
      const missing = wanted.filter((each) => !held.includes(each))
      yield* expect(
        missing.length === 0,
        `the provider holds ${wanted.join(" and ")}`,
        `${missing.join(" and ")} is missing`
      )
    }
    yield* expect(sent > 0, "a reference of a few characters is sent", "it was refused before it was sent")
  })
})
