import * as Effect from "effect/Effect"
import { calls, endedUnder, isOpen } from "../../../internal/calls.ts"
import { describe, expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"

const expected = [
  ["rubbish", "UnreadableAnswer"],
  ["undocumented", "UnreadableAnswer"],
  ["html502", "ProviderUnavailable"],
  ["unknownAnswer", "UnrecognisedAnswer"]
] as const

export const reasons = Law.define({
  id: "answers/reasons",
  title: "an answer that does not decide says why: unreadable, not listed, or the provider is out of order",
  why: "one is asked again in a minute, one is a new code that somebody must look up, one is an alarm about the provider",
  replay: true,
  check: Effect.gen(function* () {
    for (const call of yield* calls) {
      for (const [kind, reason] of expected) {
        const { outcome, exit } = yield* endedUnder(call, { kind })
        yield* expect(
          !isOpen(outcome) || outcome.reason === reason,
          `${call.operation} after ${kind} ends for the reason ${reason}`,
          describe(exit)
        )
      }
    }
  })
})
