/** status_pay_out: which id is asked for, what each status means, and what is no answer at all. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { fixture, fixtureWith } from "./support/fixtures.ts"
import { createPath, merchant, payoutRequest, statusPath } from "./support/merchant.ts"
import { answerPost, expectGet, guardNetwork } from "./support/network.ts"
import { ended, outcomeOf } from "./support/plain.ts"
import { answering } from "./support/recorder.ts"

guardNetwork()

const reference = "123456789"

/** Reads the payout of the document's example from a provider that answers so. */
const read = (body: string, status = 200) =>
  Effect.gen(function* () {
    const { payouts } = yield* merchant()
    return yield* ended(answering(body, status).provide(payouts.get({ reference })))
  })

/** The same, with members of the document's example changed. */
const readWith = (changes: Readonly<Record<string, unknown>>) =>
  Effect.map(read(fixtureWith("payout-status", changes)), ({ value, ...rest }) => ({ ...rest, ...Object(value) }))

describe("a status read", () => {
  it.live("asks by our id, with the key, and reads the document's example", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      expectGet(statusPath(reference), { body: fixture("payout-status") })
      assert.deepStrictEqual(yield* outcomeOf(payouts.get({ reference, providerReference: "not-asked-by" })), {
        reference,
        status: "paid",
        providerStatus: "successful",
        amount: "5000.00 RUB",
        debited: "49.2500 USDT",
        providerAmounts: [
          { label: "usdt_amount", value: "49.8765", unit: "USDT" },
          { label: "merchant_spent_usdt", value: "49.2500", unit: "USDT" },
          { label: "exchange_rate", value: "100.2472", unit: "RUB/USDT" }
        ],
        receipts: [
          "https://yourwebsite.com/cheque1.pdf",
          "https://yourwebsite.com/cheque2.pdf",
          "https://yourwebsite.com/cheque3.pdf"
        ],
        account: { hidden: "4276345439581234" },
        notes: [
          { name: "created_at", value: "2024-02-15T09:30:45Z" },
          { name: "updated_at", value: "2024-02-15T09:45:12Z" },
          { name: "full_name", value: "P*** P*** P***" },
          { name: "bank_name", value: "Tinkoff" }
        ],
        anomalies: []
      })
    })
  )

  it.live("asks by the platform's id where that is configured, encoded, and by nothing else", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant({ payoutIdInPath: "transactionId" })
      assert.include(payouts.capabilities.operations, "getByProviderReference")
      assert.notInclude(payouts.capabilities.operations, "getByReference")
      expectGet(statusPath("t%2F1%3Fx"), { body: fixture("payout-status") })
      const payout = yield* payouts.get({ reference, providerReference: "t/1?x" })
      assert.strictEqual(payout.providerReference, "t/1?x")
      assert.deepInclude(yield* ended(payouts.get({ reference })), { _tag: "Unsupported" })
      for (const providerReference of ["..", ".", "", "x".repeat(73), "a b"]) {
        const failed = yield* ended(payouts.get({ reference: "other", providerReference }))
        assert.deepInclude(failed, { _tag: "Unsupported" })
      }
    })
  )
})

describe("a status", () => {
  it.effect.each([
    ["expectation", "processing", undefined, undefined],
    ["successful", "paid", undefined, undefined],
    ["rejected_timeout", "failed", "Expired", "the payout timed out at the provider"],
    ["rejected_gate", "failed", "Declined", "the provider's support rejected the payout"],
    ["rejected_merchant", "canceled", "Canceled", "the payout was canceled at the merchant's request"]
  ] as const)("%s means %s", ([wire, status, reason, message]) =>
    Effect.gen(function* () {
      const payout = yield* readWith({ status: wire })
      assert.deepInclude(payout, { status, providerStatus: wire, anomalies: [] })
      const failure = { reason, by: "provider", again: "never", providerCode: wire, message }
      assert.deepStrictEqual(payout.failure, reason && failure)
    })
  )

  it.effect.each(["paused", "SUCCESSFUL", "successful ", "toString", "rejected"])(
    "%j, which is not documented, is neither success nor failure",
    (wire) =>
      Effect.gen(function* () {
        const payout = yield* readWith({ status: wire })
        assert.deepInclude(payout, { status: "unrecognised" })
        assert.isUndefined(payout.failure)
        assert.deepStrictEqual(
          payout.anomalies.map(({ kind }: { kind: string }) => kind),
          ["UnknownStatus"]
        )
      })
  )
})

describe("an answer without ok, which its table does not list", () => {
  const withoutOk = (changes: Readonly<Record<string, unknown>> = {}) =>
    fixtureWith("payout-status", { ok: undefined, ...changes })

  it.live("settles an unknown create by a documented status of our own order", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      answerPost(createPath, { body: fixtureWith("create-payout-answer", { ok: undefined }) })
      const outcome = yield* ended(payouts.create(yield* payoutRequest()))
      const providerReference = "9f2c1f7e-0000-4000-8000-000000000001"
      assert.deepInclude(outcome, { _tag: "OutcomeUnknown", reason: "UnreadableAnswer", providerReference })
      expectGet(statusPath("order123"), { body: withoutOk({ order_id: "order123" }) })
      const read = yield* ended(payouts.get({ reference: "order123" }))
      assert.deepInclude(read.value, { status: "paid", providerStatus: "successful", anomalies: [] })
    })
  )

  it.effect.each([
    ["expectation", "processing"],
    ["successful", "paid"],
    ["rejected_timeout", "failed"],
    ["rejected_gate", "failed"],
    ["rejected_merchant", "canceled"]
  ] as const)("is read by its status %s as %s", ([wire, status]) =>
    Effect.gen(function* () {
      const { value } = yield* read(withoutOk({ status: wire }))
      assert.deepInclude(value, { status, providerStatus: wire, anomalies: [] })
    })
  )

  it.effect.each([
    ["a status that is not documented", withoutOk({ status: "paused" }), 200, "UnreadableAnswer"],
    ["a status in other letters", withoutOk({ status: "SUCCESSFUL" }), 200, "UnreadableAnswer"],
    ["a status that only JavaScript knows", withoutOk({ status: "toString" }), 200, "UnreadableAnswer"],
    ["no status", withoutOk({ status: undefined }), 200, "UnreadableAnswer"],
    ["another payout's order", withoutOk({ order_id: "987" }), 200, "UnrecognisedAnswer"],
    ["no order", withoutOk({ order_id: undefined }), 200, "UnreadableAnswer"],
    ["a pay-in", withoutOk({ type: "pay_in" }), 200, "UnreadableAnswer"],
    ["an error beside it", withoutOk({ error: "low balance" }), 200, "UnreadableAnswer"],
    ["HTTP 400", withoutOk(), 400, "UnreadableAnswer"],
    ["HTTP 302", withoutOk(), 302, "UnreadableAnswer"],
    ["HTTP 500", withoutOk(), 500, "ProviderUnavailable"],
    ["null for ok", withoutOk({ ok: null }), 200, "UnreadableAnswer"],
    ["ok as a text", withoutOk({ ok: "true" }), 200, "UnreadableAnswer"]
  ] as const)("settles nothing with %s", ([, body, status, reason]) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* read(body, status), { _tag: "ReadFailed", operation: "payouts.get", reason })
    })
  )
})

describe("beside what decides,", () => {
  it.effect("a member becomes an anomaly where it cannot be read, and is missing where it is missing", () =>
    Effect.gen(function* () {
      const odd = { fiat_amount: "5000.001", usdt_amount: "1,5", merchant_spent_usdt: {}, exchange_rate: "x" }
      const payout = yield* readWith({ ...odd, cheque_urls: ["javascript:alert(1)", "https://ok.example/1", 7] })
      assert.deepInclude(payout, { status: "paid", receipts: ["https://ok.example/1"] })
      assert.isUndefined(payout.amount)
      assert.isUndefined(payout.debited)
      assert.isUndefined(payout.providerAmounts)
      assert.strictEqual(payout.anomalies.length, 5)
      for (const { kind } of payout.anomalies) assert.strictEqual(kind, "UnreadableField")

      const others = ["cheque_urls", "number_card", "created_at", "updated_at", "full_name", "bank_name"]
      const absent = Object.fromEntries([...Object.keys(odd), ...others].map((name) => [name, null]))
      const bare = yield* readWith(absent)
      assert.deepInclude(bare, { status: "paid", receipts: [], anomalies: [] })
      assert.isUndefined(bare.account)
      assert.isUndefined(bare.notes)
    })
  )

  it.effect("a requisite of another method than the stated one is reported as another destination", () =>
    Effect.gen(function* () {
      const payout = yield* readWith({ payment_method: "score" })
      assert.deepInclude(payout, { status: "paid", account: { hidden: "4276345439581234" } })
      assert.deepStrictEqual(payout.anomalies, [
        { kind: "DestinationDiffers", message: "the provider states number_card for a payout by score" }
      ])
    })
  )

  it.effect("the account is the requisite of the method, in numbers too", () =>
    Effect.gen(function* () {
      const requisites = { number_card: "1", phone_number: 79161234567, number_score: "3", iban_number: "4" }
      const account = (payment_method: unknown, more: Readonly<Record<string, unknown>> = {}) =>
        Effect.map(readWith({ ...requisites, payment_method, ...more }), (payout) => payout.account)
      assert.deepStrictEqual(yield* account("card"), { hidden: "1" })
      assert.deepStrictEqual(yield* account("sbp"), { hidden: "79161234567" })
      assert.deepStrictEqual(yield* account("score"), { hidden: "3" })
      assert.deepStrictEqual(yield* account("iban"), { hidden: "4" })
      assert.isUndefined(yield* account("other"))
      const only = { number_card: null, phone_number: null, number_score: null }
      assert.deepStrictEqual(yield* account("other", only), { hidden: "4" })
    })
  )
})

describe("a failed read", () => {
  it.effect.each([
    ["an answer about another payout", fixtureWith("payout-status", { order_id: "987" }), 200, "UnrecognisedAnswer"],
    ["a pay-in", fixtureWith("payout-status", { type: "pay_in" }), 200, "UnreadableAnswer"],
    ["no order_id", fixtureWith("payout-status", { order_id: undefined }), 200, "UnreadableAnswer"],
    ["no status", fixtureWith("payout-status", { status: null }), 200, "UnreadableAnswer"],
    ["ok false with everything else", fixtureWith("payout-status", { ok: false }), 200, "UnreadableAnswer"],
    ["not found, in words", '{"ok":false,"error":"pay out not found"}', 404, "UnrecognisedAnswer"],
    ["not found, in HTML", "<h1>Not Found</h1>", 404, "UnreadableAnswer"],
    ["success with 400", fixture("payout-status"), 400, "UnreadableAnswer"],
    ["a redirect", fixture("payout-status"), 301, "UnreadableAnswer"],
    ["a server error", fixture("payout-status"), 500, "ProviderUnavailable"]
  ] as const)("is %s, never a not-found", ([, body, status, reason]) =>
    Effect.gen(function* () {
      assert.deepInclude(yield* read(body, status), { _tag: "ReadFailed", operation: "payouts.get", reason })
    })
  )

  it.live("is a 429, with how long to wait", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      expectGet(statusPath(reference), { body: '{"ok":false}', status: 429, headers: { "retry-after": "3600" } })
      const failed = yield* ended(payouts.get({ reference }))
      assert.deepInclude(failed, { _tag: "ReadFailed", reason: "RateLimited", retryAfterMillis: 3_600_000 })
    })
  )
})

describe("politeness", () => {
  it.effect("reads one payout at most once a minute, however many callbacks there are, and others beside it", () =>
    Effect.gen(function* () {
      const { payouts } = yield* merchant()
      const network = answering(fixture("payout-status"))
      const get = (id: string) => ended(network.provide(payouts.get({ reference: id })))
      for (let nth = 0; nth < 1000; nth++) yield* get(reference)
      assert.strictEqual(network.sent.length, 1)
      yield* TestClock.adjust("59 seconds")
      const early = yield* get(reference)
      assert.deepInclude(early, { _tag: "ReadFailed", reason: "RateLimited", neverSent: true, retryAfterMillis: 1000 })
      yield* get("another")
      assert.strictEqual(network.sent.length, 2)
      yield* TestClock.adjust("1 second")
      assert.deepInclude((yield* get(reference)).value, { status: "paid" })
      assert.strictEqual(network.sent.length, 3)
    })
  )

  it.effect("declares that polling must be agreed, unless it is", () =>
    Effect.gen(function* () {
      const reads = (pollingAgreed?: boolean) =>
        Effect.map(
          merchant(pollingAgreed === undefined ? {} : { pollingAgreed }),
          ({ payouts }) => payouts.capabilities.statusReads
        )
      assert.deepStrictEqual(yield* reads(), { spacingMillis: 60_000, polling: "agreed" })
      assert.deepStrictEqual(yield* reads(false), { spacingMillis: 60_000, polling: "agreed" })
      assert.deepStrictEqual(yield* reads(true), { spacingMillis: 60_000, polling: "free" })
    })
  )
})
