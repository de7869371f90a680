import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { callbackOf, content, isDisbelieved, keysAreThere, understood, whereSent } from "../../../internal/callbacks.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const receivedAt = Law.define({
  id: "callbacks/received-at",
  title:
    "the age of a callback is measured by when it came: a day later it says the same, and one that came too late nothing",
  why: "a callback that waits for its key or a worker grows old and stays true; one that somebody kept for a week is replayed",
  check: whereSent(
    Effect.fnUntraced(function* (parse, trust) {
      const { advance, callbackKinds } = yield* Harness
      const { asked } = yield* created()
      const raw = yield* callbackOf(asked.reference)
      const early = yield* understood(parse, raw)
      yield* advance("1 day")
      yield* keysAreThere(parse)
      const late = yield* understood(parse, raw)
      yield* expect(content(late) === content(early), "a day later it says the same", `it says ${content(late)}`)
      const tolerance = callbackKinds?.toleranceMillis
      if (tolerance === undefined || trust === "hint") return
      const kept = { ...raw, receivedAt: DateTime.add(raw.receivedAt, { milliseconds: 2 * tolerance }) }
      const exit = yield* ends(parse(kept))
      const happened = Exit.isSuccess(exit) ? "it is understood" : describe(exit)
      yield* expect(isDisbelieved(exit), "one that came too long after its signature is rejected", happened)
    })
  )
})
