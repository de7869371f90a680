/** What a create has left is found again and abandoned by whoever holds its record, and by the provider's id alone. */
import { assert, describe, it } from "@effect/vitest"
import { accepted } from "@switchyard/core/Outcome"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { inert, payable, service, world } from "../support/staged.ts"
import { payoutRequest, payouts, untyped } from "../support/stubs.ts"

const number = "4111111111111111"

describe("an abandonment", () => {
  it.effect("asks the provider to end what is left under an id, and a read by it shows that it is dead", () =>
    Effect.gen(function* () {
      const of = world({ stages: payable, script: { fund: "refused" } })
      const { capabilities, create, get, stages } = yield* service(of)
      assert.include(capabilities.operations, "abandon")
      const left = yield* create(payoutRequest)
      assert.deepInclude(left, { reason: "Leftover", providerReference: "d-1" })
      const query = { reference: "po-1", providerReference: "d-1" }
      assert.strictEqual((yield* get(query)).status, "uncommitted")
      const ended = yield* stages.abandon(payoutRequest, { providerReference: "d-1", generation: 0, asked: 0 })
      assert.deepStrictEqual(ended, accepted({ providerReference: "d-1" }))
      assert.strictEqual((yield* get(query)).status, "canceled")
      assert.deepStrictEqual(of.requests, ["quote", "draft", "fund", "get", "cancel", "get"])
    })
  )

  it.effect("ends in the four ways, and only about the id that was meant", () =>
    Effect.gen(function* () {
      const ends = {
        lostBefore: "OutcomeUnknown",
        refused: "Rejected",
        neverSent: "NotExecuted",
        html502: "OutcomeUnknown"
      }
      for (const [cancel, tag] of Object.entries(ends)) {
        const { stages } = yield* service(world({ stages: payable, script: { cancel: untyped(cancel) } }))
        const ended = yield* Effect.result(stages.abandon(payoutRequest, { providerReference: "d-1" }))
        assert.strictEqual(ended._tag === "Success" ? ended.success._tag : ended.failure._tag, tag)
      }
      const { provider } = payouts({
        stages: { abandon: () => Effect.succeed(accepted({ providerReference: "d-2" })) }
      })
      const another = yield* provider.stages.abandon(payoutRequest, { providerReference: "d-1" })
      assert.deepInclude(another, {
        _tag: "OutcomeUnknown",
        operation: "payouts.abandon",
        reason: "UnrecognisedAnswer",
        providerReference: "d-1"
      })
    })
  )

  it.effect("is given its generation, how often it was asked, and what was prepared", () =>
    Effect.gen(function* () {
      const seen: Array<object> = []
      const { provider } = payouts({
        stages: {
          abandon: (_, { deadline: __, ...left }) => {
            seen.push(left)
            return Effect.succeed(accepted({}))
          }
        }
      })
      const prepared = { providerReference: "d-1", state: Redacted.make("{}") }
      yield* provider.stages.abandon(payoutRequest, { providerReference: "d-1", generation: 2, asked: 3, prepared })
      yield* provider.stages.abandon(payoutRequest, { providerReference: "d-1" })
      assert.deepStrictEqual(seen, [
        { providerReference: "d-1", generation: 2, asked: 3, prepared },
        { providerReference: "d-1", generation: 0, asked: 0, prepared: undefined }
      ])
    })
  )

  it.effect("is refused before anything is sent where it does not say what is left", () =>
    Effect.gen(function* () {
      const of = world({ stages: payable })
      const { stages } = yield* service(of)
      const wrong = [
        {},
        { providerReference: "" },
        { providerReference: "d 1" },
        { providerReference: "d-1", asked: -1 },
        { providerReference: "d-1", generation: "1" },
        { providerReference: "d-1", prepared: { state: "{}" } }
      ]
      for (const options of wrong) {
        const error = yield* Effect.flip(stages.abandon(payoutRequest, untyped(options)))
        assert.deepInclude(error, { _tag: "NotExecuted", reason: "InvalidRequest" })
      }
      assert.deepStrictEqual(of.requests, [])
    })
  )

  it.effect("is unsupported where the provider has none, and nothing is sent", () =>
    Effect.gen(function* () {
      const { calls, provider } = payouts()
      const error = yield* Effect.flip(provider.stages.abandon(payoutRequest, { providerReference: "d-1" }))
      assert.deepInclude(error, { _tag: "NotExecuted", reason: "Unsupported", message: "stub has no payouts.abandon" })
      assert.deepStrictEqual(calls, [])
    })
  )

  it.effect("shows nothing personal", () =>
    Effect.gen(function* () {
      const { provider } = payouts({
        stages: { abandon: () => Effect.succeed(accepted({ providerReference: number })) }
      })
      const ended = yield* provider.stages.abandon(payoutRequest, { providerReference: number })
      assert.notInclude(JSON.stringify(ended), number)
    })
  )
})

describe("a preparation that commits nothing", () => {
  it.effect("finds the id of what was prepared under a generation", () =>
    Effect.gen(function* () {
      const of = world({ stages: payable, script: { draft: "lostAfter" } })
      const { create, stages } = yield* service(of)
      const left = yield* create(payoutRequest, { generation: 3 })
      assert.deepInclude(left, { reason: "Leftover" })
      assert.notProperty(left, "providerReference")
      of.script.draft = "ok"
      const ended = yield* stages.prepare(payoutRequest, { generation: 3 })
      assert.strictEqual(ended._tag === "Accepted" && ended.value.providerReference, "d-1")
      assert.notProperty(ended._tag === "Accepted" && ended.value, "states")
      assert.strictEqual(of.drafts.length, 1)
      assert.notInclude(of.requests, "fund")
    })
  )

  it.effect("is unknown where something is there already, or something else than was asked for", () =>
    Effect.gen(function* () {
      const used = yield* service(world({ stages: payable, script: { draft: "used" } }))
      const there = yield* used.stages.prepare(payoutRequest, { generation: 0 })
      assert.deepInclude(there, {
        reason: "DuplicateReference",
        providerReference: "d-1",
        operation: "payouts.prepare"
      })
      const other = yield* service(world({ stages: payable, states: { amount: "7" } }))
      const left = yield* other.stages.prepare(payoutRequest, { generation: 0 })
      assert.deepInclude(left, { reason: "Leftover", providerReference: "d-1" })
    })
  )

  it.effect("is not made where preparing again may make another one", () =>
    Effect.gen(function* () {
      const of = world({ stages: inert })
      const { stages } = yield* service(of)
      const error = yield* Effect.flip(stages.prepare(payoutRequest, { generation: 0 }))
      assert.deepInclude(error, { _tag: "NotExecuted", reason: "Unsupported" })
      assert.deepStrictEqual(of.requests, [])
    })
  )
})
