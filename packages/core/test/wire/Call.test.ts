/** How the proof of an exchange becomes the outcome of a send or the failure of a read. */
import { assert, describe, it } from "@effect/vitest"
import * as Call from "@switchyard/core/Call"
import * as Http from "@switchyard/core/Http"
import { accepted, type Send } from "@switchyard/core/Outcome"
import type { Reason } from "@switchyard/core/Reason"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"

const secret = "SecretKey-canary"
const holder = "IVAN CANARY"

const call = (sensitive: Call.Options["sensitive"] = [secret, Redacted.make(holder)]) =>
  Call.make({ provider: "stub", operation: "payouts.create", reference: "po-1", sensitive })

const answered = (status: number, text = "{}", headers: Record<string, string> = {}) =>
  Effect.succeed(new Http.Answer(status, headers, text))

const neverSent = (fault: Http.NeverSent["fault"]) => Effect.fail(new Http.NeverSent({ fault, message: "as told" }))

/** Ends a send whose answers all say the same, accepted when left out; `read` lists the statuses that were interpreted. */
const send = (exchange: Parameters<Call.Call["send"]>[0], says: Send<string> = Effect.succeed(accepted("yes"))) => {
  const read: Array<number> = []
  const interpret = ({ status }: Http.Answer): Send<string> => {
    read.push(status)
    return says
  }
  return Effect.map(Effect.result(call().send(exchange, interpret)), (result) => ({
    read,
    end: result._tag === "Success" ? result.success : result.failure
  }))
}

const read = (exchange: Parameters<Call.Call["read"]>[0]) =>
  Effect.map(Effect.result(call().read(exchange, ({ status }) => Effect.succeed(status))), (result) =>
    result._tag === "Success" ? result.success : result.failure
  )

const faults: Record<Http.NeverSent["fault"], Reason> = {
  Unresolved: "ProviderUnavailable",
  Refused: "ProviderUnavailable",
  Unreachable: "ProviderUnavailable",
  ConnectTimeout: "ProviderUnavailable",
  TlsFailed: "ProviderUnavailable",
  DeadlinePassed: "TimedOut",
  HostNotAllowed: "InvalidRequest",
  InvalidRequest: "InvalidRequest",
  TokenRefused: "AuthenticationFailed",
  TokenUnavailable: "ProviderUnavailable"
}

const doubts: Record<Http.MaybeSentFault, Reason> = {
  TimedOut: "TimedOut",
  ConnectionLost: "ConnectionLost",
  AnswerTooLarge: "UnreadableAnswer",
  AnswerUnreadable: "UnreadableAnswer"
}

describe("an exchange that never left", () => {
  it.effect.each(Http.NeverSentFault.literals)(
    "(%s) is NotExecuted for a send, and a read that does not count",
    (fault) =>
      Effect.gen(function* () {
        const { end, read: interpreted } = yield* send(neverSent(fault))
        assert.strictEqual(end._tag, "NotExecuted")
        assert.strictEqual(end._tag === "NotExecuted" && end.reason, faults[fault])
        assert.lengthOf(interpreted, 0)
        const failed = yield* read(neverSent(fault))
        if (typeof failed === "number") return assert.fail("the read failed")
        assert.deepStrictEqual([failed._tag, failed.reason, failed.neverSent], ["ReadFailed", faults[fault], true])
      })
  )
})

describe("an exchange that may have left", () => {
  it.effect.each(["TimedOut", "ConnectionLost", "AnswerTooLarge", "AnswerUnreadable"] as const)(
    "(%s) is unknown for a send, and a read that counts",
    (fault) =>
      Effect.gen(function* () {
        const exchange = Effect.succeed(new Http.MaybeSent(fault, "as told"))
        const { end, read: interpreted } = yield* send(exchange)
        assert.strictEqual(end._tag, "OutcomeUnknown")
        if (end._tag !== "OutcomeUnknown") return
        assert.deepStrictEqual([end.reason, end.reference], [doubts[fault], "po-1"])
        assert.lengthOf(interpreted, 0)
        const failed = yield* read(exchange)
        if (typeof failed === "number") return assert.fail("the read failed")
        assert.deepStrictEqual([failed._tag, failed.reason, failed.neverSent], ["ReadFailed", doubts[fault], undefined])
      })
  )
})

describe("an answer", () => {
  it.effect.each([500, 501, 502, 503, 504, 520, 599])("of %i is unknown for a send, whatever its body says", (status) =>
    Effect.gen(function* () {
      const of = call()
      const sayings: ReadonlyArray<Send<string>> = [
        Effect.succeed(accepted("yes")),
        Effect.fail(of.rejected("InsufficientFunds", "low balance", { providerCode: "9" })),
        Effect.fail(of.notExecuted("ProviderUnavailable", "not processed")),
        Effect.succeed(of.unknown("UnreadableAnswer", "not JSON"))
      ]
      for (const says of sayings) {
        const { end } = yield* send(answered(status), says)
        assert.strictEqual(end._tag, "OutcomeUnknown")
        assert.strictEqual(end._tag === "OutcomeUnknown" && end.reason, "ProviderUnavailable")
      }
      const failed = yield* read(answered(status))
      assert.strictEqual(typeof failed === "object" && failed.reason, "ProviderUnavailable")
    })
  )

  it.effect("of 500 may still say more about the unknown: the provider's words, code and id are kept", () =>
    Effect.gen(function* () {
      const of = call()
      const refused = yield* send(
        answered(500),
        Effect.fail(of.rejected("InvalidRequest", "odd", { providerCode: "9" }))
      )
      assert.include(refused.end, { providerCode: "9", message: "the provider answered HTTP 500: odd" })
      const result = yield* send(
        answered(500),
        Effect.succeed(of.unknown("UnreadableAnswer", "odd", { providerReference: "7" }))
      )
      assert.include(result.end, { providerReference: "7", message: "odd" })
    })
  )

  it.effect.each([200, 202, 302, 400, 404, 422])("of %i is the adapter's to interpret", (status) =>
    Effect.gen(function* () {
      const { end, read: interpreted } = yield* send(answered(status))
      assert.strictEqual(end._tag, "Accepted")
      assert.deepStrictEqual(interpreted, [status])
      assert.strictEqual(yield* read(answered(status)), status)
    })
  )

  it.effect.each<[number, Record<string, string>, Reason, number | undefined]>([
    [429, { "retry-after": "7" }, "RateLimited", 7_000],
    [503, { "retry-after": "120" }, "ProviderUnavailable", 120_000],
    [503, { "retry-after": "Thu, 01 Jan 1970 00:01:00 GMT" }, "ProviderUnavailable", 50_000],
    [429, { "retry-after": "2147483648" }, "RateLimited", 3_600_000],
    [503, { "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }, "ProviderUnavailable", 3_600_000],
    [429, {}, "RateLimited", undefined],
    [429, { "retry-after": "soon" }, "RateLimited", undefined]
  ])("of %i with %j to a read says when to ask again", ([status, headers, reason, millis]) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(10_000)
      const failed = yield* read(answered(status, "", headers))
      if (typeof failed === "number") return assert.fail("the read failed")
      assert.deepStrictEqual([failed.reason, failed.retryAfterMillis], [reason, millis])
    })
  )
})

describe("what an answer to a send asks for in Retry-After", () => {
  const of = call()
  const errors = [
    of.notExecuted("RateLimited", "slow down", { providerCode: "slow" }),
    of.rejected("ProviderUnavailable", "overloaded", { providerCode: "busy" })
  ]

  it.effect.each(errors)("stands in the $_tag that comes of it, with all it says besides", (error) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(10_000)
      const waitOf = (header: string | undefined, failure: typeof error = error) =>
        Effect.map(
          send(answered(429, "", header === undefined ? {} : { "retry-after": header }), Effect.fail(failure)),
          ({ end }) => {
            assert.strictEqual(end._tag, error._tag)
            const { retryAfterMillis, ...rest } = JSON.parse(JSON.stringify(end))
            assert.deepStrictEqual(rest, JSON.parse(JSON.stringify(error)))
            return retryAfterMillis
          }
        )
      assert.strictEqual(yield* waitOf("7"), 7_000)
      assert.strictEqual(yield* waitOf("Thu, 01 Jan 1970 00:01:00 GMT"), 50_000)
      assert.strictEqual(yield* waitOf("2147483648"), 3_600_000)
      assert.isUndefined(yield* waitOf("soon"))
      assert.isUndefined(yield* waitOf(undefined))
    })
  )

  it.effect("does not replace the wait that the adapter has read, and stands in an unknown as well", () =>
    Effect.gen(function* () {
      const headers = { "retry-after": "7" }
      const own = yield* send(
        answered(429, "", headers),
        Effect.fail(of.notExecuted("RateLimited", "slow", { retryAfterMillis: 5 }))
      )
      assert.strictEqual(own.end._tag === "NotExecuted" && own.end.retryAfterMillis, 5)
      const unknown = yield* send(answered(429, "", headers), Effect.succeed(of.unknown("UnreadableAnswer", "what?")))
      assert.deepInclude(unknown.end, { _tag: "OutcomeUnknown", retryAfterMillis: 7_000 })
      const known = of.unknown("RateLimited", "slow", { retryAfterMillis: 5 })
      assert.deepInclude((yield* send(answered(429, "", headers), Effect.succeed(known))).end, { retryAfterMillis: 5 })
      const broken = yield* send(answered(503, "", headers), Effect.fail(of.rejected("InsufficientFunds", "no")))
      assert.deepInclude(broken.end, { reason: "ProviderUnavailable", retryAfterMillis: 7_000 })
      const yes = yield* send(answered(202, "", headers))
      assert.strictEqual(yes.end._tag, "Accepted")
    })
  )
})

describe("what a call builds", () => {
  it("never asks for more than an hour, nor for less than nothing", () => {
    for (const [given, kept] of [
      [2 ** 31 * 1000, 3_600_000],
      [Number.POSITIVE_INFINITY, 3_600_000],
      [3_600_000, 3_600_000],
      [1.2, 2],
      [0, 0],
      [-5, 0],
      [Number.NaN, 0]
    ] as const) {
      const details = { retryAfterMillis: given }
      const of = call()
      for (const error of [
        of.rejected("RateLimited", "no", details),
        of.notExecuted("RateLimited", "no", details),
        of.readFailed("RateLimited", "no", details)
      ]) {
        assert.strictEqual(error.retryAfterMillis, kept)
      }
    }
  })

  const text = `card 4111 1111 1111 1111 of Ivan  Canary, key ${secret}`
  const clean = (value: unknown) => assert.notMatch(JSON.stringify(value), /canary|4111/i)

  it("holds none of the sensitive values it was given, in message or code", () => {
    const of = call()
    const details = { providerCode: `E-${secret}` }
    clean([
      of.unknown("TimedOut", text, details),
      of.rejected("InvalidRequest", text, details),
      of.notExecuted("InvalidRequest", text, details),
      of.readFailed("InvalidRequest", text, details),
      of.notFound(text, details),
      of.words(text)
    ])
  })

  it("does so however often it builds, also when the values can be walked only once", () => {
    const once = call([secret, holder].values())
    for (let time = 0; time < 3; time++) clean(once.unknown("TimedOut", text, { providerCode: secret }))
  })

  it("names the call, and the input's issues for a refusal that sent nothing", () => {
    const issues = [{ path: "description", reason: "must be at most 255 characters" }]
    const common = { provider: "stub", operation: "payouts.create", reason: "InvalidRequest" }
    const message = "description: must be at most 255 characters"
    const json = (value: object) => JSON.parse(JSON.stringify(value))
    const refused = { _tag: "NotExecuted", ...common, message, issues }
    assert.deepStrictEqual(json(call().invalid(issues)), refused)
    assert.deepStrictEqual(json(call().invalidRead(issues)), { ...refused, _tag: "ReadFailed", neverSent: true })
    const unknown = call().unknown("AnswerLost", "gone", { providerReference: "77", providerCode: "8" })
    const outcome = { ...common, reason: "AnswerLost", message: "gone", reference: "po-1", providerReference: "77" }
    assert.deepStrictEqual(json(unknown), { _tag: "OutcomeUnknown", ...outcome, providerCode: "8" })
  })
})
