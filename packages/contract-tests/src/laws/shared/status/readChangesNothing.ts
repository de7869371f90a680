import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const readChangesNothing = Law.define({
  id: "status/read-changes-nothing",
  title: "reading sends reads and nothing else, and nothing at the provider changes by it",
  why: "reads are repeated automatically; one that creates, confirms or cancels moves money as often as it is repeated",
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const operation = yield* created()
    const before = (yield* harness.received).length
    yield* found(operation)
    yield* found(operation)
    const others = (yield* harness.received).slice(before).filter(({ operation }) => operation !== "get")
    const held = yield* harness.held
    const names = others.map(({ operation }) => operation).join(", ")
    yield* expect(others.length === 0, "two reads send two reads", `they also send ${names}`)
    yield* expect(held.length === 1, "the provider holds one operation", `it holds ${held.length}`)
  })
})
