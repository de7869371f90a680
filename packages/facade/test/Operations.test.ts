/** What is asked of an instance by its name, and what the first candidate is asked. */
import { assert, describe, it } from "@effect/vitest"
import * as Payout from "@switchyard/core/Payout"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { documented, documentedEnv, fake, pair, payoutInput } from "./support/config.ts"
import { accept, notExecute, reject, world } from "./support/fake.ts"
import { open, payoutRequest } from "./support/open.ts"

const asking = {
  providers: {
    plain: fake(),
    knowing: fake({ payouts: { card: ["RUB"] }, quotes: true, cancels: true }),
    other: fake({ payouts: { card: ["RUB"] }, quotes: true })
  },
  routes: { payouts: [{ try: ["plain", "knowing", "other"] }] }
}

const query = { reference: "order-1001" }
const raw = { body: new Uint8Array(), headers: {}, path: "payouts" }

describe("by instance", () => {
  it.effect("the instance that holds an operation is asked, and no other", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({})
      yield* payouts.createOn("b", yield* payoutRequest())
      assert.strictEqual((yield* payouts.get("b", query)).reference, "order-1001")
      assert.strictEqual((yield* Effect.flip(payouts.get("a", query)))._tag, "NotFound")
    })
  )

  it.effect("an instance is told whose values its words may repeat, and none of them comes out", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({ a: reject("InsufficientFunds") })
      const sensitive = [Redacted.make("payout"), "InsufficientFunds"]
      assert.strictEqual((yield* Effect.flip(payouts.get("a", query, { sensitive }))).message, "no such ***")
      const refused = yield* Effect.flip(payouts.createOn("a", yield* payoutRequest(), { sensitive }))
      assert.strictEqual(refused.message, "because of ***")
    })
  )

  it.effect("a name that is not configured answers in the words of each operation", () =>
    Effect.gen(function* () {
      const { payments, payouts } = yield* open({})
      const nobody = "no provider of this name is configured; configured are a, b"
      const reads = [
        payouts.get("x", query),
        payouts.balance("x"),
        payouts.parseCallback("x", raw),
        payments.cardForm("x", { session: Redacted.make("s") }),
        payments.receipts("x", { links: {} })
      ]
      for (const read of reads) {
        const error = yield* Effect.flip<unknown, { readonly _tag: string; readonly message: string }, never>(read)
        assert.deepEqual([error._tag, error.message], ["Unsupported", nobody])
      }
      const error = yield* Effect.flip(payouts.cancel("x", query))
      assert.deepEqual([error._tag, error.reason], ["NotExecuted", "Unsupported"])
      assert.isUndefined(payouts.provider("x"))
    })
  )

  it.effect("an operation that a provider lacks is unsupported, and nothing is sent", () =>
    Effect.gen(function* () {
      const { payouts, sent } = yield* open({}, asking)
      assert.strictEqual((yield* Effect.flip(payouts.balance("plain")))._tag, "Unsupported")
      assert.strictEqual((yield* Effect.flip(payouts.parseCallback("plain", raw)))._tag, "Unsupported")
      assert.strictEqual((yield* Effect.flip(payouts.cancel("plain", query)))._tag, "NotExecuted")
      assert.strictEqual((yield* payouts.cancel("knowing", query))._tag, "Accepted")
      assert.deepEqual(sent, [])
    })
  )

  it.effect("one instance behind core's own interface is createOn, limits and pins included", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open(
        { b: notExecute() },
        { ...pair, limits: { payouts: { RUB: { max: "1499.99" } } } }
      )
      const { provider: _, ...request } = yield* payoutRequest()
      const refused = yield* Effect.flip(payouts.provider("b")!.create(request))
      assert.strictEqual(refused.reason, "AmountOutOfRange")
      assert.deepEqual(names(), [])
      assert.strictEqual(payouts.provider("b")?.capabilities.duplicates.create?.kind, "refused")
    })
  )
})

describe("by the rules", () => {
  const check = Payout.decodeAccountCheckRequest({
    amount: payoutInput().amount,
    destination: payoutInput().destination
  })

  it.effect("the first candidate that has the operation answers, and says who it is", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({}, asking)
      assert.strictEqual((yield* payouts.checkAccount(yield* check)).instance, "knowing")
    })
  )

  it.effect("an instance that is named answers, or says that it cannot", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({}, asking)
      assert.strictEqual((yield* payouts.checkAccount(yield* check, { instance: "other" })).instance, "other")
      const error = yield* Effect.flip(payouts.checkAccount(yield* check, { instance: "plain" }))
      assert.strictEqual(error._tag, "Unsupported")
    })
  )

  it.effect("where no candidate has the operation, that is unsupported", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({})
      const error = yield* Effect.flip(payouts.checkAccount(yield* check))
      const reason = "has no payouts.checkAccount"
      assert.strictEqual(error.message, `no provider can be tried (a: ${reason}; b: ${reason})`)
      assert.deepEqual(error._tag === "Unsupported" && error.instances, [
        { instance: "a", reason },
        { instance: "b", reason }
      ])
      const quote = yield* Payout.decodeQuoteRequest({
        debit: { value: "10", currency: "USD" },
        destinationType: "card"
      })
      assert.strictEqual((yield* Effect.flip(payouts.quote(quote)))._tag, "Unsupported")
    })
  )
})

describe("the service", () => {
  const { load } = world({ a: accept })

  it.effect("is a layer for those who ask for it in the environment", () =>
    Effect.gen(function* () {
      const { config, payouts } = yield* Switchyard.Switchyard
      assert.deepEqual(Object.keys(config.providers), ["a", "b"])
      assert.strictEqual((yield* payouts.create(yield* payoutRequest()))._tag, "Accepted")
    }).pipe(Effect.provide(Switchyard.layer(pair, { load })))
  )

  it.effect("a wrong config fails the layer with every problem", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(Switchyard.layer({ providers: { a: {} }, x: 1 }, { load })))
      assert.strictEqual(error.problems.length, 3)
    }).pipe(Effect.scoped)
  )

  it.effect("swapping providers is an edit of the route and nothing else", () =>
    Effect.gen(function* () {
      for (const first of ["a", "b"]) {
        const { names, payouts } = yield* open({}, { ...pair, routes: { payouts: [{ try: [first] }] } })
        assert.strictEqual((yield* payouts.create(yield* payoutRequest()))._tag, "Accepted")
        assert.deepEqual(names(), [first])
      }
    })
  )

  it.effect("the documented config holds for everything but the package that is not installed here", () =>
    Effect.gen(function* () {
      const { providers, routes } = documented
      const { instances, payments } = yield* Switchyard.make(
        {
          ...documented,
          providers: { feennex: providers.feennex, p2p: fake({ payouts: { card: ["RUB"], sbp: ["RUB"] } }) },
          routes
        },
        {
          env: documentedEnv,
          load: (name) => (name === "@fake/psp" ? load(name) : import("@switchyard/feennex"))
        }
      )
      assert.deepEqual(
        instances.map(({ name }) => name),
        ["feennex", "p2p"]
      )
      assert.strictEqual(payments.provider("feennex")?.capabilities.callbacks, "verified")
    })
  )
})
