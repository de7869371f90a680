import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { eachSend, inMillis, isNotExecuted, receivesExactly } from "../../../internal/matrix.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const deadlinePassed = Law.define({
  id: "time/deadline-passed",
  title: "a send whose deadline has passed sends nothing, now or later",
  why: "a worker that was paused wakes after others have decided; what it still sends is the second payout",
  check: eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      yield* isNotExecuted(ready, yield* ends(ready.send({ deadline: yield* inMillis(-1) })))
      yield* harness.advance("60 seconds")
      yield* receivesExactly(ready, 0)
    })
  )
})
