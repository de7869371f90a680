/** Failover by money rules, section 3: every ending of the first provider, with every reason, and what comes after. */
import { assert, describe, it } from "@effect/vitest"
import type { Reason } from "@switchyard/core/Reason"
import { type Attempt, CreateFailed } from "@switchyard/facade/Attempt"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { accept, lose, notExecute, reject, type Script } from "./support/fake.ts"
import { open, paymentRequest, payoutRequest, reasons } from "./support/open.ts"

// Written out here and not asked of core, so that a change of either is noticed.
const elsewhere: ReadonlyArray<Reason> = [
  "AuthenticationFailed",
  "InsufficientFunds",
  "AmountOutOfRange",
  "MethodUnavailable",
  "RateLimited",
  "ProviderUnavailable",
  "Unsupported",
  "TimedOut",
  "ConnectionLost"
]

const trio = {
  providers: Object.fromEntries(
    ["a", "b", "c"].map((name) => [
      name,
      { use: "@fake/psp", options: { account: `of ${name}`, payouts: { card: ["RUB"] } } }
    ])
  ),
  routes: { payouts: [{ try: ["c", "a", "b"] }] }
}

const create = Effect.fnUntraced(function* (first: Script, second: Script = accept) {
  const { names, payouts } = yield* open({ a: first, b: second })
  const exit = yield* Effect.result(payouts.create(yield* payoutRequest()))
  return { exit, names: names() }
})

describe("the second provider is asked", () => {
  for (const refuse of [reject, notExecute]) {
    it.effect(`never after a refusal that says that something is left: it is unknown (${refuse.name})`, () =>
      Effect.gen(function* () {
        const { exit, names } = yield* create(refuse("Leftover"))
        assert.deepEqual(names, ["a"])
        assert.strictEqual(exit._tag === "Success" && exit.success._tag, "OutcomeUnknown")
      })
    )
  }

  for (const reason of reasons) {
    it.effect(`after OutcomeUnknown ${reason}: never`, () =>
      Effect.gen(function* () {
        const { exit, names } = yield* create(lose(reason))
        assert.deepEqual(names, ["a"])
        assert.strictEqual(exit._tag === "Success" && exit.success._tag, "OutcomeUnknown")
      })
    )
  }

  for (const reason of reasons.filter((each) => each !== "Leftover")) {
    it.effect(`after NotExecuted ${reason}: yes`, () =>
      Effect.gen(function* () {
        const { exit, names } = yield* create(notExecute(reason))
        assert.deepEqual(names, ["a", "b"])
        assert.strictEqual(exit._tag === "Success" && exit.success._tag, "Accepted")
      })
    )

    const isAsked = elsewhere.includes(reason)
    it.effect(`after Rejected ${reason}: ${isAsked ? "yes" : "no"}`, () =>
      Effect.gen(function* () {
        const { exit, names } = yield* create(reject(reason))
        assert.deepEqual(names, isAsked ? ["a", "b"] : ["a"])
        assert.strictEqual(exit._tag, isAsked ? "Success" : "Failure")
      })
    )
  }

  it.effect("after Accepted: never", () =>
    Effect.gen(function* () {
      assert.deepEqual((yield* create(accept)).names, ["a"])
    })
  )

  it.effect("after a provider that breaks once it was called: never, that is unknown", () =>
    Effect.gen(function* () {
      const broken: ReadonlyArray<Script> = [
        () => Effect.die(new Error("canary")),
        () => {
          throw new Error("canary")
        }
      ]
      for (const script of broken) {
        const { exit, names } = yield* create(script)
        assert.deepEqual(names, ["a"])
        assert.strictEqual(exit._tag === "Success" && exit.success._tag, "OutcomeUnknown")
        assert.notInclude(JSON.stringify(exit), "canary")
      }
    })
  )
})

describe("whatever the providers do", () => {
  const endings = {
    accept,
    lose: lose(),
    reject: reject("InsufficientFunds"),
    final: reject("DestinationInvalid"),
    notExecute: notExecute()
  }
  const Ending = Schema.Literals(["accept", "lose", "reject", "final", "notExecute"])

  it.effect.prop(
    "each is asked at most once, in order; one that may have acted is the last; the attempts are what was sent",
    [Schema.Tuple([Ending, Ending, Ending])],
    ([[a, b, c]]) =>
      Effect.gen(function* () {
        const { names, payouts } = yield* open({ a: endings[a], b: endings[b], c: endings[c] }, trio)
        const result = yield* Effect.result(payouts.create(yield* payoutRequest()))
        const { attempts } = Result.merge(result)
        assert.deepEqual(names(), ["c", "a", "b"].slice(0, attempts.length))
        assert.deepEqual(
          attempts.map(({ instance }) => instance),
          names()
        )
        const acted = attempts.map(({ outcome }) => outcome === "Accepted" || outcome === "OutcomeUnknown")
        assert.deepEqual(acted.slice(0, -1), acted.slice(0, -1).fill(false))
        assert.strictEqual(result._tag === "Success", acted.at(-1))
        const goesOn = ({ outcome, reason }: Attempt) =>
          outcome === "NotExecuted" || (outcome === "Rejected" && reason === "InsufficientFunds")
        assert.strictEqual(attempts.length === 3 || !goesOn(attempts.at(-1)!), true)
        assert.isTrue(attempts.slice(0, -1).every(goesOn))
      })
  )
})

describe("an unknown outcome is not sent again", () => {
  it.effect("by a retry around create", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: lose() })
      const request = yield* payoutRequest()
      const retried = Effect.retry(payouts.create(request), Schedule.recurs(5))
      assert.strictEqual((yield* retried)._tag, "OutcomeUnknown")
      assert.deepEqual(names(), ["a"])
    })
  )

  it.effect("by a retry, a catch or a fallback around createOn", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({ a: lose() })
      const request = yield* payoutRequest()
      const outcome = yield* payouts.createOn("a", request).pipe(
        Effect.retry(Schedule.recurs(5)),
        Effect.catch(() => payouts.createOn("b", request))
      )
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
      assert.deepEqual(names(), ["a"])
    })
  )

  it.effect("by creating the reference again in the same process: the answer is to look it up", () =>
    Effect.gen(function* () {
      for (const first of [lose(), accept]) {
        const { names, payouts } = yield* open({ a: first })
        const request = yield* payoutRequest()
        const { attempts } = yield* payouts.create(request)
        const again = yield* payouts.create(request)
        assert.strictEqual(again._tag === "OutcomeUnknown" && again.reason, "DuplicateReference")
        assert.deepEqual(again.attempts, attempts)
        assert.deepEqual(names(), ["a"])
      }
    })
  )

  it.effect(
    "but what is proven to have done nothing may be created again, and so may the same reference of the other kind",
    () =>
      Effect.gen(function* () {
        const card = { card: ["RUB"] }
        const json = {
          providers: { a: { use: "@fake/psp", options: { account: "1", payouts: card, payments: card } } },
          routes: { payouts: [{ try: ["a"] }], payments: [{ try: ["a"] }] }
        }
        let endings: ReadonlyArray<Script> = [reject("InvalidRequest"), notExecute(), accept, accept]
        const next: Script = (sent) => {
          const [script = accept, ...others] = endings
          endings = others
          return script(sent)
        }
        const { payments, payouts, sent } = yield* open({ a: next }, json)
        const request = yield* payoutRequest()
        yield* Effect.flip(payouts.create(request))
        yield* Effect.flip(payouts.create(request))
        assert.strictEqual((yield* payouts.create(request))._tag, "Accepted")
        assert.strictEqual((yield* payments.create(yield* paymentRequest()))._tag, "Accepted")
        assert.strictEqual(sent.length, 4)
      })
  )
})

describe("every answer carries its attempts", () => {
  it.effect("one that was accepted after two that were not", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({ c: notExecute(), a: reject("InsufficientFunds", "9") }, trio)
      const created = yield* payouts.create(yield* payoutRequest())
      assert.deepEqual(
        created.attempts.map(({ at: _, sendUntil: __, ...attempt }) => attempt),
        [
          { instance: "c", fingerprint: "@fake/psp of c", outcome: "NotExecuted", reason: "ProviderUnavailable" },
          {
            instance: "a",
            fingerprint: "@fake/psp of a",
            outcome: "Rejected",
            reason: "InsufficientFunds",
            providerCode: "9"
          },
          { instance: "b", fingerprint: "@fake/psp of b", outcome: "Accepted" }
        ]
      )
    })
  )

  it.effect("one that is unknown, as the value it is", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({ a: notExecute(), b: lose("ConnectionLost") })
      const unknown = yield* payouts.create(yield* payoutRequest())
      assert.strictEqual(unknown._tag === "OutcomeUnknown" && unknown.provider, "b")
      assert.deepEqual(
        unknown.attempts.map(({ outcome, reason }) => [outcome, reason]),
        [
          ["NotExecuted", "ProviderUnavailable"],
          ["OutcomeUnknown", "ConnectionLost"]
        ]
      )
    })
  )

  it.effect("one that failed, with the last error", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({ a: reject("MethodUnavailable"), b: reject("DestinationInvalid") })
      const error = yield* Effect.flip(payouts.create(yield* payoutRequest()))
      assert.instanceOf(error, CreateFailed)
      assert.strictEqual(error._tag === "CreateFailed" && error.last.reason, "DestinationInvalid")
      assert.deepEqual(
        error.attempts.map(({ instance, outcome }) => [instance, outcome]),
        [
          ["a", "Rejected"],
          ["b", "Rejected"]
        ]
      )
    })
  )
})
