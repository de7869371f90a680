import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { created, found } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const unknownIsNoted = Law.define({
  id: "status/unknown-is-noted",
  title: "a status that is unrecognised comes with the anomaly UnknownStatus",
  why: "nobody notices a new status of the provider until its payouts have been open for days",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const operation = yield* created()
    const { asked } = operation
    yield* harness.settle(asked.reference, harness.unknownStatus)
    const { anomalies, status } = yield* found(operation)
    if (status !== "unrecognised") return
    const kinds = anomalies.map(({ kind }) => kind)
    yield* expect(kinds.includes("UnknownStatus"), "UnknownStatus is noted", kinds.join(", ") || "no anomaly is noted")
  })
})
