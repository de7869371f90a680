import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { eachSend, receivesExactly } from "../../../internal/matrix.ts"
import { arrival, start, until } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const afterFirstByte = Law.define({
  id: "interruption/after-first-byte",
  title: "a send that is interrupted after its first byte has sent exactly one request, and sends no other",
  why: "an adapter that cleans up by canceling or sending again acts on an outcome that nobody knows",
  check: eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      yield* harness.fault(ready.operation, { kind: "slow", millis: 5_000 })
      const call = yield* start(ready.send())
      yield* arrival(call, ready.before.received + 1)
      call.fiber.interruptUnsafe()
      yield* harness.advance("60 seconds")
      yield* until(call.isOver)
      yield* receivesExactly(ready, 1)
    })
  )
})
