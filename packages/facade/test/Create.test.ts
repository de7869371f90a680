/** What stands before an attempt: the facade's own refusals, the hook, the deadline; and what an interrupt leaves. */
import { assert, describe, it } from "@effect/vitest"
import { accepted } from "@switchyard/core/Outcome"
import type { Planned } from "@switchyard/facade/Attempt"
import { Progress } from "@switchyard/facade/Progress"
import * as Data from "effect/Data"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { fake, pair } from "./support/config.ts"
import { accept, lose, notExecute, payout, type Script } from "./support/fake.ts"
import { open, paymentRequest, payoutRequest } from "./support/open.ts"

const at = (millis: number) => DateTime.makeUnsafe(millis)
const limited = { ...pair, limits: { payouts: { RUB: { max: "1500.00" } } } }

class DatabaseDown extends Data.TaggedError("DatabaseDown")<{ readonly host: string }> {}

const needing = (...needs: ReadonlyArray<string>) => fake({ payouts: { card: ["RUB"] }, needs })

describe("what an instance insists on", () => {
  const providers = { a: needing("recipientEmail"), b: needing(), c: needing("recipientEmail") }
  const config = { providers, routes: { payouts: [{ try: ["a", "b", "c"] }] } }

  it.effect("leaves it out where it is missing, and nothing of the order of the others changes", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ b: notExecute() }, config)
      const error = yield* Effect.flip(payouts.create(yield* payoutRequest()))
      assert.deepEqual(names(), ["b"])
      assert.strictEqual(error.message, "because of ProviderUnavailable")
    })
  )

  it.effect("keeps nobody out where it is there", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: notExecute(), b: notExecute() }, config)
      const created = yield* payouts.create(yield* payoutRequest({ recipientEmail: "a@b.example" }))
      assert.strictEqual(created._tag, "Accepted")
      assert.deepEqual(names(), ["a", "b", "c"])
    })
  )
})

describe("the facade's own refusals send nothing", () => {
  it.effect("an amount above the limit, by create and by createOn; the limit itself may be moved", () =>
    Effect.gen(function* () {
      const { candidates, create, createOn } = (yield* open({}, limited)).payouts
      const { names, payouts } = yield* open({}, limited)
      const over = yield* payoutRequest({ amount: { value: "1500.01", currency: "RUB" } })
      const failed = yield* Effect.flip(payouts.create(over))
      assert.strictEqual(failed._tag === "CreateFailed" && failed.last.reason, "AmountOutOfRange")
      assert.deepEqual(failed.attempts, [])
      const refused = yield* Effect.flip(payouts.createOn("a", over))
      assert.deepEqual(refused._tag === "NotExecuted" && refused.issues, [
        { path: "amount", reason: "is above limits.payouts.RUB.max" }
      ])
      const out = {
        in: false,
        why: "the amount is above limits.payouts.RUB.max",
        issues: [{ path: "amount", reason: "is above limits.payouts.RUB.max" }]
      }
      assert.deepEqual(payouts.candidates(over), [
        { instance: "a", ...out },
        { instance: "b", ...out }
      ])
      assert.deepEqual(names(), [])
      const exact = yield* payoutRequest()
      assert.isTrue(candidates(exact)[0]?.in)
      assert.strictEqual((yield* create(exact))._tag, "Accepted")
      assert.strictEqual((yield* createOn("b", exact))._tag, "Accepted")
    })
  )

  it.effect("a limit of one kind and currency does not touch another", () =>
    Effect.gen(function* () {
      const card = { card: ["RUB", "USD"] }
      const { payments, payouts } = yield* open(
        {},
        {
          providers: { a: { use: "@fake/psp", options: { account: "1", payouts: card, payments: card } } },
          routes: { payouts: [{ try: ["a"] }], payments: [{ try: ["a"] }] },
          limits: { payouts: { RUB: { max: "1" } } }
        }
      )
      const usd = yield* payoutRequest({ amount: { value: "2.00", currency: "USD" } })
      assert.strictEqual((yield* payouts.create(usd))._tag, "Accepted")
      assert.strictEqual((yield* payments.create(yield* paymentRequest()))._tag, "Accepted")
    })
  )

  const byDebit = (value: string, currency: string, recipient?: string) =>
    payoutRequest({
      amount: undefined,
      debit: { value, currency },
      ...(recipient === undefined ? {} : { currency: recipient })
    })

  it.effect("a debit above the limit of its own currency, or one whose recipient's limit cannot be checked", () =>
    Effect.gen(function* () {
      const debits = { account: "1", payouts: { card: ["RUB", "KZT"] }, debits: ["RUB", "USD"] }
      const config = { ...limited, providers: { a: fake(debits), b: fake() } }
      const { names, payouts } = yield* open({}, config)
      for (const [request, reason] of [
        [yield* byDebit("1500.01", "RUB"), "is above limits.payouts.RUB.max"],
        [yield* byDebit("1500.01", "RUB", "KZT"), "is above limits.payouts.RUB.max"],
        [yield* byDebit("0.01", "USD", "RUB"), "is in USD, so limits.payouts.RUB.max cannot be checked"]
      ] as const) {
        const failed = yield* Effect.flip(payouts.create(request))
        assert.deepInclude(failed._tag === "CreateFailed" && failed.last, {
          reason: "AmountOutOfRange",
          issues: [{ path: "debit", reason }]
        })
        assert.deepEqual(
          payouts.candidates(request).map(({ in: isIn, why }) => [isIn, why]),
          [
            [false, `the debit ${reason}`],
            [false, `the debit ${reason}`]
          ]
        )
      }
      assert.deepEqual(names(), [])
      assert.strictEqual((yield* payouts.create(yield* byDebit("1500.00", "RUB")))._tag, "Accepted")
      const other = { ...(yield* byDebit("9999999", "USD", "KZT")), reference: "order-2" }
      assert.strictEqual((yield* payouts.create(other))._tag, "Accepted")
    })
  )

  it.effect("a debit is asked of those alone who take it, and the others are left out with the reason", () =>
    Effect.gen(function* () {
      const providers = { a: fake(), b: fake({ account: "2", payouts: { card: ["RUB"] }, debits: ["RUB"] }) }
      const { names, payouts } = yield* open({}, { ...pair, providers })
      const request = yield* byDebit("10.00", "RUB")
      assert.deepEqual(payouts.candidates(request), [
        { instance: "b", in: true, why: "routes.payouts[0].try[1]" },
        {
          instance: "a",
          in: false,
          why: "takes no debit in RUB for card in RUB",
          issues: [{ path: "debit", reason: "in RUB is not taken for card in RUB" }]
        }
      ])
      assert.strictEqual((yield* payouts.create(request))._tag, "Accepted")
      assert.deepEqual(names(), ["b"])
      const quote = yield* Effect.flip(
        payouts.quote({ debit: request.debit!, destinationType: "card" }, { instance: "a" })
      )
      assert.strictEqual(quote._tag, "Unsupported")
    })
  )

  it.effect("a request that breaks the rules of every provider", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({})
      const request = { ...(yield* payoutRequest()), reference: "not allowed!" }
      const error = yield* Effect.flip(payouts.create(request))
      assert.deepEqual(
        error._tag === "CreateFailed" &&
          error.last._tag === "NotExecuted" &&
          error.last.issues?.map(({ path }) => path),
        ["reference"]
      )
      const refused = yield* Effect.flip(payouts.createOn("a", request))
      assert.strictEqual(refused.reason, "InvalidRequest")
      assert.deepEqual(names(), [])
    })
  )

  it.effect("a request that no rule matches, with the reason of everybody", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({}, { ...pair, routes: {} })
      const error = yield* Effect.flip(payouts.create(yield* payoutRequest()))
      const reason = "no rule of routes.payouts matches"
      assert.strictEqual(error.message, `no provider can be tried (a: ${reason}; b: ${reason})`)
      assert.strictEqual(error._tag, "CreateFailed")
      assert.deepEqual(error._tag === "CreateFailed" && [error.last.reason, error.instances], [
        "MethodUnavailable",
        [
          { instance: "a", reason },
          { instance: "b", reason }
        ]
      ])
    })
  )

  it.effect("a request that lacks what every instance insists on, with the fields and who insists", () =>
    Effect.gen(function* () {
      const providers = { a: needing("recipientEmail"), b: needing("description"), c: needing("recipientEmail") }
      const { names, payouts } = yield* open({}, { providers, routes: { payouts: [{ try: ["a", "b", "c"] }] } })
      const error = yield* Effect.flip(payouts.create(yield* payoutRequest()))
      assert.strictEqual(error._tag, "CreateFailed")
      if (error._tag !== "CreateFailed" || error.last._tag !== "NotExecuted") return
      assert.strictEqual(error.last.reason, "InvalidRequest")
      assert.deepEqual(error.last.issues, [
        { path: "recipientEmail", reason: "is required here" },
        { path: "description", reason: "is required here" }
      ])
      assert.deepEqual(error.instances, [
        { instance: "a", reason: "recipientEmail: is required here" },
        { instance: "b", reason: "description: is required here" },
        { instance: "c", reason: "recipientEmail: is required here" }
      ])
      assert.deepEqual(names(), [])
    })
  )

  it.effect("a pin that cannot be kept", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({})
      const why = (over: object) =>
        Effect.map(
          Effect.flatMap(payoutRequest(over), (request) => Effect.flip(payouts.create(request))),
          ({ message }) => message
        )
      assert.strictEqual(yield* why({ provider: "nobody" }), "provider: is no configured provider")
      const sbp = { type: "sbp", phone: "79161234567", bank: "Sberbank" }
      const cannot = "no provider can be tried (b: has no sbp in RUB)"
      assert.strictEqual(yield* why({ provider: "b", destination: sbp }), cannot)
      const pinned = yield* payoutRequest({ provider: "b" })
      const elsewhere = yield* Effect.flip(payouts.createOn("a", pinned))
      assert.strictEqual(elsewhere.message, "provider: pins the request to another instance")
      assert.deepEqual(names(), [])
    })
  )

  it.effect("an instance that is not configured, or has nothing of this kind", () =>
    Effect.gen(function* () {
      const { payments, payouts } = yield* open({})
      const nobody = yield* Effect.flip(payouts.createOn("x", yield* payoutRequest()))
      assert.strictEqual(nobody._tag, "NotExecuted")
      assert.strictEqual(nobody.message, "no provider of this name is configured; configured are a, b")
      const none = yield* Effect.flip(payments.createOn("a", yield* paymentRequest()))
      assert.strictEqual(none.message, "a has no payments")
    })
  )
})

describe("a pin", () => {
  it.effect("is tried alone: nobody else after it, whatever the rules say", () =>
    Effect.gen(function* () {
      const { names, payouts, sent } = yield* open({ b: notExecute() })
      const error = yield* Effect.flip(payouts.create(yield* payoutRequest({ provider: "b" })))
      assert.deepEqual(names(), ["b"])
      assert.strictEqual(error.attempts.length, 1)
      assert.notProperty(sent[0]!.request, "provider")
    })
  )
})

describe("beforeAttempt", () => {
  it.effect("runs before each attempt, with what must be written down", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: notExecute() })
      yield* TestClock.setTime(1_000)
      const calls: Array<[Planned, ReadonlyArray<string>]> = []
      yield* payouts.create(yield* payoutRequest(), {
        beforeAttempt: (planned) => Effect.sync(() => calls.push([planned, names()]))
      })
      const sendUntil = at(31_000)
      assert.deepEqual(calls, [
        [{ instance: "a", fingerprint: "@fake/psp 1", attempt: 1, sendUntil }, []],
        [{ instance: "b", fingerprint: "@fake/psp 2", attempt: 2, sendUntil }, ["a"]]
      ])
    })
  )

  it.effect("that fails keeps its own error, and nothing is sent", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({})
      const request = yield* payoutRequest()
      const error = yield* Effect.flip(
        payouts.create(request, { beforeAttempt: () => new DatabaseDown({ host: "db" }) })
      )
      assert.strictEqual(error._tag === "NotRecorded" && error.error.host, "db")
      assert.deepEqual([error.attempts, names()], [[], []])
      // Nothing was sent, so the reference is free.
      assert.strictEqual((yield* payouts.create(request))._tag, "Accepted")
    })
  )

  it.effect("that fails before the second attempt ends it there, with the first one told", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: notExecute() })
      const error = yield* Effect.flip(
        payouts.create(yield* payoutRequest(), {
          beforeAttempt: ({ attempt }) => (attempt === 1 ? Effect.void : new DatabaseDown({ host: "db" }))
        })
      )
      assert.deepEqual(
        error._tag === "NotRecorded" && [error.planned.instance, error.attempts.map(({ outcome }) => outcome)],
        ["b", ["NotExecuted"]]
      )
      assert.deepEqual(names(), ["a"])
    })
  )

  it.effect("that is broken or interrupted sends nothing", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({})
      const request = yield* payoutRequest()
      const died = yield* Effect.exit(payouts.create(request, { beforeAttempt: () => Effect.die("broken") }))
      assert.isTrue(Exit.isFailure(died))
      const progress = new Progress()
      const fiber = yield* Effect.forkChild(payouts.create(request, { beforeAttempt: () => Effect.never, progress }))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      assert.isFalse(progress.mayExist)
      assert.deepEqual(names(), [])
      assert.strictEqual((yield* payouts.create(request))._tag, "Accepted")
    })
  )

  it.effect("that takes longer than the attempt may last: the attempt is not executed, the next has its own time", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({})
      const fiber = yield* Effect.forkChild(
        payouts.create(yield* payoutRequest(), {
          beforeAttempt: ({ attempt }) => (attempt === 1 ? Effect.sleep("31 seconds") : Effect.void)
        })
      )
      yield* TestClock.adjust("31 seconds")
      const { attempts } = yield* Fiber.join(fiber)
      assert.deepEqual(
        attempts.map(({ outcome, reason }) => [outcome, reason]),
        [
          ["NotExecuted", "TimedOut"],
          ["Accepted", undefined]
        ]
      )
      assert.deepEqual(names(), ["b"])
    })
  )
})

describe("the deadline", () => {
  it.effect("is what the provider gets, by createOn and by create", () =>
    Effect.gen(function* () {
      const { payouts, sent } = yield* open({})
      yield* payouts.createOn("a", yield* payoutRequest(), { sendUntil: at(5_000) })
      yield* payouts.create(yield* payoutRequest(), { deadline: at(6_000) })
      yield* payouts.createOn("a", yield* payoutRequest())
      assert.deepEqual(
        sent.map(({ deadline }) => DateTime.toEpochMillis(deadline)),
        [5_000, 6_000, 30_000]
      )
    })
  )

  it.effect("that has passed sends nothing: a worker that wakes late does no harm", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({})
      yield* TestClock.setTime(10_000)
      const request = yield* payoutRequest()
      const late = yield* Effect.flip(payouts.createOn("a", request, { sendUntil: at(10_000) }))
      assert.deepEqual([late._tag, late.reason], ["NotExecuted", "TimedOut"])
      const failed = yield* Effect.flip(payouts.create(request, { deadline: at(9_999) }))
      assert.strictEqual(failed._tag === "CreateFailed" && failed.last.reason, "TimedOut")
      assert.deepEqual([failed.attempts, names()], [[], []])
    })
  )

  it.effect("is for all attempts together: none begins after it", () =>
    Effect.gen(function* () {
      const slow: Script = (sent) => Effect.andThen(Effect.sleep("5 seconds"), notExecute()(sent))
      const { names, payouts } = yield* open({ a: slow })
      const hooks: Array<string> = []
      const fiber = yield* Effect.forkChild(
        Effect.flip(
          payouts.create(yield* payoutRequest(), {
            deadline: at(5_000),
            beforeAttempt: ({ instance }) => Effect.sync(() => hooks.push(instance))
          })
        )
      )
      yield* TestClock.adjust("5 seconds")
      const error = yield* Fiber.join(fiber)
      assert.strictEqual(error._tag === "CreateFailed" && error.last.reason, "ProviderUnavailable")
      assert.deepEqual([names(), hooks], [["a"], ["a"]])
    })
  )
})

describe("an interrupt while an attempt runs", () => {
  const interrupted = Effect.fnUntraced(function* (ending: Script) {
    const gate = yield* Deferred.make<void>()
    const script: Script = (sent) => Effect.uninterruptible(Effect.andThen(Deferred.await(gate), ending(sent)))
    const { names, payouts } = yield* open({ a: script })
    const progress = new Progress()
    const request = yield* payoutRequest()
    const fiber = yield* Effect.forkChild(payouts.create(request, { progress }))
    yield* Effect.yieldNow
    fiber.interruptUnsafe()
    yield* Effect.yieldNow
    return { fiber, gate, names, payouts, progress, request }
  })

  it.effect("waits for the end of what may have been sent, and begins nothing after it", () =>
    Effect.gen(function* () {
      const { fiber, gate, names, progress } = yield* interrupted(notExecute())
      assert.isUndefined(fiber.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
      assert.deepEqual(names(), ["a"])
      assert.isTrue(progress.mayExist)
    })
  )

  it.effect("leaves it told what may have been sent, and the reference is not sent again by this process", () =>
    Effect.gen(function* () {
      const { fiber, gate, names, payouts, progress, request } = yield* interrupted(accept)
      // A second create while the first one still runs.
      const meanwhile = yield* payouts.create(request)
      assert.strictEqual(meanwhile._tag === "OutcomeUnknown" && meanwhile.reason, "DuplicateReference")
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.await(fiber)
      assert.deepEqual(
        progress.attempts.map(({ instance, outcome, reason }) => [instance, outcome, reason]),
        [["a", "OutcomeUnknown", "AnswerLost"]]
      )
      const again = yield* payouts.create(request)
      assert.strictEqual(again._tag, "OutcomeUnknown")
      assert.deepEqual(names(), ["a"])
    })
  )

  it.effect("an outer timeout that is retried does not send twice", () =>
    Effect.gen(function* () {
      const slow: Script = ({ reference }) =>
        Effect.uninterruptible(Effect.as(Effect.sleep("10 seconds"), accepted(payout(reference))))
      const { names, payouts } = yield* open({ a: slow, b: slow })
      const fiber = yield* Effect.forkChild(
        payouts.create(yield* payoutRequest()).pipe(Effect.timeout("1 second"), Effect.retry({ times: 3 }))
      )
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "OutcomeUnknown")
      assert.deepEqual(names(), ["a"])
    })
  )

  it.effect("a create that is run again has a course of its own", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({ a: notExecute(), b: notExecute() })
      const create = payouts.create(yield* payoutRequest())
      yield* Effect.flip(create)
      assert.strictEqual((yield* Effect.flip(create)).attempts.length, 2)
    })
  )

  it.effect("stopped while beforeAttempt runs, it sends nothing", () =>
    Effect.gen(function* () {
      const progress = new Progress()
      const { names, payouts } = yield* open({})
      const beforeAttempt = () => Effect.uninterruptible(Effect.sync(() => progress.stop()))
      const error = yield* Effect.flip(payouts.create(yield* payoutRequest(), { progress, beforeAttempt }))
      assert.strictEqual(error._tag === "CreateFailed" && error.last._tag, "NotExecuted")
      assert.deepEqual([error.attempts, names()], [[], []])
    })
  )

  it.effect("stopped between two attempts, it ends with the last error", () =>
    Effect.gen(function* () {
      const progress = new Progress()
      const stopping: Script = (sent) =>
        Effect.andThen(
          Effect.sync(() => progress.stop()),
          notExecute()(sent)
        )
      const { names, payouts } = yield* open({ a: stopping, b: lose() })
      const error = yield* Effect.flip(payouts.create(yield* payoutRequest(), { progress }))
      assert.strictEqual(error._tag === "CreateFailed" && error.last.reason, "ProviderUnavailable")
      assert.deepEqual(names(), ["a"])
    })
  )
})
