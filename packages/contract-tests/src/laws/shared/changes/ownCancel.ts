import * as Effect from "effect/Effect"
import { Harness, type Request } from "../../../Harness.ts"
import { describe, expect } from "../../../internal/expect.ts"
import { ends } from "../../../internal/running.ts"
import { type Created, created, found, offers } from "../../../internal/steps.ts"
import * as Law from "../../../Law.ts"
import { Subject } from "../../../Subject.ts"

const idsOf = ({ asked, reported }: Created): ReadonlyArray<string> =>
  [asked.reference, reported.providerReference, ...Object.values(reported.ids ?? {})].filter((id) => id !== undefined)

// A reference may be the beginning of another one.
const names = ({ body, path, query }: Request, operation: Created): boolean => {
  const words = decodeURIComponent(`${path} ${query} ${body}`).split(/[^\w.~-]+/)
  return idsOf(operation).some((id) => words.includes(id))
}

export const ownCancel = Law.define({
  id: "changes/own-cancel",
  title: "a cancellation is of the operation that it names, whatever was canceled before, and of no other",
  why: "another payout that is canceled is not paid, and the one that was to be stopped goes out",
  routes: "covering",
  check: Effect.gen(function* () {
    const { cancel } = yield* Subject
    const harness = yield* Harness
    if (cancel === undefined || !(yield* offers("cancel"))) return
    const both = [yield* created(), yield* created()]
    for (const [index, operation] of both.entries()) {
      const before = (yield* harness.requests).length
      const { reference } = operation.asked
      const exit = yield* ends(cancel({ reference, providerReference: operation.reported.providerReference }))
      const sent = (yield* harness.requests).slice(before).filter((request) => request.operation === "cancel")
      const others = both.filter((each) => each !== operation)
      // It may be named by an id that is made of these.
      const isOwn = sent.every((request) => !others.some((each) => names(request, each)))
      yield* expect(
        isOwn,
        `one cancellation is sent, of ${reference}`,
        `${sent.length} are, or of another; ${describe(exit)}`
      )
      const next = both[index + 1]
      if (next === undefined) continue
      const { status } = yield* found(next)
      yield* expect(status !== "canceled", `${next.asked.reference} is not canceled with it`, `it is ${status}`)
    }
  })
})
