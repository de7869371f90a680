import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { eachSend, receivesExactly } from "../../../internal/matrix.ts"
import { ends } from "../../../internal/running.ts"
import * as Law from "../../../Law.ts"

export const rateLimited = Law.define({
  id: "faults/rate-limited",
  title: "a send that is answered with a rate limit is not accepted, and the adapter does not send again by itself",
  why: "who waits and resends inside the adapter hides an attempt from the records that keep a payout from going out twice",
  routes: "covering",
  check: eachSend(
    Effect.fnUntraced(function* (ready) {
      const harness = yield* Harness
      yield* harness.fault(ready.operation, { kind: "rateLimit", retryAfterSeconds: 2 })
      const exit = yield* ends(ready.send())
      const isAccepted = Exit.isSuccess(exit) && exit.value._tag === "Accepted"
      yield* expect(!isAccepted, `${ready.operation} is not accepted`, describe(exit))
      yield* harness.advance("60 seconds")
      yield* receivesExactly(ready, 1)
    })
  )
})
