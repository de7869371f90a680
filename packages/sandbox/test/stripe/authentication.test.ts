/** 3-D Secure: by a page that the payer is sent to, by the SDK in the browser, and by whoever stands in for Stripe.js. */
import { describe, expect, it } from "vitest"
import { type Body, errorOf, origin, setUp } from "./support.ts"

const returnUrl = "https://shop.test/back?order=1"
const secured = { payment_method: "pm_card_threeDSecure2Required" }

const make = async (changes: object = {}) => {
  const world = setUp()
  const { body } = await world.pay({ ...secured, ...changes })
  const id = String(body.id)
  const read = async () => (await world.get(`/v1/payment_intents/${id}`)).body
  const page = (path: string, method = "POST", fields: Record<string, string> = {}) =>
    world.stripe.fetch(path.startsWith("http") ? path : `${origin}${path}`, {
      method,
      redirect: "manual",
      ...(method === "POST" && { body: new URLSearchParams(fields) })
    })
  return { ...world, body, id, read, page }
}

describe("by a page", () => {
  it.each([
    ["authenticated", "succeeded", "succeeded"],
    ["failed", "requires_payment_method", "failed"]
  ])("the payer who has %s leaves it %s, and goes back", async (deed, status, redirectStatus) => {
    const { admin, body, id, page, read, types } = await make({ return_url: returnUrl })
    expect(body).toMatchObject({
      status: "requires_action",
      next_action: { type: "redirect_to_url", redirect_to_url: { url: `${origin}/3ds/${id}`, return_url: returnUrl } }
    })
    expect(types().at(-1)).toBe("payment_intent.requires_action")
    expect(admin.ledger()).toEqual([])
    const shown = await page(`/3ds/${id}`, "GET")
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining(`/3ds/${id}/failed`)])
    const back = await page(`/3ds/${id}/${deed}`)
    const target = new URL(back.headers.get("location") ?? "")
    expect(Object.fromEntries(target.searchParams)).toEqual({
      order: "1",
      payment_intent: id,
      payment_intent_client_secret: body.client_secret,
      redirect_status: redirectStatus
    })
    const after = await read()
    expect([after.status, after.next_action]).toEqual([status, null])
    expect((await page(`/3ds/${id}/authenticated`)).status).toBe(409)
    expect(admin.ledger()).toHaveLength(status === "succeeded" ? 1 : 0)
    if (status !== "succeeded")
      expect(after.last_payment_error).toMatchObject({ code: "payment_intent_authentication_failure" })
  })

  it("a payer declined after authentication goes back unpaid", async () => {
    const { id, page, read } = await make({
      payment_method: "pm_card_threeDSecureRequiredChargeDeclined",
      return_url: returnUrl
    })
    const back = await page(`/3ds/${id}/authenticated`)
    expect(back.headers.get("location")).toContain("redirect_status=failed")
    expect((await read()).status).toBe("requires_payment_method")
  })

  it("a method that redirects has a page, too", async () => {
    const ideal = { payment_method: undefined, payment_method_data: { type: "ideal" }, currency: "eur" }
    const changes = { ...ideal, automatic_payment_methods: { enabled: true }, return_url: returnUrl }
    const { body, id, page, read } = await make(changes)
    expect(body).toMatchObject({ next_action: { type: "redirect_to_url" } })
    await page(`/3ds/${id}/authenticated`)
    expect((await read()).status).toBe("succeeded")
  })
})

describe("by the SDK in the browser", () => {
  it.each([
    ["authenticated", "succeeded"],
    ["failed", "requires_payment_method"]
  ])("who stands in for Stripe.js says %s", async (outcome, status) => {
    const { body, id, page } = await make({ use_stripe_sdk: true, return_url: returnUrl })
    expect(body).toMatchObject({
      next_action: { type: "use_stripe_sdk", use_stripe_sdk: { stripe_js: `${origin}/3ds/${id}` } }
    })
    const fields = { client_secret: String(body.client_secret), outcome }
    expect((await page(`/js/${id}/authenticate`, "POST", { ...fields, client_secret: "x" })).status).toBe(400)
    const answer = (await (await page(`/js/${id}/authenticate`, "POST", fields)).json()) as Body
    expect(answer.paymentIntent).toMatchObject({ id, status })
  })

  it("confirms by the client secret, and without it not", async () => {
    const { id, body, page, admin } = await make({ confirm: undefined, payment_method: undefined })
    const confirm = (fields: Record<string, string>) => page(`/js/${id}/confirm`, "POST", fields)
    const client_secret = String(body.client_secret)
    expect((await confirm({ payment_method: "pm_card_visa" })).status).toBe(400)
    expect((await confirm({ client_secret, payment_method: "pm_nope" })).status).toBe(400)
    expect((await confirm({ client_secret, payment_method: "pm_card_visa_chargeDeclined" })).status).toBe(402)
    expect((await confirm({ client_secret, card_number: "4242424242424242" })).status).toBe(200)
    expect((await confirm({ client_secret, payment_method: "pm_card_visa" })).status).toBe(400)
    expect(admin.ledger()).toHaveLength(1)
    const raw = admin.journal({ endpoint: "/js/{id}/confirm" }).map(({ seq }) => admin.raw(seq))
    expect(new Set(raw)).toEqual(new Set([""]))
  })

  it("may read a payment by its client secret with a publishable key", async () => {
    const { body, get, id } = await make()
    const read = (params: object) => get(`/v1/payment_intents/${id}`, params, { key: "pk_test_sandbox" })
    expect((await read({})).status).toBe(400)
    expect((await read({ client_secret: body.client_secret })).body.id).toBe(id)
  })
})

it("that is confirmed by hand must be confirmed once more after it was authenticated", async () => {
  const { admin, id, page, post, read } = await make({ return_url: returnUrl, confirmation_method: "manual" })
  await page(`/3ds/${id}/authenticated`)
  expect([(await read()).status, admin.ledger()]).toEqual(["requires_confirmation", []])
  expect((await post(`/v1/payment_intents/${id}/confirm`)).body.status).toBe("succeeded")
})

it("is an error where the merchant wants no action", async () => {
  const { admin, pay } = setUp()
  const answer = await pay({ ...secured, error_on_requires_action: true })
  expect([answer.status, errorOf(answer).code]).toEqual([402, "authentication_required"])
  admin.course({ authenticate: true })
  expect((await pay()).body.status).toBe("requires_action")
  admin.authenticate("R-1")
  expect(admin.operations("R-1").map(({ status }) => status)).toEqual(["requires_payment_method", "succeeded"])
})

it("an authentication that was cancelled meanwhile takes nothing", async () => {
  const { admin, id, page, post } = await make({ return_url: returnUrl })
  await post(`/v1/payment_intents/${id}/cancel`)
  expect((await page(`/3ds/${id}/authenticated`)).status).toBe(409)
  expect(admin.ledger()).toEqual([])
})
