/** What `PayoutProvider.make` puts around a provider's reads, and around what the provider does not have. */
import { assert, describe, it } from "@effect/vitest"
import { accepted } from "@switchyard/core/Outcome"
import type * as Payout from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { NotFound, ReadFailed } from "@switchyard/core/ProviderError"
import type { Query } from "@switchyard/core/Reference"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { card, manifest, payout, payoutRequest, payouts, readFailed, rub, untyped } from "../support/stubs.ts"
import { recorder } from "../support/telemetry.ts"

const byReference = { reference: "po-1" }
const byProviderId = { reference: "po-1", providerReference: "77" }

const early = (provider: PayoutProvider.Service, query: Query) =>
  Effect.map(Effect.flip(provider.get(query)), (error) => {
    assert.instanceOf(error, ReadFailed)
    assert.strictEqual(error.reason, "RateLimited")
    assert.isTrue(error.neverSent)
    return error.retryAfterMillis
  })

describe("reading a payout", () => {
  it.effect("goes by the provider's id where it is known and usable, else by the reference", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      yield* provider.get({ reference: "po-1" })
      yield* provider.get({ reference: "po-2", providerReference: "77" })
      assert.deepStrictEqual(calls, [
        { operation: "getByReference", reference: "po-1" },
        { operation: "getByProviderReference", reference: "po-2" }
      ])
      const byReferenceOnly = payouts({ getByProviderReference: untyped(undefined) })
      yield* byReferenceOnly.provider.get(byProviderId)
      assert.deepStrictEqual(byReferenceOnly.calls, [{ operation: "getByReference", reference: "po-1" }])
      const byProviderIdOnly = payouts({ getByReference: untyped(undefined) })
      assert.strictEqual((yield* Effect.flip(byProviderIdOnly.provider.get(byReference)))._tag, "Unsupported")
      assert.lengthOf(byProviderIdOnly.calls, 0)
    })
  )

  it.effect("is told what was asked for, in which context and when it may have been sent, whichever way", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const see = (given: unknown) => Effect.sync(() => void seen.push(given))
      const sentAfter = DateTime.makeUnsafe("2026-11-30T10:00:00Z")
      const { provider } = payouts({
        getByReference: (reference, finding) => Effect.as(see(finding), payout(reference)),
        getByProviderReference: (_, reference, finding) => Effect.as(see(finding), payout(reference))
      })
      yield* provider.get({ reference: "po-1" }, { sentAfter })
      const sentUntil = DateTime.makeUnsafe("2026-11-30T10:00:30Z")
      yield* provider.get({ reference: "po-2", providerReference: "77" }, { sentAfter, sentUntil })
      yield* provider.get({ reference: "po-3" })
      const request = { ...payoutRequest, reference: "po-4" }
      yield* provider.get({ reference: "po-4" }, { request, sentAfter, sentUntil: sentAfter })
      const own = { ...payoutRequest, reference: "po-5", context: { subAccount: "sub-1" } }
      yield* provider.get({ reference: "po-5", providerReference: "78" }, { request: own })
      assert.deepStrictEqual(seen, [
        { sentAfter },
        { sentAfter, sentUntil },
        {},
        { request, sentAfter, sentUntil: sentAfter },
        { context: own.context, request: own }
      ])
    })
  )

  it.effect(
    "is refused where it is given the request of another operation, or in another context: nobody is asked",
    () =>
      Effect.gen(function* () {
        const context = { subAccount: "sub-1" }
        const cases = [
          [{ reference: "po-1" }, { ...payoutRequest, reference: "po-2" }, "request.reference"],
          [{ reference: "po-1", context }, { ...payoutRequest, context: { subAccount: "sub-2" } }, "request.context"],
          [{ reference: "po-1", context }, payoutRequest, "request.context"],
          [{ reference: "po-1" }, { ...payoutRequest, context: { shop: "1" } }, "context.shop"],
          [{ reference: "po-1" }, untyped<Payout.PayoutRequest>("po-1"), "request.reference"]
        ] as const
        for (const [query, request, path] of cases) {
          const { provider, calls } = payouts()
          const error = yield* Effect.flip(provider.get(query, { request }))
          assert.instanceOf(error, ReadFailed)
          assert.deepStrictEqual([error.issues?.map((issue) => issue.path), error.neverSent], [[path], true])
          assert.lengthOf(calls, 0)
          // It was no read, so the next one is not too early.
          yield* provider.get(byReference)
        }
        const { provider } = payouts()
        yield* provider.get({ reference: "po-1", context }, { request: { ...payoutRequest, context } })
      })
  )

  it.effect(
    "is refused where it may have been sent at no time at all: nobody is asked, and nothing is 'not found'",
    () =>
      Effect.gen(function* () {
        const { provider, calls } = payouts()
        const [earlier, later] = [DateTime.makeUnsafe(1000), DateTime.makeUnsafe(1001)]
        const error = yield* Effect.flip(provider.get(byReference, { sentAfter: later, sentUntil: earlier }))
        assert.instanceOf(error, ReadFailed)
        assert.deepStrictEqual(
          [error.reason, error.issues, error.neverSent],
          ["InvalidRequest", [{ path: "sentUntil", reason: "must not be before sentAfter" }], true]
        )
        assert.lengthOf(calls, 0)
        yield* provider.get(byReference, { sentAfter: earlier, sentUntil: later })
      })
  )

  it.effect("is given a request that a rule of today would refuse: it was created all the same", () =>
    Effect.gen(function* () {
      const { provider } = payouts()
      const request = { ...payoutRequest, amount: rub("5") }
      const mistyped = { ...request, destination: { ...card, number: Redacted.make("4111111111111112") } }
      assert.strictEqual((yield* provider.get(byReference, { request: mistyped })).reference, "po-1")
    })
  )

  it.effect(
    "goes by the reference where the provider's id cannot be asked by, as nothing can or as its provider says",
    () =>
      Effect.gen(function* () {
        for (const id of ["", "a b", "x".repeat(256), "ид", "a\u0000", "wd-8f2"]) {
          const { provider, calls } = payouts({ canAskBy: (providerId) => providerId !== "wd-8f2" })
          yield* provider.get({ reference: "po-1", providerReference: id })
          assert.deepStrictEqual(calls, [{ operation: "getByReference", reference: "po-1" }])
        }
        const theirs = payouts({ getByReference: untyped(undefined), canAskBy: () => false })
        assert.strictEqual((yield* Effect.flip(theirs.provider.get(byProviderId)))._tag, "Unsupported")
        assert.lengthOf(theirs.calls, 0)
      })
  )

  it.effect("is neither early nor late because a clock was set, forward or back, by hours or a month", () =>
    Effect.gen(function* () {
      const counting = yield* Clock.Clock
      for (const set of [30 * 86_400_000, -30 * 86_400_000, 3_600_000, -3_600_000]) {
        let ahead = 0
        const now = () => counting.currentTimeMillisUnsafe() + ahead
        const clock = { ...counting, currentTimeMillisUnsafe: now, currentTimeMillis: Effect.sync(now) }
        yield* Effect.gen(function* () {
          const { provider } = payouts()
          yield* provider.get(byReference)
          yield* TestClock.adjust("40 seconds")
          ahead = set
          assert.strictEqual(yield* early(provider, byReference), 20_000)
          yield* TestClock.adjust("20 seconds")
          yield* provider.get(byReference)
        }).pipe(Effect.provideService(Clock.Clock, clock))
      }
    })
  )

  it.effect("too early is refused with the time to wait, and nothing is called, whichever id it goes by", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      yield* provider.get(byReference)
      assert.strictEqual(yield* early(provider, byReference), 60_000)
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual(yield* early(provider, byProviderId), 1_000)
      assert.lengthOf(calls, 1)
      yield* provider.get({ reference: "po-2" })
      yield* TestClock.adjust("1 second")
      yield* provider.get(byProviderId)
      assert.strictEqual(yield* early(provider, byReference), 60_000)
      assert.lengthOf(calls, 3)
    })
  )

  it.effect("by several fibers at once lets one through", () =>
    Effect.gen(function* () {
      const calls: Array<string> = []
      const { provider } = payouts({
        getByReference: (reference) =>
          Effect.delay(
            Effect.sync(() => {
              calls.push(reference)
              return payout(reference)
            }),
            "500 millis"
          )
      })
      const reads = Array.from({ length: 50 }, () => Effect.exit(provider.get(byReference)))
      const fiber = yield* Effect.forkChild(Effect.all(reads, { concurrency: "unbounded" }))
      yield* TestClock.adjust("1 second")
      const ends = yield* Fiber.join(fiber)
      assert.lengthOf(ends.filter(Exit.isSuccess), 1)
      assert.deepStrictEqual(calls, ["po-1"])
    })
  )

  it.effect("that never left this machine does not count; one that may have left does", () =>
    Effect.gen(function* () {
      const gone = readFailed("ProviderUnavailable", undefined, true)
      const common = { provider: "stub", operation: "payouts.get", message: "no" }
      const answers = [gone, readFailed("TimedOut"), new NotFound({ ...common, reference: "po-1" })]
      const { provider } = payouts({ getByReference: () => Effect.fail(answers.shift() ?? gone) })
      assert.strictEqual(yield* Effect.flip(provider.get(byReference)), gone)
      assert.strictEqual((yield* Effect.flip(provider.get(byReference)))._tag, "ReadFailed")
      assert.strictEqual(yield* early(provider, byReference), 60_000)
      yield* TestClock.adjust("60 seconds")
      assert.strictEqual((yield* Effect.flip(provider.get(byReference)))._tag, "NotFound")
      assert.strictEqual(yield* early(provider, byReference), 60_000)
    })
  )

  it.effect("fails, and does not die, when the adapter does; only the name of the defect is logged", () =>
    Effect.gen(function* () {
      const { lines, record, text } = recorder()
      const canary = "IVAN CANARY"
      const { provider } = payouts({
        getByReference: () => Effect.die(new TypeError(canary)),
        getByProviderReference: () => {
          throw new TypeError(canary)
        },
        balance: () => {
          throw new TypeError(canary)
        }
      })
      const errors = [
        yield* record(Effect.flip(provider.get(byReference))),
        yield* record(Effect.flip(provider.get({ ...byProviderId, reference: "po-2" }))),
        yield* record(Effect.flip(provider.balance()))
      ]
      for (const error of errors) {
        assert.instanceOf(error, ReadFailed)
        assert.strictEqual(error.reason, "UnreadableAnswer")
        assert.isUndefined(error.neverSent)
      }
      assert.isTrue(lines.every((line) => /defect in stub payouts\.(get|balance): TypeError/.test(line)))
      assert.notInclude(text() + JSON.stringify(errors), "CANARY")
    })
  )

  it.effect.each<[unknown, string]>([
    [null, ""],
    [undefined, ""],
    ["po-1", ""],
    [{}, "reference"],
    [{ reference: 5 }, "reference"],
    [{ reference: "4111 1111 1111 1111" }, "reference"],
    [{ reference: "po-1", providerReference: 77 }, "providerReference"]
  ])("with the query %j is refused, and nothing of it is shown", ([query, path]) =>
    Effect.gen(function* () {
      const { record, text } = recorder()
      const { provider, calls } = payouts()
      const error = yield* record(Effect.flip(provider.get(untyped(query))))
      assert.instanceOf(error, ReadFailed)
      assert.strictEqual(error.reason, "InvalidRequest")
      assert.deepStrictEqual(
        error.issues?.map((issue) => issue.path),
        [path]
      )
      assert.isTrue(error.neverSent)
      assert.lengthOf(calls, 0)
      assert.notMatch(text() + JSON.stringify(error), /4111|CANARY/)
    })
  )

  it.effect("with whatever holds the two ids is accepted", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      yield* provider.get({ ...payout("po-1"), providerReference: "77" })
      assert.deepStrictEqual(calls, [{ operation: "getByProviderReference", reference: "po-1" }])
    })
  )
})

describe("what a provider does not have", () => {
  const bare = () => {
    const { create } = payouts().provider
    return PayoutProvider.make({ provider: "stub", manifest, create })
  }

  it.effect("is answered Unsupported, and a send NotExecuted", () =>
    Effect.gen(function* () {
      const provider = bare()
      const quote = { amount: rub("100"), destinationType: "card" } as const
      for (const [name, effect] of [
        ["get", provider.get(byProviderId)],
        ["quote", provider.quote(quote)],
        ["checkAccount", provider.checkAccount({ amount: rub("100"), destination: card })],
        ["balance", provider.balance()]
      ] as const) {
        const error = yield* Effect.flip<unknown, { _tag: string; operation: string; message: string }, never>(effect)
        assert.strictEqual(error._tag, "Unsupported")
        assert.strictEqual(error.operation, `payouts.${name}`)
        assert.strictEqual(error.message, `stub has no payouts.${name}`)
      }
      const error = yield* Effect.flip(provider.cancel(byReference))
      assert.strictEqual(error._tag, "NotExecuted")
      assert.strictEqual(error.reason, "Unsupported")
    })
  )

  it("is not among its operations, which are those it implements", () => {
    assert.deepStrictEqual(bare().capabilities, { ...manifest, operations: ["create"] })
    const { provider } = payouts({
      cancel: () => Effect.succeed(accepted({ asked: true })),
      balance: () => Effect.succeed([])
    })
    assert.deepStrictEqual(provider.capabilities.operations, [
      "create",
      "getByReference",
      "getByProviderReference",
      "cancel",
      "balance"
    ])
  })
})

describe("what a provider has", () => {
  it.effect("is asked with what was checked, and not asked otherwise", () =>
    Effect.gen(function* () {
      const asked: Array<unknown> = []
      const note = <A>(input: unknown, answer: A) => Effect.sync(() => void asked.push(input)).pipe(Effect.as(answer))
      const check: Payout.AccountCheck = { result: "payable", details: Redacted.make("{}") }
      const quoted: Payout.Quote = { receive: rub("100"), debit: rub("101"), requiredFields: [] }
      const { provider } = payouts({
        cancel: (query) => note(query, accepted({ asked: true as const })),
        quote: (request) => note(request, quoted),
        checkAccount: (request) => note(request, check),
        balance: () => note("balance", [{ available: rub("5") }])
      })
      const quote = { amount: rub("100"), destinationType: "card" } as const
      const account = { amount: rub("100"), destination: card }
      assert.strictEqual(yield* provider.quote(quote), quoted)
      assert.strictEqual(yield* provider.checkAccount(account), check)
      assert.lengthOf(yield* provider.balance(), 1)
      assert.strictEqual((yield* provider.cancel(byProviderId))._tag, "Accepted")
      assert.deepStrictEqual(asked, [quote, account, "balance", byProviderId])
      const both = { ...quote, debit: rub("1") }
      const refused = [
        yield* Effect.flip(provider.quote(both)),
        yield* Effect.flip(provider.checkAccount({ ...account, amount: rub("0") })),
        yield* Effect.flip(provider.cancel({ reference: "" }))
      ]
      for (const error of refused) assert.strictEqual("reason" in error && error.reason, "InvalidRequest")
      assert.lengthOf(asked, 4)
      assert.strictEqual((yield* provider.create(payoutRequest))._tag, "Accepted")
    })
  )
})
