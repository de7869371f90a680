/** Whatever comes back, a call ends as the money rules demand, sends once, and leaks not one of its secrets. */
import { assert, describe, it } from "@effect/vitest"
import { OutcomeUnknown } from "@switchyard/core/Outcome"
import * as Transport from "@switchyard/core/Transport"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as fc from "fast-check"
import { fixtureMembers } from "./support/fixtures.ts"
import { merchant, payoutRequest, template } from "./support/merchant.ts"
import { answering } from "./support/recorder.ts"

// "Possible Errors in Response": the complete text, or it is not one of them.
const documented = ["overloading requisite", "low balance", "this payment method is disabled for your merchant"]

const plainValue = fc.oneof(
  fc.constantFrom<unknown>(true, false, null, "", "true", 0, 1, "rub", "1500.00", "successful", "pay_out", "order123"),
  fc.constantFrom("low balance", "overloading requisite", "order exists", " LOW BALANCE ", "LOW BALANCE, sorry"),
  fc.jsonValue({ maxDepth: 2 })
)
const names = fc.constantFrom(
  "ok",
  "error",
  "order_id",
  "status",
  "type",
  ...Object.keys(fixtureMembers("create-payout-answer"))
)
// `undefined` leaves a member out; now and then that is `ok`, which some tables do not list.
const likeFixture = (name: string, own: Readonly<Record<string, unknown>> = {}) =>
  fc
    .tuple(fc.constantFrom({}, { ok: undefined }), fc.dictionary(names, plainValue, { maxKeys: 3 }))
    .map((changes) => JSON.stringify(Object.assign({ ...fixtureMembers(name), ...own }, ...changes)))
const body = fc.oneof(
  likeFixture("create-payout-answer"),
  likeFixture("payout-status", { order_id: "order123" }),
  fc.dictionary(names, plainValue).map((members) => JSON.stringify(members)),
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: "binary" })
)
const status = fc.oneof(fc.constant(200), fc.constantFrom(201, 301, 302, 400, 401, 404, 409, 429, 500, 502, 503, 504))

const members = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

const check = (property: (text: string, code: number) => Effect.Effect<void, never, Scope.Scope>) =>
  Effect.promise(() =>
    fc.assert(
      fc.asyncProperty(body, status, (text, code) => Effect.runPromise(Effect.scoped(property(text, code)))),
      { numRuns: 400 }
    )
  )

describe("any answer", () => {
  it.live("to a create is accepted, rejected or unknown, and the first two only on proof", () =>
    check((text, code) =>
      Effect.gen(function* () {
        const { payouts } = yield* merchant()
        const network = answering(text, code)
        const outcome = yield* Effect.result(network.provide(payouts.create(yield* payoutRequest())))
        assert.strictEqual(network.sent.length, 1)
        const answered = members(text)
        if (outcome._tag === "Failure") {
          assert.strictEqual(outcome.failure._tag, "Rejected")
          assert.strictEqual(answered.ok, false)
          assert.include(documented, String(answered.error).trim().toLowerCase())
          assert.notExists(answered.internal_transaction_id)
          assert.isBelow(code, 500)
          return
        }
        if (outcome.success._tag === "OutcomeUnknown") {
          assert.instanceOf(outcome.success, OutcomeUnknown)
          assert.strictEqual(outcome.success.reference, "order123")
          return
        }
        assert.strictEqual(answered.ok, true)
        assert.isTrue(code === 200 || code === 201)
        assert.strictEqual(outcome.success.value.status, "processing")
      })
    )
  )

  it.live("to a status read is that payout or a failed read, never a not-found", () =>
    check((text, code) =>
      Effect.gen(function* () {
        const { payouts } = yield* merchant()
        const read = yield* Effect.result(answering(text, code).provide(payouts.get({ reference: "order123" })))
        if (read._tag === "Failure") return assert.strictEqual(read.failure._tag, "ReadFailed")
        const answered = members(text)
        assert.strictEqual(read.success.reference, "order123")
        const isDocumented =
          ["expectation", "successful"].includes(String(answered.status)) ||
          /^rejected_(timeout|gate|merchant)$/.test(String(answered.status))
        // Where ok is absent, a documented status speaks for itself; where it is anything but true, nothing does.
        assert.isTrue(answered.ok === true || (!("ok" in answered) && isDocumented))
        assert.strictEqual(read.success.status === "unrecognised", !isDocumented)
        assert.strictEqual(read.success.status === "paid", answered.status === "successful")
      })
    )
  )

  it.live("to a cancel is asked or unknown, to a balance a balance or a failed read", () =>
    check((text, code) =>
      Effect.gen(function* () {
        const { liveRoutes, payouts } = yield* merchant({ standartSign: template })
        const { provide } = answering(text, code)
        const asked = yield* provide(payouts.cancel({ reference: "order123" }))
        if (asked._tag === "Accepted") assert.strictEqual(members(text).ok, true)
        for (const read of [payouts.balance(), liveRoutes()]) {
          const result = yield* Effect.result(provide<unknown, { readonly _tag: string }, never>(read))
          if (result._tag === "Failure") assert.strictEqual(result.failure._tag, "ReadFailed")
        }
      }).pipe(Effect.orDie)
    )
  )
})

describe("no answer", () => {
  const transports: ReadonlyArray<readonly [name: string, transport: Transport.Transport, tag: string]> = [
    ["lost after it was sent", async (_, permit) => Promise.reject(permit.acquire()), "OutcomeUnknown"],
    ["refused before it was sent", async () => Promise.reject({ code: "ECONNREFUSED" }), "NotExecuted"]
  ]

  it.live.each(transports)("%s", ([, transport, tag]) =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ standartSign: template })
      const tagOf = <A extends { readonly _tag: string }, E extends { readonly _tag: string }>(
        call: Effect.Effect<A, E>
      ) =>
        Effect.match(Effect.provideService(call, Transport.Transport, transport), {
          onFailure: ({ _tag }) => _tag,
          onSuccess: ({ _tag }) => _tag
        })
      assert.strictEqual(yield* tagOf(payouts.create(yield* payoutRequest())), tag)
      assert.strictEqual(yield* tagOf(payouts.cancel({ reference: "order123" })), tag)
    })
  )
})
