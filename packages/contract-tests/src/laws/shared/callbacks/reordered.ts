import type { Event } from "@switchyard/core/Callback"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { callbackOf, content, isDisbelieved, understoodAll, whereSent } from "../../../internal/callbacks.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import { reordered as inOtherOrder } from "../../../internal/tamper.ts"
import * as Law from "../../../Law.ts"

export const reordered = Law.define({
  id: "callbacks/reordered",
  title: "a verified callback whose members stand in another order is rejected, or is the same event with the same id",
  why: "one who replays a credit with its members shuffled must not get a second one",
  replay: true,
  routes: "covering",
  check: whereSent(
    Effect.fnUntraced(function* (parse, trust) {
      const { asked } = yield* created()
      const raw = yield* callbackOf(asked.reference)
      const genuine = yield* understoodAll(parse, raw)
      const exit = yield* ends(parse(inOtherOrder(raw)))
      if (isDisbelieved(exit) || trust === "hint") return
      const said = (events: ReadonlyArray<Event>) =>
        events
          .map((event) => `${event.eventId} ${content(event)}`)
          .toSorted()
          .join()
      const isSame = Exit.isSuccess(exit) && said(exit.value) === said(genuine)
      yield* expect(
        isSame,
        "it is rejected, or the same event",
        Exit.isSuccess(exit) ? "another event" : describe(exit)
      )
    })
  )
})
