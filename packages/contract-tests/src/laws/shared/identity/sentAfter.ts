import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { notMissed } from "../../../internal/missed.ts"
import { created, offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"

export const sentAfter = Law.define({
  id: "identity/sent-after",
  title: "a look-up that is told since when it was sent finds it, by our own id or in a list, to the last second",
  why: "a list that is asked for from a later moment on does not have it: 'not found' sends it a second time",
  routes: "covering",
  check: Effect.gen(function* () {
    const harness = yield* Harness
    if (!(yield* offers("getByReference"))) return
    yield* harness.advance("1 hour")
    const since = yield* DateTime.now
    const { asked } = yield* created()
    yield* notMissed(asked, { sentAfter: since }, "what was sent since then")
  })
})
