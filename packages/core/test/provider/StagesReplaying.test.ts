/** The replay of a create in stages is the replay of its commit, with what was stored before it. */
import { assert, describe, it } from "@effect/vitest"
import { accepted } from "@switchyard/core/Outcome"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Replay from "@switchyard/core/Replay"
import type * as Stages from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { hour, minute, recordOf, replayed } from "../support/repeatable.ts"
import { inert, payable, service, type World, world } from "../support/staged.ts"
import { manifest, payout, payoutRequest, payouts, untyped } from "../support/stubs.ts"

// A commit that was lost, and what its holder has stored.
const lost = (given: Partial<World> = {}) =>
  Effect.gen(function* () {
    const of = world({ stages: payable, duplicates: replayed, script: { fund: "lostBefore" }, ...given })
    const built = yield* service(of)
    const seen: Array<Stages.Committing> = []
    const beforeCommit: Stages.BeforeCommit = (prepared) => Effect.sync(() => seen.push(prepared) > 0)
    yield* built.create(payoutRequest, { beforeCommit, generation: 2 })
    const { key, ...prepared } = seen[0] ?? assert.fail("nothing was stored")
    const record: Replay.Record = { ...recordOf(key ?? assert.fail("no key"), 0), generation: 2, prepared }
    return { of, built, record }
  })

const replay = ({ built, record }: { built: PayoutProvider.Service; record: Replay.Record }) =>
  built.replay.create(payoutRequest, record, { clocksApartMillis: 0 })

describe("the replay of a create in stages", () => {
  it.effect("commits what was prepared then, and prepares nothing", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      assert.deepStrictEqual(it.of.drafts, [{ id: "d-1", generation: 2, status: "draft" }])
      it.of.script.fund = "ok"
      yield* TestClock.setTime(hour)
      const ended = yield* replay(it)
      assert.strictEqual(ended._tag === "Accepted" && ended.value.providerReference, "d-1")
      assert.deepStrictEqual(it.of.requests, ["quote", "draft", "fund", "fund"])
    })
  )

  it.effect("is not made with anything else than was stored", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.setTime(hour)
      const { prepared, ...without } = it.record
      const state = Redacted.make('{"draft":"d-2"}')
      const wrong: ReadonlyArray<readonly [Replay.Record, Replay.Why]> = [
        [without, "Unsupported"],
        [{ ...it.record, prepared: { state: Redacted.make("{}") } }, "Unsupported"],
        [{ ...it.record, prepared: { ...prepared, state } }, "Changed"],
        [{ ...it.record, prepared: untyped({ state: '{"draft":"d-1"}' }) }, "InvalidRequest"],
        [{ ...it.record, generation: untyped("2") }, "InvalidRequest"]
      ]
      for (const [record, why] of wrong) {
        assert.strictEqual((yield* Effect.flip(replay({ ...it, record }))).why, why)
      }
      assert.deepStrictEqual(it.of.requests, ["quote", "draft", "fund"])
    })
  )

  it.effect("is not made when what was prepared may not be committed any more", () =>
    Effect.gen(function* () {
      const it = yield* lost({ lastsMillis: hour })
      const commitUntil = it.record.prepared?.commitUntil
      assert.strictEqual(commitUntil && DateTime.toEpochMillis(commitUntil), hour)
      it.of.script.fund = "ok"
      yield* TestClock.setTime(hour - minute)
      assert.strictEqual((yield* Effect.flip(replay(it))).why, "WindowClosed")
      yield* TestClock.setTime(hour - 2 * minute)
      assert.strictEqual((yield* replay(it))._tag, "Accepted")
    })
  )

  it.effect("has no key before anything is prepared", () =>
    Effect.gen(function* () {
      const { built, record } = yield* lost()
      assert.isUndefined(yield* built.replay.hash(payoutRequest))
      const { prepared } = record
      const key = yield* built.replay.hash(payoutRequest, { generation: 2, prepared })
      assert.strictEqual(key && Redacted.value(key.hash), Redacted.value(record.hash))
    })
  )

  it.effect("whose adapter fails keeps the id of what was prepared", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      it.of.script.fund = "defect"
      yield* TestClock.setTime(hour)
      const ended = yield* replay(it)
      assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "UnreadableAnswer", providerReference: "d-1" })
    })
  )

  it.effect("that repeats a refusal leaves what was prepared, if anybody could commit that", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(hour)
      const refused = new Replay.Refused({
        ...{ provider: "stub", operation: "payouts.replay", reference: "po-1" },
        ...{ reason: "InsufficientFunds", message: "no" }
      })
      const state = Redacted.make("{}")
      const hash = Redacted.make("hash")
      for (const stages of [payable, inert]) {
        const create: PayoutProvider.Spi["create"] = () => Effect.succeed(accepted(payout("po-1")))
        const { provider } = payouts({
          manifest: { ...manifest, duplicates: { create: replayed }, stages: { create: stages } },
          stages: { prepare: () => Effect.never },
          repeating: {
            account: "inRequest",
            fix: () =>
              Effect.succeed({
                hash: () => hash,
                replay: () => Effect.succeed(refused),
                send: (options) => create(payoutRequest, options)
              })
          }
        })
        const record = { ...recordOf({ hash }, 0), prepared: { providerReference: "d-1", state } }
        const ended = yield* provider.replay.create(payoutRequest, record)
        if (stages === inert) assert.strictEqual(ended._tag, "Refused")
        else {
          assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "Leftover", providerReference: "d-1" })
          assert.deepInclude(ended._tag === "OutcomeUnknown" && ended.refused, { _tag: "Rejected", message: "no" })
        }
      }
    })
  )
})
