/** Creating and changing payments: what goes over the wire, and what the documented objects say. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { account, options, paymentRequest, unconfirmed } from "./support/account.ts"
import { changedBy, fixture } from "./support/fixtures.ts"
import { expectGet, expectPost, guardNetwork } from "./support/network.ts"
import { ended } from "./support/plain.ts"
import { answering } from "./support/recorder.ts"

guardNetwork()

const marks = { "metadata.switchyard_payment": "order-1" }

const intent = (changes: object = {}) =>
  changedBy("payment-intent", { last_payment_error: null, status: "requires_payment_method", ...marks, ...changes })

const create = (changes: Readonly<Record<string, unknown>> = {}, configured: Parameters<typeof account>[0] = {}) =>
  Effect.gen(function* () {
    const { payments } = yield* account(configured)
    return yield* ended(payments.create(yield* paymentRequest(changes)))
  })

const issuesOf = (end: { readonly [name: string]: unknown }) =>
  (end.issues as ReadonlyArray<{ readonly path: string }> | undefined)?.map(({ path }) => path)

describe("create", () => {
  const form = {
    amount: "1099",
    currency: "usd",
    capture_method: "automatic_async",
    "automatic_payment_methods[enabled]": "true",
    "automatic_payment_methods[allow_redirects]": "always",
    "allowed_payment_method_types[0]": "card",
    "metadata[switchyard_payment]": "order-1"
  }

  it.effect("makes an intent that its payer pays in Stripe's software", () =>
    Effect.gen(function* () {
      expectPost("/v1/payment_intents", { ...form, description: "three birds" }, { body: intent() })
      const end = yield* create({ description: "three birds", payerEmail: "payer@example.com" })
      assert.deepStrictEqual(end, {
        _tag: "Accepted",
        value: {
          reference: "order-1",
          providerReference: "pi_1PgafyB7WZ01zgkWSjxsAJo3",
          ids: { intent: "pi_1PgafyB7WZ01zgkWSjxsAJo3" },
          status: "awaiting_payer",
          providerStatus: "requires_payment_method",
          createdAt: "2009-02-13T23:31:30.000Z",
          amount: "10.99 USD",
          capturedAmount: "0.00 USD",
          next: {
            type: "sdk",
            clientSecret: { hidden: "pi_1PgafyB7WZ01zgkWSjxsAJo3_secret_Dm43xiq1k0ywrRRjDoi8y1gkM" },
            publishableKey: "pk_test_1"
          },
          anomalies: []
        }
      })
    })
  )

  it.effect("names the connected account in a header, and to the payer's software", () =>
    Effect.gen(function* () {
      expectPost("/v1/payment_intents", form, { body: intent() }, { "stripe-account": "acct_2" })
      const end = yield* create({ context: { connectedAccount: "acct_2" } })
      assert.nestedPropertyVal(end, "value.next.fields.stripeAccount", "acct_2")
    })
  )

  it.effect("holds the money of a manual capture", () =>
    Effect.gen(function* () {
      expectPost("/v1/payment_intents", { ...form, capture_method: "manual" }, { body: intent() })
      assert.strictEqual((yield* create({ captureMethod: "manual" }))._tag, "Accepted")
    })
  )

  const confirmed = {
    ...form,
    "allowed_payment_method_types[1]": "link",
    "metadata[switchyard_confirmed]": "true",
    confirm: "true",
    payment_method: "pm_card_visa"
  }

  it.effect("confirms at once what a request brings, with a page to come back to", () =>
    Effect.gen(function* () {
      expectPost(
        "/v1/payment_intents",
        { ...confirmed, return_url: "https://shop.example/thanks" },
        {
          body: intent({
            status: "requires_action",
            next_action: { type: "redirect_to_url", redirect_to_url: { url: "https://hooks.stripe.com/3ds/1" } }
          })
        }
      )
      const end = yield* create({
        method: "token",
        successUrl: "https://shop.example/thanks",
        providerOptions: { stripe: { paymentMethod: "pm_card_visa" } }
      })
      assert.nestedPropertyVal(end, "value.status", "awaiting_payer")
      assert.deepNestedPropertyVal(end, "value.next", {
        type: "redirect",
        method: "GET",
        url: "https://hooks.stripe.com/3ds/1",
        fields: {}
      })
    })
  )

  it.effect("asks for no page where there is none to come back to, and says that the payer is not there", () =>
    Effect.gen(function* () {
      const { payment_method: _, ...rest } = confirmed
      expectPost(
        "/v1/payment_intents",
        {
          ...rest,
          "automatic_payment_methods[allow_redirects]": "never",
          confirmation_token: "ctoken_1",
          off_session: "true"
        },
        { body: intent({ status: "succeeded", amount_received: 1099 }) }
      )
      const end = yield* create({
        method: "token",
        providerOptions: { stripe: { confirmationToken: "ctoken_1", offSession: true } }
      })
      assert.nestedPropertyVal(end, "value.status", "paid")
      assert.nestedPropertyVal(end, "value.received", "10.99 USD")
    })
  )

  it.effect("that is declined leaves an intent that can still be paid", () =>
    Effect.gen(function* () {
      const { provide } = answering(fixture("error-card-declined"), 402)
      const end = yield* provide(
        create({ method: "token", providerOptions: { stripe: { paymentMethod: "pm_card_visa" } } })
      )
      assert.deepInclude(end, {
        _tag: "OutcomeUnknown",
        reason: "Leftover",
        providerReference: "pi_1PgafyB7WZ01zgkWSjxsAJo3",
        providerCode: "generic_decline"
      })
    })
  )

  it.effect("makes a page of one fixed item", () =>
    Effect.gen(function* () {
      expectPost(
        "/v1/checkout/sessions",
        {
          mode: "payment",
          ui_mode: "hosted_page",
          "line_items[0][quantity]": "1",
          "line_items[0][price_data][currency]": "jpy",
          "line_items[0][price_data][unit_amount]": "1200",
          "line_items[0][price_data][product_data][name]": "order-1",
          client_reference_id: "order-1",
          customer_email: "payer@example.com",
          success_url: "https://shop.example/thanks",
          cancel_url: "https://shop.example/sorry",
          "adaptive_pricing[enabled]": "false",
          allow_promotion_codes: "false",
          "automatic_tax[enabled]": "false",
          "metadata[switchyard_payment]": "order-1",
          "metadata[switchyard_namespace]": "north",
          "payment_intent_data[capture_method]": "automatic_async",
          "payment_intent_data[metadata][switchyard_session_payment]": "order-1",
          "payment_intent_data[metadata][switchyard_namespace]": "north"
        },
        {
          body: changedBy("checkout-session", {
            amount_total: 1200,
            currency: "jpy",
            status: "open",
            payment_status: "unpaid",
            payment_intent: null,
            url: "https://checkout.stripe.com/c/pay/cs_test_1",
            expires_at: 1_234_654_290,
            "metadata.switchyard_payment": "order-1",
            "metadata.switchyard_namespace": "north"
          })
        }
      )
      const end = yield* create(
        {
          method: "page",
          amount: { value: "1200", currency: "JPY" },
          payerEmail: "payer@example.com",
          successUrl: "https://shop.example/thanks",
          failedUrl: "https://shop.example/sorry"
        },
        { namespace: "north" }
      )
      assert.deepNestedPropertyVal(end, "value.next", {
        type: "redirect",
        method: "GET",
        url: "https://checkout.stripe.com/c/pay/cs_test_1",
        fields: {},
        expiresAt: "2009-02-14T23:31:30.000Z"
      })
      assert.deepNestedPropertyVal(end, "value.ids", { session: JSON.parse(fixture("checkout-session")).id })
    })
  )

  it.effect.each([
    [{ method: "token" }, ["providerOptions.stripe.paymentMethod"]],
    [
      {
        method: "token",
        providerOptions: { stripe: { paymentMethod: "pm_1", confirmationToken: "ctoken_1" } }
      },
      ["providerOptions.stripe.paymentMethod"]
    ],
    [{ providerOptions: { stripe: { paymentMethod: "pm_1" } } }, ["providerOptions.stripe.paymentMethod"]],
    [{ providerOptions: { stripe: { offSession: true } } }, ["providerOptions.stripe.offSession"]],
    [{ providerOptions: { stripe: { paymentMethod: "tok_1" } } }, ["providerOptions.stripe.paymentMethod"]],
    [{ providerOptions: { stripe: { amount: "1" } } }, ["providerOptions.stripe.amount"]],
    [{ method: "page" }, ["successUrl"]],
    [{ payerFields: { phone: "1" } }, ["payerFields.phone"]],
    [{ method: "page", successUrl: "https://a.example/", captureMethod: "manual" }, ["captureMethod"]],
    [{ amount: { value: "10.005", currency: "KWD" } }, ["amount"]],
    [{ amount: { value: "10.50", currency: "MGA" } }, ["amount"]]
  ] as const)("refuses %j by name, and sends nothing", ([changes, paths]) =>
    Effect.gen(function* () {
      const end = yield* create(changes)
      assert.strictEqual(end._tag, "NotExecuted")
      assert.deepStrictEqual(issuesOf(end), [...paths])
    })
  )

  it.effect("has one key for one operation, and another for every other", () =>
    Effect.gen(function* () {
      const keys = new Set<string>()
      const keyed = (changes: object, configured: object = {}, generation = 0) =>
        Effect.gen(function* () {
          const { provide, sent } = answering("{}", 200)
          const { payments } = yield* account(configured)
          yield* provide(ended(payments.create(yield* paymentRequest(changes as never), { generation })))
          return sent[0]?.headers["idempotency-key"] ?? ""
        })
      const first = yield* keyed({})
      assert.match(first, /^switchyard-payment-[0-9a-f]{64}$/)
      assert.strictEqual(yield* keyed({ amount: { value: "1.00", currency: "USD" } }), first)
      for (const [changes, configured, generation] of [
        [{}, {}, 0],
        [{}, {}, 1],
        [{ reference: "order-10" }, {}, 0],
        [{ context: { connectedAccount: "acct_2" } }, {}, 0],
        [{}, { namespace: "north" }, 0]
      ] as const) {
        keys.add(yield* keyed(changes, configured, generation))
      }
      assert.strictEqual(keys.size, 5)
    })
  )
})

describe("changes", () => {
  const known = { reference: "order-1", providerReference: "cs_1", ids: { intent: "pi_1", session: "cs_1" } }

  it.effect("capture what is said, as the last", () =>
    Effect.gen(function* () {
      const { payments } = yield* account()
      expectPost(
        "/v1/payment_intents/pi_1/capture",
        { amount_to_capture: "500", final_capture: "true" },
        { body: intent({ id: "pi_1", status: "succeeded" }) }
      )
      const { amount } = yield* paymentRequest({ amount: { value: "5.00", currency: "USD" } })
      const end = yield* ended(payments.capture({ ...known, number: 1, amount }))
      assert.deepInclude(end, { _tag: "Accepted" })
      assert.deepNestedPropertyVal(end, "value.ids", { intent: "pi_1" })
    })
  )

  it.effect("cancel the intent where that is known, else end the page", () =>
    Effect.gen(function* () {
      const { payments } = yield* account()
      expectPost("/v1/payment_intents/pi_1/cancel", {}, { body: intent({ id: "pi_1", status: "canceled" }) })
      assert.strictEqual((yield* ended(payments.cancel({ ...known, number: 1 })))._tag, "Accepted")
      expectPost(
        "/v1/checkout/sessions/cs_1/expire",
        {},
        {
          body: changedBy("checkout-session", {
            id: "cs_1",
            amount_total: 1099,
            currency: "usd",
            status: "expired",
            payment_status: "unpaid",
            payment_intent: null,
            ...marks
          })
        }
      )
      const page = { reference: "order-1", providerReference: "cs_1" }
      assert.strictEqual((yield* ended(payments.cancel({ ...page, number: 2 })))._tag, "Accepted")
      const none = yield* ended(payments.cancel({ reference: "order-1", number: 3 }))
      assert.deepStrictEqual(issuesOf(none), ["ids.intent"])
    })
  )

  it.effect("of another payment are unknown", () =>
    Effect.gen(function* () {
      const { payments } = yield* account()
      expectPost(
        "/v1/payment_intents/pi_1/cancel",
        {},
        { body: intent({ id: "pi_1", status: "canceled", "metadata.switchyard_payment": "order-2" }) }
      )
      const end = yield* ended(payments.cancel({ ...known, number: 1 }))
      assert.deepInclude(end, { _tag: "OutcomeUnknown", reason: "UnrecognisedAnswer" })
    })
  )
})

describe("the account", () => {
  it.effect("is confirmed by its id, and no other is taken", () =>
    Effect.gen(function* () {
      const { payments } = yield* unconfirmed({ account: "acct_9" })
      expectGet("/v1/account", { body: fixture("account") })
      const end = yield* ended(payments.replay.confirm)
      assert.deepInclude(end, { _tag: "ReadFailed", reason: "AuthenticationFailed" })
      const own = yield* unconfirmed({ account: JSON.parse(fixture("account")).id })
      expectGet("/v1/account", { body: fixture("account") })
      yield* own.payments.replay.confirm
      assert.isDefined(yield* own.payments.replay.hash(yield* paymentRequest()))
    })
  )

  it.effect("is another one: nothing is sent or looked up there", () =>
    Effect.gen(function* () {
      expectGet("/v1/account", { body: fixture("account") })
      const { payments } = yield* unconfirmed({ account: "acct_9" })
      assert.deepInclude(yield* ended(payments.create(yield* paymentRequest())), {
        _tag: "NotExecuted",
        reason: "AuthenticationFailed"
      })
      const found = payments.get({ reference: "order-1", providerReference: "pi_1" })
      assert.deepInclude(yield* ended(found), { _tag: "ReadFailed", isAnotherAccount: true })
    })
  )

  it.effect("ends a page as such where one is left", () =>
    Effect.gen(function* () {
      const { payments } = yield* account()
      const request = yield* paymentRequest({ method: "page", successUrl: "https://shop.example/paid" })
      const { provide, sent } = answering(fixture("checkout-session"))
      yield* provide(ended(payments.stages.abandon(request, { generation: 0, providerReference: "cs_1", asked: 0 })))
      assert.deepStrictEqual(
        sent.map(({ url }) => new URL(url).pathname),
        ["/v1/checkout/sessions/cs_1/expire"]
      )
    })
  )

  it.effect("has no capture where nothing is held, and abandons nothing where nothing is confirmed", () =>
    Effect.gen(function* () {
      const { payments } = yield* account({ methods: { page: { through: "checkout" } } })
      const { operations, stages } = payments.capabilities
      assert.notInclude(operations, "capture")
      assert.notInclude(operations, "abandon")
      assert.isUndefined(stages)
      const all = yield* account({ methods: options.methods ?? {} })
      assert.includeMembers([...all.payments.capabilities.operations], ["capture", "abandon", "cancel", "replay"])
    })
  )
})
