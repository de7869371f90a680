/** Refunds, and periods that are pulled, through the face over the real core and the reference provider. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import * as MemoryBank from "../operations/support/memoryBank.ts"
import { keys, paymentBody } from "./support/api.ts"
import { configured } from "./support/durable.ts"

let database: Database
let gateway: Awaited<ReturnType<typeof configured>>
let bank: ReturnType<typeof MemoryBank.make>

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
beforeEach(async () => {
  bank = MemoryBank.make()
  gateway = await configured(database, MemoryBank.configOf({ duplicates: "refused" }), { load: bank.load })
})
afterEach(() => gateway.dispose())

const ask = (path: string, body: object, key = keys.merchant, idempotencyKey = "k1") =>
  gateway.ask("POST", `/v1/${path}`, { body, key, headers: { "idempotency-key": idempotencyKey } })

/** A payment of 1500.00 that is paid, in this context. */
const paid = async (context: object | undefined = undefined) => {
  const body = {
    ...paymentBody("pay-1"),
    method: "page",
    ...(context === undefined ? {} : { provider: "bank", context })
  }
  const { json, status } = await ask("payments", body, keys.merchant, "paying")
  expect(status).toBe(201)
  await gateway.app.due()
  bank.simulator().settle("payment", "pay-1", "received")
  await gateway.app.later(600)
  expect((await gateway.ask("GET", `/v1/payments/${json.id}`)).json.status).toBe("paid")
  return json.id as string
}

const count = async () => Number((await database.sql<{ n: bigint }>("SELECT count(*) AS n FROM operation"))[0]?.n)

describe("a refund", () => {
  it("is created once, answered the same under its key, shown by its payment, and carried out", async () => {
    const payment = await paid()
    const body = { reference: "re-1", payment, amount: { value: "600.00", currency: "RUB" } }
    const first = await ask("refunds", body)
    expect([first.status, first.json.payment, first.headers.get("idempotency-replayed")]).toEqual([201, payment, null])
    const again = await ask("refunds", body)
    expect([again.status, again.headers.get("idempotency-replayed"), again.json]).toEqual([201, "true", first.json])
    const { json: listed } = await gateway.ask("GET", `/v1/refunds?payment=${payment}`)
    expect(listed.data.map(({ id }: { readonly id: string }) => id)).toEqual([first.json.id])
    await gateway.app.later(60)
    bank.simulator().settle("refund", "re-1", "paid_back")
    await gateway.app.later(3600)
    expect((await gateway.ask("GET", `/v1/refunds/${first.json.id}`)).json.status).toBe("succeeded")
    const more = await ask(
      "refunds",
      { ...body, reference: "re-2", amount: { value: "900.01", currency: "RUB" } },
      keys.merchant,
      "k2"
    )
    expect([more.status, more.json.code, more.json.left.value]).toEqual([409, "exceeds_captured", "900.00"])
  })

  it("of a payment in a context is refused to a key that may not name it, and nothing is taken", async () => {
    const payment = await paid({ subAccount: "s-1" })
    const before = await count()
    const body = { reference: "re-1", payment }
    const refused = await ask("refunds", body, keys.operator)
    expect([refused.status, refused.json.errors]).toEqual([
      422,
      [{ path: "context.subAccount", reason: "is not what this API key may name" }]
    ])
    expect(await count()).toBe(before)
    expect((await ask("refunds", body)).status).toBe(201)
  })

  it("that its provider would refuse is refused by name, and takes no place of its payment", async () => {
    const payment = await paid()
    const before = await count()
    const body = { reference: "re-1", payment, providerOptions: { anything: 1 } }
    const refused = await ask("refunds", body)
    expect([refused.status, refused.json.code]).toEqual([422, "invalid_field"])
    expect(refused.json.errors[0].path).toMatch(/^providerOptions/)
    expect(await count()).toBe(before)
    const whole = await ask("refunds", { reference: "re-1", payment }, keys.merchant, "k2")
    expect([whole.status, whole.json.amount.value]).toEqual([201, "1500.00"])
  })
})

describe("a period that is pulled", () => {
  it("again while all of it was there is answered with the same report, and says so", async () => {
    await gateway.app.later(48 * 3600)
    const day = (at: number) => new Date(at).toISOString().slice(0, 10)
    const now = gateway.simulators.clock.now()
    const body = { provider: "bank", period: { from: day(now - 48 * 3_600_000), to: day(now - 24 * 3_600_000) } }
    const first = await gateway.ask("POST", "/v1/settlement-reports", { body })
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null])
    const again = await gateway.ask("POST", "/v1/settlement-reports", { body })
    expect([again.status, again.headers.get("idempotency-replayed"), again.json]).toEqual([201, "true", first.json])
  })
})
