import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { Clock, Feennex } from "../src/index.ts"
import { adminClient, origin, post, setUp } from "./support.ts"

const client = (world: ReturnType<typeof setUp>) => adminClient(world.feennex.fetch, origin)

describe("the admin interface over HTTP", () => {
  it("drives a payout through a fault, a plan and the clock, and reports what became of it", async () => {
    const world = setUp()
    const { get, send } = client(world)
    await send("/faults", { fault: { kind: "resetAfter" }, endpoint: "/withdraw/create" })
    await send("/plans", {
      kind: "payout",
      reference: "p-1",
      steps: [
        { status: 3, after: 0 },
        { status: 6, after: 2000, rejectedReason: "No" }
      ]
    })
    await world.call("/withdraw/create").catch(() => undefined)
    await send("/clock/advance", { ms: 2000 })
    expect(await get("/operations?reference=p-1")).toMatchObject([
      { status: 6, rejectedReason: "No", account: "************1111" }
    ])
    expect(await get("/ledger")).toEqual([])
    expect(await get("/faults")).toEqual([])
    expect(await get("/journal?reference=p-1")).toMatchObject([
      { endpoint: "/withdraw/create", fault: "resetAfter", body: { amount: 1, account: "***" } }
    ])
    await send("/payouts/p-1/status", { status: 5 })
    expect(await get("/ledger")).toMatchObject([{ kind: "payout", amount: "1", account: "************1111" }])
  })

  it("drives payers, refunds, receipts and callbacks", async () => {
    const world = setUp()
    const { get, send } = client(world)
    const urls = { callback_url: "http://127.0.0.1:9/paid", callback_rejected_url: "http://127.0.0.1:9/failed" }
    for (const shop_order_id of ["a b", "b", "c", "d"]) await world.call("/invoice/create", { shop_order_id, ...urls })
    await send("/callbacks/scripts", { script: { hold: true }, reference: "a b" })
    await send("/payments/a%20b/pay", { amount: "1.00" })
    expect(world.received).toHaveLength(0)
    expect(await send("/callbacks/release", { order: "reverse" })).toEqual({ sent: 1 })
    await send("/payments/b/reject", { reason: "No" })
    await send("/payments/c/expire")
    await send("/payments/d/pay")
    await send("/payments/d/refund", { status: 9 })
    await send("/payments/d/callback", { text: "success", script: { forged: true } })
    await send("/payments/c/status", { status: 3 })
    const operations: ReadonlyArray<{ status: number }> = await get("/operations")
    expect(operations.map(({ status }) => status)).toEqual([12, 6, 3, 9])
    const deliveries: ReadonlyArray<Record<string, unknown>> = await get("/callbacks")
    expect(deliveries.map(({ status }) => status)).toEqual([
      "recalculated",
      "rejected",
      "rejected",
      "success",
      "success"
    ])
    expect(deliveries.every((delivery) => !("body" in delivery))).toBe(true)
    expect(
      (await world.feennex.fetch(post(`${origin}/_sandbox/payments/d/receipt`, { status: "succeeded" }))).status
    ).toBe(404)
  })

  it("switches settings, accounts and balances, and resets everything", async () => {
    const world = setUp()
    const { get, send, admin } = client(world)
    await send("/settings", { psData: "text", uniqueOrders: true })
    expect(await get("/settings")).toMatchObject({ psData: "text", uniqueOrders: true })
    await send("/accounts", { account: "4111111111111111", providerStatus: 2 })
    expect((await world.call("/check_account")).data).toMatchObject({ provider_status: 2, result: false })
    await send("/balances", { currency: "840", available: "0.5" })
    expect((await world.call("/withdraw/create")).error_code).toBe(9)
    await world.call("/withdraw/status")
    await world.call("/withdraw/status")
    expect(await get("/violations")).toMatchObject([{ kind: "tooEarly" }])
    await send("/faults", { fault: { kind: "truncate" } })
    await admin("DELETE", "/faults")
    expect(await get("/faults")).toEqual([])
    await send("/reset")
    expect(await get("/settings")).toEqual(Feennex.defaultSettings)
    expect([await get("/journal"), await get("/violations")]).toEqual([[], []])
    expect((await world.call("/withdraw/create")).error_code).toBe(0)
  })

  it.each([
    ["/faults", { fault: { kind: "nothing" } }],
    ["/faults", { fault: {} }],
    ["/faults", {}],
    ["/faults", { fault: { kind: "delay" } }],
    ["/faults", { fault: { kind: "delay", ms: -1 } }],
    ["/faults", { fault: { kind: "html", code: 1 } }],
    ["/faults", { fault: { kind: "rateLimit" } }],
    ["/faults", { fault: { kind: "rateLimit", retryAfter: "1\r\nset-cookie: a" } }],
    ["/faults", { fault: { kind: "wire" } }],
    ["/faults", { fault: { kind: "wire", encoding: "zip" } }],
    ["/faults", { fault: { kind: "change", members: {} } }],
    ["/payways", { name: "account_rub", currency: "643" }],
    ["/payways", { name: "account_rub", currency: "643", kind: "bank", accountFields: { bic: {} } }],
    ["/settings", { payoutIds: "roman" }],
    ["/faults", { fault: { kind: "answer", status: 99, body: "" } }],
    ["/faults", { fault: { kind: "resetAfter" }, refrence: "p-1" }],
    ["/faults", { fault: { kind: "refuse" }, reference: "p-1" }],
    ["/faults", "text"],
    ["/plans", { kind: "payout", steps: [{ status: "paid", after: 0 }] }],
    ["/plans", { kind: "bill", steps: [] }],
    ["/plans", { kind: "payout" }],
    ["/settings", { psData: "xml" }],
    ["/settings", { notFoundCode: 8 }],
    ["/accounts", { account: "1", providerStatus: 4 }],
    ["/balances", { currency: "840", available: "much" }],
    ["/callbacks/scripts", { script: { early: true } }],
    ["/callbacks/scripts", { script: { changes: { status: 1 } } }],
    ["/clock/advance", { ms: "1" }],
    ["/payments/o-1/pay", { amount: "0" }],
    ["/payments/o-1/refund", { status: 4 }]
  ])("refuses what would do nothing: %s %o", async (path, value) => {
    const world = setUp()
    await world.call("/invoice/create")
    const response = await client(world).admin("POST", path, value)
    expect(response.status).toBe(400)
    expect(((await response.json()) as { error: string }).error).not.toBe("")
  })

  it("answers 404 for what does not exist, and 400 for what is not JSON", async () => {
    const world = setUp()
    const { admin } = client(world)
    expect((await admin("POST", "/payments/nobody/pay", {})).status).toBe(404)
    expect((await admin("POST", "/payouts/nobody/status", { status: 5 })).status).toBe(404)
    expect((await admin("PUT", "/faults", {})).status).toBe(404)
    expect((await admin("POST", "/payments/%ff/pay", {})).status).toBe(400)
    expect((await world.feennex.fetch(post(`${origin}/_sandbox/faults`, "{"))).status).toBe(400)
  })

  it("leaves a clock alone that its owner moves", async () => {
    const { now, sleep } = Clock.manual()
    const clock = { now, sleep }
    const feennex = Feennex.make({ clock: clock as Clock.Controlled })
    const response = await feennex.fetch(post(`${origin}/_sandbox/clock/advance`, { ms: 1 }))
    expect(response.status).toBe(400)
  })

  it("lists every route, and the README has the same list", async () => {
    const { routes } = (await client(setUp()).get("")) as { routes: ReadonlyArray<string> }
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    for (const route of routes) {
      const [method = "", path = ""] = route.split(/\s+/)
      expect(readme).toContain(`\`${method} ${path}\``)
    }
    expect(routes.length).toBeGreaterThan(25)
  })
})
