/** Everything that can go wrong between a client and Stripe, and whether money moved. */
import { describe, expect, it } from "vitest"
import type { Fault } from "../../src/index.ts"
import { errorOf, onSockets, setUp } from "./support.ts"

const paths = ["/v1/payment_intents", "/v1/payouts"] as const
const params = { amount: 1000, currency: "usd", metadata: { reference: "R-1" } }

describe("an exchange in process", () => {
  const acts: ReadonlyArray<readonly [Fault, number, boolean]> = [
    [{ kind: "resetBefore" }, 0, false],
    [{ kind: "refuse" }, 0, false],
    [{ kind: "resetAfter" }, 0, true],
    [{ kind: "html", status: 200, acts: true }, 200, true],
    [{ kind: "html", status: 503 }, 503, false],
    [{ kind: "error", status: 500, acts: true }, 500, true],
    [{ kind: "error", status: 402, details: { code: "card_declined", type: "card_error" }, acts: true }, 402, true],
    [{ kind: "answer", status: 503, body: '{"message":"no upstream"}', acts: true }, 503, true],
    [{ kind: "answer", status: 302, body: "", location: "/elsewhere", acts: true }, 302, true],
    [{ kind: "rateLimit", retryAfter: 2 }, 429, false],
    [{ kind: "error", status: 429, details: { code: "lock_timeout" } }, 429, false]
  ]

  it.each(acts.flatMap(([fault, status, acted]) => paths.map((path) => [path, fault, status, acted] as const)))(
    "to %s with %j: %d, carried out %s",
    async (path, fault, status, acted) => {
      const { admin, post } = setUp()
      admin.fault(fault, { endpoint: `POST ${path}` })
      const answered = await post(path, params).then(
        ({ status }) => status,
        () => 0
      )
      expect([answered, admin.executions("R-1").length]).toEqual([status, acted ? 1 : 0])
      expect(admin.journal().map(({ acted }) => acted)).toEqual([acted])
    }
  )

  it("by reference finds the operation also where only its id is named", async () => {
    const { admin, get, post } = setUp()
    const { body } = await post("/v1/payouts", params)
    admin.fault({ kind: "html" }, { reference: "R-1" })
    expect((await get("/v1/payouts")).status).toBe(200)
    expect((await get(`/v1/payouts/${String(body.id)}`)).status).toBe(502)
    admin.fault({ kind: "html" }, { reference: "R-1" })
    expect((await get("/v1/payment_intents/search", { query: "metadata['reference']:'R-1'" })).status).toBe(502)
  })

  it("of an error has members and headers as scripted", async () => {
    const { admin, get } = setUp()
    const details = { type: "card_error", code: "card_declined", decline_code: "do_not_honor" }
    admin.fault({ kind: "error", status: 402, message: "No", details, headers: { "stripe-should-retry": "false" } })
    const answer = await get("/v1/balance")
    expect(errorOf(answer)).toEqual({ message: "No", ...details })
    expect(answer.headers.get("stripe-should-retry")).toBe("false")
    admin.fault({ kind: "error", status: 503 })
    expect(errorOf(await get("/v1/balance"))).toMatchObject({ type: "api_error" })
  })

  it("that is limited has the vendor's header, or none where it is a lock", async () => {
    const { admin, get } = setUp()
    admin.fault({ kind: "rateLimit", retryAfter: 3 })
    const limited = await get("/v1/balance")
    expect(limited.headers.get("stripe-rate-limited-reason")).toBe("global-rate")
    expect([errorOf(limited).code, limited.headers.get("retry-after")]).toEqual(["rate_limit", "3"])
    admin.fault({ kind: "error", status: 429, details: { code: "lock_timeout" } })
    const locked = await get("/v1/balance")
    expect([errorOf(locked).code, locked.headers.get("stripe-rate-limited-reason")]).toEqual(["lock_timeout", null])
  })

  it("repeats what was given where an error's words do", async () => {
    const { admin, post } = setUp({ settings: { echo: " ({receipt_email})" } })
    const answer = await post("/v1/payment_intents", { ...params, receipt_email: "payer@example.com", amount: 1 })
    expect(errorOf(answer).message).toContain("(payer@example.com)")
    const { body } = await post("/v1/payment_intents", { ...params, receipt_email: "a@b" })
    admin.fault({ kind: "error", message: "{receipt_email:upper} is unknown, {personal}" })
    const again = await post(`/v1/payment_intents/${String(body.id)}/cancel`)
    expect(errorOf(again).message).toBe("A@B is unknown, a@b")
  })

  it("changes members of the answer", async () => {
    const { admin, post } = setUp()
    admin.fault({ kind: "change", members: { status: "odd", id: "po_other" }, without: ["amount"] })
    const { body } = await post("/v1/payouts", params)
    expect(body).toMatchObject({ status: "odd", id: "po_other" })
    expect(body).not.toHaveProperty("amount")
    expect(admin.operations("R-1")).toMatchObject([{ status: "pending" }])
  })
})

describe("an exchange over a socket", () => {
  it.each([
    ["truncate", true],
    ["silentAfter", true],
    ["silentBefore", false],
    ["resetAfter", true]
  ] as const)("that ends in %s, and was carried out: %s; its key answers then", async (kind, acted) => {
    const { admin, close, post, url } = await onSockets()
    try {
      admin.fault({ kind })
      const lost = fetch(`${url}/v1/payouts`, {
        method: "POST",
        headers: {
          authorization: "Bearer sk_test_sandbox",
          "content-type": "application/x-www-form-urlencoded",
          "idempotency-key": "key-1"
        },
        body: "amount=1000&currency=usd&metadata%5Breference%5D=R-1",
        signal: AbortSignal.timeout(500)
      }).then((response) => response.text())
      await expect(lost).rejects.toThrow()
      expect(admin.executions("R-1")).toHaveLength(acted ? 1 : 0)
      const again = await post("/v1/payouts", params, { idempotencyKey: "key-1" })
      expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([200, acted ? "true" : null])
      expect(admin.executions("R-1")).toHaveLength(1)
    } finally {
      await close()
    }
  })
})
