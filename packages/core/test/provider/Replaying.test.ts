/** A replay leaves only where nothing forbids it, and settles only what is proven. */
import { assert, describe, it } from "@effect/vitest"
import * as Http from "@switchyard/core/Http"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type * as Replay from "@switchyard/core/Replay"
import type { Duplicates } from "@switchyard/core/Settling"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import * as Support from "../support/repeatable.ts"
import { answer, hour, make, mark, minute, payoutRequest, recordOf } from "../support/repeatable.ts"
import { rub, untyped } from "../support/stubs.ts"

const at = DateTime.makeUnsafe

// Its key, taken before the first send, which began at 0 and was lost.
const lost = (given: Partial<Support.World> = {}) =>
  Effect.gen(function* () {
    const stub = make(given)
    const payouts = yield* stub.built
    yield* payouts.replay.confirm
    const key = yield* payouts.replay.hash(payoutRequest)
    return { ...stub, payouts, key: key ?? Support.noKey, record: recordOf(key ?? Support.noKey, 0) }
  })

const clocksApartMillis = 0

const replay = (
  { payouts, record }: { readonly payouts: PayoutProvider.Service; readonly record: Replay.Record },
  options: Replay.Options = { clocksApartMillis }
) => payouts.replay.create(payoutRequest, record, options)

const whyNot = (end: Effect.Effect<unknown, Replay.NotReplayed>) => Effect.map(Effect.flip(end), ({ why }) => why)

describe("a replay", () => {
  it.effect("sends what was sent first, once, and is accepted", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.adjust(hour)
      const end = yield* replay(it)
      assert.strictEqual(end._tag, "Accepted")
      assert.strictEqual(it.sent.length, 1)
      yield* it.payouts.create(payoutRequest)
      assert.strictEqual(it.sent[0], it.sent[1])
      assert.include(it.payouts.capabilities.operations, "replay")
    })
  )

  it.effect(
    "has the same key at another instance of the account, at any time, and another one for another request",
    () =>
      Effect.gen(function* () {
        const one = yield* lost()
        yield* TestClock.adjust(7 * hour)
        const other = yield* lost()
        const value = ({ account, hash }: Replay.Key) => [Redacted.value(hash), account && Redacted.value(account)]
        assert.deepStrictEqual(value(other.key), value(one.key))
        assert.strictEqual(value(one.key)[1], "acct-1")
        const changed = yield* one.payouts.replay.hash({ ...payoutRequest, amount: rub("101") })
        assert.notStrictEqual(changed && value(changed)[0], value(one.key)[0])
        const elsewhere = yield* lost({ account: "acct-2" })
        assert.notStrictEqual(value(elsewhere.key)[0], value(one.key)[0])
        const inRequest = yield* lost({ confirms: "inRequest" })
        assert.isUndefined(inRequest.key.account)
        assert.deepStrictEqual([one.sent, inRequest.asked.count], [[], 0])
      })
  )

  it.effect("has no key, and asks nobody for one, while the account is unconfirmed", () =>
    Effect.gen(function* () {
      const { asked, built, world } = make()
      const { replay } = yield* built
      assert.isUndefined(yield* replay.hash(payoutRequest))
      assert.strictEqual(asked.count, 0)
      world.account = undefined
      assert.strictEqual((yield* Effect.flip(replay.confirm))._tag, "ReadFailed")
      assert.isUndefined(yield* replay.hash(payoutRequest))
      world.account = "acct-1"
      yield* replay.confirm
      yield* replay.confirm
      assert.strictEqual(asked.count, 2)
      assert.isDefined(yield* replay.hash(payoutRequest))
    })
  )

  it.effect("has no key for what would not be sent, or cannot be built", () =>
    Effect.gen(function* () {
      const { payouts, world } = yield* lost()
      assert.isUndefined(yield* payouts.replay.hash({ ...payoutRequest, amount: rub("1") }))
      assert.isUndefined(yield* payouts.replay.hash(untyped({ reference: 1 })))
      world.isBroken = true
      assert.isUndefined(yield* payouts.replay.hash(payoutRequest))
    })
  )
})

describe("nothing is replayed", () => {
  it.effect.each<[string, Partial<Support.World>]>([
    ["whose provider refuses duplicates", { duplicates: { kind: "refused" } }],
    ["of which nothing is documented", { duplicates: { kind: "undocumented" } }],
    ["whose definition does not say how the account is known", { confirms: "unsaid" }],
    ["that is another one each time", { isRandom: true, confirms: "inRequest" }]
  ])("%s", ([, given]) =>
    Effect.gen(function* () {
      const it = yield* lost(given)
      yield* TestClock.adjust(hour)
      assert.strictEqual(yield* whyNot(replay(it)), "Unsupported")
      assert.isUndefined(yield* it.payouts.replay.hash(payoutRequest))
      assert.deepStrictEqual(it.sent, [])
      if (given.isRandom !== true) assert.notInclude(it.payouts.capabilities.operations, "replay")
    })
  )

  it.effect("that would be refused before it is sent, or whose record cannot be read", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      const { payouts, record, sent } = it
      yield* TestClock.adjust(hour)
      const asked = [
        payouts.replay.create({ ...payoutRequest, amount: rub("1") }, record),
        payouts.replay.create(untyped({ reference: 7 }), record),
        payouts.replay.create(payoutRequest, untyped(undefined)),
        payouts.replay.create(payoutRequest, { ...record, hash: untyped("text") }),
        payouts.replay.create(payoutRequest, { ...record, firstSentAt: untyped(0) }),
        payouts.replay.create(payoutRequest, { ...record, lastSendUntil: untyped("now") }),
        payouts.replay.create(payoutRequest, record, { deadline: untyped(1) }),
        payouts.replay.create(payoutRequest, record, { clocksApartMillis: Number.NaN }),
        payouts.replay.create(payoutRequest, record, { clocksApartMillis: -1 })
      ]
      for (const each of asked) {
        const { issues, why } = yield* Effect.flip(each)
        assert.strictEqual(why, "InvalidRequest")
        assert.isNotEmpty(issues)
      }
      it.world.isBroken = true
      assert.strictEqual(yield* whyNot(replay(it)), "InvalidRequest")
      assert.deepStrictEqual(sent, [])
    })
  )

  it.effect("that is another request, or goes to another account", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.adjust(hour)
      const changed = { ...payoutRequest, amount: rub("101") }
      assert.strictEqual(yield* whyNot(it.payouts.replay.create(changed, it.record)), "Changed")
      const { account: _, ...unnamed } = it.record
      assert.strictEqual(yield* whyNot(replay({ ...it, record: { ...unnamed, ...Support.noKey } })), "Changed")
      // The key of the instance was changed for another account's.
      const other = yield* lost({ account: "acct-2" })
      assert.strictEqual(yield* whyNot(replay({ ...other, record: it.record })), "AnotherAccount")
      assert.deepStrictEqual([it.sent, other.sent], [[], []])
    })
  )

  it.effect("while the account is unconfirmed for an hour, which is asked again before", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.adjust(hour - 1)
      it.world.account = undefined
      assert.strictEqual((yield* replay(it))._tag, "Accepted")
      yield* TestClock.adjust(hour)
      const failed = yield* Effect.flip(replay(it))
      assert.deepStrictEqual([failed.why, failed.retryAfterMillis], ["AccountUnconfirmed", 5_000])
      assert.strictEqual(it.sent.length, 1)
      it.world.account = "acct-1"
      assert.strictEqual((yield* replay(it))._tag, "Accepted")
      assert.deepStrictEqual([it.sent.length, it.asked.count], [2, 3])
    })
  )

  it.effect("that never left, and may then be tried at once", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.adjust(hour)
      it.world.answer = new Http.NeverSent({ fault: "Refused", message: "nobody listens" })
      assert.strictEqual(yield* whyNot(replay(it)), "NeverSent")
      assert.strictEqual(yield* whyNot(replay(it, { deadline: at(hour), clocksApartMillis })), "NeverSent")
      const unwritten = { clocksApartMillis, beforeSending: Effect.succeed(false) }
      assert.strictEqual(yield* whyNot(replay(it, unwritten)), "NeverSent")
      it.world.answer = answer(200, Support.ok)
      assert.strictEqual((yield* replay(it))._tag, "Accepted")
      assert.strictEqual(it.sent.length, 1)
    })
  )
})

describe("the window of a replay", () => {
  const ended = (now: number, options: Replay.Options, record: Partial<Replay.Record> = {}) =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.setTime(now)
      const end = yield* Effect.result(replay({ ...it, record: { ...it.record, ...record } }, options))
      const word =
        end._tag === "Failure" ? `${end.failure.why} ${end.failure.retryAfterMillis ?? ""}`.trim() : end.success._tag
      assert.strictEqual(it.sent.length, word === "Accepted" ? 1 : 0)
      return word
    })

  it.effect("closes when its deadline, a minute and what the clocks are apart reach its end", () =>
    Effect.gen(function* () {
      const end = 24 * hour - minute
      const until = (millis: number, apart?: number) => ended(hour, { deadline: at(millis), clocksApartMillis: apart })
      assert.strictEqual(yield* until(end - 1, 0), "Accepted")
      assert.strictEqual(yield* until(end, 0), "WindowClosed")
      assert.strictEqual(yield* until(end - 5_001, 5_000), "Accepted")
      assert.strictEqual(yield* until(end - 5_000, 5_000), "WindowClosed")
      // Nobody knows how far the clocks are apart.
      assert.strictEqual(yield* until(12 * hour - minute - 1), "Accepted")
      assert.strictEqual(yield* until(12 * hour - minute), "WindowClosed")
    })
  )

  it.effect("is over when the deadline of half a minute that nobody gave is", () =>
    Effect.gen(function* () {
      const last = 24 * hour - minute - 30_000
      assert.strictEqual(yield* ended(last - 1, { clocksApartMillis }), "Accepted")
      assert.strictEqual(yield* ended(last, { clocksApartMillis }), "WindowClosed")
      assert.strictEqual(yield* ended(30 * hour, { deadline: at(hour), clocksApartMillis }), "WindowClosed")
    })
  )

  it.effect("opens when the send before is over, and the time of the manifest after it", () =>
    Effect.gen(function* () {
      const opens = 30_000 + 10 * minute
      assert.strictEqual(yield* ended(opens, { clocksApartMillis }), "Accepted")
      assert.strictEqual(yield* ended(opens - 1, { clocksApartMillis }), "TooEarly 1")
      assert.strictEqual(yield* ended(minute, { clocksApartMillis }), `TooEarly ${opens - minute}`)
      const sooner = { lastSendUntil: at(-hour) }
      assert.strictEqual(yield* ended(10 * minute - 1, { clocksApartMillis }, sooner), "TooEarly 1")
    })
  )

  it.effect("is not entered with a record from the future, but by what the clocks are apart", () =>
    Effect.gen(function* () {
      const record = { firstSentAt: at(hour + 5_000), lastSendUntil: at(0) }
      assert.strictEqual(yield* ended(hour, {}, record), "ClockDoubtful")
      assert.strictEqual(yield* ended(hour, { clocksApartMillis: 4_999 }, record), "ClockDoubtful")
      assert.match(yield* ended(hour, { clocksApartMillis: 5_000 }, record), /^TooEarly/)
    })
  )

  it.effect("has one replay of a reference at a time in a process, until its deadline and the time after", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.adjust(hour)
      it.world.answer = new Http.MaybeSent("TimedOut", "no answer")
      assert.strictEqual((yield* replay(it))._tag, "OutcomeUnknown")
      const { retryAfterMillis, why } = yield* Effect.flip(replay(it))
      assert.deepStrictEqual([why, retryAfterMillis], ["TooEarly", 30_000 + 10 * minute])
      const other = { ...payoutRequest, reference: "po-2" }
      const key = yield* it.payouts.replay.hash(other)
      yield* it.payouts.replay.create(other, recordOf(key ?? Support.noKey, 0))
      yield* TestClock.adjust(30_000 + 10 * minute - 1)
      assert.strictEqual(yield* whyNot(replay(it)), "TooEarly")
      yield* TestClock.adjust(1)
      yield* replay(it)
      assert.strictEqual(it.sent.length, 3)
    })
  )

  it.effect("lets one through of two that come at once, and the next where that one gave up before it sent", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      yield* TestClock.adjust(hour)
      const held = yield* Deferred.make<boolean>()
      const waits = { clocksApartMillis, beforeSending: Deferred.await(held) }
      const first = yield* Effect.forkChild(replay(it, waits), { startImmediately: true })
      assert.strictEqual(yield* whyNot(replay(it)), "TooEarly")
      yield* Fiber.interrupt(first)
      assert.strictEqual((yield* replay(it))._tag, "Accepted")
      assert.strictEqual(it.sent.length, 1)
    })
  )
})

const ended = (given: Partial<Support.World>) =>
  Effect.gen(function* () {
    const it = yield* lost(given)
    yield* TestClock.adjust(hour)
    const end = yield* replay(it)
    if (end._tag === "Accepted") return "Accepted"
    const id = end._tag === "OutcomeUnknown" ? end.providerReference : undefined
    return [end._tag, end.reason, id].filter((part) => part !== undefined).join(" ")
  })

const undocumented: Duplicates = {
  kind: "replayed",
  withinMillis: 24 * hour,
  replayAfterMillis: 0,
  refusals: "undocumented"
}
const revealed: Duplicates = { kind: "revealed", withinMillis: 24 * hour, replayAfterMillis: 0, freesDeadIds: true }

describe("the end of a replay", () => {
  it.effect.each<[string, Partial<Support.World>, string]>([
    [
      "a refusal that fulfils everything",
      { answer: answer(402, { error: "no money" }, mark) },
      "Refused InsufficientFunds"
    ],
    ["one without the mark", { answer: answer(402, { error: "no money" }) }, "OutcomeUnknown InsufficientFunds"],
    [
      "one of which nobody says that refusals are stored",
      { duplicates: undocumented, answer: answer(402, { error: "no money" }, mark) },
      "OutcomeUnknown DuplicateReference"
    ],
    [
      "one of a provider that reveals",
      { duplicates: revealed, answer: answer(402, { error: "no money" }, mark) },
      "OutcomeUnknown DuplicateReference"
    ],
    ["one with HTTP 200", { answer: answer(200, { error: "no money" }, mark) }, "OutcomeUnknown DuplicateReference"],
    ["one with HTTP 500", { answer: answer(500, { error: "no money" }, mark) }, "OutcomeUnknown DuplicateReference"],
    [
      "one that may leave something",
      { answer: answer(402, { error: "declined" }, mark) },
      "OutcomeUnknown DuplicateReference"
    ],
    [
      "one that names an id",
      { answer: answer(402, { error: "no money", id: "p-9" }, mark) },
      "OutcomeUnknown DuplicateReference p-9"
    ],
    [
      "one of the credentials",
      { answer: answer(401, { error: "bad key" }, mark) },
      "OutcomeUnknown DuplicateReference"
    ],
    ["one of a limit", { answer: answer(429, { error: "too often" }, mark) }, "OutcomeUnknown DuplicateReference"],
    [
      "one of the provider's state",
      { answer: answer(403, { error: "closed" }, mark) },
      "OutcomeUnknown DuplicateReference"
    ],
    ["one of the reference", { answer: answer(409, { error: "same id" }, mark) }, "OutcomeUnknown DuplicateReference"],
    ["a word that is in no table", { answer: answer(402, { error: "?" }, mark) }, "OutcomeUnknown DuplicateReference"],
    ["an answer that says later", { answer: answer(429, { error: "later" }) }, "OutcomeUnknown RateLimited"],
    ["the credentials, unmarked", { answer: answer(401, { error: "bad key" }) }, "OutcomeUnknown AuthenticationFailed"],
    [
      "a refusal of the reference, unmarked",
      { answer: answer(409, { error: "same id" }) },
      "OutcomeUnknown UnrecognisedAnswer"
    ],
    ["a duplicate", { answer: answer(409, { error: "used" }) }, "OutcomeUnknown DuplicateReference"],
    [
      "a duplicate with its id",
      { answer: answer(409, { error: "used", id: "p-2" }) },
      "OutcomeUnknown DuplicateReference p-2"
    ],
    [
      "a refusal with an id",
      { answer: answer(402, { error: "no money", id: "p-2" }) },
      "OutcomeUnknown UnrecognisedAnswer p-2"
    ],
    ["one in progress", { answer: answer(409, { error: "busy" }) }, "OutcomeUnknown ProviderUnavailable"],
    ["a broken provider", { answer: answer(503, Support.ok) }, "OutcomeUnknown ProviderUnavailable"],
    [
      "a broken provider that calls it used",
      { answer: answer(500, { error: "?" }) },
      "OutcomeUnknown ProviderUnavailable"
    ],
    ["what nobody can read", { answer: new Http.Answer(200, {}, "<html>") }, "OutcomeUnknown UnreadableAnswer"],
    [
      "what nobody can read, from memory",
      { answer: new Http.Answer(200, mark, "<html>") },
      "OutcomeUnknown DuplicateReference"
    ],
    ["no answer", { answer: new Http.MaybeSent("ConnectionLost", "lost") }, "OutcomeUnknown ConnectionLost"],
    ["a success from memory", { answer: answer(200, Support.ok, mark) }, "Accepted"],
    [
      "a success about another",
      { answer: answer(200, { data: { id: "p-5", reference: "po-5" } }) },
      "OutcomeUnknown UnrecognisedAnswer p-5"
    ],
    [
      "a success about another, from memory",
      { answer: answer(200, { data: { id: "p-5", reference: "po-5" } }, mark) },
      "OutcomeUnknown DuplicateReference p-5"
    ],
    ["a success without an id", { answer: answer(200, { data: { reference: "po-1" } }) }, "Accepted"],
    [
      "a success without the id by which alone it is read",
      { lookUp: { by: "providerReference" }, answer: answer(200, { data: { reference: "po-1" } }, mark) },
      "OutcomeUnknown UnreadableAnswer"
    ],
    ["a defect", { answer: "defect" }, "OutcomeUnknown UnreadableAnswer"]
  ])("after %s", ([, given, expected]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* ended(given), expected)
    })
  )

  it.effect("keeps the wait that was asked for, at most an hour", () =>
    Effect.gen(function* () {
      const it = yield* lost({ answer: answer(429, { error: "later" }, { "retry-after": "120" }) })
      yield* TestClock.adjust(hour)
      const end = yield* replay(it)
      assert.strictEqual(end._tag === "OutcomeUnknown" && end.retryAfterMillis, 120_000)
    })
  )

  it.effect("keeps another one away after a defect, which may have sent something", () =>
    Effect.gen(function* () {
      const it = yield* lost({ answer: "defect" })
      yield* TestClock.adjust(hour)
      yield* replay(it)
      assert.strictEqual(yield* whyNot(replay(it)), "TooEarly")
    })
  )
})

describe("a first send", () => {
  it.effect.each<[number, object]>([
    [200, Support.ok],
    [402, { error: "no money" }],
    [429, { error: "later" }],
    [503, { error: "no money" }]
  ])("that is answered from memory, HTTP %i with %j, was somebody else's", ([status, body]) =>
    Effect.gen(function* () {
      const it = yield* lost({ answer: answer(status, body, mark) })
      const end = yield* it.payouts.create(payoutRequest)
      assert.deepStrictEqual(
        [end._tag, end._tag === "OutcomeUnknown" && end.reason],
        ["OutcomeUnknown", "DuplicateReference"]
      )
    })
  )

  it.effect("sends what was written down, or nothing", () =>
    Effect.gen(function* () {
      const it = yield* lost()
      const sends = (request: typeof payoutRequest, replayKey: Replay.Key) => it.payouts.create(request, { replayKey })
      assert.strictEqual((yield* sends(payoutRequest, it.key))._tag, "Accepted")
      assert.strictEqual(it.sent.length, 1)
      const changed = { ...payoutRequest, amount: rub("101") }
      const refused = [
        sends(changed, it.key),
        sends(payoutRequest, { hash: it.key.hash }),
        sends(payoutRequest, Support.noKey),
        sends(payoutRequest, untyped({})),
        (yield* lost({ account: "acct-2" })).payouts.create(payoutRequest, { replayKey: it.key }),
        (yield* lost({ duplicates: { kind: "refused" } })).payouts.create(payoutRequest, { replayKey: it.key })
      ]
      for (const each of refused) {
        const error = yield* Effect.flip(each)
        assert.deepStrictEqual([error._tag, error.reason], ["NotExecuted", "InvalidRequest"])
      }
      assert.strictEqual(it.sent.length, 1)
    })
  )
})
