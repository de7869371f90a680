import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { declined, drafted, idOf, whereStaged } from "../../../internal/stages.ts"
import { offers, read, spaced } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { type Asked, Subject } from "../../../Subject.ts"

const shows = Effect.fnUntraced(function* (asked: Asked, providerReference: string, status: string, what: string) {
  const { get } = yield* Subject
  const { reference } = asked
  const is = (exit: Effect.Success<ReturnType<typeof read>>, by: string) =>
    expect(
      Exit.isSuccess(exit) && exit.value.status === status,
      `${what} is read as ${status}, by ${by}`,
      describe(exit)
    )
  yield* is(yield* read({ asked, reported: { providerReference } }), "the provider's id")
  if (!(yield* offers("getByReference"))) return
  yield* spaced
  yield* is(yield* ends(get({ reference })), "our reference")
})

export const uncommitted = Law.define({
  id: "stages/uncommitted",
  title:
    "a look-up of what was prepared says uncommitted, and of what was declined and can still be paid, declined: never not found, canceled or failed",
  why: "not found is sent again, canceled and failed are given up, and then somebody commits it in the provider's dashboard",
  routes: "every",
  check: Effect.gen(function* () {
    yield* whereStaged(
      Effect.fnUntraced(function* () {
        const draft = yield* drafted()
        const id = yield* idOf(draft)
        if (id !== undefined) yield* shows(draft.asked, id, "uncommitted", "what was prepared")
      })
    )
    const left = yield* declined
    const id = left?.unknown?.providerReference
    if (left !== undefined && id !== undefined) yield* shows(left.asked, id, "declined", "what was declined")
  })
})
