import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { broken, describe } from "../../../internal/expect.ts"
import { eachSend, inMillis, receivesExactly } from "../../../internal/matrix.ts"
import { arrival, start } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const slow = Law.define({
  id: "faults/slow",
  title: "a slow answer within the deadline is an answer like any other",
  why: "an adapter with a shorter patience of its own turns good answers into unknowns that people must clear up",
  routes: "covering",
  check: eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      yield* harness.fault(ready.operation, { kind: "slow", millis: 15_000 })
      const call = yield* start(ready.send({ deadline: yield* inMillis(20_000) }))
      yield* arrival(call, ready.before.received + 1)
      yield* harness.advance("15 seconds")
      const exit = yield* call.ended
      if (Exit.isFailure(exit) || exit.value._tag !== "Accepted") {
        yield* broken(`${ready.operation} is accepted after 15 of its 20 seconds`, describe(exit))
      }
      yield* receivesExactly(ready, 1)
    })
  )
})
