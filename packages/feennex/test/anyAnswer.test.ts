/**
 * Whatever a provider answers, every operation ends in a typed result: no defect, also none that core has caught, and
 * no create that is called refused without a refusal, or accepted without a success.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Transport from "@switchyard/core/Transport"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "fast-check"
import { type Answer, answer, body, utf8 } from "./support/arbitrary.ts"
import { fixture, refusal } from "./support/fixtures.ts"
import { everyOption, operations, reads, sends } from "./support/operations.ts"
import { shop } from "./support/shop.ts"
import { witness } from "./support/witness.ts"

const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** One call against one answer; fails the test on any defect. */
const run = (operation: string, { body, status }: Answer) =>
  Effect.gen(function* () {
    const eyes = witness()
    const transport = Transport.fromFetch(async () => new Response(bodiless.has(status) ? null : body, { status }))
    const call = operations[operation] ?? assert.fail(operation)
    const exit = yield* call(yield* shop(everyOption)).pipe(
      eyes.watch,
      Effect.provideService(Transport.Transport, transport),
      Effect.exit
    )
    assert.deepStrictEqual(eyes.lines, [], "something was logged, such as a defect")
    if (Exit.isSuccess(exit)) return exit.value
    assert.isTrue(exit.cause.reasons.every(Cause.isFailReason), Cause.pretty(exit.cause))
    return Cause.squash(exit.cause)
  }).pipe(Effect.scoped)

const tagOf = (end: unknown): unknown => (typeof end === "object" && end !== null && "_tag" in end ? end._tag : "Value")

const check = (operation: string, law: (tag: unknown, answer: Answer) => void, numRuns: number) =>
  Effect.promise(() =>
    fc.assert(
      fc.asyncProperty(answer, async (answer) => {
        law(tagOf(await Effect.runPromise(run(operation, answer))), answer)
      }),
      { numRuns }
    )
  )

interface Envelope {
  readonly result?: unknown
  readonly error_code?: unknown
  readonly detail?: unknown
}

/** The body as JSON has it, read by another reader than the adapter's. */
const envelopeOf = ({ body }: Answer): Envelope | undefined => {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof json === "object" && json !== null ? json : undefined
  } catch {
    return undefined
  }
}

const refusals: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21])

const isRefusal = (answer: Answer): boolean => {
  const { error_code, result } = envelopeOf(answer) ?? {}
  const isSo = result === false || result === "false" || result === "False"
  return isSo && answer.status < 500 && refusals.has(Number(error_code))
}

const isSuccess = (answer: Answer): boolean => {
  const { error_code, result } = envelopeOf(answer) ?? {}
  const isSo = result === true || result === "true" || result === "True"
  return isSo && answer.status >= 200 && answer.status < 300 && Number(error_code) === 0
}

const hasDetail = (answer: Answer): boolean =>
  (answer.status === 400 || answer.status === 422) && envelopeOf(answer)?.detail !== undefined

describe("any answer", () => {
  it.effect.each(["payouts.create", "payments.create"])("to %s proves no more than it states", (operation) =>
    check(
      operation,
      (tag, answer) => {
        if (tag === "Rejected") assert.isTrue(isRefusal(answer), "refused without a refusal")
        else if (tag === "Accepted") assert.isTrue(isSuccess(answer), "accepted without a success")
        else assert.strictEqual(tag, "OutcomeUnknown")
      },
      600
    )
  )

  it.effect("to payments.uploadReceipt proves no more than it states", () =>
    check(
      "payments.uploadReceipt",
      (tag, answer) => {
        if (tag === "Rejected") assert.isTrue(hasDetail(answer))
        else assert.strictEqual(tag, answer.status === 202 ? "Accepted" : "OutcomeUnknown")
      },
      300
    )
  )

  it.effect.each(Object.keys(reads))("to %s is a value or a typed failure", (operation) =>
    check(operation, (tag) => assert.include(["Value", "ReadFailed", "NotFound"], tag), 200)
  )

  it.effect.each(Object.keys(sends))("that ends while %s waits is unknown", (operation) =>
    Effect.gen(function* () {
      const transport = Transport.fromFetch(() => Promise.reject(new Error("gone")))
      const eyes = witness()
      const call = operations[operation] ?? assert.fail(operation)
      const end = yield* call(yield* shop(everyOption)).pipe(
        eyes.watch,
        Effect.provideService(Transport.Transport, transport)
      )
      assert.strictEqual(tagOf(end), "OutcomeUnknown")
      assert.deepStrictEqual(eyes.lines, [])
    })
  )
})

describe("the samples themselves", () => {
  it.effect("end every operation as they should, so that the properties above are not empty", () =>
    Effect.gen(function* () {
      const tags = (operation: string, name: string, status = 200) =>
        Effect.map(run(operation, { status, body: utf8(fixture(name)) }), tagOf)
      assert.strictEqual(yield* tags("payouts.create", "withdraw-create-ok"), "Accepted")
      assert.strictEqual(yield* tags("payments.create", "invoice-create-ok"), "Accepted")
      assert.strictEqual(yield* tags("payments.uploadReceipt", "receipt-upload-accepted", 202), "Accepted")
      assert.strictEqual(yield* tags("payments.uploadReceipt", "receipt-upload-refused", 400), "Rejected")
      for (const code of refusals) {
        const body = utf8(refusal(code, ""))
        assert.strictEqual(tagOf(yield* run("payouts.create", { status: 200, body })), "Rejected")
      }
      for (const [operation, name] of [
        ["payouts.get by our id", "withdraw-status-ok"],
        ["payouts.get by Feennex's id", "withdraw-status-rejected"],
        ["payouts.quote", "withdraw-try-ok"],
        ["payouts.checkAccount", "check-account-ok"],
        ["payouts.balance", "shop-balance-ok"],
        ["payments.get", "invoice-check-transfer"],
        ["payments.quote", "invoice-try-ok"],
        ["payments.cardForm", "h2h-data-ok"],
        ["payments.receipts", "receipt-status-ok"]
      ] as const) {
        assert.strictEqual(yield* tags(operation, name), "Value", operation)
      }
    })
  )
})

describe("any callback", () => {
  it.effect("is an event or a typed refusal", () =>
    Effect.gen(function* () {
      const { parseCallback } = yield* shop(everyOption)
      if (parseCallback === undefined) return assert.fail("no callbacks")
      const receivedAt = DateTime.makeUnsafe(0)
      const formed = fc.webQueryParameters().map(utf8)
      yield* Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(fc.oneof(body, formed), async (body) => {
            const exit = await Effect.runPromise(
              Effect.exit(parseCallback({ body, headers: {}, path: "", receivedAt }))
            )
            assert.isTrue(Exit.isFailure(exit) && exit.cause.reasons.every(Cause.isFailReason))
          })
        )
      )
    })
  )
})
