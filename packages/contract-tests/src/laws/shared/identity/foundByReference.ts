import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { broken, describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { created, needed, offers, receivedInAll, spaced } from "../../../internal/steps.ts"
import { isUnsupported } from "../../../internal/unsupported.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

export const foundByReference = Law.define({
  id: "identity/found-by-reference",
  title:
    "an operation is found by our own reference, or in a list by its request, where the provider can be asked so; else nothing is sent",
  why: "a look-up by another id than the one we wrote down finds nothing, and nothing found gets paid again",
  replay: true,
  live: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const subject = yield* Subject
    const { asked } = yield* created()
    yield* spaced
    const exit = yield* ends(subject.get({ reference: asked.reference }, needed(subject.capabilities, asked)))
    if (!(yield* offers("getByReference"))) {
      yield* isUnsupported(exit)
      return yield* receivedInAll(1, "after a create and an unsupported look-up")
    }
    if (Exit.isFailure(exit)) return yield* broken(`${asked.reference} is found`, describe(exit))
    yield* expect(exit.value.reference === asked.reference, `it is ${asked.reference}`, exit.value.reference)
  })
})
