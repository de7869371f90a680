/** Payments from their creation to their end: every move of a status, what is taken, and the events of each. */
import { describe, expect, it } from "vitest"
import { card, errorOf, withPayment as make, setUp } from "./support.ts"

describe("a payment that is confirmed at once", () => {
  it("succeeds, and has its fee only later, with an update of the charge", async () => {
    const { clock, charge, id, made, read, types } = await make()
    expect(made.body).toMatchObject({
      id: expect.stringMatching(/^pi_3\w{23}$/),
      object: "payment_intent",
      amount: 1099,
      amount_received: 1099,
      amount_capturable: 0,
      currency: "usd",
      livemode: false,
      status: "succeeded",
      metadata: { reference: "R-1" },
      client_secret: expect.stringMatching(new RegExp(`^${id}_secret_\\w{25}$`))
    })
    const paid = { amount_captured: 1099, captured: true, paid: true, refunded: false, disputed: false }
    expect(await charge()).toMatchObject({ ...paid, balance_transaction: null, metadata: { reference: "R-1" } })
    expect(types()).toEqual(["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"])
    await clock.advance(60_000)
    expect((await charge()).balance_transaction).toMatch(/^txn_/)
    expect(types().at(-1)).toBe("charge.updated")
    expect((await read()).status).toBe("succeeded")
  })

  it("has its fee at once where it is captured synchronously, or where the setting says so", async () => {
    const { charge } = await make({ capture_method: "automatic" })
    expect((await charge()).balance_transaction).toMatch(/^txn_/)
    const soon = await make({}, { settings: { feeDelay: 0 } })
    expect((await soon.charge()).balance_transaction).toMatch(/^txn_/)
  })

  it.each<[string, object]>([
    ["pm_card_visa_chargeDeclined", { code: "card_declined", decline_code: "generic_decline" }],
    [
      "pm_card_visa_chargeDeclinedInsufficientFunds",
      { decline_code: "insufficient_funds", advice_code: "try_again_later" }
    ],
    ["pm_card_visa_chargeDeclinedLostCard", { decline_code: "lost_card" }],
    ["pm_card_visa_chargeDeclinedStolenCard", { decline_code: "stolen_card" }],
    ["pm_card_visa_chargeDeclinedVelocityLimitExceeded", { decline_code: "card_velocity_exceeded" }],
    ["pm_card_chargeDeclinedExpiredCard", { code: "expired_card" }],
    ["pm_card_chargeDeclinedIncorrectCvc", { code: "incorrect_cvc", advice_code: "confirm_card_data" }],
    ["pm_card_chargeDeclinedProcessingError", { code: "processing_error" }],
    ["pm_card_radarBlock", { decline_code: "fraudulent" }]
  ])("by %s is declined with 402, and lives", async (payment_method, error) => {
    const { admin, charge, id, made, read, types } = await make({ payment_method })
    expect(made.status).toBe(402)
    expect(errorOf(made)).toMatchObject({ type: "card_error", charge: expect.any(String), ...error })
    expect(errorOf(made).payment_intent).toMatchObject({ id, status: "requires_payment_method" })
    expect(await read()).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: error,
      amount_received: 0
    })
    expect(await charge()).toMatchObject({ status: "failed", paid: false, captured: false })
    expect(types()).toEqual(["payment_intent.created", "charge.failed", "payment_intent.payment_failed"])
    expect(admin.ledger()).toEqual([])
  })

  it.each(["4000000000009995", "4242 4242 4242 4242"])("goes by the number of the card %s", async (number) => {
    const isGood = number.startsWith("4242")
    const { made } = await make({
      payment_method: undefined,
      payment_method_data: { type: "card", card: { number, exp_month: 12, exp_year: 2030, cvc: "123" } }
    })
    expect(made.status).toBe(isGood ? 200 : 402)
  })

  it("goes by the course that a test has scripted, whatever the method", async () => {
    const world = setUp()
    world.admin.course(
      { decline: { code: "card_declined", decline_code: "do_not_honor", network_advice_code: "02" } },
      { reference: "R-1" }
    )
    expect((await world.pay({ metadata: { reference: "R-2" } })).status).toBe(200)
    const declined = await world.pay()
    expect(errorOf(declined)).toMatchObject({ decline_code: "do_not_honor", network_advice_code: "02" })
    expect((await world.pay()).status).toBe(200)
  })

  it("asks for authentication off session by declining", async () => {
    const { made, read } = await make({ payment_method: "pm_card_threeDSecure2Required", off_session: true })
    expect([made.status, errorOf(made).code]).toEqual([402, "authentication_required"])
    expect((await read()).status).toBe("requires_payment_method")
  })
})

describe("a payment that is confirmed later", () => {
  it("waits for a method or for its confirmation", async () => {
    const bare = await make({ confirm: undefined, payment_method: undefined })
    expect(bare.made.body.status).toBe("requires_payment_method")
    expect(errorOf(await bare.post(bare.at("/confirm"))).code).toBe("payment_intent_unexpected_state")
    const given = await make({ confirm: undefined })
    expect(given.made.body.status).toBe("requires_confirmation")
    expect((await given.post(given.at("/confirm"))).body.status).toBe("succeeded")
    expect(given.admin.executions().map(({ kind }) => kind)).toEqual([
      "payment_intent.create",
      "payment_intent.confirm"
    ])
  })

  it("can be paid after a decline by whoever has the client secret", async () => {
    const { at, charge, post, read, stripe, admin } = await make({ payment_method: "pm_card_visa_chargeDeclined" })
    const { client_secret } = await read()
    const params = { client_secret, payment_method: "pm_card_visa" }
    expect((await post(at("/confirm"), { ...params, client_secret: "x" }, { key: "pk_test_sandbox" })).status).toBe(400)
    const paid = await post(at("/confirm"), params, { key: "pk_test_sandbox" })
    expect([paid.status, paid.body.status, paid.body.last_payment_error]).toEqual([200, "succeeded", null])
    expect(await charge()).toMatchObject({ status: "succeeded" })
    expect(admin.ledger()).toHaveLength(1)
    expect(stripe.admin.operations("R-1")).toMatchObject([{ kind: "payment", money: "10.99" }])
  })

  it("cannot be confirmed once it is over", async () => {
    const { at, post } = await make()
    const again = await post(at("/confirm"), { payment_method: "pm_card_visa" })
    expect([again.status, errorOf(again).code]).toEqual([400, "payment_intent_unexpected_state"])
    expect(errorOf(again).payment_intent).toMatchObject({ status: "succeeded" })
  })

  it("is cancelled after too many failed attempts", async () => {
    const changes = { confirm: undefined, payment_method: undefined }
    const { at, post, read, types } = await make(changes, { settings: { confirmLimit: 3 } })
    const attempt = () => post(at("/confirm"), { payment_method: "pm_card_visa_chargeDeclined" })
    expect([(await attempt()).status, (await attempt()).status, (await attempt()).status]).toEqual([402, 402, 402])
    expect(await read()).toMatchObject({ status: "canceled", cancellation_reason: "automatic" })
    expect(types().at(-1)).toBe("payment_intent.canceled")
    expect((await attempt()).status).toBe(400)
  })
})

describe("a delayed method", () => {
  const delayed = { payment_method: "pm_usBankAccount_success" }

  it("is processing first and succeeds later", async () => {
    const { admin, charge, clock, made, read, types } = await make(delayed)
    expect(made.body.status).toBe("processing")
    expect(await charge()).toMatchObject({ id: expect.stringMatching(/^py_/), status: "pending", paid: false })
    expect(admin.ledger()).toEqual([])
    await clock.advance(5_000)
    expect((await read()).status).toBe("succeeded")
    expect(types()).toEqual([
      "payment_intent.created",
      "charge.pending",
      "payment_intent.processing",
      "charge.succeeded",
      "payment_intent.succeeded"
    ])
  })

  it("or fails later, and can be tried again", async () => {
    const { clock, read, admin } = await make({ payment_method: "pm_usBankAccount_insufficientFunds" })
    await clock.advance(5_000)
    expect(await read()).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { decline_code: "insufficient_funds" }
    })
    expect(admin.ledger()).toEqual([])
  })

  it("is cancelled while it is processing where it is a bank account", async () => {
    const { at, clock, post, read, admin } = await make(delayed)
    expect((await post(at("/cancel"))).body.status).toBe("canceled")
    await clock.advance(60_000)
    expect((await read()).status).toBe("canceled")
    expect(admin.ledger()).toEqual([])
    const sepa = { payment_method: undefined, payment_method_data: { type: "sepa_debit" }, currency: "eur" }
    const other = await make(sepa)
    expect(errorOf(await other.post(other.at("/cancel"))).code).toBe("payment_intent_unexpected_state")
  })

  it("is taken back after it had succeeded", async () => {
    const { admin, charge, clock, get } = await make(delayed)
    await clock.advance(5_000)
    admin.takeBack("R-1")
    expect((await charge()).failure_balance_transaction).toMatch(/^txn_/)
    const { body } = await get("/v1/balance_transactions", { type: "payment_failure_refund" })
    expect(body.data).toMatchObject([{ amount: -1099 }])
    expect(admin.ledger().map(({ kind }) => kind)).toEqual(["payment", "disputed"])
  })
})

it("labels can be changed later, and do not reach the charge", async () => {
  const { at, charge, post } = await make()
  const changed = await post(at(""), { metadata: { reference: "", more: "x" }, description: "new" })
  expect(changed.body).toMatchObject({ metadata: { more: "x" }, description: "new" })
  expect((await charge()).metadata).toEqual({ reference: "R-1" })
})

it("a payment in a currency that the account does not keep is converted, with its rate", async () => {
  const account = { id: "acct_1Own", keys: ["sk_test_sandbox"], settles: ["usd"] }
  const options = { accounts: [account], rates: { eur: "1.1" }, settings: { feeDelay: 0 } }
  const { admin, get } = await make({ currency: "eur", amount: 1000 }, options)
  const { body } = await get("/v1/balance_transactions")
  expect(body.data).toMatchObject([{ amount: 1100, currency: "usd", exchange_rate: 1.1, fee: 62, net: 1038 }])
  expect(admin.ledger()).toMatchObject([{ amount: "10.00", currency: "eur", shopAmount: "11.00", shopCurrency: "usd" }])
})

it("every course that a method can take, and the same by JSON", async () => {
  const { admin, stripe, pay } = setUp()
  const send = (body: object) =>
    stripe.fetch("http://127.0.0.1/_sandbox/courses", { method: "POST", body: JSON.stringify(body) })
  expect((await send({ course: { decline: "lost_card" } })).status).toBe(200)
  expect(errorOf(await pay())).toMatchObject({ decline_code: "lost_card", advice_code: "do_not_try_again" })
  expect((await send({ course: { decline: { code: "card_declined", advice_code: "try_again_later" } } })).status).toBe(
    200
  )
  expect(errorOf(await pay())).toMatchObject({ advice_code: "try_again_later" })
  expect((await send({ course: { mood: 1 } })).status).toBe(400)
  expect((await send({ course: { processing: true }, times: 2 })).status).toBe(200)
  expect([(await pay()).body.status, (await pay()).body.status]).toEqual(["processing", "processing"])
  admin.method("pm_mine", { authenticate: true })
  expect((await pay({ payment_method: "pm_mine" })).body.status).toBe("requires_action")
  expect((await pay(card({ payment_method: "pm_mine" }))).body.status).toBe("requires_action")
})
