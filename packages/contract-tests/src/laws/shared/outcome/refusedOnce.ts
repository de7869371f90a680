import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { ends } from "../../../internal/running.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const refusedOnce = Law.define({
  id: "outcome/refused-once",
  title: "a refused create is not sent again by the adapter",
  why: "a second attempt that nobody wrote down can be the one that pays",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    for (const [index, reason] of harness.refusals.entries()) {
      yield* harness.fault("create", { kind: "refuse", reason })
      const asked = yield* subject.ask()
      yield* ends(asked.send())
      yield* receivedInAll(index + 1, `after ${index + 1} refused creates`)
    }
  })
})
