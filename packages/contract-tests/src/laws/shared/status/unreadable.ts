import * as Effect from "effect/Effect"
import { type Fault, Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { errorOf } from "../../../internal/running.ts"
import { created, read } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

const faults: ReadonlyArray<Fault> = [
  { kind: "rubbish" },
  { kind: "undocumented" },
  { kind: "html502" },
  { kind: "redirect" },
  { kind: "unknownAnswer" }
]

export const unreadable = Law.define({
  id: "status/unreadable",
  title: "a read whose answer cannot be understood is ReadFailed: neither a status nor 'not found'",
  why: "'not found' is what allows a resend; read out of rubbish, it pays a second time",
  replay: true,
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
