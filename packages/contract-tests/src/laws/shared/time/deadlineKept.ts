import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { eachSend, inMillis } from "../../../internal/matrix.ts"
import { arrival, start } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const deadlineKept = Law.define({
  id: "time/deadline-kept",
  title: "a send that hears nothing ends at its deadline, not before and not after",
  why: "who holds the attempts stores that instant: an earlier end looks up too soon, a later one holds up the queue",
  check: eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      yield* harness.fault(ready.operation, { kind: "stallWithoutActing" })
      const call = yield* start(ready.send({ deadline: yield* inMillis(45_000) }))
      yield* arrival(call, ready.before.received + 1)
      yield* harness.advance("44 seconds")
      yield* expect(
        !(yield* call.isOver),
        "the call waits for its deadline in 45 seconds",
        "it ended before 44 seconds"
      )
      yield* harness.advance("2 seconds")
      yield* call.ended
    })
  )
})
