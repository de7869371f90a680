/** What stands around every send: nothing leaves unchecked, and nothing that may have left ends as a failure. */
import { assert, describe, it } from "@effect/vitest"
import * as Money from "@switchyard/core/Money"
import { accepted, OutcomeUnknown, type SendOptions } from "@switchyard/core/Outcome"
import type { PayoutRequest } from "@switchyard/core/Payout"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import { NotExecuted } from "@switchyard/core/ProviderError"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import {
  card,
  manifest,
  notExecuted,
  payout,
  payoutRequest,
  payouts,
  readFailed,
  rub,
  unknown,
  untyped
} from "../support/stubs.ts"
import { recorder } from "../support/telemetry.ts"

const refusal = (provider: PayoutProvider.Service, request: PayoutRequest, options?: SendOptions) =>
  Effect.map(Effect.flip(provider.create(request, options)), (error) => {
    assert.instanceOf(error, NotExecuted)
    return error
  })

describe("before anything is sent", () => {
  it.effect.each<[string, Partial<PayoutRequest>, string]>([
    ["a reference with a space", { reference: "po 1" }, "reference"],
    ["nothing to pay", { amount: Money.zero("RUB") }, "amount"],
    ["less than nothing", { amount: rub("-100") }, "amount"],
    ["more digits than the currency has", { amount: { ...rub("1"), currency: "JPY" } }, "amount"],
    ["a short card number", { destination: { ...card, number: Redacted.make("41111111111") } }, "destination.number"],
    [
      "letters in a card number",
      { destination: { ...card, number: Redacted.make("4111x11111111111") } },
      "destination.number"
    ],
    ["an e-mail without @", { recipientEmail: Redacted.make("ivan") }, "recipientEmail"],
    ["an empty description", { description: "" }, "description"],
    ["a long metadata value", { metadata: { campaign: "x".repeat(501) } }, "metadata.campaign"]
  ])("%s is NotExecuted with the field and the reason", ([, part, path]) =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      const error = yield* refusal(provider, { ...payoutRequest, ...part })
      assert.strictEqual(error.reason, "InvalidRequest")
      assert.deepStrictEqual(
        error.issues?.map((issue) => issue.path),
        [path]
      )
      assert.match(error.issues?.[0]?.reason ?? "", /^must be /)
      assert.strictEqual(error.message, `${path}: ${error.issues?.[0]?.reason}`)
      assert.lengthOf(calls, 0)
    })
  )

  it.effect("all problems are told at once", () =>
    Effect.gen(function* () {
      const { provider } = payouts()
      const error = yield* refusal(provider, { ...payoutRequest, reference: "", amount: Money.zero("RUB") })
      assert.deepStrictEqual(error.issues?.map(({ path }) => path).sort(), ["amount", "reference"])
    })
  )

  it.effect.each<[string, Partial<PayoutRequest>, string, string]>([
    [
      "a currency the provider has no route for",
      { amount: Money.unsafe("100", "USD") },
      "MethodUnavailable",
      "destination.type"
    ],
    ["a currency of another route", { amount: Money.unsafe("100", "EUR") }, "MethodUnavailable", "destination.type"],
    ["less than the route's least", { amount: rub("9.99") }, "AmountOutOfRange", "amount"],
    ["more than the route's most", { amount: rub("1000.01") }, "AmountOutOfRange", "amount"]
  ])("%s is NotExecuted", ([, part, reason, path]) =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      const error = yield* refusal(provider, { ...payoutRequest, ...part })
      assert.strictEqual(error.reason, reason)
      assert.strictEqual(error.issues?.[0]?.path, path)
      assert.lengthOf(calls, 0)
    })
  )

  const iban = { type: "iban" as const, iban: Redacted.make("DE89370400440532013000") }
  const byDebit = (debit: Money.Money, rest: object = {}) => {
    const { amount: _, ...request } = payoutRequest
    return { ...request, debit, ...rest }
  }

  it.effect("a debit that the route does not take is NotExecuted, by name, so that another provider may be asked", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      for (const [request, reason] of [
        [byDebit(rub("100")), "stub takes no debit in RUB for card in RUB"],
        [byDebit(Money.unsafe("100", "USD"), { currency: "RUB" }), "stub takes no debit in USD for card in RUB"],
        [byDebit(rub("100"), { destination: iban, currency: "EUR" }), "stub takes no debit in RUB for iban in EUR"]
      ] as const) {
        const error = yield* refusal(provider, request)
        assert.strictEqual(error.reason, "Unsupported")
        assert.deepStrictEqual(error.issues, [{ path: "debit", reason }])
      }
      const none = yield* refusal(provider, byDebit(Money.unsafe("100", "USD"), { destination: iban }))
      assert.strictEqual(none.message, "destination.type: stub has no iban in USD")
      assert.lengthOf(calls, 0)
    })
  )

  it.effect("a debit that the route takes is sent, and meets no limit of what the recipient gets", () =>
    Effect.gen(function* () {
      const [first, ...others] = manifest.routes
      const routes = [{ ...first!, debitCurrencies: ["RUB"] }, ...others]
      const { provider, calls } = payouts({ manifest: { ...manifest, routes } })
      yield* provider.create(byDebit(rub("1000.01")))
      yield* provider.create(byDebit(Money.unsafe("7", "USD"), { destination: iban, currency: "EUR" }))
      assert.lengthOf(calls, 2)
    })
  )

  it.effect("a quote by a debit that the route does not take is a failed read, and nothing is asked", () =>
    Effect.gen(function* () {
      const asked: Array<unknown> = []
      const { provider } = payouts({
        quote: (request) =>
          Effect.sync(() => {
            asked.push(request)
            return { receive: rub("1"), debit: rub("1"), requiredFields: [] }
          })
      })
      const error = yield* Effect.flip(provider.quote({ debit: rub("1"), destinationType: "card" }))
      assert.deepInclude(error, { _tag: "ReadFailed", reason: "Unsupported", neverSent: true })
      assert.lengthOf(asked, 0)
      yield* provider.quote({ debit: Money.unsafe("1", "USD"), currency: "EUR", destinationType: "iban" })
      assert.lengthOf(asked, 1)
    })
  )

  it.effect("the limits themselves are inside", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      yield* provider.create({ ...payoutRequest, amount: rub("10") })
      yield* provider.create({ ...payoutRequest, amount: rub("1000.00") })
      yield* provider.create({ ...payoutRequest, amount: Money.unsafe("5", "KZT") })
      assert.lengthOf(calls, 3)
    })
  )
})

describe("the deadline", () => {
  it.effect("is thirty seconds from now by the Clock when left out, and otherwise the one given", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      yield* TestClock.setTime(1_700_000_000_000)
      yield* provider.create(payoutRequest)
      yield* provider.create(payoutRequest, { deadline: DateTime.makeUnsafe(1_700_000_000_001) })
      assert.deepStrictEqual(
        calls.map(({ deadline }) => deadline),
        [1_700_000_030_000, 1_700_000_000_001]
      )
    })
  )

  it.effect("that has come or passed sends nothing", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      yield* TestClock.setTime(50_000)
      for (const millis of [50_000, 49_999, 0]) {
        const error = yield* refusal(provider, payoutRequest, { deadline: DateTime.makeUnsafe(millis) })
        assert.strictEqual(error.reason, "TimedOut")
      }
      assert.lengthOf(calls, 0)
    })
  )

  it.effect("of an untyped caller that is no DateTime is refused, not left out", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      for (const deadline of [new Date(0), 0, "1970-01-01T00:00:00Z", {}, null]) {
        const error = yield* refusal(provider, payoutRequest, untyped({ deadline }))
        assert.strictEqual(error.reason, "InvalidRequest")
        assert.deepStrictEqual(error.issues, [{ path: "deadline", reason: "must be a DateTime" }])
      }
      assert.lengthOf(calls, 0)
    })
  )
})

describe("a wait that an adapter tells", () => {
  it.effect("is an hour at most, whichever call it ends and whoever built the error", () =>
    Effect.gen(function* () {
      const years = 2 ** 31 * 1_000
      const late = readFailed("RateLimited", years)
      const { provider } = payouts({
        create: () => Effect.fail(notExecuted("RateLimited", years)),
        getByReference: () => Effect.fail(late),
        balance: () => Effect.fail(late)
      })
      const errors = [
        yield* Effect.flip(provider.create(payoutRequest)),
        yield* Effect.flip(provider.get({ reference: "po-1" })),
        yield* Effect.flip(provider.balance())
      ]
      for (const error of errors) assert.deepInclude(error, { reason: "RateLimited", retryAfterMillis: 3_600_000 })
      const lost = new OutcomeUnknown({ ...unknown("po-1"), retryAfterMillis: years })
      const unsure = payouts({ create: () => Effect.succeed(lost) }).provider
      assert.deepInclude(yield* unsure.create(payoutRequest), { reference: "po-1", retryAfterMillis: 3_600_000 })
    })
  )
})

describe("once something may have been sent", () => {
  class Leaky extends Error {
    override name = "LeakyError"
  }
  const canary = "4111111111111111 IVAN CANARY"
  const faults: ReadonlyArray<readonly [string, PayoutProvider.Spi["create"], string]> = [
    ["a defect", () => Effect.die(new Leaky(canary)), "LeakyError"],
    ["a throw", () => Effect.sync(() => JSON.parse(canary)), "SyntaxError"],
    [
      "a throw before there is an effect",
      () => {
        throw new Leaky(canary)
      },
      "LeakyError"
    ],
    ["a defect that is no Error", () => Effect.die(canary), "string"],
    ["a defect named by a value", () => Effect.die(Object.assign(new Error("x"), { name: canary })), "Error"],
    ["an error that is none of a send's", () => Effect.fail(untyped<NotExecuted>({ _tag: "TimeoutError" })), "object"],
    ["an error that is nothing at all", () => Effect.fail(untyped<NotExecuted>(undefined)), "TypeError"]
  ]

  it.effect.each(faults)("%s of the adapter is an unknown outcome, and only its name is logged", ([, create, name]) =>
    Effect.gen(function* () {
      const { lines, record, text } = recorder()
      const { provider, calls } = payouts({ create })
      const outcome = yield* record(provider.create(payoutRequest))
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
      if (outcome._tag !== "OutcomeUnknown") return
      assert.strictEqual(outcome.reason, "UnreadableAnswer")
      assert.strictEqual(outcome.reference, "po-1")
      assert.strictEqual(outcome.operation, "payouts.create")
      assert.lengthOf(calls, 1)
      assert.isTrue(lines.every((line) => line.includes(`defect in stub payouts.create: ${name}`)))
      assert.isNotEmpty(lines)
      assert.notMatch(text() + JSON.stringify(outcome), /CANARY|4111/)
    })
  )

  it.effect("an interrupt passes through as an interrupt, and the adapter's cleanup runs", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const events: Array<string> = []
      const { provider } = payouts({
        create: () =>
          Deferred.succeed(started, undefined).pipe(
            Effect.andThen(Effect.never),
            Effect.onInterrupt(() => Effect.sync(() => events.push("released")))
          )
      })
      const fiber = yield* Effect.forkChild(provider.create(payoutRequest))
      yield* Deferred.await(started)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
      assert.deepStrictEqual(events, ["released"])
    })
  )

  it.effect("what core did not build sends nothing under a key, of a create and of a change", () =>
    Effect.gen(function* () {
      const sent: Array<string> = []
      const noted = (name: string) => Effect.sync(() => sent.push(name))
      const built = payouts({ cancel: () => Effect.succeed(accepted({ asked: true as const })) }).provider
      const own = PayoutProvider.kind.guarded({
        ...built,
        create: ({ reference }) => Effect.as(noted("create"), accepted(payout(reference))),
        cancel: () => Effect.as(noted("cancel"), accepted({ asked: true as const }))
      })
      const replayKey = { hash: Redacted.make("of what was written down") }
      for (const refused of [
        Effect.flip(own.create(payoutRequest, { replayKey })),
        Effect.flip(own.cancel({ reference: "po-1" }, { replayKey }))
      ]) {
        const error = yield* refused
        assert.deepStrictEqual(
          [error._tag, error.message],
          ["NotExecuted", "replayKey: is of another request than would be sent"]
        )
      }
      assert.deepStrictEqual(sent, [])
      yield* own.create(payoutRequest)
      yield* own.cancel({ reference: "po-1" })
      assert.deepStrictEqual(sent, ["create", "cancel"])
    })
  )

  it.effect("an adapter written as a class keeps its this", () =>
    Effect.gen(function* () {
      class Adapter implements PayoutProvider.Spi {
        readonly provider = "stub"
        readonly manifest = manifest
        readonly status = "paid" as const
        create(request: PayoutRequest) {
          return Effect.succeed(accepted({ ...payout(request.reference), status: this.status }))
        }
        getByReference(reference: string) {
          return Effect.succeed({ ...payout(reference), status: this.status })
        }
      }
      const provider = PayoutProvider.make(new Adapter())
      const outcome = yield* provider.create(payoutRequest)
      assert.strictEqual(outcome._tag === "Accepted" && outcome.value.status, "paid")
      assert.strictEqual((yield* provider.get(payoutRequest)).status, "paid")
    })
  )
})
