/** Payments that are held: what a capture takes, what it releases, and how a payment ends of which nothing was taken. */
import { describe, expect, it } from "vitest"
import { type Body, errorOf, withPayment as make } from "./support.ts"

const manual = { capture_method: "manual" }

describe("a payment that is captured by hand", () => {
  it("is held, and captured in full", async () => {
    const { admin, at, charge, made, post, types } = await make(manual)
    expect(made.body).toMatchObject({ status: "requires_capture", amount_capturable: 1099, amount_received: 0 })
    expect(await charge()).toMatchObject({ paid: true, captured: false, amount_captured: 0, balance_transaction: null })
    expect(admin.ledger()).toEqual([])
    const captured = await post(at("/capture"))
    expect(captured.body).toMatchObject({ status: "succeeded", amount_capturable: 0, amount_received: 1099 })
    expect(types().slice(-3)).toEqual([
      "payment_intent.amount_capturable_updated",
      "charge.captured",
      "payment_intent.succeeded"
    ])
    expect(errorOf(await post(at("/capture"))).code).toBe("payment_intent_unexpected_state")
  })

  it("may be so by the card's own option, or by a token that stands for a method", async () => {
    const option = await make({ payment_method_options: { card: { capture_method: "manual" } } })
    expect(option.made.body).toMatchObject({ status: "requires_capture", capture_method: "manual" })
    option.admin.method("ctoken_mine", {})
    const byToken = await option.pay({ ...manual, payment_method: undefined, confirmation_token: "ctoken_mine" })
    expect(byToken.body.status).toBe("requires_capture")
    const wrong = await option.pay({ payment_method: undefined, confirmation_token: "ctoken_nope" })
    expect(errorOf(wrong).param).toBe("confirmation_token")
    const card = { type: "card", card: { token: "tok_visa" } }
    expect((await option.pay({ payment_method: undefined, payment_method_data: card })).status).toBe(200)
  })

  it("releases the rest when a part is captured", async () => {
    const { admin, at, charge, post } = await make(manual)
    const captured = await post(at("/capture"), { amount_to_capture: 500 })
    expect(captured.body).toMatchObject({
      status: "succeeded",
      amount: 1099,
      amount_received: 500,
      amount_capturable: 0
    })
    expect(await charge()).toMatchObject({ captured: true, amount: 1099, amount_captured: 500, amount_refunded: 0 })
    expect(admin.ledger()).toMatchObject([{ kind: "payment", amount: "5.00" }])
    expect(admin.executions().map(({ amount, kind }) => [kind, amount])).toEqual([
      ["payment_intent.create", "10.99"],
      ["payment_intent.capture", "5.00"]
    ])
  })

  it.each([
    ["more than is held", { amount_to_capture: 1100 }, "amount_too_large"],
    ["nothing", { amount_to_capture: 0 }, "amount_too_small"],
    ["one part of several, unless that was asked for", { amount_to_capture: 1, final_capture: false }, undefined]
  ])("does not give %s", async (_name, params, code) => {
    const { admin, at, post } = await make(manual)
    const answer = await post(at("/capture"), params)
    expect([answer.status, errorOf(answer).code]).toEqual([400, code])
    expect(admin.ledger()).toEqual([])
  })

  it("is captured in several parts where that was asked for", async () => {
    const options = { payment_method_options: { card: { request_multicapture: "if_available" } } }
    const { at, charge, post, read, admin, types } = await make({ ...manual, ...options })
    expect(await charge()).toMatchObject({
      payment_method_details: { card: { multicapture: { status: "available" } } }
    })
    const part = await post(at("/capture"), { amount_to_capture: 99, final_capture: false })
    expect(part.body).toMatchObject({ status: "requires_capture", amount_capturable: 1000, amount_received: 99 })
    expect(await charge()).toMatchObject({ captured: false, amount_captured: 99 })
    expect(types().at(-1)).toBe("payment_intent.amount_capturable_updated")
    await post(at("/capture"), { amount_to_capture: 500 })
    expect(await read()).toMatchObject({ status: "succeeded", amount_received: 599, amount_capturable: 0 })
    expect(admin.ledger().map(({ amount }) => amount)).toEqual(["0.99", "5.00"])
    expect(admin.captures("R-1")).toMatchObject([
      { amount: "0.99", given: { amount_to_capture: "99" } },
      { amount: "5.00", currency: "usd" }
    ])
  })

  it("ends by the clock: cancelled where nothing was captured, else succeeded", async () => {
    const { at, charge, clock, post, read, types } = await make(manual)
    const { capture_before } = ((await charge()).payment_method_details as Body).card as Body
    expect(capture_before).toBe(clock.now() / 1000 + 7 * 86_400)
    await clock.advance(7 * 86_400_000)
    expect(await read()).toMatchObject({ status: "canceled", cancellation_reason: "automatic", amount_capturable: 0 })
    expect(types().slice(-2)).toEqual(["charge.expired", "payment_intent.canceled"])
    expect(errorOf(await post(at("/capture"))).code).toBe("charge_expired_for_capture")
    const options = { payment_method_options: { card: { request_multicapture: "if_available" } } }
    const parted = await make({ ...manual, ...options })
    await parted.post(parted.at("/capture"), { amount_to_capture: 99, final_capture: false })
    await parted.clock.advance(7 * 86_400_000)
    expect(await parted.read()).toMatchObject({ status: "succeeded", amount_received: 99 })
  })
})

describe("a cancellation", () => {
  it.each<[string, object]>([
    ["requires_payment_method", { confirm: undefined, payment_method: undefined }],
    ["requires_confirmation", { confirm: undefined }],
    ["requires_action", { payment_method: "pm_card_threeDSecure2Required" }],
    ["requires_capture", manual]
  ])("ends what is %s", async (status, changes) => {
    const { admin, at, made, post, types } = await make(changes)
    expect(made.body.status).toBe(status)
    const answer = await post(at("/cancel"), { cancellation_reason: "abandoned" })
    expect(answer.body).toMatchObject({ status: "canceled", cancellation_reason: "abandoned", next_action: null })
    expect(types().at(-1)).toBe("payment_intent.canceled")
    expect(errorOf(await post(at("/cancel"))).code).toBe("payment_intent_unexpected_state")
    expect(admin.ledger()).toEqual([])
  })

  it("is refused once it has succeeded, and takes no other reason", async () => {
    const { at, post } = await make()
    expect(errorOf(await post(at("/cancel"))).code).toBe("payment_intent_unexpected_state")
    expect(errorOf(await post(at("/cancel"), { cancellation_reason: "mood" })).param).toBe("cancellation_reason")
  })

  it.each(["refunded", "released"] as const)(
    "of what was held shows it as %s, though nothing was taken",
    async (canceledCharge) => {
      const { admin, at, charge, post } = await make(manual, { settings: { canceledCharge } })
      await post(at("/cancel"))
      expect(await charge()).toMatchObject({
        captured: false,
        refunded: canceledCharge === "refunded",
        amount_captured: 0
      })
      expect(admin.ledger()).toEqual([])
      expect(errorOf(await post("/v1/refunds", { payment_intent: admin.operations()[0]?.id })).code).toBe(
        "charge_not_refundable"
      )
    }
  )
})
