/** Replays against a provider that remembers keys, and what happens there when the rules of replays are broken. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import type { PayoutRequest } from "@switchyard/core/Payout"
import type * as Replay from "@switchyard/core/Replay"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { Memory } from "../src/index.ts"
import { example, type Options } from "../src/MemoryOptions.ts"
import type { Fault } from "../src/Simulator.ts"

const destination = { type: "card" as const, number: Redacted.make("4276550018273642") }
const po: PayoutRequest = { reference: "po-1", amount: Money.unsafe("1500.00", "RUB"), destination }
const hour = 3_600_000
const path = "/payouts/create"

/** A payout whose first send went wrong, and its record. */
const lost = (fault: Fault, options: Partial<Options> = {}, request = po) =>
  Effect.gen(function* () {
    const memory = yield* Memory.make({ ...example, duplicates: "replayed", ...options })
    const { payouts, simulator } = memory
    const replayKey = yield* payouts.replay.hash(request)
    if (replayKey === undefined) return yield* Effect.die("no key")
    simulator.fault(fault, { path })
    const firstSentAt = DateTime.makeUnsafe(yield* Clock.currentTimeMillis)
    const first = yield* payouts.create(request, { replayKey })
    assert.strictEqual(first._tag, "OutcomeUnknown")
    const record: Replay.Record = {
      ...replayKey,
      firstSentAt,
      lastSendUntil: DateTime.add(firstSentAt, { seconds: 30 })
    }
    const replay = (of = request) => payouts.replay.create(of, record, { clocksApartMillis: 0 })
    const held = () => simulator.operations("payout").length
    return { ...memory, record, replay, held }
  })

const word = (end: Replay.Ended<unknown>) => (end._tag === "Accepted" ? end._tag : `${end._tag} ${end.reason}`)

describe("a provider that answers a repeat from memory", () => {
  it.effect.each<[string, Fault]>([
    ["whose answer was lost", { kind: "cutAfterActing" }],
    ["that never arrived", { kind: "cutBeforeReading" }]
  ])("has one payout after the replay of one %s", ([, fault]) =>
    Effect.gen(function* () {
      const { held, payouts, replay } = yield* lost(fault)
      yield* TestClock.adjust("1 hour")
      const end = yield* replay()
      assert.strictEqual(word(end), "Accepted")
      assert.strictEqual(held(), 1)
      const id = end._tag === "Accepted" ? end.value.providerReference : undefined
      assert.strictEqual((yield* payouts.get({ reference: "po-1", providerReference: id })).status, "processing")
    })
  )

  it.effect("has one where the first request arrives after its replay", () =>
    Effect.gen(function* () {
      const { held, replay, simulator } = yield* lost({ kind: "late" })
      assert.strictEqual(simulator.received().length, 0)
      yield* TestClock.adjust("1 hour")
      yield* replay()
      yield* simulator.arrive
      assert.deepStrictEqual([simulator.received().length, held()], [2, 1])
    })
  )

  it.effect("repeats a refusal that leaves nothing, whatever has changed since", () =>
    Effect.gen(function* () {
      const broke = { ...po, destination: { ...destination, number: Redacted.make("4276550018270000") } }
      const { held, replay } = yield* lost({ kind: "cutAfterActing" }, {}, broke)
      yield* TestClock.adjust("1 hour")
      const end = yield* replay(broke)
      assert.deepStrictEqual([word(end), held()], ["Refused DestinationInvalid", 0])
      assert.notInclude(JSON.stringify(end), "0000")
    })
  )

  it.effect("is not asked after its window, when it would pay twice", () =>
    Effect.gen(function* () {
      const { held, payouts, replay, simulator } = yield* lost({ kind: "cutAfterActing" })
      yield* TestClock.adjust("23 hours")
      assert.strictEqual((yield* Effect.flip(replay())).why, "WindowClosed")
      assert.deepStrictEqual([simulator.received().length, held()], [1, 1])
      // A create that is simply sent again shows what that is good for.
      yield* TestClock.adjust("59 minutes")
      assert.strictEqual(
        word((yield* payouts.create(po)) as Replay.Ended<unknown>),
        "OutcomeUnknown DuplicateReference"
      )
      assert.strictEqual(held(), 1)
      yield* TestClock.adjust("1 minute")
      yield* payouts.create(po)
      assert.strictEqual(held(), 2)
    })
  )

  it.effect("pays twice where it has forgotten the key before its time", () =>
    Effect.gen(function* () {
      const { held, replay, simulator } = yield* lost({ kind: "cutAfterActing" })
      simulator.forget("payout", "po-1")
      yield* TestClock.adjust("1 hour")
      yield* replay()
      assert.strictEqual(held(), 2)
    })
  )

  it.effect("settles nothing where the key was used for other bytes", () =>
    Effect.gen(function* () {
      const { held, payouts, replay, simulator } = yield* lost({ kind: "late" })
      const other = { ...po, amount: Money.unsafe("1.00", "RUB") }
      yield* payouts.create(other)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* Effect.flip(replay(other))).why, "Changed")
      assert.strictEqual(simulator.received().length, 1)
      assert.strictEqual(word(yield* replay()), "OutcomeUnknown UnrecognisedAnswer")
      assert.strictEqual(held(), 1)
    })
  )

  it.effect("says how long it remembers, less a reserve, and has replays of both kinds", () =>
    Effect.gen(function* () {
      const { payments, payouts } = yield* Memory.make({ ...example, duplicates: "replayed", replayWithinMillis: hour })
      const create = { kind: "replayed", withinMillis: hour / 2, replayAfterMillis: 60_000, refusals: "stored" }
      assert.deepStrictEqual<object>(
        [payouts.capabilities.duplicates.create, payments.capabilities.duplicates.create],
        [create, create]
      )
      assert.include(payments.capabilities.operations, "replay")
      const key = yield* payments.replay.hash({
        reference: "po-1",
        amount: Money.unsafe("1500.00", "RUB"),
        method: "page"
      })
      const other = yield* payouts.replay.hash(po)
      assert.notStrictEqual(key && Redacted.value(key.hash), other && Redacted.value(other.hash))
    })
  )
})

describe("a provider that reveals what exists", () => {
  const revealed = { duplicates: "revealed" } as const

  it.effect("names the payout whose answer was lost", () =>
    Effect.gen(function* () {
      const { held, replay } = yield* lost({ kind: "cutAfterActing" }, revealed)
      yield* TestClock.adjust("1 hour")
      const end = yield* replay()
      assert.strictEqual(word(end), "OutcomeUnknown DuplicateReference")
      assert.deepStrictEqual([end._tag === "OutcomeUnknown" && end.providerReference, held()], ["payout-1", 1])
    })
  )

  it.effect("executes the one that never arrived", () =>
    Effect.gen(function* () {
      const { held, replay } = yield* lost({ kind: "cutBeforeReading" }, revealed)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual([word(yield* replay()), held()], ["Accepted", 1])
    })
  )

  it.effect.each(["refused", "canceled"])(
    "gives the id of one that has ended %s free, so that there are two",
    (status) =>
      Effect.gen(function* () {
        const { held, replay, simulator } = yield* lost({ kind: "cutAfterActing" }, revealed)
        simulator.settle("payout", "po-1", status)
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual([word(yield* replay()), held()], ["Accepted", 2])
      })
  )
})

describe("a provider that reveals what exists, dead or not", () => {
  it.effect("names the one that has ended, and makes no other", () =>
    Effect.gen(function* () {
      const { held, payouts, replay, simulator } = yield* lost(
        { kind: "cutAfterActing" },
        { duplicates: "revealed", freesDeadIds: false }
      )
      assert.deepStrictEqual<object | undefined>(payouts.capabilities.duplicates.create, {
        kind: "revealed",
        withinMillis: 23 * hour,
        replayAfterMillis: 60_000,
        freesDeadIds: false
      })
      simulator.settle("payout", "po-1", "refused")
      yield* TestClock.adjust("1 hour")
      const end = yield* replay()
      assert.strictEqual(word(end), "OutcomeUnknown DuplicateReference")
      assert.deepStrictEqual([end._tag === "OutcomeUnknown" && end.providerReference, held()], ["payout-1", 1])
    })
  )
})

describe("a provider that refuses duplicates", () => {
  it.effect("has no replays", () =>
    Effect.gen(function* () {
      const { payouts } = yield* Memory.make()
      assert.isUndefined(yield* payouts.replay.hash(po))
      assert.notInclude(payouts.capabilities.operations, "replay")
      assert.strictEqual(payouts.capabilities.duplicates.create?.kind, "refused")
    })
  )
})
