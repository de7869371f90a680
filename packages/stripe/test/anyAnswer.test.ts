/**
 * Whatever Stripe answers, every operation ends in a typed result: no defect, also none that core has caught, and no send that is
 * called refused without a refusal, or accepted without a success.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Transport from "@switchyard/core/Transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "fast-check"
import { account } from "./support/account.ts"
import { changedBy, fixture } from "./support/fixtures.ts"
import { everyOption, operations, reads, sends } from "./support/operations.ts"
import { witness } from "./support/witness.ts"

interface Answer {
  readonly status: number
  readonly body: string
}

const samples = [
  changedBy("payment-intent", { id: "pi_1", "metadata.switchyard_payment": "order-1" }),
  changedBy("checkout-session", {
    id: "cs_1",
    amount_total: 1099,
    currency: "usd",
    status: "open",
    payment_status: "unpaid",
    payment_intent: null,
    "metadata.switchyard_payment": "order-1"
  }),
  changedBy("payout", { id: "po_1", "metadata.switchyard_payout": "out-1" }),
  changedBy("refund", { id: "re_1", "metadata.switchyard_refund": "back-1", payment_intent: "pi_1" }),
  fixture("balance"),
  `{"object":"list","has_more":false,"data":[]}`,
  ...["card-declined", "parameter-missing", "resource-missing", "balance-insufficient", "api-key"].map((name) =>
    fixture(`error-${name}`)
  )
]

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    "__proto__",
    "toString",
    1e308,
    -0,
    "9".repeat(400),
    "\ud800",
    "usd",
    1099,
    "1.5",
    {},
    [],
    null,
    [null]
  )
)

// A sample with some of its members in another form, or not there.
const bent = fc
  .tuple(
    fc.constantFrom(...samples),
    fc.array(fc.tuple(fc.nat(), fc.option(strange, { nil: undefined })), { maxLength: 3 })
  )
  .map(([text, changes]) => {
    const object: Record<string, unknown> = JSON.parse(text)
    const names = Object.keys(object)
    for (const [at, value] of changes) object[names[at % names.length] ?? ""] = value
    return JSON.stringify(object)
  })

const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(200, 201, 202, 400, 402, 404, 409, 429, 502) },
    fc.integer({ min: 200, max: 599 })
  ),
  body: fc.oneof({ weight: 5, arbitrary: bent }, fc.json(), fc.string())
})

const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** One call against one answer; fails the test on any defect. */
const run = (operation: string, { body, status }: Answer) =>
  Effect.gen(function* () {
    const eyes = witness()
    const transport = Transport.fromFetch(async () => new Response(bodiless.has(status) ? null : body, { status }))
    const call = operations[operation] ?? assert.fail(operation)
    const exit = yield* call(yield* account(everyOption)).pipe(
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

/** The body as JSON has it, read by another reader than the adapter's. */
const membersOf = ({ body }: Answer): Record<string, unknown> => {
  try {
    const json: unknown = JSON.parse(body)
    return typeof json === "object" && json !== null ? { ...json } : {}
  } catch {
    return {}
  }
}

const isRefusal = (answer: Answer): boolean => {
  const { error } = membersOf(answer)
  const isError = typeof error === "object" && error !== null && "type" in error
  return isError && answer.status >= 400 && answer.status < 500
}

const isSuccess = (answer: Answer): boolean => {
  const { error, id, object } = membersOf(answer)
  return (
    error === undefined && typeof id === "string" && typeof object === "string" && Math.floor(answer.status / 100) === 2
  )
}

describe("any answer", () => {
  it.effect.each(Object.keys(sends))("to %s proves no more than it states", (operation) =>
    check(
      operation,
      (tag, answer) => {
        if (tag === "Rejected" || tag === "NotExecuted") assert.isTrue(isRefusal(answer), "refused without a refusal")
        else if (tag === "Accepted") assert.isTrue(isSuccess(answer), "accepted without a success")
        else assert.strictEqual(tag, "OutcomeUnknown")
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
      const call = operations[operation] ?? assert.fail(operation)
      const end = yield* call(yield* account(everyOption)).pipe(Effect.provideService(Transport.Transport, transport))
      assert.strictEqual(tagOf(end), "OutcomeUnknown")
    })
  )
})

describe("the samples themselves", () => {
  it.effect("end every operation as they should, so that the properties above are not empty", () =>
    Effect.gen(function* () {
      const [intent = "", session = "", payout = "", refund = ""] = samples
      for (const [operation, body] of [
        ["payments.create by intent", intent],
        ["payments.create confirmed", intent],
        ["payments.create by page", session],
        ["payments.capture", intent],
        ["payments.cancel", intent],
        ["payments.abandon", intent],
        ["payouts.create", payout],
        ["payouts.cancel", payout],
        ["refunds.create", refund]
      ] as const) {
        assert.strictEqual(tagOf(yield* run(operation, { status: 200, body })), "Accepted", operation)
        const refused = yield* run(operation, { status: 400, body: fixture("error-parameter-missing") })
        assert.strictEqual(tagOf(refused), "Rejected", operation)
      }
      for (const [operation, body] of [
        ["payments.get by the intent", intent],
        ["payments.get by the session", session],
        ["payouts.get by Stripe's id", payout],
        ["refunds.get by Stripe's id", refund],
        ["payouts.balance", fixture("balance")]
      ] as const) {
        assert.strictEqual(tagOf(yield* run(operation, { status: 200, body })), "Value", operation)
      }
    })
  )
})
