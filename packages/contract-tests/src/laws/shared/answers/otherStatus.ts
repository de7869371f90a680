import * as Effect from "effect/Effect"
import { calls, endedUnder, isOpen } from "../../../internal/calls.ts"
import { describe, expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"

// The first and the last of each kind that a body can come with.
const statuses = [300, 302, 399, 400, 404, 499, 500, 503, 599]

export const otherStatus = Law.define({
  id: "answers/other-status",
  title: "a success under any HTTP status but 2xx proves nothing: a send is unknown, a read has failed",
  why: "a body that contradicts its status was made by two machines, and nobody knows which of them saw the payout",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    for (const call of yield* calls) {
      for (const status of statuses) {
        const { outcome, exit } = yield* endedUnder(call, { kind: "changed", change: ({ body }) => ({ status, body }) })
        const expected = `${call.operation} after a success under HTTP ${status} ends as OutcomeUnknown or ReadFailed`
        yield* expect(isOpen(outcome), expected, describe(exit))
      }
    }
  })
})
