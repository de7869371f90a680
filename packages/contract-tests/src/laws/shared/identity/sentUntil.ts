import * as Settling from "@switchyard/core/Settling"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { notMissed } from "../../../internal/missed.ts"
import { created, offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

// A provider may count in whole seconds.
const second = Duration.seconds(1)

export const sentUntil = Law.define({
  id: "identity/sent-until",
  title:
    "a look-up that is told until when it was sent finds it, also where it was made later than that by as long as 'not found' waits and a minute",
  why: "a request that was held, or a clock that is ahead, puts it behind the end of the list: 'not found' sends it a second time",
  routes: "covering",
  check: Effect.gen(function* () {
    const { capabilities } = yield* Subject
    const harness = yield* Harness
    if (!(yield* offers("getByReference"))) return
    const sent = yield* DateTime.now
    // Since when it was sent is another law's matter.
    const sentAfter = DateTime.subtract(sent, { days: 1 })
    const latest = Settling.madeUntil(Settling.of(capabilities, "create"), sent)
    yield* harness.advance(Duration.subtract(DateTime.distance(sent, latest), second))
    const { asked } = yield* created()
    const made = yield* DateTime.now
    for (const [sentUntil, what] of [
      [DateTime.addDuration(made, second), "what was made between the two bounds"],
      [sent, "what was made later than it was sent"]
    ] as const) {
      yield* notMissed(asked, { sentAfter, sentUntil }, what)
    }
  })
})
