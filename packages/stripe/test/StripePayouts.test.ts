/** Payouts and refunds: what goes over the wire, and what the documented objects say. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { account, payoutRequest, refundRequest } from "./support/account.ts"
import { changedBy, fixture } from "./support/fixtures.ts"
import { expectGet, expectPost, guardNetwork } from "./support/network.ts"
import { ended, found } from "./support/plain.ts"

guardNetwork()

const issuesOf = (end: { readonly [name: string]: unknown }) =>
  (end.issues as ReadonlyArray<{ readonly path: string }> | undefined)?.map(({ path }) => path)

const payout = (changes: object = {}) =>
  changedBy("payout", { status: "pending", "metadata.switchyard_payout": "out-1", ...changes })

const { id: payoutId } = JSON.parse(fixture("payout"))

const refund = (changes: object = {}) =>
  changedBy("refund", {
    payment_intent: "pi_1",
    "metadata.switchyard_refund": "back-1",
    "metadata.switchyard_of": "order-1",
    ...changes
  })

const { id: refundId } = JSON.parse(fixture("refund"))

describe("a payout", () => {
  const create = (changes: Readonly<Record<string, unknown>> = {}) =>
    Effect.gen(function* () {
      const { payouts } = yield* account()
      return yield* ended(payouts.create(yield* payoutRequest(changes)))
    })

  it.effect("goes to the account that its token names, and nowhere by default", () =>
    Effect.gen(function* () {
      const form = {
        amount: "1100",
        currency: "usd",
        destination: "ba_1Pgc79B7WZ01zgkWoU5vBiXt",
        method: "standard",
        description: "wages",
        "metadata[switchyard_payout]": "out-1"
      }
      expectPost("/v1/payouts", form, { body: payout() })
      assert.deepStrictEqual(yield* create({ description: "wages" }), {
        _tag: "Accepted",
        value: {
          reference: "out-1",
          providerReference: payoutId,
          status: "processing",
          providerStatus: "pending",
          createdAt: "2009-02-13T23:31:30.000Z",
          amount: "11.00 USD",
          receipts: [],
          account: { hidden: "ba_1Pgc79B7WZ01zgkWoU5vBiXt" },
          anomalies: []
        }
      })
    })
  )

  it.effect.each([
    [{ destination: { type: "token", scheme: "bank_account", token: "card_1" } }, "destination.token"],
    [{ destination: { type: "token", scheme: "card", token: "ba_1" } }, "destination.token"],
    [{ amount: { value: "11.50", currency: "HUF" } }, "amount"],
    [{ recipientEmail: "somebody@example.com" }, "recipientEmail"]
  ] as const)("with %j is refused by name", ([changes, path]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(issuesOf(yield* create(changes)), [path])
    })
  )

  it.effect.each([
    [{ status: "pending" }, "processing"],
    [{ status: "in_transit" }, "processing"],
    [{ status: "paid" }, "paid"],
    // The row that brings it back shows that the money is there again.
    [{ status: "failed", failure_code: "account_closed" }, "returning"],
    [{ status: "canceled" }, "returning"],
    [{ status: "failed", failure_code: "account_closed", failure_balance_transaction: "txn_2" }, "failed"],
    [{ status: "canceled", failure_balance_transaction: "txn_2" }, "canceled"],
    [{ status: "hibernating" }, "unrecognised"]
  ] as const)("with %j is %s", ([changes, status]) =>
    Effect.gen(function* () {
      const { payouts } = yield* account()
      expectGet(`/v1/payouts/${payoutId}`, { body: payout(changes) })
      const end = yield* found(payouts.get({ reference: "out-1", providerReference: payoutId }))
      assert.deepInclude(end, { status, providerStatus: changes.status })
      if (changes.status === "failed") {
        assert.deepStrictEqual(end.failure, {
          reason: "DestinationInvalid",
          by: "bank",
          again: "other_destination",
          providerCode: "account_closed",
          message: "it is called failed"
        })
      }
    })
  )

  it.effect("is canceled by its id, without a key, and never by our reference", () =>
    Effect.gen(function* () {
      const { payouts } = yield* account()
      expectPost(`/v1/payouts/${payoutId}/cancel`, {}, { body: payout({ status: "canceled" }) })
      const end = yield* ended(payouts.cancel({ reference: "out-1", providerReference: payoutId }))
      assert.strictEqual(end._tag, "Accepted")
      assert.deepStrictEqual(issuesOf(yield* ended(payouts.cancel({ reference: "out-1" }))), ["providerReference"])
    })
  )

  it.effect("is paid out of a balance, of which every part is stated", () =>
    Effect.gen(function* () {
      const { payouts } = yield* account()
      const money = (amount: number, currency: string) => ({ amount, currency })
      expectGet("/v1/balance", {
        body: changedBy("balance", {
          available: [money(-150, "usd"), money(7, "jpy"), money(1, "xyz")],
          pending: [money(250, "usd")],
          connect_reserved: [money(3, "usd")]
        })
      })
      const end = yield* found(payouts.balance())
      assert.deepStrictEqual<unknown>(end, [
        { available: "-1.50 USD", hold: "2.50 USD", reserve: "0.03 USD" },
        { available: "7 JPY" }
      ])
    })
  )
})

describe("a refund", () => {
  const create = (changes: Readonly<Record<string, unknown>> = {}) =>
    Effect.gen(function* () {
      const { refunds } = yield* account()
      return yield* ended(refunds.create(yield* refundRequest(changes)))
    })

  it.effect.each([
    [undefined, undefined],
    ["requested_by_payer", "requested_by_customer"],
    ["duplicate", "duplicate"],
    ["fraudulent", "fraudulent"]
  ] as const)("says its amount and its payment, and why: %s", ([reason, word]) =>
    Effect.gen(function* () {
      expectPost(
        "/v1/refunds",
        {
          payment_intent: "pi_1",
          amount: "100",
          ...(word && { reason: word }),
          "metadata[switchyard_refund]": "back-1",
          "metadata[switchyard_of]": "order-1"
        },
        { body: refund() }
      )
      const end = yield* create({ reason })
      assert.deepNestedPropertyVal(end, "value.payment", { reference: "order-1", ids: { intent: "pi_1" } })
      assert.nestedPropertyVal(end, "value.status", "succeeded")
    })
  )

  it.effect("of a payment whose intent is not known is refused by name", () =>
    Effect.gen(function* () {
      const payment = { reference: "order-1", providerReference: "cs_1", method: "page" }
      assert.deepStrictEqual(issuesOf(yield* create({ payment })), ["payment.ids.intent"])
      expectPost(
        "/v1/refunds",
        {
          payment_intent: "pi_1",
          amount: "100",
          "metadata[switchyard_refund]": "back-1",
          "metadata[switchyard_of]": "order-1"
        },
        { body: refund() }
      )
      const known = { reference: "order-1", providerReference: "pi_1", method: "card" }
      assert.strictEqual((yield* create({ payment: known }))._tag, "Accepted")
    })
  )

  it.effect("of another payment is unknown", () =>
    Effect.gen(function* () {
      const form = {
        payment_intent: "pi_1",
        amount: "100",
        "metadata[switchyard_refund]": "back-1",
        "metadata[switchyard_of]": "order-1"
      }
      expectPost("/v1/refunds", form, { body: refund({ payment_intent: "pi_2" }) })
      assert.strictEqual((yield* create())._tag, "OutcomeUnknown")
    })
  )

  it.effect.each([
    [{ status: "pending", pending_reason: "insufficient_funds" }, "processing", "merchant"],
    [{ status: "pending", pending_reason: "charge_pending" }, "processing", "provider"],
    [{ status: "pending", pending_reason: "processing" }, "processing", "provider"],
    [{ status: "pending", pending_reason: "hibernating" }, "processing", undefined],
    [{ status: "pending" }, "processing", undefined],
    [{ status: "requires_action" }, "processing", "payer"],
    [{ status: "succeeded" }, "succeeded", undefined],
    [{ status: "failed", failure_reason: "declined" }, "failed", undefined],
    // What has left the balance is not back yet.
    [{ status: "failed", balance_transaction: "txn_1" }, "processing", undefined],
    [{ status: "failed", balance_transaction: "txn_1", failure_balance_transaction: "txn_2" }, "failed", undefined],
    [{ status: "canceled" }, "canceled", undefined],
    [{ status: null }, "unrecognised", undefined],
    [{ status: "hibernating" }, "unrecognised", undefined]
  ] as const)("with %j is %s", ([changes, status, waitingFor]) =>
    Effect.gen(function* () {
      const { refunds } = yield* account()
      expectGet(`/v1/refunds/${refundId}`, { body: refund(changes) })
      const end = yield* found(refunds.get({ reference: "back-1", providerReference: refundId }))
      assert.deepInclude(end, { status, providerStatus: changes.status ?? "no status" })
      assert.strictEqual(end.waitingFor, waitingFor)
      assert.strictEqual("failure" in end, status === "failed" || status === "canceled")
    })
  )
})
