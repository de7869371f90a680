/** A kind is its table: what there is follows from it, and what was checked by it once is not checked again. */
import { assert, describe, it } from "@effect/vitest"
import * as Kind from "@switchyard/core/Kind"
import { OutcomeUnknown } from "@switchyard/core/Outcome"
import * as PaymentProvider from "@switchyard/core/PaymentProvider"
import * as PayoutProvider from "@switchyard/core/PayoutProvider"
import * as Effect from "effect/Effect"
import { noKey, recordOf, make as repeatable } from "../support/repeatable.ts"
import { payoutRequest, payouts, untyped } from "../support/stubs.ts"

describe("a kind of operations", () => {
  it("names them in the order of its table", () => {
    for (const { names, operations } of [PayoutProvider.kind, PaymentProvider.kind]) {
      assert.deepStrictEqual<ReadonlyArray<string>>(names, Object.keys(operations))
      assert.strictEqual(operations.create.type, "send")
      assert.strictEqual(operations.get.type, "lookup")
    }
    const { provider } = payouts()
    for (const operation of PayoutProvider.kind.names) assert.isFunction(provider[operation])
  })

  it.effect("keeps what a service inherits that is an instance of a class, when it guards a send of it", () =>
    Effect.gen(function* () {
      const { provider: made } = payouts()
      class ByHand {
        readonly #made = made
        readonly provider = made.provider
        get capabilities() {
          return this.#made.capabilities
        }
        issues(request: typeof payoutRequest) {
          return this.#made.issues(request)
        }
        get(query: { readonly reference: string }) {
          return this.#made.get(query)
        }
        create() {
          return Effect.die(new Error("by hand"))
        }
      }
      const guarded = PayoutProvider.kind.guarded(untyped<PayoutProvider.Service>(new ByHand()))
      assert.deepStrictEqual(guarded.capabilities, made.capabilities)
      assert.deepStrictEqual(guarded.issues(payoutRequest), [])
      assert.strictEqual((yield* guarded.create(payoutRequest))._tag, "OutcomeUnknown")
      assert.strictEqual((yield* guarded.get({ reference: "po-1" })).reference, "po-1")
    })
  )

  it.effect("checks the input of a send, but for who has checked it already", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts()
      const broken = { ...payoutRequest, recipientEmail: untyped<never>("no e-mail") }
      const error = yield* Effect.flip(provider.create(broken))
      assert.strictEqual(error.reason, "InvalidRequest")
      assert.lengthOf(calls, 0)
      yield* Kind.checked(provider.create)(broken)
      assert.lengthOf(calls, 1)
      const far = { ...payoutRequest, amount: { ...payoutRequest.amount!, currency: "USD" as const } }
      assert.strictEqual((yield* Effect.flip(Kind.checked(provider.create)(far))).reason, "MethodUnavailable")
    })
  )

  it("takes nobody's operation for its own: what stands in the place of another is called as it is", () => {
    const { provider } = payouts()
    const wrapped: PayoutProvider.Service = { ...provider, create: (request) => provider.create(request) }
    assert.strictEqual(Kind.checked(wrapped.create), wrapped.create)
    assert.notStrictEqual(Kind.checked(provider.create), provider.create)
    assert.strictEqual(Kind.checked(Kind.checked(provider.create)), Kind.checked(provider.create))
  })

  it.effect("guards what stands in the place of a send, and leaves what it has built itself", () =>
    Effect.gen(function* () {
      const { kind } = PayoutProvider
      const { provider } = payouts()
      assert.strictEqual(kind.guarded(provider), provider)
      const create = () => Effect.die(new Error("canary"))
      const guarded = kind.guarded({ ...provider, create })
      assert.strictEqual(guarded.cancel, provider.cancel)
      assert.notStrictEqual(Kind.checked(guarded.create), guarded.create)
      const ended = yield* guarded.create(payoutRequest)
      assert.strictEqual(ended._tag, "OutcomeUnknown")
    })
  )

  it.effect("makes no replays but its own, around its own create", () =>
    Effect.gen(function* () {
      const { kind } = PayoutProvider
      const { built, sent } = repeatable()
      const made = yield* built
      yield* made.replay.confirm
      const key = yield* made.replay.hash(payoutRequest)
      assert.strictEqual(kind.guarded(made), made)
      const other = { ...made.replay }
      const wrapped = { ...made, create: (request: typeof payoutRequest) => made.create(request) }
      for (const foreign of [{ ...made, replay: other }, wrapped]) {
        const { capabilities, replay } = kind.guarded(foreign)
        yield* replay.confirm
        assert.isUndefined(yield* replay.hash(payoutRequest))
        const record = recordOf(key ?? noKey, 0)
        assert.strictEqual((yield* Effect.flip(replay.create(payoutRequest, record))).why, "Unsupported")
        assert.notInclude(capabilities.operations, "replay")
      }
      assert.deepStrictEqual(sent, [])
    })
  )

  it.effect("names in every unknown outcome what was sent, whatever the adapter says", () =>
    Effect.gen(function* () {
      const common = { provider: "somebody", operation: "pay", reference: "another", message: "as told" }
      const outcome = new OutcomeUnknown({ ...common, reason: "TimedOut" })
      const { provider } = payouts({ create: () => Effect.succeed(outcome) })
      const ended = yield* provider.create(payoutRequest)
      assert.deepStrictEqual(
        ended,
        new OutcomeUnknown({ ...outcome, provider: "stub", operation: "payouts.create", reference: "po-1" })
      )
    })
  )
})
