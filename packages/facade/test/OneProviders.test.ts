/** What belongs to one provider, an offer or a context, goes to no other, and a context goes with every later call. */
import { assert, describe, it } from "@effect/vitest"
import * as OperationContext from "@switchyard/core/OperationContext"
import type { Planned } from "@switchyard/facade/Attempt"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"
import { fake, payoutInput } from "./support/config.ts"
import { lose, notExecute, world } from "./support/fake.ts"
import { open, payoutRequest } from "./support/open.ts"

const able = { payouts: { card: ["RUB"] }, takes: ["offer"], context: ["subAccount"], quotes: true, cancels: true }

const config = {
  providers: {
    a: fake(able),
    b: fake({ ...able, account: "2" }),
    c: fake({ account: "3", payouts: { card: ["RUB"] } })
  },
  routes: { payouts: [{ try: ["a", "b", "c"] }] }
}

const offer = { id: "offer-1", expiresAt: "2999-01-01T00:00:00.000Z" }
const context = { subAccount: "sub-1" }

describe("a request with an offer or a context", () => {
  it.effect("is tried by nobody without its provider, and by that one alone", () =>
    Effect.gen(function* () {
      for (const [part, what] of [
        [{ offer }, "an offer"],
        [{ context }, "a context"]
      ] as const) {
        const { names, payouts } = yield* open({ a: notExecute() }, config)
        const reason = `must be given with ${what}, which is one provider's`
        const free = yield* payoutRequest(part)
        const failed = yield* Effect.flip(payouts.create(free))
        assert.deepInclude(failed._tag === "CreateFailed" && failed.last, {
          reason: "InvalidRequest",
          issues: [{ path: "provider", reason }]
        })
        assert.isTrue(payouts.candidates(free).every((candidate) => !candidate.in))
        assert.deepEqual(names(), [])
        yield* Effect.flip(payouts.create(yield* payoutRequest({ ...part, provider: "a" }, "order-2")))
        assert.deepEqual(names(), ["a"])
      }
    })
  )

  it.effect("is not given to one who does not know it", () =>
    Effect.gen(function* () {
      const { names, payouts } = yield* open({}, config)
      const reasons = yield* Effect.forEach([{ offer }, { context }], (part) =>
        Effect.map(payoutRequest({ ...part, provider: "c" }), (request) =>
          payouts.candidates(request).find(({ instance }) => instance === "c")
        )
      )
      assert.deepEqual(
        reasons.map((candidate) => candidate?.issues?.map(({ path }) => path)),
        [["offer"], ["context.subAccount"]]
      )
      assert.deepEqual(names(), [])
    })
  )

  it.effect("asks a question of nobody but its provider", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({}, config)
      const { amount, destination } = yield* payoutRequest()
      if (amount === undefined) return assert.fail("it has an amount")
      const check = { amount, destination, context }
      const error = yield* Effect.flip(payouts.checkAccount(check))
      assert.include(error.message, "provider: must be given with a context")
      assert.strictEqual((yield* payouts.checkAccount(check, { instance: "b" })).instance, "b")
    })
  )
})

describe("the context of an operation", () => {
  it.effect("is a part of the account that an attempt names, and is told with what a create ends with", () =>
    Effect.gen(function* () {
      const { payouts } = yield* open({ a: lose() }, config)
      const planned: Array<Planned> = []
      const created = yield* payouts.create(yield* payoutRequest({ context, provider: "a" }), {
        beforeAttempt: (attempt) => Effect.sync(() => void planned.push(attempt))
      })
      const account = OperationContext.account("@fake/psp 1", context)
      assert.deepEqual(
        [...planned, ...created.attempts].map(({ fingerprint }) => fingerprint),
        [account, account]
      )
      if (created._tag !== "OutcomeUnknown") return assert.fail("it is unknown")
      assert.strictEqual((yield* payouts.lookUp(created)).reference, "order-1001")
      const { context: _, ...forgotten } = created
      assert.strictEqual((yield* Effect.flip(payouts.lookUp(forgotten)))._tag, "NotFound")
    })
  )

  it("is told through the Promise API, too, whichever way it was sent", async () => {
    const { load } = world({ a: lose() })
    await using client = await Switchyard.open(config, { load })
    const answers = [
      await client.payouts.create({ ...payoutInput("order-1"), context, provider: "a" }),
      await client.payouts.createOn("a", { ...payoutInput("order-2"), context })
    ]
    for (const answer of answers) {
      if (answer._tag !== "unknown") return assert.fail("it is unknown")
      assert.deepEqual(answer.context, context)
      assert.strictEqual((await client.payouts.lookUp(answer))._tag, "found")
      const { context: _, ...forgotten } = answer
      assert.strictEqual((await client.payouts.lookUp(forgotten))._tag, "not_found")
    }
    const plain = await client.payouts.create({ ...payoutInput("order-3"), provider: "a" })
    assert.isFalse("context" in plain)
  })
})
