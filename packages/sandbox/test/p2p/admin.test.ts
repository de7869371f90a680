import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { P2p } from "../../src/index.ts"
import { adminClient } from "../support.ts"
import { origin, setUp } from "./support.ts"

const client = (world: ReturnType<typeof setUp>) => adminClient(world.p2p.fetch, origin)

describe("the admin interface over HTTP", () => {
  it("drives a payout through a fault, a plan and the clock, and reports what became of it", async () => {
    const world = setUp()
    const { get, send } = client(world)
    await send("/faults", { fault: { kind: "resetAfter" }, endpoint: "create_pay_out" })
    const steps = [
      { status: "expectation", after: 0 },
      { status: "rejected_timeout", after: "timeout" }
    ]
    await send("/plans", { steps, reference: "order123" })
    await world.create().catch(() => undefined)
    await send("/clock/advance", { ms: 30 * 60_000 })
    expect(await get("/operations?reference=order123")).toMatchObject([
      { status: "rejected_timeout", account: "*******4567", merchantSpentUsdt: "15.2623" }
    ])
    expect(await get("/ledger")).toEqual([])
    expect(await get("/journal?endpoint=create_pay_out")).toMatchObject([
      { reference: "order123", fault: "resetAfter", body: { timeout: 30, phone_number: "***" } }
    ])
    await send("/payouts/order123/status", { status: "successful" })
    expect(await get("/ledger")).toMatchObject([{ kind: "payout", amount: "1500", currency: "rub" }])
  })

  it("drives callbacks, receipts, methods, balances and settings, and resets everything", async () => {
    const world = setUp()
    const { get, send } = client(world)
    await world.create({ order_id: "a b" })
    await send("/callbacks/scripts", { script: { hold: true, early: null }, reference: "a b" })
    await send("/payouts/a%20b/status", { status: "rejected_gate" })
    expect(await send("/callbacks/release")).toEqual({ sent: 1 })
    await send("/payouts/a%20b/callback", { status: "successful", script: { forged: true, url: "swapped" } })
    const deliveries: ReadonlyArray<Record<string, unknown>> = await get("/callbacks")
    expect(deliveries.map(({ status, url }) => [status, url])).toEqual([
      ["rejected_gate", "http://127.0.0.1:9/error"],
      ["successful", "http://127.0.0.1:9/error"]
    ])
    expect(deliveries.every((delivery) => !("body" in delivery))).toBe(true)
    await send("/payouts/a%20b/cheques", { urls: ["https://example.com/1.pdf"] })
    expect((await world.status("a b")).cheque_urls).toEqual(["https://example.com/1.pdf"])
    await send("/balances", { available: "0.5" })
    expect((await world.create()).error).toBe("low balance")
    await send("/methods", { method: "sbp", enabled: false })
    expect((await world.create()).error).toMatch(/disabled/)
    await send("/settings", { standartSign: "{order_id}:{sign_key}", pollingAgreed: true, errorStatus: 400 })
    await send("/settings", { standartSign: null })
    expect(await get("/settings")).toMatchObject({ standartSign: null, pollingAgreed: true, errorStatus: 400 })
    await send("/reset")
    expect(await get("/settings")).toEqual(P2p.defaultSettings)
    expect((await world.create()).ok).toBe(true)
  })

  it.each([
    ["/plans", { steps: [{ status: 5, after: 0 }] }],
    ["/plans", { steps: [{ status: "successful", after: "soon" }] }],
    ["/plans", { kind: "payout", steps: [] }],
    ["/methods", { method: "cash", enabled: true }],
    ["/methods", { method: "card" }],
    ["/balances", { available: "much" }],
    ["/settings", { standartSign: "{secret}" }],
    ["/settings", { duplicateOrders: "maybe" }],
    ["/settings", { errorStatus: 99 }],
    ["/callbacks/scripts", { script: { early: 4 } }],
    ["/callbacks/scripts", { script: { format: "form" } }],
    ["/payouts/order123/cheques", { urls: ["x"] }],
    ["/payouts/order123/status", {}],
    ["/payouts/order123/callback", { script: {} }]
  ])("refuses what would do nothing: %s %o", async (path, value) => {
    const world = setUp()
    await world.create()
    const response = await client(world).admin("POST", path, value)
    expect(response.status).toBe(400)
    expect(((await response.json()) as { error: string }).error).not.toBe("")
  })

  it.each([
    ["/payouts/nobody/status", { status: "successful" }],
    ["/balances", { available: "1", merchant: "nobody" }],
    ["/methods", { method: "card", enabled: true, currency: "xau" }]
  ])("answers 404 for what does not exist: %s %o", async (path, value) => {
    expect((await client(setUp()).admin("POST", path, value)).status).toBe(404)
  })

  it("lists every route, and the README has the same list", async () => {
    const { provider, routes } = (await client(setUp()).get("")) as { provider: string; routes: ReadonlyArray<string> }
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8")
    for (const route of routes) {
      const [method = "", path = ""] = route.split(/\s+/)
      expect(readme).toContain(`\`${method} ${path}\``)
    }
    expect([provider, routes.length > 20]).toEqual(["p2p", true])
  })
})
