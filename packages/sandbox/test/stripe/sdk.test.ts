/** The vendor's own SDK on a socket: whatever it does with a real Stripe it does here, and it finds its own types and errors. */
import type StripeSdk from "stripe"
import { afterEach, describe, expect, it } from "vitest"
import type { Stripe } from "../../src/index.ts"
import { key, onSockets } from "./support.ts"

let running: Awaited<ReturnType<typeof onSockets>> | undefined

const start = async (options: Stripe.Options = {}) => {
  running = await onSockets(options)
  return running
}

afterEach(async () => {
  await running?.close()
  running = undefined
})

const base = {
  amount: 1099,
  currency: "usd",
  automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  metadata: { reference: "R-1" }
} satisfies StripeSdk.PaymentIntentCreateParams

const paid = { ...base, confirm: true, payment_method: "pm_card_visa" }

describe("payments", () => {
  it("are created, confirmed, read and expanded", async () => {
    const { sdk, clock } = await start()
    const made = await sdk.paymentIntents.create(base)
    expect(made.status).toBe("requires_payment_method")
    const confirmed = await sdk.paymentIntents.confirm(made.id, { payment_method: "pm_card_visa" })
    expect(confirmed.status).toBe("succeeded")
    await clock.advance(60_000)
    const read = await sdk.paymentIntents.retrieve(made.id, { expand: ["latest_charge.balance_transaction"] })
    expect(read.latest_charge).toMatchObject({ balance_transaction: { fee: 62, net: 1037, type: "charge" } })
    expect(read.lastResponse).toMatchObject({ statusCode: 200, requestId: expect.stringMatching(/^req_/) })
  })

  it("that are declined are card errors with the payment inside", async () => {
    const { sdk } = await start()
    const declined = sdk.paymentIntents.create({
      ...paid,
      payment_method: "pm_card_visa_chargeDeclinedInsufficientFunds"
    })
    await expect(declined).rejects.toMatchObject({
      type: "StripeCardError",
      statusCode: 402,
      code: "card_declined",
      decline_code: "insufficient_funds",
      payment_intent: { status: "requires_payment_method" },
      requestId: expect.stringMatching(/^req_/)
    })
  })

  it("are authenticated on a page, or by the SDK in a browser", async () => {
    const { sdk } = await start()
    const changes = { payment_method: "pm_card_threeDSecure2Required", return_url: "https://shop.test/back" }
    const redirected = await sdk.paymentIntents.create({ ...paid, ...changes })
    expect([redirected.status, redirected.next_action?.type]).toEqual(["requires_action", "redirect_to_url"])
    const page = `${redirected.next_action?.redirect_to_url?.url}/authenticated`
    expect((await fetch(page, { method: "POST", redirect: "manual" })).status).toBe(303)
    expect((await sdk.paymentIntents.retrieve(redirected.id)).status).toBe("succeeded")
    const inBrowser = await sdk.paymentIntents.create({ ...paid, ...changes, use_stripe_sdk: true })
    expect(inBrowser.next_action?.type).toBe("use_stripe_sdk")
  })

  it("are captured in part, cancelled and refunded", async () => {
    const { sdk } = await start()
    const held = await sdk.paymentIntents.create({ ...paid, capture_method: "manual" })
    expect(held.status).toBe("requires_capture")
    const captured = await sdk.paymentIntents.capture(held.id, { amount_to_capture: 500 })
    expect([captured.status, captured.amount_received]).toEqual(["succeeded", 500])
    const refund = await sdk.refunds.create({ payment_intent: held.id, amount: 200, reason: "duplicate" })
    expect([refund.status, refund.amount]).toEqual(["succeeded", 200])
    await expect(sdk.refunds.create({ payment_intent: held.id, amount: 301 })).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      param: "amount",
      code: undefined
    })
    const other = await sdk.paymentIntents.create({ ...paid, capture_method: "manual" })
    expect((await sdk.paymentIntents.cancel(other.id)).status).toBe("canceled")
  })

  it("are listed page by page, and found by search", async () => {
    const { sdk, clock } = await start()
    for (let number = 0; number < 7; number += 1) {
      await sdk.paymentIntents.create({ ...paid, metadata: { reference: `R-${number}` } })
    }
    const all: Array<string> = []
    for await (const { metadata } of sdk.paymentIntents.list({ limit: 3 })) all.push(metadata.reference ?? "")
    expect(all).toEqual(["R-6", "R-5", "R-4", "R-3", "R-2", "R-1", "R-0"])
    await clock.advance(60_000)
    const query = "metadata['reference']:'r-3'"
    const found = await sdk.paymentIntents.search({ query })
    expect(found.data.map(({ metadata }) => metadata.reference)).toEqual(["R-3"])
    const searched: Array<string> = []
    for await (const { id } of sdk.paymentIntents.search({ query: "currency:'usd'", limit: 3 })) searched.push(id)
    expect(new Set(searched).size).toBe(7)
  })

  it("may be made on a page", async () => {
    const { sdk } = await start()
    const session = await sdk.checkout.sessions.create({
      mode: "payment",
      success_url: "https://shop.test/done",
      client_reference_id: "R-1",
      line_items: [{ quantity: 1, price_data: { currency: "eur", unit_amount: 1099, product_data: { name: "Tea" } } }]
    })
    expect([session.status, session.payment_status, session.payment_intent]).toEqual(["open", "unpaid", null])
    const body = new URLSearchParams({ card_number: "4242424242424242" })
    await fetch(session.url ?? "", { method: "POST", body, redirect: "manual" })
    const done = await sdk.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] })
    expect([done.status, done.payment_status]).toEqual(["complete", "paid"])
    await expect(sdk.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe("money out", () => {
  it("payouts and balance", async () => {
    const { sdk, clock } = await start()
    const payout = await sdk.payouts.create({ amount: 5000, currency: "usd", metadata: { reference: "P-1" } })
    expect(payout.status).toBe("pending")
    await clock.advance(5_000)
    expect((await sdk.payouts.retrieve(payout.id)).status).toBe("paid")
    const { available } = await sdk.balance.retrieve()
    expect(available.find(({ currency }) => currency === "usd")?.amount).toBe(100_000_000 - 5000)
    const rows = await sdk.balanceTransactions.list({ type: "payout", expand: ["data.source"] })
    expect(rows.data).toMatchObject([{ amount: -5000, source: { id: payout.id, object: "payout" } }])
    await expect(sdk.payouts.cancel(payout.id)).rejects.toMatchObject({ type: "StripeInvalidRequestError" })
    await expect(sdk.payouts.create({ amount: 999_999_999, currency: "usd" })).rejects.toMatchObject({
      code: "balance_insufficient"
    })
    expect((await sdk.accounts.retrieveCurrent()).id).toBe("acct_1Sandbox000000001")
  })
})

describe("keys and what goes wrong", () => {
  it("a key repeats the first answer, refuses other parameters, and is one account's", async () => {
    const { admin, sdk } = await start()
    const idempotencyKey = "key-1"
    const first = await sdk.paymentIntents.create(paid, { idempotencyKey })
    const again = await sdk.paymentIntents.create(paid, { idempotencyKey })
    expect([again.id, again.lastResponse.headers["idempotent-replayed"]]).toEqual([first.id, "true"])
    expect(again.lastResponse.idempotencyKey).toBe(idempotencyKey)
    await expect(sdk.paymentIntents.create({ ...paid, amount: 5 * 1099 }, { idempotencyKey })).rejects.toMatchObject({
      type: "StripeIdempotencyError",
      statusCode: 400
    })
    expect(admin.executions(idempotencyKey)).toHaveLength(1)
  })

  it("the SDK tells the vendor's errors apart", async () => {
    const { admin, sdk, sdkWith } = await start()
    await expect(sdkWith("sk_test_nobody").balance.retrieve()).rejects.toMatchObject({
      type: "StripeAuthenticationError"
    })
    await expect(sdkWith("pk_test_sandbox").balance.retrieve()).rejects.toMatchObject({ type: "StripePermissionError" })
    await expect(sdk.payouts.retrieve("po_nope")).rejects.toMatchObject({ statusCode: 404, code: "resource_missing" })
    admin.fault({ kind: "rateLimit", retryAfter: 1 })
    await expect(sdk.balance.retrieve()).rejects.toMatchObject({ type: "StripeRateLimitError" })
    admin.fault({ kind: "error", status: 500 })
    await expect(sdk.balance.retrieve()).rejects.toMatchObject({ type: "StripeAPIError", statusCode: 500 })
    admin.fault({ kind: "truncate" })
    await expect(sdk.balance.retrieve()).rejects.toMatchObject({ type: "StripeConnectionError" })
    admin.fault({ kind: "html", status: 200 })
    await expect(sdk.balance.retrieve()).rejects.toMatchObject({ type: "StripeAPIError" })
  })

  it("the SDK takes a proxy's 503 for the object, and sends again after a reset even when told not to", async () => {
    const { admin, sdk } = await start()
    admin.fault({ kind: "answer", status: 503, body: '{"message":"no upstream"}' })
    const wrong = await sdk.payouts.create({ amount: 1, currency: "usd" })
    expect([wrong.lastResponse.statusCode, wrong.id]).toEqual([503, undefined])
    admin.fault({ kind: "resetAfter" })
    const payout = await sdk.payouts.create({ amount: 1, currency: "usd" }, { idempotencyKey: "key-1" })
    expect(payout.lastResponse.headers["idempotent-replayed"]).toBe("true")
    expect(admin.journal({ endpoint: "POST /v1/payouts" })).toHaveLength(3)
    expect(admin.executions()).toHaveLength(1)
  })

  it("whoever retries obeys Stripe-Should-Retry", async () => {
    const { admin, sdkWith } = await start()
    const sdk = sdkWith(key, { maxNetworkRetries: 2 })
    admin.fault({ kind: "error", status: 500, headers: { "stripe-should-retry": "false" } })
    await expect(sdk.balance.retrieve()).rejects.toMatchObject({ statusCode: 500 })
    expect(admin.journal({ endpoint: "GET /v1/balance" })).toHaveLength(1)
  })

  it("an account that is connected has what is its own", async () => {
    const connected = { id: "acct_1Connected", platform: "acct_1Own", balances: { usd: 77 } }
    const { sdk } = await start({ accounts: [{ id: "acct_1Own", keys: [key] }, connected] })
    const stripeAccount = "acct_1Connected"
    const intent = await sdk.paymentIntents.create(paid, { stripeAccount })
    expect((await sdk.balance.retrieve({}, { stripeAccount })).available).toMatchObject([{ amount: 77 }])
    await expect(sdk.paymentIntents.retrieve(intent.id)).rejects.toMatchObject({ statusCode: 404 })
  })
})

it("events are listed by the SDK with their objects", async () => {
  const { sdk } = await start()
  await sdk.paymentIntents.create(paid, { idempotencyKey: "key-1" })
  const types: Array<string> = []
  for await (const event of sdk.events.list({ types: ["payment_intent.created", "payment_intent.succeeded"] })) {
    types.push(event.type)
    expect(event.request?.idempotency_key).toBe("key-1")
  }
  expect(types).toEqual(["payment_intent.succeeded", "payment_intent.created"])
})
