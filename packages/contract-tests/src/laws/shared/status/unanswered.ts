import * as Effect from "effect/Effect"
import { type Fault, Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { errorOf } from "../../../internal/running.ts"
import { created, read } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const faults: ReadonlyArray<Fault> = [
  { kind: "refused" },
  { kind: "unresolved" },
  { kind: "cutBeforeReading" },
  { kind: "cutAfterActing" },
  { kind: "truncate" }
]

export const unanswered = Law.define({
  id: "status/unanswered",
  title: "a read that gets no answer is ReadFailed: neither a status nor 'not found'",
  why: "a provider that is down has not said that it does not know the operation",
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const operation = yield* created()
    for (const fault of faults) {
      yield* harness.fault("get", fault)
      const exit = yield* read(operation)
      yield* expect(
        errorOf(exit)?._tag === "ReadFailed",
        `after ${fault.kind} a read ends as ReadFailed`,
        describe(exit)
      )
    }
  })
})
