import * as Effect from "effect/Effect"
import { calls, endedUnder, isOpen } from "../../../internal/calls.ts"
import { describe, expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"

const statuses = [202, 204]

// By some documents a status alone says that these were taken; neither moves money nor names anything.
const taken: ReadonlySet<string> = new Set(["cancel", "abandon", "uploadReceipt"])

export const empty = Law.define({
  id: "answers/empty",
  title: "a success without the body that belongs to it proves nothing: a send is unknown, a read has failed",
  why: "a gateway that says 202 or 204 for its own part has not said that the provider has the payout, nor under which id",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    for (const call of (yield* calls).filter(({ operation }) => !taken.has(operation))) {
      for (const status of statuses) {
        let isItsOwn = false
        const { exit, outcome } = yield* endedUnder(call, {
          kind: "changed",
          change: (genuine) => {
            // Some calls are answered without a body, by the documents.
            isItsOwn = genuine.body === ""
            return { status, body: "" }
          }
        })
        const expected = `${call.operation} after an empty answer under HTTP ${status} ends as OutcomeUnknown or ReadFailed`
        yield* expect(isItsOwn || isOpen(outcome), expected, describe(exit))
      }
    }
  })
})
