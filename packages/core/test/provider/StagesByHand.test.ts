/** A provider written by hand cannot weaken the rule of stages: what it says of its own errors proves nothing. */
import { assert, describe, it } from "@effect/vitest"
import { There } from "@switchyard/core/Endpoint"
import { accepted, OutcomeUnknown } from "@switchyard/core/Outcome"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import type { SendError } from "@switchyard/core/ProviderError"
import type * as Stages from "@switchyard/core/Stages"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { inert, payable, service, world } from "../support/staged.ts"
import {
  manifest,
  notExecuted,
  payout,
  payoutRequest,
  payouts,
  rejected,
  rub,
  unknown,
  untyped
} from "../support/stubs.ts"

const number = "4111111111111111"

const fresh: Stages.Fresh = { providerReference: "d-1", state: Redacted.make("{}"), states: { amount: rub("100") } }

type Preparing = NonNullable<Stages.Implemented<unknown>["prepare"]>
type Prepares = ReturnType<Preparing>
type Commits = ReturnType<PayoutProvider.Spi["create"]>

const by = (stages: Stages.OfSend | undefined, prepare: Prepares, commit: Commits) =>
  payouts({
    manifest: { ...manifest, ...(stages && { stages: { create: stages } }) },
    stages: { prepare: () => prepare },
    create: () => commit
  })

const prepares = {
  ok: Effect.succeed(fresh),
  rejected: Effect.fail(rejected("InsufficientFunds")),
  notExecuted: Effect.fail(notExecuted("ProviderUnavailable")),
  leftover: Effect.fail(rejected("Leftover")),
  another: Effect.fail(untyped<SendError>({ _tag: "Another" })),
  there: Effect.fail(new There({ message: "is there", providerReference: "d-7" })),
  defect: Effect.die("broken"),
  nothing: untyped<Prepares>(undefined),
  noState: Effect.succeed(untyped<Stages.Fresh>({ ...fresh, state: "{}" })),
  noStates: Effect.succeed(untyped<Stages.Fresh>({ ...fresh, states: undefined })),
  noInstant: Effect.succeed(untyped<Stages.Fresh>({ ...fresh, commitUntil: "soon" })),
  noId: Effect.succeed({ state: fresh.state, states: fresh.states }),
  anotherAmount: Effect.succeed({ ...fresh, states: { amount: rub("1000") } }),
  anotherDebit: Effect.succeed({ ...fresh, states: { debit: rub("1000") } })
} satisfies Record<string, Prepares>

const commits = {
  ok: Effect.succeed(accepted(payout("po-1"))),
  another: Effect.succeed(accepted({ ...payout("po-1"), providerReference: "d-2" })),
  unknown: Effect.succeed(unknown("po-1")),
  rejected: Effect.fail(rejected("InsufficientFunds")),
  notExecuted: Effect.fail(notExecuted("ProviderUnavailable")),
  leftover: Effect.fail(notExecuted("Leftover")),
  defect: Effect.die("broken"),
  nothing: untyped<Commits>(undefined),
  noOutcome: Effect.succeed(untyped({ _tag: "Yes" }))
} satisfies Record<string, Commits>

const everything = Object.keys(prepares).flatMap((prepare) =>
  Object.keys(commits).map((commit) => [prepare, commit] as [keyof typeof prepares, keyof typeof commits])
)

describe("stages by hand", () => {
  it.effect.each(everything)("are never refused where what they prepare is payable: %o", ([prepare, commit]) =>
    Effect.gen(function* () {
      for (const stages of [payable, undefined]) {
        const { calls, provider } = by(stages, prepares[prepare], commits[commit])
        const ended = yield* provider.create(payoutRequest)
        const goesOn = prepare === "ok" || prepare === "anotherDebit"
        assert.strictEqual(calls.filter(({ operation }) => operation === "create").length, goesOn ? 1 : 0)
        assert.strictEqual(ended._tag === "Accepted", goesOn && commit === "ok")
      }
    })
  )

  it.effect.each(everything)(
    "may be refused where what they prepare is inert, in the two words: %o",
    ([prepare, commit]) =>
      Effect.gen(function* () {
        const { provider } = by(inert, prepares[prepare], commits[commit])
        const ended = yield* Effect.result(provider.create(payoutRequest))
        if (ended._tag === "Failure") assert.include(["NotExecuted", "Rejected"], ended.failure._tag)
        const mayBePaid = commit !== "rejected" && commit !== "notExecuted"
        const isPrepared = prepare === "ok" || prepare === "noId" || prepare === "anotherDebit"
        assert.strictEqual(ended._tag === "Success", prepare === "there" || (isPrepared && mayBePaid))
      })
  )

  it.effect("name what is there already, and touch nothing of it", () =>
    Effect.gen(function* () {
      const { calls, provider } = by(payable, prepares.there, Effect.never)
      const ended = yield* provider.create(payoutRequest)
      assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "DuplicateReference", providerReference: "d-7" })
      assert.deepStrictEqual(calls, [])
    })
  )

  it.effect("show nothing personal: neither to the hook, nor in what a refusal has left", () =>
    Effect.gen(function* () {
      const seen: Array<Stages.Committing> = []
      const hook: Stages.BeforeCommit = (prepared) => Effect.sync(() => seen.push(prepared) > 0)
      const prepare = Effect.succeed({ ...fresh, state: Redacted.make(number) })
      const refuse = Effect.fail(Object.assign(rejected("InsufficientFunds"), { message: `no to ${number}` }))
      const { provider } = by(payable, prepare, refuse)
      const ended = yield* provider.create(payoutRequest, { beforeCommit: hook })
      assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "Leftover" })
      assert.strictEqual(seen.length, 1)
      assert.notInclude(JSON.stringify([seen, ended]), number)
      assert.isTrue(ended instanceof OutcomeUnknown && ended.refused?.message.includes("***"))
    })
  )

  it.effect("commit nothing under an id that repeats a personal value, as its holder could not keep it", () =>
    Effect.gen(function* () {
      const seen: Array<Stages.Committing> = []
      const hook: Stages.BeforeCommit = (prepared) => Effect.sync(() => seen.push(prepared) > 0)
      const { calls, provider } = by(
        payable,
        Effect.succeed({ ...fresh, providerReference: `id-${number}` }),
        Effect.never
      )
      const ended = yield* provider.create(payoutRequest, { beforeCommit: hook })
      assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "Leftover" })
      assert.notProperty(ended, "providerReference")
      assert.notInclude(JSON.stringify(ended), number)
      assert.deepStrictEqual([seen, calls.filter(({ operation }) => operation === "create")], [[], []])
    })
  )

  it.effect("commit nothing in another currency, or out of another balance, than was asked for", () =>
    Effect.gen(function* () {
      const { amount, ...others } = payoutRequest
      const routes = manifest.routes.map((route) => ({ ...route, debitCurrencies: ["RUB"] as const }))
      for (const [request, states] of [
        [
          { ...others, debit: rub("100"), currency: "KZT" as const },
          { amount: rub("5"), debit: rub("100") }
        ],
        [
          { ...others, amount, source: "EUR" as const },
          { amount: rub("100"), debit: rub("5") }
        ]
      ] as const) {
        const { calls, provider } = payouts({
          manifest: { ...manifest, routes, stages: { create: payable } },
          stages: { prepare: () => Effect.succeed({ ...fresh, states }) }
        })
        const ended = yield* provider.create(request as typeof payoutRequest)
        assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "Leftover" })
        assert.deepStrictEqual(calls, [])
      }
    })
  )

  it.effect("that hide in one create run no hook, so nothing is sent where one is given", () =>
    Effect.gen(function* () {
      const { calls, provider } = payouts({ manifest: { ...manifest, stages: { create: payable } } })
      const error = yield* Effect.flip(provider.create(payoutRequest, { beforeCommit: () => Effect.succeed(true) }))
      assert.deepInclude(error, { _tag: "NotExecuted", reason: "Unsupported" })
      assert.deepStrictEqual(calls, [])
    })
  )

  it.effect(
    "that hide their stages in one create are never refused where they say that it leaves what can be paid",
    () =>
      Effect.gen(function* () {
        for (const error of [rejected("InsufficientFunds"), notExecuted("RateLimited")]) {
          const { provider } = payouts({
            manifest: { ...manifest, stages: { create: payable } },
            create: () => Effect.fail(error)
          })
          const ended = yield* provider.create(payoutRequest)
          assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "Leftover" })
          const wrong = yield* Effect.flip(provider.create({ ...payoutRequest, amount: rub("1") }))
          assert.strictEqual(wrong.reason, "AmountOutOfRange")
        }
      })
  )

  it.effect("are as they were where there are none", () =>
    Effect.gen(function* () {
      const { provider } = payouts({ create: () => Effect.fail(rejected("InsufficientFunds")) })
      assert.strictEqual((yield* Effect.flip(provider.create(payoutRequest)))._tag, "Rejected")
      assert.notProperty(provider.capabilities, "stages")
      assert.notInclude(provider.capabilities.operations, "abandon")
    })
  )
})

describe("a service of which core has not built the create", () => {
  const built = service(world({ stages: payable, script: { fund: "refusedNothing" } }))
  const around = (of: PayoutProvider.Service): PayoutProvider.Service => ({
    ...of,
    create: (request, options) => of.create(request, options)
  })

  it.effect("passes on what core has proven to leave nothing, with its number", () =>
    Effect.gen(function* () {
      const far = world({ stages: payable, script: { fund: "refusedNothing" } })
      const { create } = PayoutProvider.kind.guarded(around(yield* service(far)))
      assert.strictEqual((yield* Effect.flip(create(payoutRequest, { generation: 4 })))._tag, "Rejected")
      assert.strictEqual(far.drafts[0]?.generation, 4)
    })
  )

  it.effect("is asked for nothing that its manifest does not take, by whichever operation", () =>
    Effect.gen(function* () {
      const calls: Array<string> = []
      const asked = (name: string) => () => Effect.sync(() => untyped<never>(calls.push(name)))
      const of = { ...(yield* built), create: asked("create"), cancel: asked("cancel") }
      const { cancel, create } = PayoutProvider.kind.guarded(untyped(of))
      const context = { somebodyElse: "acct-9" }
      const errors = [
        yield* Effect.flip(create({ ...payoutRequest, context })),
        yield* Effect.flip(create({ ...payoutRequest, source: "BHD" })),
        yield* Effect.flip(cancel({ reference: "po-1", context }))
      ]
      assert.deepStrictEqual(
        errors.map((error) => error._tag === "NotExecuted" && error.issues?.[0]?.path),
        ["context.somebodyElse", "source", "context.somebodyElse"]
      )
      assert.deepStrictEqual(calls, [])
    })
  )

  it.effect("leaves something whenever it says no by itself", () =>
    Effect.gen(function* () {
      const of = { ...(yield* built), create: () => Effect.fail(rejected("InsufficientFunds")) }
      const ended = yield* PayoutProvider.kind.guarded(of).create(payoutRequest)
      assert.deepInclude(ended, { _tag: "OutcomeUnknown", reason: "Leftover" })
    })
  )

  it.effect("is not asked by who stores what is prepared, as nobody promises that it runs the hook", () =>
    Effect.gen(function* () {
      const far = world({ stages: payable })
      const { create } = PayoutProvider.kind.guarded(around(yield* service(far)))
      const error = yield* Effect.flip(create(payoutRequest, { beforeCommit: () => Effect.succeed(true) }))
      assert.deepInclude(error, { _tag: "NotExecuted", reason: "Unsupported" })
      assert.deepStrictEqual(far.requests, [])
    })
  )

  it.effect("abandons and prepares nothing by members that core did not build", () =>
    Effect.gen(function* () {
      const of = yield* built
      const asked: Array<string> = []
      const member = () =>
        Effect.sync(() => accepted({ providerReference: String(asked.push("asked")), state: Redacted.make("") }))
      for (const stages of [{ prepare: member, abandon: member }, { ...of.stages, abandon: member }, undefined]) {
        const guarded = PayoutProvider.kind.guarded(untyped({ ...of, stages }))
        assert.notInclude(guarded.capabilities.operations, "abandon")
        const error = yield* Effect.flip(guarded.stages.abandon(payoutRequest, { providerReference: "d-1" }))
        assert.deepInclude(error, { _tag: "NotExecuted", reason: "Unsupported" })
      }
      assert.deepStrictEqual(asked, [])
      assert.strictEqual(PayoutProvider.kind.guarded(of), of)
    })
  )
})
