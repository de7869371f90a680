import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { arrival, errorOf, start } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const readDeadline = Law.define({
  id: "time/read-deadline",
  title: "a read, a quote or any other question that hears nothing ends as ReadFailed within two minutes",
  why: "a read that never ends holds its worker for ever, and what it was to find out stays unknown with it",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    const { asks } = yield* Subject
    for (const { operation, prepare } of asks) {
      const { ask } = yield* prepare
      const before = (yield* harness.received).length
      yield* harness.fault(operation, { kind: "stallWithoutActing" })
      const call = yield* start(ask)
      yield* arrival(call, before + 1)
      yield* harness.advance("2 minutes")
      const exit = yield* call.ended
      yield* expect(errorOf(exit)?._tag === "ReadFailed", `${operation} ends as ReadFailed`, describe(exit))
    }
  })
})
