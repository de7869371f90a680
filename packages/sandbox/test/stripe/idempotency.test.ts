/** Keys of idempotency: what is kept, repeated, refused and forgotten; and how often money moved. */
import { describe, expect, it } from "vitest"
import { card, errorOf, origin, setUp } from "./support.ts"

const idempotencyKey = "key-1"
const more = { idempotencyKey }
const replayed = "idempotent-replayed"

describe("a key", () => {
  it("repeats the first answer byte by byte, an old snapshot, and moves money once", async () => {
    const { admin, clock, pay, get } = setUp()
    const first = await pay({}, more)
    await clock.advance(60_000)
    const again = await pay({}, more)
    expect(again.text).toBe(first.text)
    expect([first.headers.get(replayed), again.headers.get(replayed)]).toEqual([null, "true"])
    expect(again.headers.get("request-id")).not.toBe(first.headers.get("request-id"))
    const { body } = await get(`/v1/charges/${String(first.body.latest_charge)}`)
    expect(body.balance_transaction).toMatch(/^txn_/)
    expect(admin.executions(idempotencyKey)).toHaveLength(1)
    expect(admin.ledger()).toHaveLength(1)
  })

  it("keeps a decline", async () => {
    const { admin, pay } = setUp()
    const changes = { payment_method: "pm_card_visa_chargeDeclined" }
    const first = await pay(changes, more)
    const again = await pay(changes, more)
    expect([first.status, again.status, again.headers.get(replayed)]).toEqual([402, 402, "true"])
    expect(again.text).toBe(first.text)
    expect(admin.executions()).toHaveLength(1)
  })

  it.each([
    [true, "true"],
    [false, null]
  ])("keeps a refusal by the balance, or not, as set: %s", async (keepRefusals, mark) => {
    const { post, admin } = setUp({ settings: { keepRefusals } })
    admin.setBalance("usd", 0)
    const params = { amount: 100, currency: "usd" }
    expect(errorOf(await post("/v1/payouts", params, more)).code).toBe("balance_insufficient")
    expect((await post("/v1/payouts", params, more)).headers.get(replayed)).toBe(mark)
    admin.setBalance("usd", 100)
    expect((await post("/v1/payouts", params, more)).status).toBe(keepRefusals ? 400 : 200)
  })

  it("keeps nothing of what was refused before it began", async () => {
    const { pay, admin } = setUp()
    expect((await pay({ amount: 0 }, more)).status).toBe(400)
    expect((await pay({}, { ...more, key: "sk_test_nobody" })).status).toBe(401)
    admin.fault({ kind: "rateLimit", retryAfter: 1 })
    expect((await pay({}, more)).status).toBe(429)
    const made = await pay({}, more)
    expect([made.status, made.headers.get(replayed)]).toEqual([200, null])
  })

  it.each<[string, string, object, Record<string, string>]>([
    ["another amount", "/v1/payment_intents", card({ amount: 1100 }), {}],
    ["the same parameters in another order", "/v1/payment_intents", { currency: "usd", ...card() }, {}],
    ["another address", "/v1/payouts", card(), {}],
    ["another version", "/v1/payment_intents", card(), { "stripe-version": "2026-09-30.endive" }]
  ])("refuses %s, without a code", async (_name, path, params, headers) => {
    const { admin, pay, post } = setUp()
    await pay({}, more)
    const answer = await post(path, params, { ...more, headers })
    expect([answer.status, errorOf(answer)]).toEqual([400, { type: "idempotency_error", message: expect.any(String) }])
    expect(admin.executions()).toHaveLength(1)
    expect((await pay({}, more)).headers.get(replayed)).toBe("true")
  })

  it.each(["coded", "uncoded"] as const)(
    "is refused with 409 while the first request runs (%s)",
    async (keyConflict) => {
      const { admin, clock, pay } = setUp({ settings: { keyConflict } })
      admin.fault({ kind: "delay", ms: 5_000, when: "after" })
      const first = pay({}, more)
      await clock.advance(1_000)
      const second = await pay({}, more)
      expect(second.status).toBe(409)
      expect(errorOf(second).code).toBe(keyConflict === "coded" ? "idempotency_key_in_use" : undefined)
      await clock.advance(5_000)
      expect((await first).status).toBe(200)
      expect((await pay({}, more)).headers.get(replayed)).toBe("true")
      expect(admin.executions()).toHaveLength(1)
    }
  )

  it("is new again after a day, and the same bytes pay twice", async () => {
    const { admin, clock, pay } = setUp()
    await pay({}, more)
    await clock.advance(24 * 3_600_000 - 1)
    expect((await pay({}, more)).headers.get(replayed)).toBe("true")
    await clock.advance(1)
    expect((await pay({}, more)).headers.get(replayed)).toBeNull()
    expect(admin.executions(idempotencyKey)).toHaveLength(2)
    expect(admin.ledger().map(({ marks }) => marks?.idempotencyKey)).toEqual([idempotencyKey, idempotencyKey])
  })

  it("can be made to last longer, or be forgotten at once", async () => {
    const { admin, clock, pay } = setUp({ settings: { keyLifetime: 48 * 3_600_000 } })
    await pay({}, more)
    await clock.advance(30 * 3_600_000)
    expect((await pay({}, more)).headers.get(replayed)).toBe("true")
    admin.forgetKeys()
    expect((await pay({}, more)).headers.get(replayed)).toBeNull()
  })

  it("has at most 255 characters", async () => {
    const { pay } = setUp()
    expect((await pay({}, { idempotencyKey: "k".repeat(256) })).status).toBe(400)
    expect((await pay({}, { idempotencyKey: "k".repeat(255) })).status).toBe(200)
  })

  it("does nothing on a read", async () => {
    const { get, pay } = setUp()
    await pay({}, more)
    const { headers, status } = await get("/v1/payment_intents", {}, more)
    expect([status, headers.get(replayed)]).toEqual([200, null])
  })
})

describe("a 500", () => {
  const failing = { kind: "error", status: 500 } as const

  it.each([true, false])("stays the answer under its key, whether it acted (%s) or not", async (acts) => {
    const { admin, pay } = setUp()
    admin.fault({ ...failing, acts })
    const first = await pay({}, more)
    const again = await pay({}, more)
    expect([first.status, again.status, again.headers.get(replayed)]).toEqual([500, 500, "true"])
    expect(errorOf(again).type).toBe("api_error")
    expect(admin.executions()).toHaveLength(acts ? 1 : 0)
  })

  it("may act later, with a webhook, while the key keeps the 500", async () => {
    const { admin, clock, pay, types } = setUp()
    admin.fault({ ...failing, later: 60_000 })
    expect((await pay({}, more)).status).toBe(500)
    expect([admin.executions(), types()]).toEqual([[], []])
    await clock.advance(60_000)
    expect(admin.executions(idempotencyKey)).toHaveLength(1)
    expect(types()).toContain("payment_intent.succeeded")
    expect((await pay({}, more)).status).toBe(500)
    expect(admin.executions()).toHaveLength(1)
  })

  it("without a key is nobody's", async () => {
    const { admin, pay } = setUp()
    admin.fault({ ...failing, acts: true })
    await pay()
    expect((await pay()).status).toBe(200)
    expect(admin.executions()).toHaveLength(2)
  })

  it("of a proxy is not Stripe's: the key keeps what Stripe has done", async () => {
    const { admin, pay } = setUp()
    admin.fault({ kind: "answer", status: 503, body: '{"message":"upstream"}', acts: true })
    expect((await pay({}, more)).status).toBe(503)
    const again = await pay({}, more)
    expect([again.status, again.headers.get(replayed)]).toEqual([200, "true"])
    expect(admin.executions()).toHaveLength(1)
  })
})

it("two at once under one key: one is carried out", async () => {
  const { admin, stripe } = setUp()
  const send = () =>
    stripe.fetch(`${origin}/v1/payouts`, {
      method: "POST",
      headers: {
        authorization: "Bearer sk_test_sandbox",
        "content-type": "application/x-www-form-urlencoded",
        "idempotency-key": idempotencyKey
      },
      body: "amount=100&currency=usd"
    })
  const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([])
  expect(admin.executions()).toHaveLength(1)
})
