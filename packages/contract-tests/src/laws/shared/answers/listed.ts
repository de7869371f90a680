import * as Effect from "effect/Effect"
import { Harness } from "../../../Harness.ts"
import { calls, endedUnder } from "../../../internal/calls.ts"
import { describe, expect } from "../../../internal/expect.ts"
import * as Law from "../../../Law.ts"

export const listed = Law.define({
  id: "answers/listed",
  title: "every answer on which the documents leave one reading ends its call in that way and for that reason",
  why: "a busy code that is read as a refusal is a payout sent twice or never, and a check without a verdict that is read as a no turns good recipients away",
  replay: true,
  routes: "covering",
  check: Effect.gen(function* () {
    const { answers } = yield* Harness
    const all = yield* calls
    for (const [operation, as, status] of [
      ["create", "OutcomeUnknown"],
      ["get", "ReadFailed"],
      ["checkAccount", "Found", "unknown"]
    ] as const) {
      const isListed = answers.some(
        ({ ends, operation: of }) => of === operation && ends.as === as && ends.status === (status ?? ends.status)
      )
      const isOffered = operation !== "checkAccount" || all.some((call) => call.operation === operation)
      const ending = status === undefined ? as : `${as} (${status})`
      yield* expect(
        isListed || !isOffered,
        `the harness lists an answer after which ${operation} ends as ${ending}`,
        "it lists none"
      )
    }
    for (const { change, ends, operation, what } of answers) {
      const call = all.find((candidate) => candidate.operation === operation)
      // The far side may know more operations than the adapter under test has.
      if (call === undefined) continue
      const { ending, exit } = yield* endedUnder(call, { kind: "changed", change })
      const { as, providerReference, reason, status } = ends
      const isRight =
        ending.as === as &&
        (reason === undefined || ending.reason === reason) &&
        (status === undefined || ending.status === status) &&
        (providerReference === undefined || ending.providerReference === providerReference)
      const id = providerReference === undefined ? "" : ", with the provider's id"
      const because = [reason, status].filter((word) => word !== undefined).join(", ")
      const expected = `${operation} after ${what} ends as ${as}${because === "" ? "" : ` (${because})`}${id}`
      yield* expect(isRight, expected, ending.status === undefined ? describe(exit) : `${ending.as} (${ending.status})`)
    }
  })
})
