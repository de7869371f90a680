import * as Effect from "effect/Effect"
import type { Answer } from "../../../Harness.ts"
import { calls, endedUnder, isOpen } from "../../../internal/calls.ts"
import { describe, expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"

// The ones that such a machine answers. What says that nobody was let in (401) or that it was too much (429) has rules of its own.
const statuses = [403, 404, 503]

const body = "<!doctype html><html><head><title>Attention</title></head><body><h1>Please wait</h1></body></html>"

const page = (status: number) => (): Answer => ({ status, body, headers: { "content-type": "text/html" } })

export const pageOf = Law.define({
  id: "answers/page",
  title:
    "a page in place of an answer proves nothing, whatever its HTTP status: neither a refusal nor 'not found', nor a reason to send again",
  why: "a firewall, a proxy and a maintenance page answer 403 and 404 without a look at the payout: read as a no, it goes twice",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    for (const call of yield* calls) {
      for (const status of statuses) {
        const { exit, outcome, sent } = yield* endedUnder(call, { kind: "changed", change: page(status) })
        const expected = `${call.operation} after a page under HTTP ${status} ends as OutcomeUnknown or ReadFailed`
        yield* expect(isOpen(outcome), expected, describe(exit))
        yield* expect(
          sent <= 1,
          `after a page under HTTP ${status} ${call.operation} is not sent again`,
          `${sent} arrive`
        )
      }
    }
  })
})
