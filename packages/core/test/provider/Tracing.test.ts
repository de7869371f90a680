/** Without a tracer of its own a program pays for no spans, and its own spans are left alone. */
import { assert, describe, it } from "@effect/vitest"
import { accepted } from "@switchyard/core/Outcome"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { payout, payoutRequest, payouts } from "../support/stubs.ts"
import { recorder } from "../support/telemetry.ts"

/** A provider that notes the names of the spans in which it is called. */
const noting = (names: Array<string>) => {
  const note = Effect.map(Effect.option(Effect.currentSpan), (span) => {
    names.push(Option.match(span, { onNone: () => "none", onSome: ({ name }) => name }))
  })
  return payouts({
    create: ({ reference }) => Effect.as(note, accepted(payout(reference))),
    getByReference: (reference) => Effect.as(note, payout(reference))
  }).provider
}

describe("an operation", () => {
  it.effect("has a span of its own where somebody listens", () =>
    Effect.gen(function* () {
      const names: Array<string> = []
      const provider = noting(names)
      const { record, spans } = recorder()
      yield* record(Effect.andThen(provider.create(payoutRequest), provider.get({ reference: "po-1" })))
      assert.deepStrictEqual(names, ["payouts.create", "payouts.get"])
      assert.deepStrictEqual(
        spans.map(({ attributes }) => [attributes.get("switchyard.reference"), attributes.get("switchyard.outcome")]),
        [
          [payoutRequest.reference, "Accepted"],
          ["po-1", "Read"]
        ]
      )
    })
  )

  it.effect("has none where nobody does, and writes nothing into the caller's", () =>
    Effect.gen(function* () {
      const names: Array<string> = []
      const provider = noting(names)
      const attributes = yield* Effect.gen(function* () {
        yield* provider.create(payoutRequest)
        yield* provider.get({ reference: "po-1" })
        return [...(yield* Effect.currentSpan).attributes.keys()]
      }).pipe(Effect.withSpan("caller"))
      assert.deepStrictEqual(names, ["caller", "caller"])
      assert.deepStrictEqual(attributes, [])
    })
  )
})
