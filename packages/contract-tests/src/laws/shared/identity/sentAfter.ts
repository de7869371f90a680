import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Harness } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends, errorOf } from "../../../internal/running.ts"
import { created, needed, offers, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const sentAfter = Law.define({
  id: "identity/sent-after",
  title: "a look-up that is told since when it was sent finds it, by our own id or in a list, to the last second",
  why: "a list that is asked for from a later moment on does not have it: 'not found' sends it a second time",
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const harness = yield* Harness
    if (!(yield* offers("getByReference"))) return
    yield* harness.advance("1 hour")
    const since = yield* DateTime.now
    const { asked } = yield* created()
    yield* spaced
    const options = { ...needed(subject.capabilities, asked), sentAfter: since }
    const exit = yield* ends(subject.get({ reference: asked.reference }, options))
    // A list in which it cannot be told is no answer, and no 'not found'.
    const isThere = Exit.isSuccess(exit) || errorOf(exit)?._tag === "ReadFailed"
    yield* expect(isThere, "what was sent since then is found, or not found out", describe(exit))
  })
})
