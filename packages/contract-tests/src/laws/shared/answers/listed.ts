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
        ({ expected, operation: of }) =>
          of === operation && expected.as === as && expected.status === (status ?? expected.status)
      )
      const isOffered = operation !== "checkAccount" || all.some((call) => call.operation === operation)
      const outcome = status === undefined ? as : `${as} (${status})`
      yield* expect(
        isListed || !isOffered,
        `the harness lists an answer after which ${operation} ends as ${outcome}`,
        "it lists none"
      )
    }
    for (const { change, expected, operation, what } of answers) {
      const call = all.find((candidate) => candidate.operation === operation)
      // The provider may know more operations than the adapter under test has.
      if (call === undefined) continue
      const { outcome, exit } = yield* endedUnder(call, { kind: "changed", change })
      const { as, providerReference, reason, status } = expected
      const isRight =
        outcome.as === as &&
        (reason === undefined || outcome.reason === reason) &&
        (status === undefined || outcome.status === status) &&
        (providerReference === undefined || outcome.providerReference === providerReference)
      const id = providerReference === undefined ? "" : ", with the provider's id"
      const because = [reason, status].filter((word) => word !== undefined).join(", ")
      const expectation = `${operation} after ${what} ends as ${as}${because === "" ? "" : ` (${because})`}${id}`
      yield* expect(
        isRight,
        expectation,
        outcome.status === undefined ? describe(exit) : `${outcome.as} (${outcome.status})`
      )
    }
  })
})
