import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { eachSend, inMillis, isNotExecuted, receivesExactly, startConnecting } from "../../../internal/matrix.ts"
import * as Law from "../../../Law.ts"

export const connectTimeout = Law.define({
  id: "faults/connect-timeout",
  title: "a deadline that passes before the connection stands proves that nothing was sent, and nothing is sent later",
  why: "a request that leaves after its deadline meets a world that has already decided: it was resent, or sent elsewhere",
  routes: "covering",
  check: eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      const call = yield* startConnecting(ready, 40_000, { deadline: yield* inMillis(20_000) })
      yield* harness.advance("20 seconds")
      yield* isNotExecuted(ready, yield* call.ended)
      yield* harness.advance("60 seconds")
      yield* receivesExactly(ready, 0)
    })
  )
})
