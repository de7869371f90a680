import type { Fetch } from "@switchyard/sandbox"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayout, open, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "./support/simulators.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

const start = async (route: ReadonlyArray<string>, simulators: Simulators = makeSimulators()) => {
  await database.empty()
  app = await open(simulators, database.layer, { config: configOf(...route) })
  return { app, simulators }
}

afterEach(async () => {
  await app?.close()
  app = undefined
})

describe("payouts processed by the worker", { timeout: 180_000 }, () => {
  it("are paid through the P2P platform, whose callback leads to one read", async () => {
    const { app, simulators } = await start(["p2p"])
    const id = await createPayout(app, "payout-1")
    assert.strictEqual((await payout(app, id)).status, "created")
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "processing")
    await app.later(10)
    const paid = await payout(app, id)
    assert.strictEqual(paid.status, "paid", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(paid.settled, { value: "1500.00", currency: "RUB" })
    assert.strictEqual(paid.destination.account, "************1111")
    assert.strictEqual(paid.receipts.length, 2)
    assert.deepStrictEqual(simulators.reads("payout-1"), [0, 1])
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
  })

  it("are paid through Feennex, which is polled", async () => {
    const { app, simulators } = await start(["feennex"])
    const id = await createPayout(app, "payout-2")
    await app.later(61)
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(simulators.paid("payout-2"), [1, 0])
    assert.deepStrictEqual(simulators.feennex.admin.violations(), [])
  })

  it("go to the next provider after a refusal", async () => {
    const { app, simulators } = await start(["p2p", "feennex"])
    simulators.p2p.admin.fault({ kind: "error", message: "low balance" }, { endpoint: "create_pay_out" })
    const id = await createPayout(app, "payout-3")
    await app.later(61)
    const paid = await payout(app, id)
    assert.strictEqual(paid.status, "paid")
    assert.strictEqual(paid.provider, "feennex")
    assert.strictEqual(paid.attempts, 2)
    assert.deepStrictEqual(simulators.paid("payout-3"), [1, 0])
  })

  it("are looked up and never sent again when the answer is lost", async () => {
    const { app, simulators } = await start(["p2p", "feennex"])
    simulators.p2p.admin.fault({ kind: "resetAfter" }, { endpoint: "create_pay_out" })
    const id = await createPayout(app, "payout-4")
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "unknown")
    await app.later(120)
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(simulators.paid("payout-4"), [0, 1])
    assert.deepStrictEqual(simulators.creates("payout-4"), [0, 1])
  })

  it("are sent again under the same id when they never arrived and the provider refuses duplicates", async () => {
    const { app, simulators } = await start(["feennex", "p2p"])
    simulators.feennex.admin.fault({ kind: "resetBefore" }, { endpoint: "/withdraw/create" })
    const id = await createPayout(app, "payout-5")
    await app.later(15 * 60)
    assert.strictEqual((await payout(app, id)).status, "unknown")
    assert.deepStrictEqual(simulators.creates("payout-5"), [1, 0])
    await app.later(15 * 60)
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(simulators.creates("payout-5"), [2, 0])
    assert.deepStrictEqual(simulators.paid("payout-5"), [1, 0])
    assert.deepStrictEqual(simulators.feennex.admin.violations(), [])
  })

  it("are settled by the status call where the P2P platform's answers have no ok, and paid once", async () => {
    const wrap =
      (_: string, fetch: Fetch): Fetch =>
      async (...asked) => {
        const answer = await fetch(...asked)
        return new Response((await answer.text()).replace('"ok":true,', ""), { status: answer.status })
      }
    const { app, simulators } = await start(["p2p", "feennex"], makeSimulators({ wrap }))
    const id = await createPayout(app, "payout-9")
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "unknown")
    await app.later(120)
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(simulators.paid("payout-9"), [0, 1])
    assert.deepStrictEqual(simulators.creates("payout-9"), [0, 1])
  })

  it("are left to a person when the P2P platform can never be asked", async () => {
    const { app, simulators } = await start(["p2p", "feennex"])
    simulators.p2p.admin.fault({ kind: "resetBefore" }, { endpoint: "create_pay_out" })
    const id = await createPayout(app, "payout-6")
    await app.later(10 * 24 * 3600)
    assert.strictEqual((await payout(app, id)).status, "needs_review", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(simulators.creates("payout-6"), [0, 1])
    assert.deepStrictEqual(simulators.p2p.admin.violations(), [])
  })

  it("wait while nobody listens, and are paid once when they are back", async () => {
    const { app, simulators } = await start(["p2p"])
    simulators.down.add("8082")
    const id = await createPayout(app, "payout-7")
    await app.later(60)
    assert.strictEqual((await payout(app, id)).status, "submitting")
    simulators.down.clear()
    await app.later(300)
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(simulators.paid("payout-7"), [0, 1])
  })

  it("that somebody else has made under the same reference are for a person, and never adopted", async () => {
    const { app, simulators } = await start(["feennex"])
    await createPayout(app, "payout-8")
    await app.due()
    // Another gateway with the same shop, and with records of its own.
    await database.empty()
    const id = await createPayout(app, "payout-8")
    await app.later(120)
    const found = await payout(app, id)
    assert.strictEqual(found.status, "needs_review")
    assert.strictEqual(found.settled, null)
    assert.deepStrictEqual(simulators.paid("payout-8"), [1, 0])
  })
})
