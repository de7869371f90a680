import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { broken, expect } from "../../../internal/expect.ts"
import { differences } from "../../../internal/repeats.ts"
import { ends } from "../../../internal/running.ts"
import { isStaged } from "../../../internal/stages.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const sameRequest = Law.define({
  id: "identity/same-request",
  title: "a create that is sent again is the same request, with the same id and key, whenever that is",
  why: "the id is all by which a provider knows a resend: one that is made up anew for each request pays a second time",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    // In stages the second one meets what the first has committed: what prepares is the same, and nothing is committed again.
    const what = (yield* isStaged) ? "prepare" : "create"
    const all = Effect.map(harness.requests, (requests) => requests.filter(({ operation }) => operation === what))
    const { asked } = yield* created()
    const once = (yield* all).length
    // What is made of the time differs now.
    yield* harness.advance("61 seconds")
    yield* ends(asked.send())
    const requests = yield* all
    // Every create is the first one again; what prepares is several requests, and ends early where it meets what was committed.
    const count = what === "create" ? 1 : once
    const [firsts, repeats] = [requests.slice(0, count), requests.slice(count)]
    if (firsts.length === 0 || repeats.length === 0) return yield* broken("two creates arrive", "they do not")
    for (const [index, again] of repeats.entries()) {
      const first = firsts[what === "create" ? 0 : index]
      if (first === undefined) return yield* broken(`${once} requests prepare again`, `${repeats.length} do`)
      const changed = differences(first, again, harness.varies)
      yield* expect(changed.length === 0, "both requests are the same", `they differ in ${changed.join(", ")}`)
    }
  })
})
