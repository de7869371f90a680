/** What an Spi written by hand says of its replays is held to the manifest, and nothing personal is shown of it. */
import { assert, describe, it } from "@effect/vitest"
import { accepted, OutcomeUnknown } from "@switchyard/core/Outcome"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Replay from "@switchyard/core/Replay"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as fc from "fast-check"
import * as Recent from "../../src/provider/internal/recent.ts"
import { hour, recordOf, replayed } from "../support/repeatable.ts"
import { manifest, payout, payoutRequest, payouts, untyped } from "../support/stubs.ts"

const number = "4111111111111111"
const about = { provider: "other", operation: "else", reference: "po-9" }

const ends = (end: unknown, duplicates = replayed) =>
  Effect.gen(function* () {
    const replay = () => untyped<Effect.Effect<Replay.Ended<ReturnType<typeof payout>>, Replay.NotReplayed>>(end)
    const hash = () => Redacted.make("hash")
    const create: PayoutProvider.Spi["create"] = ({ reference }) => Effect.succeed(accepted(payout(reference)))
    const { provider } = payouts({
      manifest: { ...manifest, duplicates: { create: duplicates } },
      repeating: {
        account: "inRequest",
        fix: () => Effect.succeed({ hash, replay, send: () => create(payoutRequest, untyped({})) })
      }
    })
    yield* TestClock.setTime(hour)
    const record = recordOf({ hash: hash() }, 0)
    const result = yield* Effect.result(provider.replay.create(payoutRequest, record))
    return result._tag === "Failure" ? result.failure : result.success
  })

const refused = (reason: Replay.Refused["reason"]) =>
  new Replay.Refused({ ...about, reason, message: `no to ${number}`, providerCode: `c-${number}` })

describe("a replay by hand", () => {
  it.effect("may be refused where the manifest says that refusals are stored, and for a reason of the request", () =>
    Effect.gen(function* () {
      const end = yield* ends(Effect.succeed(refused("InsufficientFunds")))
      assert.deepInclude(end, { _tag: "Refused", provider: "stub", operation: "payouts.replay", reference: "po-1" })
      const notStored = { ...replayed, refusals: "undocumented" } as typeof replayed
      assert.strictEqual((yield* ends(Effect.succeed(refused("InsufficientFunds")), notStored))._tag, "OutcomeUnknown")
      for (const reason of [
        "AuthenticationFailed",
        "RateLimited",
        "ProviderUnavailable",
        "DuplicateReference"
      ] as const) {
        assert.deepInclude(yield* ends(Effect.succeed(refused(reason))), {
          _tag: "OutcomeUnknown",
          reason: "UnrecognisedAnswer"
        })
      }
    })
  )

  it.effect("is unknown whenever it is no ending of a replay", () =>
    Effect.gen(function* () {
      const broken = [undefined, Effect.succeed({ _tag: "Yes" }), Effect.fail({ _tag: "Rejected" }), Effect.die("no")]
      for (const each of broken) {
        assert.deepInclude(yield* ends(each), { _tag: "OutcomeUnknown", reason: "UnreadableAnswer", reference: "po-1" })
      }
    })
  )

  it.effect("shows nothing personal, whatever it ends with", () =>
    Effect.gen(function* () {
      const common = { ...about, message: `about ${number}` }
      const endings = [
        Effect.succeed(refused("InsufficientFunds")),
        Effect.succeed(new OutcomeUnknown({ ...common, reason: "ConnectionLost", providerReference: number })),
        Effect.succeed(accepted({ ...payout("po-1"), providerStatus: `new ${number}` })),
        Effect.fail(new Replay.NotReplayed({ ...common, why: "NeverSent", issues: [{ path: "x", reason: number }] }))
      ]
      for (const each of endings) {
        const end = yield* ends(each)
        assert.notInclude(JSON.stringify(end), number)
        assert.notInclude(`${"message" in end ? end.message : ""}`, number)
      }
    })
  )
})

describe("the replays that may be on their way", () => {
  it("keep others of the same operation away until they are over, and none begins where the memory is full", () => {
    const recent = Recent.make(2)
    assert.strictEqual(recent.take("a", 0, 100), 0)
    assert.strictEqual(recent.take("a", 40, 100), 60)
    assert.strictEqual(recent.take("b", 50, 100), 0)
    assert.strictEqual(recent.take("c", 60, 100), 40)
    assert.strictEqual(recent.take("c", 100, 100), 0)
    recent.release("c", 99)
    assert.strictEqual(recent.take("c", 100, 1), 100)
    recent.release("c", 100)
    assert.strictEqual(recent.take("c", 100, 1), 0)
  })

  it("never overlap, in whatever order they come", () => {
    const step = fc.record({ key: fc.constantFrom("a", "b", "c"), after: fc.nat(50), lasts: fc.nat(80) })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const recent = Recent.make(2)
        const until = new Map<string, number>()
        let now = 0
        for (const { after, key, lasts } of steps) {
          now += after
          if (recent.take(key, now, lasts) > 0) continue
          assert.isAtMost(until.get(key) ?? 0, now)
          until.set(key, now + lasts)
          assert.isAtMost([...until.values()].filter((end) => end > now).length, 2)
        }
      })
    )
  })
})
