import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { answering, calls, endedUnder, isOpen } from "../../../internal/calls.ts"
import { expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"

const words = "so many words"

export const told = Law.define({
  id: "answers/told",
  title: "an ending says in words what happened, with the provider's own code and words where it gave some",
  why: "whoever has to find the money asks the provider's support, and support asks for its own code and words",
  replay: true,
  check: Effect.gen(function* () {
    const { answers } = yield* Harness
    for (const call of yield* calls) {
      const { operation } = call
      for (const { kind } of answering) {
        const { ending } = yield* endedUnder(call, { kind, text: words })
        if (!isOpen(ending)) continue
        const { message = "" } = ending
        yield* expect(message !== "", `${operation} after ${kind} ends with a message`, "it has none")
        const isRepeated = kind !== "unknownAnswer" || message.includes(words)
        yield* expect(isRepeated, `${operation} after ${kind} repeats what the provider said`, message)
      }
      for (const { change, ends, what } of answers.filter((answer) => answer.operation === operation)) {
        const { ending } = yield* endedUnder(call, { kind: "changed", change })
        // One that ends in another way breaks another law.
        if (ending.as !== ends.as || ending.message === undefined) continue
        const { message = "", providerCode } = ending
        yield* expect(message !== "", `${operation} after ${what} ends with a message`, "it has none")
        const { says = "" } = ends
        yield* expect(message.includes(says), `${operation} after ${what} says "${says}"`, message)
        const isNamed = ends.providerCode === undefined || providerCode === ends.providerCode
        const code = `it names ${providerCode ?? "none"}`
        yield* expect(isNamed, `${operation} after ${what} names the code ${ends.providerCode}`, code)
      }
    }
  })
})
