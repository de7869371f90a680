/**
 * Every way in which a create in stages can go is one of the four outcomes, and a refusal only where the far side has nothing
 * left that anybody could pay.
 */
import { assert, describe, it } from "@effect/vitest"
import type { OutcomeUnknown } from "@switchyard/core/Outcome"
import type * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type * as Stages from "@switchyard/core/Stages"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { type End, ends, inert, payable, secret, service, world } from "../support/staged.ts"
import { payoutRequest, payouts, rub, untyped } from "../support/stubs.ts"

type Hook = "none" | "true" | "false" | "truthy" | "fails" | "dies" | "never"
const hooks: ReadonlyArray<Hook> = ["none", "true", "false", "truthy", "fails", "dies", "never"]

const hookOf = (hook: Hook, seen: Array<Stages.Committing>): Stages.BeforeCommit | undefined => {
  const given: Record<Hook, () => Effect.Effect<boolean, unknown>> = {
    none: () => Effect.succeed(true),
    true: () => Effect.succeed(true),
    false: () => Effect.succeed(false),
    truthy: () => Effect.succeed(untyped<boolean>("yes")),
    fails: () => Effect.fail("no database"),
    dies: () => Effect.die("broken"),
    never: () => Effect.never
  }
  return hook === "none"
    ? undefined
    : (prepared) => {
        seen.push(prepared)
        return given[hook]()
      }
}

type Ended = { readonly tag: string; readonly reason?: string; readonly unknown?: OutcomeUnknown }

const endedOf = (exit: Exit.Exit<unknown, unknown>): Ended => {
  const found = Exit.isSuccess(exit) ? exit.value : exit.cause.reasons.map((each) => Reflect.get(each, "error"))[0]
  const { _tag: tag, reason }: { readonly _tag: string; readonly reason?: string } = untyped(found)
  return {
    tag,
    ...(reason === undefined ? {} : { reason }),
    ...(tag === "OutcomeUnknown" && { unknown: untyped(found) })
  }
}

// A create by its own deadline, however long that takes by the clock of the test.
const create = (payouts: PayoutProvider.Service, options: Parameters<PayoutProvider.Service["create"]>[1] = {}) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.exit(payouts.create(payoutRequest, options)))
    yield* TestClock.adjust("31 seconds")
    return endedOf(yield* Fiber.join(fiber))
  })

const refusals: { readonly [E in End]?: string } = {
  refusedNothing: "Rejected",
  refused: "Rejected",
  busyNothing: "NotExecuted",
  neverSent: "NotExecuted",
  lostBefore: "NotExecuted",
  lostAfter: "NotExecuted",
  unreadable: "NotExecuted",
  html502: "NotExecuted",
  defect: "NotExecuted"
}
const provesNothingLeft: ReadonlyArray<End> = ["refusedNothing", "busyNothing", "neverSent"]
const isTrue = (hook: Hook) => hook === "none" || hook === "true"

interface Case {
  readonly quote: End
  readonly draft: End
  readonly hook: Hook
  readonly fund: End
}

// Every stage with each of its ends, where those before it let it come so far.
const cases: ReadonlyArray<Case> = [
  ...ends.map((quote) => ({ quote, draft: "ok", hook: "true", fund: "ok" }) as const),
  ...ends.map((draft) => ({ quote: "ok", draft, hook: "true", fund: "ok" }) as const),
  ...hooks.flatMap((hook) => ends.map((fund) => ({ quote: "ok", draft: "ok", hook, fund }) as const))
]

// What it must end with, by the documents of the far side alone.
const expected = (isPayable: boolean, { draft, fund, hook, quote }: Case): string | undefined => {
  const left = (end: string | undefined) => (isPayable ? "Leftover" : end)
  // Nobody knows what was done before a defect.
  if (quote !== "ok" && quote !== "used") return quote === "defect" ? left("NotExecuted") : refusals[quote]
  if (quote === "used" || draft === "used") return "DuplicateReference"
  if (draft !== "ok") return provesNothingLeft.includes(draft) ? refusals[draft] : left(refusals[draft])
  if (!isTrue(hook)) return left("NotExecuted")
  switch (fund) {
    case "ok":
      return "Accepted"
    case "used":
      return "DuplicateReference"
    case "refusedNothing":
    case "busyNothing":
      return refusals[fund]
    case "refused":
    case "neverSent":
      return left(refusals[fund])
    default:
      return "OutcomeUnknown"
  }
}

const shown = ({ reason, tag }: Ended) =>
  tag === "OutcomeUnknown" && (reason === "Leftover" || reason === "DuplicateReference") ? reason : tag

const run = (stages: Stages.OfSend, { draft, fund, hook, quote }: Case) =>
  Effect.gen(function* () {
    const of = world({ stages, script: { quote, draft, fund } })
    const seen: Array<Stages.Committing> = []
    const ended = yield* create(yield* service(of), { beforeCommit: hookOf(hook, seen) })
    return { ended, of, seen }
  })

const isRefusal = ({ tag }: Ended): boolean => tag === "Rejected" || tag === "NotExecuted"

describe("a create in stages", () => {
  for (const stages of [payable, inert]) {
    const isPayable = stages === payable
    it.effect.each(cases)(`of what is ${stages.prepared} ends as its far side shows: %o`, (of) =>
      Effect.gen(function* () {
        const { ended, of: far, seen } = yield* run(stages, of)
        assert.strictEqual(shown(ended), expected(isPayable, of))
        // By its documents the draft is gone where a refusal of the transfer leaves nothing.
        const isGone = of.fund === "refusedNothing" || of.fund === "busyNothing"
        const couldPay = far.drafts.filter(
          ({ status }) => status === "funded" || (isPayable && !isGone && status === "draft")
        )
        if (isRefusal(ended)) assert.deepStrictEqual(couldPay, [])
        if (ended.tag === "Accepted") assert.strictEqual(far.drafts[0]?.status, "funded")
        // At most one request that can move money, and only after what it commits was stored.
        const commits = far.requests.filter((path) => path === "fund").length
        assert.isAtMost(commits, isTrue(of.hook) ? 1 : 0)
        if (commits > 0 && of.hook !== "none") assert.strictEqual(seen.length, 1)
        // Nothing is abandoned inside a create.
        assert.notInclude(far.requests, "cancel")
      })
    )
  }

  it.effect("keeps what it knows of a refusal in a leftover: the id, and how it was refused", () =>
    Effect.gen(function* () {
      const { ended } = yield* run(payable, { quote: "ok", draft: "ok", hook: "true", fund: "refused" })
      assert.deepInclude(ended.unknown, {
        provider: "staged",
        operation: "payouts.create",
        reference: "po-1",
        providerReference: "d-1",
        reason: "Leftover"
      })
      assert.deepInclude(ended.unknown?.refused, { _tag: "Rejected", reason: "DestinationInvalid", providerCode: "no" })
      assert.include(ended.unknown?.message, "no")
    })
  )

  it.effect.each(ends.filter((end) => end !== "ok" && end !== "used"))(
    "keeps the id of a draft that was made before its preparation broke off: %s",
    (confirm) =>
      Effect.gen(function* () {
        const of = world({ stages: payable, confirms: true, script: { confirm } })
        const { unknown } = yield* create(yield* service(of))
        assert.deepInclude(unknown, { reason: "Leftover", providerReference: "d-1" })
        const found = yield* (yield* service(of)).stages.prepare(payoutRequest, { generation: 0 })
        assert.deepInclude(found, { reason: "Leftover", providerReference: "d-1" })
        assert.deepStrictEqual(of.requests.includes("fund"), false)
      })
  )

  it.effect.each<[what: string, gives: unknown, id: string | undefined]>([
    ["nothing at all", undefined, "d-1"],
    ["no state", { providerReference: "d-1", states: {} }, "d-1"],
    ["a state that is no JSON", { providerReference: "d-1", state: { draft: 10n }, states: {} }, "d-1"],
    ["an amount that is none", { providerReference: "d-1", state: { draft: "d-1" }, states: { amount: null } }, "d-1"],
    // It is another one than its answer named: by neither of them both would be abandoned.
    ["another id and no state", { providerReference: "d-7", states: {} }, undefined],
    ["no id", { state: { draft: "d-1" }, states: { reference: "po-1", amount: rub("7") } }, "d-1"]
  ])("keeps the id of its draft where the adapter gives %s", ([_, gives, id]) =>
    Effect.gen(function* () {
      const of = world({ stages: payable, gives })
      const { unknown } = yield* create(yield* service(of))
      assert.deepStrictEqual([unknown?.reason, unknown?.providerReference], ["Leftover", id])
      assert.deepStrictEqual(of.requests, ["quote", "draft"])
    })
  )

  it.effect("names no draft of another reference as what it has left: that is somebody else's to abandon", () =>
    Effect.gen(function* () {
      const of = world({ stages: payable, states: { reference: "po-9" } })
      const { unknown } = yield* create(yield* service(of))
      assert.deepStrictEqual([unknown?.reason, unknown?.providerReference], ["Leftover", undefined])
      const other = world({ stages: payable, states: { amount: "1500" } })
      assert.strictEqual((yield* create(yield* service(other))).unknown?.providerReference, "d-1")
    })
  )

  it.effect("gives its hook the id, the state redacted, until when, and the key of a commit that can be replayed", () =>
    Effect.gen(function* () {
      const day = 86_400_000
      const duplicates = { kind: "replayed", withinMillis: day, replayAfterMillis: 0, refusals: "stored" } as const
      const of = world({ stages: payable, duplicates, lastsMillis: day })
      const seen: Array<Stages.Committing> = []
      assert.strictEqual((yield* create(yield* service(of), { beforeCommit: hookOf("true", seen) })).tag, "Accepted")
      const [prepared] = seen
      assert.strictEqual(prepared?.providerReference, "d-1")
      assert.strictEqual(prepared && Redacted.value(prepared.state), '{"draft":"d-1"}')
      assert.notInclude(JSON.stringify(prepared), '"draft"')
      assert.strictEqual(prepared?.commitUntil && DateTime.toEpochMillis(prepared.commitUntil), day)
      assert.isTrue(Redacted.isRedacted(prepared?.key?.hash))
    })
  )

  it.effect("shows no secret of what is there already", () =>
    Effect.gen(function* () {
      const { ended } = yield* run(payable, { quote: "ok", draft: "used", hook: "true", fund: "ok" })
      assert.strictEqual(ended.unknown?.message, "used by ***")
      assert.notInclude(JSON.stringify(ended), secret)
    })
  )

  it.effect("does not run its hook when the time is up before it", () =>
    Effect.gen(function* () {
      const seen: Array<Stages.Committing> = []
      const slow: PayoutProvider.Spi["stages"] = {
        prepare: () =>
          Effect.as(Effect.sleep("40 seconds"), { providerReference: "d-1", state: Redacted.make("{}"), states: {} })
      }
      const { calls, provider } = payouts({ stages: slow })
      const fiber = yield* Effect.forkChild(
        provider.create(payoutRequest, { beforeCommit: hookOf("true", seen), generation: 0 })
      )
      yield* TestClock.adjust("1 minute")
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "OutcomeUnknown", reason: "Leftover" })
      assert.deepStrictEqual([seen, calls], [[], []])
    })
  )

  it.effect("reports what it has committed under the id that was prepared", () =>
    Effect.gen(function* () {
      const payouts = yield* service(world({ stages: payable }))
      const ended = yield* payouts.create(payoutRequest)
      assert.strictEqual(ended._tag === "Accepted" && ended.value.providerReference, "d-1")
      const lost = yield* (yield* service(world({ stages: payable, script: { fund: "lostAfter" } }))).create(
        payoutRequest
      )
      assert.deepInclude(lost, { _tag: "OutcomeUnknown", reason: "ConnectionLost", providerReference: "d-1" })
    })
  )

  for (const [what, states] of [
    ["another amount", { amount: "1500" }],
    ["another reference", { reference: "po-9" }]
  ] as const) {
    it.effect(`commits nothing where what was prepared has ${what}`, () =>
      Effect.gen(function* () {
        for (const stages of [payable, inert]) {
          const seen: Array<Stages.Committing> = []
          const of = world({ stages, states })
          const ended = yield* create(yield* service(of), { beforeCommit: hookOf("true", seen) })
          assert.strictEqual(shown(ended), stages === payable ? "Leftover" : "NotExecuted")
          assert.deepStrictEqual([of.requests, seen], [["quote", "draft"], []])
        }
      })
    )
  }

  it.effect("commits nothing within a minute of the end of what was prepared, nor after its hook took too long", () =>
    Effect.gen(function* () {
      const short = world({ stages: payable, lastsMillis: 60_000 })
      const refused = yield* create(yield* service(short))
      assert.deepInclude(refused.unknown?.refused, { _tag: "Rejected", reason: "MethodUnavailable" })
      const slow = world({ stages: inert, lastsMillis: 130_000 })
      const now = DateTime.toEpochMillis(yield* DateTime.now)
      assert.strictEqual(now, 31_000)
      const hook = () => Effect.as(Effect.sleep("40 seconds"), true)
      const deadline = DateTime.makeUnsafe(120_000)
      const fiber = yield* Effect.forkChild(
        Effect.exit((yield* service(slow)).create(payoutRequest, { beforeCommit: hook, deadline }))
      )
      yield* TestClock.adjust("50 seconds")
      assert.strictEqual(endedOf(yield* Fiber.join(fiber)).tag, "NotExecuted")
      assert.deepStrictEqual(
        [short.requests, slow.requests],
        [
          ["quote", "draft"],
          ["quote", "draft"]
        ]
      )
    })
  )

  it.effect("is no secret kept from a caller: it refuses by name before anything is sent", () =>
    Effect.gen(function* () {
      const of = world({ stages: payable })
      const payouts = yield* service(of)
      const request = { ...payoutRequest, description: "x" }
      assert.deepStrictEqual(payouts.issues(request), [{ path: "description", reason: "is not taken" }])
      assert.deepStrictEqual(payouts.issues(payoutRequest), [])
      const error = yield* Effect.flip(payouts.create(request))
      assert.deepInclude(error, { _tag: "NotExecuted", reason: "InvalidRequest" })
      const again = yield* Effect.flip(payouts.create(payoutRequest, { generation: untyped(-1) }))
      assert.deepInclude(again, { _tag: "NotExecuted", reason: "InvalidRequest" })
      const noHook = yield* Effect.flip(payouts.create(payoutRequest, { beforeCommit: untyped("store") }))
      assert.deepInclude(noHook, { _tag: "NotExecuted", reason: "InvalidRequest" })
      assert.deepStrictEqual(of.requests, [])
    })
  )

  it.effect("goes on to its end where it is interrupted once something payable may be there", () =>
    Effect.gen(function* () {
      const of = world({ stages: payable })
      const hook = () => Effect.as(Effect.sleep("1 second"), true)
      const payouts = yield* service(of)
      const fiber = yield* Effect.forkChild(payouts.create(payoutRequest, { beforeCommit: hook }))
      yield* TestClock.adjust("10 millis")
      const stopping = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(stopping)
      assert.deepStrictEqual(of.requests, ["quote", "draft", "fund"])
    })
  )

  it.effect("has ids of its own for each generation", () =>
    Effect.gen(function* () {
      const of = world({ stages: payable })
      const payouts = yield* service(of)
      yield* payouts.create(payoutRequest)
      yield* payouts.create(payoutRequest, { generation: 1 })
      assert.deepStrictEqual(
        of.drafts.map(({ generation, id, status }) => [generation, id, status]),
        [
          [0, "d-1", "funded"],
          [1, "d-2", "funded"]
        ]
      )
    })
  )

  it.effect("is taken to leave what anybody could commit where its manifest says nothing", () =>
    Effect.gen(function* () {
      const of = world({ script: { fund: "refused" } })
      const payouts = yield* service(of)
      assert.deepStrictEqual(payouts.capabilities.stages, { create: { prepared: "payable" } })
      assert.strictEqual((yield* create(payouts)).reason, "Leftover")
    })
  )

  it.effect("is refused where a key of another request was written down", () =>
    Effect.gen(function* () {
      const of = world({ stages: payable })
      const replayKey = { hash: Redacted.make("hash") }
      const error = yield* Effect.flip((yield* service(of)).create(payoutRequest, { replayKey }))
      assert.deepInclude(error, { _tag: "NotExecuted", reason: "InvalidRequest" })
      assert.deepStrictEqual(of.requests, [])
    })
  )
})
