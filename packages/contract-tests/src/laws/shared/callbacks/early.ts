import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { callbackOf, understood, whereSent } from "../../../internal/callbacks.ts"
import { expect } from "../../../internal/expect.ts"
import { arrival, start } from "../../../internal/running.ts"
import { receivedInAll } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const early = Law.define({
  id: "callbacks/early",
  title: "a callback that comes before the create answer is understood, and reading it sends nothing",
  why: "one in twenty comes early; an adapter that has to know the operation already throws the news of it away",
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const harness = yield* Harness
      const subject = yield* Subject
      const asked = yield* subject.ask()
      yield* harness.fault("create", { kind: "slow", millis: 5_000 })
      const call = yield* start(asked.send())
      yield* arrival(call, 1)
      // The provider has read the request; that it has acted on it by now takes no time of the shared clock.
      yield* harness.advance(0)
      const event = yield* understood(parse, yield* callbackOf(asked.reference))
      const leads = event.reference === undefined || event.reference === asked.reference
      yield* expect(leads, `it leads to ${asked.reference}`, `it leads to ${event.reference}`)
      yield* receivedInAll(1, "with the create still unanswered")
      yield* harness.advance("5 seconds")
      yield* call.ended
    })
  )
})
