/** Nobody else is asked while something of a create may be left, and what is left is abandoned where it was made. */
import { assert, describe, it } from "@effect/vitest"
import type { Committing } from "@switchyard/core/Stages"
import type { Planned } from "@switchyard/facade/Attempt"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"
import { fake, payoutInput } from "./support/config.ts"
import { accept, notExecute, reject, type Script, world } from "./support/fake.ts"
import { open, payoutRequest, reasons } from "./support/open.ts"

const config = (stages: "payable" | "inert" | undefined, retry = {}) => ({
  providers: {
    a: { ...fake({ payouts: { card: ["RUB"] }, ...(stages && { stages }) }), ...retry },
    b: fake({ payouts: { card: ["RUB"] } })
  },
  limits: { payouts: { RUB: { max: "1500.00" } } },
  routes: { payouts: [{ try: ["a", "b"] }] }
})

const stored = { beforeAttempt: () => Effect.void, beforeCommit: () => Effect.succeed(true) }

const run = Effect.fnUntraced(function* (
  script: Script,
  stages: "payable" | "inert" | undefined,
  options: object = {}
) {
  const it = yield* open({ a: script }, config(stages))
  const end = yield* Effect.result(it.payouts.create(yield* payoutRequest({}, "po-1"), options))
  return { ...it, end: end._tag === "Success" ? end.success : end.failure }
})

describe("a create at a provider with stages", () => {
  for (const reason of reasons) {
    for (const refuse of [reject, notExecute]) {
      it.effect(`is given to nobody else after ${refuse.name} ${reason}, while its draft can be paid`, () =>
        Effect.gen(function* () {
          const { end, names } = yield* run(refuse(reason), "payable")
          assert.deepEqual(names(), ["a"])
          assert.strictEqual(end._tag, "OutcomeUnknown")
          // What is no refusal at all is unknown by itself.
          if (reason !== "Leftover") assert.deepInclude(end, { reason: "Leftover", providerReference: "a-po-1-0" })
        })
      )

      it.effect(`goes where any other would after ${refuse.name} ${reason}, where nobody can pay its draft`, () =>
        Effect.gen(function* () {
          const inert = yield* run(refuse(reason), "inert")
          const plain = yield* run(refuse(reason), undefined)
          assert.deepEqual([inert.names(), inert.end._tag], [plain.names(), plain.end._tag])
        })
      )
    }
  }

  it.effect("is planned with its number, and no two attempts have the same one", () =>
    Effect.gen(function* () {
      const it = yield* open({ a: notExecute() }, config("inert", { retry: { sends: 1 } }))
      const planned: Array<Planned> = []
      const prepared: Array<Committing> = []
      yield* Effect.forkChild(
        it.payouts.create(yield* payoutRequest({}, "po-1"), {
          generation: 3,
          beforeAttempt: (attempt) => Effect.sync(() => planned.push(attempt)),
          beforeCommit: (_, of) => Effect.sync(() => prepared.push(of) > 0)
        })
      )
      yield* Effect.yieldNow
      assert.deepEqual(
        planned.map(({ generation, instance }) => [instance, generation]),
        [["a", 3]]
      )
      assert.deepEqual(it.steps, ["prepare a-po-1-3"])
      assert.strictEqual(prepared[0]?.providerReference, "a-po-1-3")
      const other = yield* open({ a: notExecute("AmountOutOfRange") }, config("inert"))
      const numbers: Array<unknown> = []
      yield* other.payouts.create(yield* payoutRequest({}, "po-1"), {
        ...stored,
        beforeAttempt: ({ attempt, generation }) => Effect.sync(() => numbers.push([attempt, generation]))
      })
      assert.deepEqual(numbers, [
        [1, 0],
        [2, undefined]
      ])
    })
  )

  it.effect("does not begin where attempts are written down and what is prepared is not", () =>
    Effect.gen(function* () {
      const { names, steps } = yield* run(accept, "payable", { beforeAttempt: stored.beforeAttempt })
      assert.deepEqual([names(), steps], [["b"], []])
      const alone = yield* open({}, { ...config("payable"), routes: { payouts: [{ try: ["a"] }] } })
      const error = yield* Effect.flip(
        alone.payouts.create(yield* payoutRequest({}, "po-1"), { beforeAttempt: stored.beforeAttempt })
      )
      assert.strictEqual(error._tag === "CreateFailed" && error.last.reason, "InvalidRequest")
    })
  )

  it.effect("goes to nobody else where what was prepared could not be stored, whatever is left", () =>
    Effect.gen(function* () {
      for (const stages of ["payable", "inert"] as const) {
        for (const beforeCommit of [
          () => Effect.succeed(false),
          () => Effect.fail("no database"),
          () => Effect.die("")
        ]) {
          const { end, names, steps } = yield* run(accept, stages, { ...stored, beforeCommit })
          assert.deepEqual([names(), steps], [[], ["prepare a-po-1-0"]])
          assert.strictEqual(end._tag, stages === "payable" ? "OutcomeUnknown" : "CreateFailed")
        }
      }
    })
  )
})

describe("what a create has left", () => {
  it.effect("is found and abandoned at the instance that has it, whatever the limits say by now", () =>
    Effect.gen(function* () {
      const { load, steps } = world()
      const { payouts } = yield* Switchyard.make(
        { ...config("payable"), limits: { payouts: { RUB: { max: "1" } } } },
        { load }
      )
      const request = yield* payoutRequest({}, "po-1")
      const found = yield* payouts.prepareOn("a", request, { generation: 2 })
      assert.strictEqual(found._tag === "Accepted" && found.value.providerReference, "a-po-1-2")
      const left = { providerReference: "a-po-1-2", generation: 2, asked: 0 }
      assert.strictEqual((yield* payouts.abandonOn("a", request, left))._tag, "Accepted")
      const one = payouts.provider("a")
      assert.strictEqual((yield* one?.stages.abandon(request, left) ?? Effect.succeed(undefined))?._tag, "Accepted")
      assert.deepEqual(steps, ["prepare a-po-1-2", "abandon a-po-1-2", "abandon a-po-1-2"])
      for (const instance of ["b", "c"]) {
        assert.strictEqual((yield* Effect.flip(payouts.abandonOn(instance, request, left))).reason, "Unsupported")
        assert.strictEqual((yield* Effect.flip(payouts.prepareOn(instance, request, left))).reason, "Unsupported")
      }
    })
  )
})

describe("the promises", () => {
  it("are given what was prepared before a commit, and it is only made when they resolve to true", async () => {
    for (const [given, tag] of [
      [true, "accepted"],
      ["yes", "unknown"],
      [undefined, "unknown"]
    ] as const) {
      const { load } = world()
      await using client = await Switchyard.open(config("payable"), { load })
      const seen: Array<unknown> = []
      const beforeCommit = async (...of: ReadonlyArray<unknown>) => {
        seen.push(...of)
        return given
      }
      const answer = await client.payouts.create(payoutInput("po-1"), { beforeAttempt: () => undefined, beforeCommit })
      assert.strictEqual(answer._tag, tag)
      assert.deepInclude(seen[0], { instance: "a", generation: 0 })
      assert.deepInclude(seen[1], { providerReference: "a-po-1-0" })
      assert.notInclude(JSON.stringify(seen), "secret")
      const one = await client.payouts.createOn("a", payoutInput("po-2"), { generation: 4, beforeCommit })
      assert.strictEqual(one._tag, tag)
      assert.deepInclude(seen[2], { providerReference: "a-po-2-4" })
      if (one._tag === "unknown") assert.deepInclude(one.refused, { _tag: "NotExecuted", reason: "AnswerLost" })
    }
  })
})
