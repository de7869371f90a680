/** Replays over the facade: the key stands in the record before anything is sent, and every replay too. */
import { assert, describe, it } from "@effect/vitest"
import type * as Replay from "@switchyard/core/Replay"
import type { Planned } from "@switchyard/facade/Attempt"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { fake } from "./support/config.ts"
import { lose } from "./support/fake.ts"
import { open, payoutRequest } from "./support/open.ts"

const providers = {
  a: fake({ payouts: { card: ["RUB"] }, repeats: true }),
  b: fake({ payouts: { card: ["RUB"] } })
}
const config = { providers, limits: { payouts: { RUB: { max: "1500.00" } } }, routes: { payouts: [{ try: ["a"] }] } }

const lost = Effect.gen(function* () {
  const it = yield* open({ a: lose() }, config)
  const planned: Array<Planned> = []
  const request = yield* payoutRequest()
  yield* it.payouts.create(request, { beforeAttempt: (attempt) => Effect.sync(() => planned.push(attempt)) })
  const { replayKey, sendUntil } = planned[0] ?? {}
  if (replayKey === undefined || sendUntil === undefined) return yield* Effect.die("no key")
  const record: Replay.Record = { ...replayKey, firstSentAt: DateTime.makeUnsafe(0), lastSendUntil: sendUntil }
  yield* TestClock.adjust("1 hour")
  return { ...it, record, request }
})

const written = { beforeReplay: () => Effect.void, clocksApartMillis: 0 }

describe("a create", () => {
  it.effect("is planned with the key of what is sent, where its instance has replays", () =>
    Effect.gen(function* () {
      const { payouts, record, request, sent } = yield* lost
      const key = yield* payouts.hashOn("a", request)
      assert.strictEqual(key && Redacted.value(key.hash), Redacted.value(record.hash))
      assert.strictEqual(sent.length, 1)
      assert.isUndefined(yield* payouts.hashOn("b", request))
      assert.isUndefined(yield* payouts.hashOn("c", request))
      assert.isUndefined(yield* payouts.hashOn("a", yield* payoutRequest({ provider: "b" })))
      assert.isUndefined(
        yield* payouts.hashOn("a", yield* payoutRequest({ amount: { value: "1501", currency: "RUB" } }))
      )
      yield* payouts.confirmOn("a")
      assert.strictEqual((yield* Effect.flip(payouts.confirmOn("c")))._tag, "Unsupported")
    })
  )

  it.effect("on an instance sends what was written down, or nothing", () =>
    Effect.gen(function* () {
      const { payouts, record, request, sent } = yield* lost
      yield* payouts.createOn("a", request, { replayKey: record })
      assert.strictEqual(sent.length, 2)
      const other = yield* payoutRequest({ amount: { value: "7", currency: "RUB" } })
      assert.strictEqual((yield* Effect.flip(payouts.createOn("a", other, { replayKey: record })))._tag, "NotExecuted")
      assert.strictEqual(sent.length, 2)
    })
  )
})

describe("a replay", () => {
  it.effect("is written down with its deadline before it is sent", () =>
    Effect.gen(function* () {
      const { payouts, record, request, sent } = yield* lost
      const seen: Array<unknown> = []
      const beforeReplay = (next: Replay.Record) =>
        Effect.sync(() => {
          seen.push([sent.length, DateTime.toEpochMillis(next.firstSentAt), DateTime.toEpochMillis(next.lastSendUntil)])
        })
      const end = yield* payouts.replayOn("a", request, record, { beforeReplay, clocksApartMillis: 0 })
      assert.strictEqual(end._tag, "OutcomeUnknown")
      assert.deepStrictEqual([seen, sent.length], [[[1, 0, 3_630_000]], 2])
      const again = yield* Effect.flip(payouts.replayOn("a", request, record, written))
      assert.strictEqual(again._tag === "NotReplayed" && again.why, "TooEarly")
    })
  )

  it.effect("that cannot be written down is not sent, and may be tried again", () =>
    Effect.gen(function* () {
      const { payouts, record, request, sent } = yield* lost
      const beforeReplay = () => Effect.fail("database down" as const)
      const error = yield* Effect.flip(payouts.replayOn("a", request, record, { ...written, beforeReplay }))
      assert.strictEqual(error._tag === "ReplayNotRecorded" && error.error, "database down")
      const defect = yield* Effect.exit(
        payouts.replayOn("a", request, record, { ...written, beforeReplay: () => Effect.die("broken") })
      )
      assert.isTrue(Exit.hasDies(defect))
      assert.strictEqual(sent.length, 1)
      yield* payouts.replayOn("a", request, record, written)
      assert.strictEqual(sent.length, 2)
    })
  )

  it.effect("against which something stands is not written down", () =>
    Effect.gen(function* () {
      const { payouts, record, request, sent } = yield* lost
      let writes = 0
      const options = { ...written, beforeReplay: () => Effect.sync(() => ++writes) }
      const why = (instance: string, of: typeof request, given = record) =>
        Effect.map(Effect.flip(payouts.replayOn(instance, of, given, options)), (error) =>
          error._tag === "NotReplayed" ? error.why : error._tag
        )
      assert.strictEqual(yield* why("c", request), "Unsupported")
      assert.strictEqual(yield* why("b", request), "Unsupported")
      assert.strictEqual(yield* why("a", yield* payoutRequest({ provider: "b" })), "InvalidRequest")
      assert.strictEqual(
        yield* why("a", yield* payoutRequest({ amount: { value: "1501", currency: "RUB" } })),
        "InvalidRequest"
      )
      assert.strictEqual(yield* why("a", yield* payoutRequest({ amount: { value: "7", currency: "RUB" } })), "Changed")
      const later = { ...record, lastSendUntil: DateTime.makeUnsafe(3_600_000) }
      assert.strictEqual(yield* why("a", request, later), "TooEarly")
      assert.deepStrictEqual([writes, sent.length], [0, 1])
    })
  )

  it.effect("can be made by the instance as core's own interface, with the same checks", () =>
    Effect.gen(function* () {
      const { payouts, record, request, sent } = yield* lost
      const { replay } = payouts.provider("a")!
      const key = yield* replay.hash(request)
      assert.strictEqual(key && Redacted.value(key.hash), Redacted.value(record.hash))
      const over = yield* payoutRequest({ amount: { value: "1501", currency: "RUB" } })
      assert.strictEqual((yield* Effect.flip(replay.create(over, record))).why, "InvalidRequest")
      yield* replay.create(request, record)
      assert.strictEqual(sent.length, 2)
    })
  )
})
