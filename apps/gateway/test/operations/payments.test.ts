import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayment, open, payment, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "./support/simulators.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

const start = async (simulators: Simulators = makeSimulators()) => {
  await database.empty()
  app = await open(simulators, database.layer, { config: configOf("feennex") })
  return { app, simulators }
}

afterEach(async () => {
  await app?.close()
  app = undefined
})

describe("payments processed by the worker", { timeout: 180_000 }, () => {
  it("tell their payer where to transfer to, and are paid on a read after the callback", async () => {
    const { app, simulators } = await start()
    const id = await createPayment(app, "order-1")
    await app.later(30)
    const waiting = await payment(app, id)
    assert.strictEqual(waiting.status, "awaiting_payer", (await summaries(app, id)).join("\n"))
    assert.strictEqual(waiting.next?.type, "transfer")
    await simulators.feennex.admin.pay("order-1")
    await app.later(120)
    const paid = await payment(app, id)
    assert.strictEqual(paid.status, "paid", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(paid.payerPaid, { value: "1500.00", currency: "RUB" })
    assert.strictEqual(paid.next, null)
    assert.deepStrictEqual(simulators.feennex.admin.violations(), [])
  })

  it("that were paid with another amount say what is missing", async () => {
    const { app, simulators } = await start()
    const id = await createPayment(app, "order-2")
    await app.later(30)
    await simulators.feennex.admin.pay("order-2", "1000.00")
    await app.later(120)
    const paid = await payment(app, id)
    assert.strictEqual(paid.status, "paid_other_amount", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(paid.shortfall, { value: "500.00", currency: "RUB" })
  })

  it("that failed and are paid late become paid on a provider read", async () => {
    const { app, simulators } = await start()
    const id = await createPayment(app, "order-3")
    await app.later(30)
    await simulators.feennex.admin.expire("order-3")
    await app.later(120)
    assert.strictEqual((await payment(app, id)).status, "failed", (await summaries(app, id)).join("\n"))
    await simulators.feennex.admin.setStatus("payment", "order-3", 4)
    await app.later(7 * 3600)
    assert.strictEqual((await payment(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
  })

  it("that are refunded after they were paid are found so when somebody asks, and not read by themselves", async () => {
    const { app, simulators } = await start()
    const id = await createPayment(app, "order-5")
    await app.later(30)
    await simulators.feennex.admin.pay("order-5")
    await app.later(120)
    const [reads] = simulators.reads("order-5")
    await simulators.feennex.admin.setStatus("payment", "order-5", 7)
    await app.later(3600)
    assert.deepStrictEqual([(await payment(app, id)).status, simulators.reads("order-5")[0]], ["paid", reads])
    await app.run(app.core.payments.refresh(id))
    assert.strictEqual((await payment(app, id)).status, "refunded")
  })

  it("are never sent twice: found without transfer data they end as canceled with AnswerLost", async () => {
    const { app, simulators } = await start()
    simulators.feennex.admin.fault({ kind: "resetAfter" }, { endpoint: "/invoice/create" })
    const id = await createPayment(app, "order-4", {
      method: "card",
      amount: { value: "10.00", currency: "USD" },
      payerEmail: "payer@shop.example"
    })
    await app.later(120)
    const lost = await payment(app, id)
    assert.strictEqual(lost.status, "canceled", (await summaries(app, id)).join("\n"))
    assert.strictEqual(lost.failure?.reason, "AnswerLost")
    assert.strictEqual(lost.next, null)
    assert.strictEqual(
      simulators.feennex.admin.journal({ endpoint: "/invoice/create" }).filter(({ acted }) => acted).length,
      1
    )
  })
})
