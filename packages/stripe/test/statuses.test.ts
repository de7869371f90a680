/** What each word of Stripe's means, by reads of the documented objects with one member changed. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { account } from "./support/account.ts"
import { changedBy } from "./support/fixtures.ts"
import { ended, found } from "./support/plain.ts"
import { recorder } from "./support/recorder.ts"

const usd = { currency: "usd" }

const intent = (changes: object = {}) =>
  changedBy("payment-intent", {
    id: "pi_1",
    last_payment_error: null,
    "metadata.switchyard_payment": "order-1",
    ...changes
  })

const list = (...objects: ReadonlyArray<string>) => `{"object":"list","has_more":false,"data":[${objects.join(",")}]}`

/** A read by the id, with what its lists hold. */
const read = (
  id: string,
  body: string,
  { disputes = [], refunds = [] }: { refunds?: ReadonlyArray<string>; disputes?: ReadonlyArray<string> } = {}
) =>
  Effect.gen(function* () {
    const { payments } = yield* account()
    const { provide, sent } = recorder(({ url }) => {
      if (url.includes("/v1/refunds")) return new Response(list(...refunds))
      if (url.includes("/v1/disputes")) return new Response(list(...disputes))
      return new Response(body)
    })
    const end = yield* provide(found(payments.get({ reference: "order-1", providerReference: id })))
    return { end, paths: sent.map(({ url }) => new URL(url).pathname) }
  })

const charge = (changes: object = {}): object => ({
  id: "ch_1",
  object: "charge",
  amount: 1099,
  amount_captured: 1099,
  amount_refunded: 0,
  disputed: false,
  refunded: false,
  status: "succeeded",
  ...changes
})

const error = { code: "card_declined", decline_code: "insufficient_funds", message: "no money" }

describe("an intent", () => {
  it.effect.each([
    [{ status: "requires_payment_method" }, "awaiting_payer"],
    // Its payer is still there, and tries another card.
    [{ status: "requires_payment_method", last_payment_error: error }, "awaiting_payer"],
    [
      {
        status: "requires_payment_method",
        last_payment_error: error,
        "metadata.switchyard_confirmed": "true"
      },
      "declined"
    ],
    [{ status: "requires_payment_method", "metadata.switchyard_confirmed": "true" }, "awaiting_payer"],
    [{ status: "requires_confirmation" }, "awaiting_payer"],
    [{ status: "requires_action" }, "awaiting_payer"],
    [{ status: "processing" }, "processing"],
    [{ status: "requires_capture" }, "authorized"],
    [{ status: "succeeded", amount_received: 1099 }, "paid"],
    [{ status: "succeeded", amount_received: 1098 }, "paid_other_amount"],
    [{ status: "succeeded", amount_received: 300, capture_method: "manual" }, "paid"],
    [{ status: "canceled" }, "canceled"],
    [{ status: "canceled", cancellation_reason: "expired", capture_method: "manual" }, "expired"],
    [{ status: "canceled", cancellation_reason: "automatic", capture_method: "manual" }, "expired"],
    [{ status: "canceled", cancellation_reason: "abandoned", capture_method: "manual" }, "canceled"],
    [{ status: "canceled", cancellation_reason: "automatic" }, "canceled"],
    [{ status: "toString" }, "unrecognised"]
  ] as const)("with %j is %s", ([changes, status]) =>
    Effect.gen(function* () {
      const { end } = yield* read("pi_1", intent(changes))
      assert.deepInclude(end, { status, providerStatus: changes.status })
    })
  )

  it.effect("of the other mode says so", () =>
    Effect.gen(function* () {
      const { end } = yield* read("pi_1", intent({ livemode: true }))
      assert.nestedPropertyVal(end, "anomalies[0].kind", "AccountDiffers")
    })
  )

  it.effect("whose metadata are of another installation is not ours", () =>
    Effect.gen(function* () {
      const { end } = yield* read("pi_1", intent({ "metadata.switchyard_namespace": "south" }))
      assert.deepInclude(end, { _tag: "ReadFailed", reason: "UnrecognisedAnswer" })
    })
  )

  it.effect.each([
    ["insufficient_funds", undefined, "Declined", "later"],
    ["stolen_card", undefined, "Declined", "never"],
    ["issuer_not_available", undefined, "Declined", "later"],
    ["issuer_not_available", "do_not_try_again", "Declined", "never"],
    ["generic_decline", "try_again_later", "Declined", "later"],
    ["generic_decline", "confirm_card_data", "Declined", "never"],
    ["authentication_required", undefined, "AuthenticationRequired", "later"],
    ["incorrect_cvc", undefined, "Declined", "never"],
    ["duplicate_transaction", undefined, "Declined", "never"],
    ["somebody_sneezed", undefined, "UnrecognisedAnswer", "never"]
  ] as const)("declined for %s, advice %s, says why", ([decline_code, advice_code, reason, again]) =>
    Effect.gen(function* () {
      const { end } = yield* read(
        "pi_1",
        intent({
          status: "requires_payment_method",
          "metadata.switchyard_confirmed": "true",
          last_payment_error: { ...error, decline_code, advice_code, network_decline_code: "51" }
        })
      )
      assert.deepInclude(end.failure as object, {
        reason,
        again,
        providerCode: decline_code,
        scheme: "51",
        message: "no money"
      })
    })
  )

  it.effect.each([
    ["requested_by_customer", "Canceled"],
    ["abandoned", "Canceled"],
    ["expired", "Expired"],
    ["void_invoice", "UnrecognisedAnswer"]
  ] as const)("canceled for %s says why", ([cancellation_reason, reason]) =>
    Effect.gen(function* () {
      const { end } = yield* read("pi_1", intent({ status: "canceled", cancellation_reason }))
      assert.deepInclude(end.failure as object, {
        reason,
        providerCode: cancellation_reason,
        message: "it is called canceled"
      })
    })
  )

  it.effect.each([
    [
      {
        type: "boleto_display_details",
        boleto_display_details: { number: "341", hosted_voucher_url: "https://v.example/1", expires_at: 1_234_654_290 }
      },
      { type: "voucher", number: { hidden: "341" }, page: "https://v.example/1", expiresAt: "2009-02-14T23:31:30.000Z" }
    ],
    [
      {
        type: "oxxo_display_details",
        oxxo_display_details: { number: "1", hosted_voucher_url: "https://v.example/1", expires_after: 1_234_654_290 }
      },
      { type: "voucher", number: { hidden: "1" }, page: "https://v.example/1", expiresAt: "2009-02-14T23:31:30.000Z" }
    ],
    [
      {
        type: "multibanco_display_details",
        multibanco_display_details: { entity: "11111", reference: "9", hosted_voucher_url: "https://v.example/1" }
      },
      { type: "voucher", number: { hidden: "9" }, entity: "11111", page: "https://v.example/1" }
    ],
    [
      { type: "konbini_display_details", konbini_display_details: { hosted_voucher_url: "https://v.example/1" } },
      { type: "redirect", method: "GET", url: "https://v.example/1", fields: {} }
    ],
    [
      { type: "pix_display_qr_code", pix_display_qr_code: { hosted_instructions_url: "https://v.example/1" } },
      { type: "redirect", method: "GET", url: "https://v.example/1", fields: {} }
    ],
    [
      { type: "redirect_to_url", redirect_to_url: { url: "javascript:alert(1)" } },
      { type: "sdk", clientSecret: { hidden: "s_1" }, publishableKey: "pk_test_1" }
    ],
    [{ type: "use_stripe_sdk" }, { type: "sdk", clientSecret: { hidden: "s_1" }, publishableKey: "pk_test_1" }]
  ])("that waits with %j says what its payer must do", ([next_action, next]) =>
    Effect.gen(function* () {
      const { end } = yield* read("pi_1", intent({ status: "requires_action", next_action, client_secret: "s_1" }))
      assert.deepStrictEqual(end.next, next)
    })
  )
})

describe("its money", () => {
  const paid = (changes: object, more: object = {}) =>
    intent({ status: "succeeded", amount_received: 1099, latest_charge: charge(changes), ...more })

  const refund = (changes: object = {}) =>
    changedBy("refund", {
      id: "re_1",
      amount: 500,
      ...usd,
      balance_transaction: "txn_1",
      "metadata.switchyard_refund": "back-1",
      ...changes
    })

  it.effect("is what the charge states, with the fee once that is known", () =>
    Effect.gen(function* () {
      const { end, paths } = yield* read(
        "pi_1",
        paid({ balance_transaction: { fee: 62, net: 1037, currency: "eur" } }),
        { refunds: [] }
      )
      assert.deepInclude(end, {
        amount: "10.99 USD",
        received: "10.99 USD",
        capturedAmount: "10.99 USD",
        refundedAmount: "0.00 USD",
        fee: "0.62 EUR",
        credited: "10.37 EUR",
        refunds: { isWhole: true, parts: [] },
        disputes: { isWhole: true, parts: [] }
      })
      assert.deepStrictEqual(paths, ["/v1/payment_intents/pi_1", "/v1/refunds"])
    })
  )

  it.effect("is paid back in parts, ours and others'", () =>
    Effect.gen(function* () {
      const { end } = yield* read("pi_1", paid({ amount_refunded: 800 }), {
        refunds: [refund({ id: "re_2", amount: 300, metadata: {} }), refund()]
      })
      assert.deepInclude(end, { status: "paid", refundedAmount: "8.00 USD" })
      const parts = (end.refunds as { parts: ReadonlyArray<Record<string, unknown>> }).parts
      assert.deepStrictEqual(
        parts.map(({ amount, id, reference, status }) => [id, reference, amount, status]),
        [
          ["re_2", undefined, "3.00 USD", "succeeded"],
          ["re_1", "back-1", "5.00 USD", "succeeded"]
        ]
      )
    })
  )

  it.effect.each([
    ["succeeded", "refunded"],
    ["pending", "refunding"]
  ] as const)("is paid back in full, by one that has %s: %s", ([word, status]) =>
    Effect.gen(function* () {
      const { end } = yield* read("pi_1", paid({ amount_refunded: 1099, refunded: true }), {
        refunds: [refund({ amount: 1099, status: word })]
      })
      assert.strictEqual(end.status, status)
    })
  )

  it.effect("that is listed in a list without an end was not read", () =>
    Effect.gen(function* () {
      for (const entry of ["", refund({ amount: 100 })]) {
        const { payments } = yield* account()
        const endless = `{"object":"list","has_more":true,"data":[${entry}]}`
        const { provide } = recorder(({ url }) => new Response(url.includes("/v1/refunds") ? endless : paid({})))
        const read = payments.get({ reference: "order-1", providerReference: "pi_1" })
        assert.deepInclude(yield* provide(ended(read)), { _tag: "ReadFailed", reason: "UnreadableAnswer" })
      }
    })
  )

  it.effect("of less than was let go is stated by nothing", () =>
    Effect.gen(function* () {
      const held = { capture_method: "manual", amount_received: 300 }
      const released = refund({ id: "re_9", amount: 799, metadata: {}, balance_transaction: null })
      const { end } = yield* read("pi_1", paid({ amount_captured: 300, amount_refunded: 0 }, held), {
        refunds: [released]
      })
      assert.notProperty(end, "refundedAmount")
      assert.nestedPropertyVal(end, "refunds.isWhole", false)
    })
  )

  it.effect("that was held and let go is no refund", () =>
    Effect.gen(function* () {
      const held = { capture_method: "manual", amount_received: 300 }
      const released = refund({ id: "re_9", amount: 799, metadata: {}, balance_transaction: null })
      const { end } = yield* read("pi_1", paid({ amount_captured: 300, amount_refunded: 899 }, held), {
        refunds: [refund({ amount: 100 }), released]
      })
      assert.deepInclude(end, { status: "paid", capturedAmount: "3.00 USD", refundedAmount: "1.00 USD" })
      assert.lengthOf((end.refunds as { parts: ReadonlyArray<unknown> }).parts, 1)
      // Of the same amount, but it has left the balance: somebody has paid that back.
      const other = yield* read("pi_1", paid({ amount_captured: 300, amount_refunded: 799 }, held), {
        refunds: [refund({ id: "re_9", amount: 799, metadata: {} })]
      })
      assert.lengthOf((other.end.refunds as { parts: ReadonlyArray<unknown> }).parts, 1)
      // Counted, and not listed.
      const unlisted = yield* read("pi_1", paid({ amount_captured: 300, amount_refunded: 899 }, held), {
        refunds: [refund({ amount: 100 }), refund({ id: "re_3", amount: 50, status: "canceled" })]
      })
      assert.deepInclude(unlisted.end, { status: "paid", refundedAmount: "1.00 USD" })
      assert.nestedPropertyVal(unlisted.end, "refunds.isWhole", true)
      const more = yield* read("pi_1", paid({ amount_captured: 300, amount_refunded: 250 }, held), {
        refunds: [refund({ amount: 100 })]
      })
      assert.deepInclude(more.end, { refundedAmount: "2.50 USD" })
      assert.nestedPropertyVal(more.end, "refunds.isWhole", false)
      const canceled = yield* read(
        "pi_1",
        intent({
          status: "canceled",
          capture_method: "manual",
          latest_charge: charge({ amount_captured: 0, amount_refunded: 1099, refunded: true })
        }),
        { refunds: [released] }
      )
      assert.deepInclude(canceled.end, { status: "canceled", capturedAmount: "0.00 USD" })
      assert.notProperty(canceled.end, "refundedAmount")
      assert.notProperty(canceled.end, "refunds")
    })
  )

  it.effect("that is held says how much, and until when", () =>
    Effect.gen(function* () {
      const { end } = yield* read(
        "pi_1",
        intent({
          status: "requires_capture",
          capture_method: "manual",
          amount_capturable: 1099,
          latest_charge: charge({
            amount_captured: 0,
            payment_method_details: { type: "card", card: { capture_before: 1_234_654_290 } }
          })
        })
      )
      assert.deepInclude(end, {
        authorizedAmount: "10.99 USD",
        capturableAmount: "10.99 USD",
        capturedAmount: "0.00 USD",
        captureBefore: "2009-02-14T23:31:30.000Z"
      })
    })
  )

  it.effect.each([
    ["warning_needs_response", "open"],
    ["warning_under_review", "open"],
    ["warning_closed", "won"],
    ["needs_response", "open"],
    ["under_review", "open"],
    ["appeal_needs_response", "open"],
    ["appeal_under_review", "open"],
    ["prevented", "lost"],
    ["won", "won"],
    ["lost", "lost"],
    ["hibernating", "unrecognised"]
  ] as const)("is disputed: %s is %s", ([word, status]) =>
    Effect.gen(function* () {
      const { end, paths } = yield* read("pi_1", paid({ disputed: true }), {
        disputes: [changedBy("dispute", { id: "du_1", amount: 1099, status: word })]
      })
      assert.deepInclude(paths, "/v1/disputes")
      assert.deepStrictEqual(end.disputes, {
        isWhole: true,
        parts: [
          {
            id: "du_1",
            status,
            providerStatus: word,
            amount: "10.99 USD",
            createdAt: "2009-02-13T23:31:30.000Z"
          }
        ]
      })
    })
  )

  it.effect("was taken back by the payer's bank: lost for good, as by a dispute", () =>
    Effect.gen(function* () {
      for (const status of ["succeeded", "failed"]) {
        const { end } = yield* read("pi_1", paid({ status, failure_balance_transaction: { id: "txn_9" } }))
        assert.nestedPropertyVal(end, "disputes.parts[0].id", "txn_9")
      }
      const { end } = yield* read("pi_1", paid({ failure_balance_transaction: "txn_9" }))
      assert.strictEqual(end.status, "paid")
      assert.deepStrictEqual(end.disputes, {
        isWhole: true,
        parts: [{ id: "txn_9", status: "lost", providerStatus: "taken back", isFinal: true, amount: "10.99 USD" }]
      })
      const declined = yield* read("pi_1", paid({ status: "failed", failure_balance_transaction: null }))
      assert.deepStrictEqual(declined.end.disputes, { isWhole: true, parts: [] })
    })
  )
})

describe("a session", () => {
  const session = (status: string, word: string | undefined, changes: object = {}) =>
    changedBy("checkout-session", {
      id: "cs_1",
      amount_total: 1099,
      ...usd,
      status,
      payment_status: "unpaid",
      url: status === "open" ? "https://checkout.stripe.com/c/1" : null,
      "metadata.switchyard_payment": "order-1",
      payment_intent:
        word === undefined
          ? null
          : JSON.parse(intent({ status: word, amount_received: word === "succeeded" ? 1099 : 0 })),
      ...changes
    })

  it.effect.each([
    ["open", undefined, "awaiting_payer"],
    ["open", "requires_payment_method", "awaiting_payer"],
    ["open", "requires_confirmation", "awaiting_payer"],
    ["open", "requires_action", "awaiting_payer"],
    ["open", "processing", "processing"],
    ["open", "requires_capture", "authorized"],
    ["open", "succeeded", "paid"],
    ["open", "canceled", "awaiting_payer"],
    // Complete is not paid.
    ["complete", undefined, "unrecognised"],
    ["complete", "requires_payment_method", "failed"],
    ["complete", "requires_confirmation", "awaiting_payer"],
    ["complete", "requires_action", "awaiting_payer"],
    ["complete", "processing", "processing"],
    ["complete", "requires_capture", "authorized"],
    ["complete", "succeeded", "paid"],
    ["complete", "canceled", "canceled"],
    ["expired", undefined, "expired"],
    ["expired", "requires_payment_method", "expired"],
    // Its payer may come back from a bank's page: expired is not dead.
    ["expired", "requires_confirmation", "awaiting_payer"],
    ["expired", "requires_action", "awaiting_payer"],
    ["expired", "processing", "processing"],
    ["expired", "requires_capture", "authorized"],
    ["expired", "succeeded", "paid"],
    ["expired", "canceled", "expired"],
    ["hibernating", "succeeded", "unrecognised"]
  ] as const)("that is %s, its intent %s, is %s", ([status, word, means]) =>
    Effect.gen(function* () {
      const { end } = yield* read("cs_1", session(status, word))
      assert.deepInclude(end, { status: means, providerStatus: `${status}, ${word ?? "no intent"}` })
      // What is still open is ended as a session, whatever is in it.
      const ids =
        status === "complete" && word !== undefined ? { session: "cs_1", intent: "pi_1" } : { session: "cs_1" }
      assert.deepStrictEqual(end.ids, ids)
    })
  )

  it.effect("of another amount than its intent says so", () =>
    Effect.gen(function* () {
      const { end } = yield* read("cs_1", session("complete", "succeeded", { amount_total: 1000 }))
      assert.nestedPropertyVal(end, "anomalies[0].kind", "AmountDiffers")
    })
  )

  it.effect("whose intent cannot be read is not found out", () =>
    Effect.gen(function* () {
      const { end } = yield* read("cs_1", session("complete", "succeeded", { payment_intent: { id: "pi_1" } }))
      assert.deepInclude(end, { _tag: "ReadFailed", reason: "UnreadableAnswer" })
    })
  )
})
