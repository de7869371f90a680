/** Stripe on a real socket: its first words, and what it delivers. */
import { afterEach, expect, it } from "vitest"
import { Clock } from "../../src/index.ts"
import { card, errorOf, onSockets } from "./support.ts"

let running: Awaited<ReturnType<typeof onSockets>> | undefined

const start = async (...options: Parameters<typeof onSockets>) => {
  running = await onSockets(...options)
  return running
}

afterEach(async () => {
  await running?.close()
  running = undefined
})

it("creates a payment and reads it, on the clock of the other providers", async () => {
  const { clock, get, post, sandbox, url } = await start()
  const made = await post("/v1/payment_intents", card(), { idempotencyKey: "key-1" })
  expect([made.status, made.body.status]).toEqual([200, "succeeded"])
  expect(made.headers.get("idempotency-key")).toBe("key-1")
  expect(made.headers.get("stripe-version")).toBe("2026-10-28.endive")
  expect(made.headers.get("request-id")).toMatch(/^req_\w{14}$/)
  const read = await get(`/v1/payment_intents/${String(made.body.id)}`)
  expect(read.body).toEqual(made.body)
  const clocks = await Promise.all(
    [sandbox.feennex.url, url].map(async (base) => (await fetch(`${base}/_sandbox/clock`)).json())
  )
  expect(clocks[0]).toEqual(clocks[1])
  expect(clocks[1]).toMatchObject({ now: clock.now() })
})

it("knows nobody without a key, and no other address", async () => {
  const { get, post } = await start()
  expect((await get("/v1/balance", {}, { key: null })).status).toBe(401)
  expect((await get("/v1/balance", {}, { key: "sk_test_other" })).status).toBe(401)
  const elsewhere = await post("/v1/elsewhere")
  expect([elsewhere.status, errorOf(elsewhere)]).toEqual([
    404,
    { type: "invalid_request_error", message: expect.stringContaining("/v1/elsewhere") }
  ])
})

it("carries out what it then does not answer", async () => {
  const { admin, post } = await start()
  admin.fault({ kind: "resetAfter" }, { endpoint: "POST /v1/payment_intents", reference: "R-1" })
  await expect(post("/v1/payment_intents", card())).rejects.toThrow(TypeError)
  expect(admin.executions("R-1")).toMatchObject([{ kind: "payment_intent.create", amount: "10.99" }])
})

it("goes off line alone", async () => {
  const { admin, clock, get, sandbox } = await start()
  admin.offline(1000)
  await expect(get("/v1/balance")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } })
  expect((await fetch(`${sandbox.p2p.url}/_sandbox`)).status).toBe(200)
  await clock.advance(1000)
  expect((await get("/v1/balance")).status).toBe(200)
  expect(Clock.manual().now()).toBeLessThan(clock.now())
})
