import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { callbackOf, understood, whereSent } from "../../../internal/callbacks.ts"
import { expect } from "../../../internal/expect.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const replayed = Law.define({
  id: "callbacks/replayed",
  title: "the same callback delivered twice is the same event by its id, and another status is another event",
  why: "an id that changes credits one payment twice; one that stays the same drops the news that it was refunded",
  replay: true,
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse) {
      const harness = yield* Harness
      const { asked } = yield* created()
      const raw = yield* callbackOf(asked.reference)
      const once = yield* understood(parse, raw)
      const twice = yield* understood(parse, { ...raw, body: raw.body.slice() })
      yield* expect(once.eventId === twice.eventId, "both deliveries have one event id", "they have two")
      const ids = new Set<string>()
      const words = harness.callbackStatuses
      for (const word of words) {
        yield* harness.settle(asked.reference, word)
        ids.add((yield* understood(parse, yield* harness.callback(asked.reference))).eventId)
      }
      yield* expect(ids.size === words.length, `${words.length} statuses are as many events`, `${ids.size} event ids`)
    })
  )
})
