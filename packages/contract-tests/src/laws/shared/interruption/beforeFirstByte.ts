import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { expect } from "../../../internal/expect.ts"
import { eachSend, receivesExactly, startConnecting } from "../../../internal/matrix.ts"
import { until } from "../../../internal/running.ts"
import { isPayable } from "../../../internal/stages.ts"
import * as Law from "../../../Law.ts"

export const beforeFirstByte = Law.define({
  id: "interruption/before-first-byte",
  title:
    "a send that is interrupted before its first byte ends, and nothing is sent later; once something payable was prepared, it goes to its own end, and commits once",
  why: "the caller is gone and has perhaps asked another provider; what still leaves is paid twice",
  check: eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      const call = yield* startConnecting(ready, 5_000)
      call.fiber.interruptUnsafe()
      // What is prepared by then would be left behind with nobody knowing of it.
      if (ready.operation === "create" && (yield* isPayable)) {
        yield* harness.advance("60 seconds")
        yield* call.ended
        return yield* receivesExactly(ready, 1)
      }
      yield* until(call.isOver)
      yield* expect(yield* call.isOver, "the interrupted call ends", "it was still running")
      yield* harness.advance("60 seconds")
      yield* receivesExactly(ready, 0)
    })
  )
})
