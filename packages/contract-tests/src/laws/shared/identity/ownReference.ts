import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const ownReference = Law.define({
  id: "identity/own-reference",
  title: "the operation stands at the provider under our own reference, unchanged, or is refused before it is sent",
  why: "after a lost answer that reference is the only thread that leads back to the money",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    // Every kind of character that a reference may have, and more of them than a short column holds.
    const reference = `${yield* harness.reference}.Aa_Bb-Cc.${"0123456789".repeat(5)}`
    const asked = yield* subject.ask({ reference })
    yield* ends(asked.send())
    const held = yield* harness.held
    if (held.length === 0) return yield* receivedInAll(0, "after a reference that this provider cannot take")
    const references = held.map((entry) => entry.reference).join(", ")
    yield* expect(references === reference, `the provider holds ${reference}`, `it holds ${references}`)
  })
})
