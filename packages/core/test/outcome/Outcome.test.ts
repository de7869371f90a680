/** An unknown outcome is a value: nothing that handles errors can send it again. */
import { assert, describe, it } from "@effect/vitest"
import { accepted, OutcomeUnknown } from "@switchyard/core/Outcome"
import type { PayoutRequest } from "@switchyard/core/Payout"
import { NotExecuted, NotFound, ReadFailed, Rejected, Unsupported } from "@switchyard/core/ProviderError"
import * as RetryPolicy from "@switchyard/core/RetryPolicy"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { payout, payoutRequest, payouts, unknown } from "../support/stubs.ts"

const endsUnknown = () => payouts({ create: ({ reference }) => Effect.succeed(unknown(reference)) })

/** As the real exchange behaves once a byte may have left. */
const lateUnknown = ({ reference }: PayoutRequest) =>
  Effect.uninterruptible(Effect.delay(Effect.succeed(unknown(reference)), "20 seconds"))

const again = { times: 5 }

const handled: ReadonlyArray<
  readonly [string, (service: ReturnType<typeof endsUnknown>["provider"]) => Effect.Effect<unknown, unknown>]
> = [
  ["Effect.retry", ({ create }) => Effect.retry(create(payoutRequest), again)],
  ["Effect.retry with a schedule", ({ create }) => Effect.retry(create(payoutRequest), Schedule.recurs(5))],
  ["Effect.catch", ({ create }) => Effect.catch(create(payoutRequest), () => create(payoutRequest))],
  ["Effect.catchCause", ({ create }) => Effect.catchCause(create(payoutRequest), () => create(payoutRequest))],
  [
    "Effect.catchTag of both errors",
    ({ create }) => Effect.catchTag(create(payoutRequest), ["NotExecuted", "Rejected"], () => create(payoutRequest))
  ],
  ["Effect.orElseSucceed", ({ create }) => Effect.orElseSucceed(create(payoutRequest), () => "given up")],
  ["Effect.eventually", ({ create }) => Effect.eventually(create(payoutRequest))],
  ["RetryPolicy.notExecuted", ({ create }) => RetryPolicy.notExecuted(again)(create(payoutRequest))],
  [
    "Effect.timeout and Effect.retry",
    ({ create }) => create(payoutRequest).pipe(Effect.timeout("1 minute"), Effect.retry(again))
  ],
  [
    "Effect.firstSuccessOf",
    ({ create }) => Effect.firstSuccessOf([create(payoutRequest), create(payoutRequest), create(payoutRequest)])
  ]
]

describe("an unknown outcome", () => {
  it.effect.each(handled)("is sent once under %s", ([, handle]) =>
    Effect.gen(function* () {
      const { provider, calls } = endsUnknown()
      const outcome = yield* handle(provider)
      assert.instanceOf(outcome, OutcomeUnknown)
      assert.lengthOf(calls, 1)
    })
  )

  it.effect("is not in the error channel, so its success is what a caller has to look at", () =>
    Effect.gen(function* () {
      const { provider } = endsUnknown()
      const exit = yield* Effect.exit(provider.create(payoutRequest))
      assert.isTrue(Exit.isSuccess(exit))
      const outcome = yield* exit
      assert.strictEqual(outcome._tag === "OutcomeUnknown" && outcome.reference, payoutRequest.reference)
    })
  )

  it.effect("an outer timeout waits for a call that was sent, and adds an error that is none of a send's", () =>
    Effect.gen(function* () {
      const { provider, calls } = payouts({ create: lateUnknown })
      const fiber = yield* Effect.forkChild(
        provider.create(payoutRequest).pipe(Effect.timeout("1 second"), Effect.flip)
      )
      yield* TestClock.adjust("19 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const error = yield* Fiber.join(fiber)
      assert.isTrue(Cause.isTimeoutError(error))
      assert.lengthOf(calls, 1)
    })
  )

  it.effect("a caller that is interrupted after sending can still store it inside an uninterruptible region", () =>
    Effect.gen(function* () {
      const { provider } = payouts({ create: lateUnknown })
      const stored: Array<string> = []
      const fiber = yield* provider.create(payoutRequest).pipe(
        Effect.tap((outcome) => Effect.sync(() => stored.push(outcome._tag))),
        Effect.uninterruptible,
        Effect.forkChild
      )
      yield* TestClock.adjust("1 second")
      fiber.interruptUnsafe()
      yield* TestClock.adjust("19 seconds")
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
      assert.deepStrictEqual(stored, ["OutcomeUnknown"])
    })
  )
})

describe("outcomes and errors are stored and read again", () => {
  const common = { provider: "stub", operation: "payouts.create", providerCode: "6", message: "as told" }
  const stored = <S extends Schema.Top>(schema: S) => Schema.fromJsonString(Schema.toCodecJson(schema))

  it.effect("each of them comes back from its JSON text as an instance of its class", () =>
    Effect.gen(function* () {
      const known = { ...common, reason: "RateLimited" as const, retryAfterMillis: 1500 }
      const issues = [{ path: "amount.value", reason: "must be greater than zero" }]
      const reference = "po-1"
      const cases = [
        [OutcomeUnknown, new OutcomeUnknown({ ...common, reference, reason: "TimedOut", providerReference: "77" })],
        [NotExecuted, new NotExecuted({ ...known, issues })],
        [Rejected, new Rejected(known)],
        [ReadFailed, new ReadFailed({ ...known, issues, neverSent: true })],
        [NotFound, new NotFound({ ...common, reference })],
        [Unsupported, new Unsupported({ provider: "stub", operation: "payouts.quote", message: "no" })]
      ] as const
      for (const [schema, value] of cases) {
        const codec = stored<Schema.Codec<object, unknown>>(schema)
        const text = yield* Schema.encodeEffect(codec)(value)
        const back = yield* Schema.decodeUnknownEffect(codec)(text)
        assert.strictEqual(back.constructor, value.constructor)
        assert.strictEqual(JSON.stringify(back), JSON.stringify(value))
        assert.deepStrictEqual(JSON.parse(JSON.stringify(value)), JSON.parse(text))
      }
    })
  )

  it("a reason outside the closed list is refused when it is read again", () => {
    const json = { _tag: "Rejected", ...common, reason: "Nonsense" }
    assert.isFalse(Schema.is(Rejected)(json))
    assert.isTrue(Exit.isFailure(Schema.decodeUnknownExit(Schema.toCodecJson(Rejected))(json)))
  })

  it("an accepted outcome holds what the provider said and nothing else", () => {
    assert.deepStrictEqual(accepted(payout("po-1")), { _tag: "Accepted", value: payout("po-1") })
  })
})
