import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { answering, calls, endedUnder, isOpen } from "../../../internal/calls.ts"
import { expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"

const words = "so many words"

export const message = Law.define({
  id: "answers/message",
  title: "an outcome explains in words what happened, with the provider's own code and words where it gave some",
  why: "whoever has to find the money asks the provider's support, and support asks for its own code and words",
  replay: true,
  check: Effect.gen(function* () {
    const { answers } = yield* Harness
    for (const call of yield* calls) {
      const { operation } = call
      for (const { kind } of answering) {
        const { outcome } = yield* endedUnder(call, { kind, text: words })
        if (!isOpen(outcome)) continue
        const { message = "" } = outcome
        yield* expect(message !== "", `${operation} after ${kind} ends with a message`, "it has none")
        const isRepeated = kind !== "unknownAnswer" || message.includes(words)
        yield* expect(isRepeated, `${operation} after ${kind} repeats the provider's words`, message)
      }
      for (const { change, expected, what } of answers.filter((answer) => answer.operation === operation)) {
        const { outcome } = yield* endedUnder(call, { kind: "changed", change })
        // One that ends in another way breaks another law.
        if (outcome.as !== expected.as || outcome.message === undefined) continue
        const { message = "", providerCode } = outcome
        yield* expect(message !== "", `${operation} after ${what} ends with a message`, "it has none")
        const { messageContains = "" } = expected
        yield* expect(
          message.includes(messageContains),
          `${operation} after ${what} contains "${messageContains}"`,
          message
        )
        const isNamed = expected.providerCode === undefined || providerCode === expected.providerCode
        const code = `it names ${providerCode ?? "none"}`
        yield* expect(isNamed, `${operation} after ${what} names the code ${expected.providerCode}`, code)
      }
    }
  })
})
