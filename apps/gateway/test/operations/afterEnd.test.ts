/** What was paid is looked after: by itself where nobody calls back, seldom, and never more of it at once than there are places. */
import { Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import type { Endpoint } from "../../src/webhooks/Endpoint.ts"
import { refund, refundOf, rowOf } from "../refunds/support/app.ts"
import { rub } from "../refunds/support/bank.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import * as MemoryBank from "./support/memoryBank.ts"
import { makeSimulators } from "./support/simulators.ts"

const hour = 3600
const day = 24 * hour

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
afterEach(async () => {
  await app?.close()
  app = undefined
})

const endpoints: ReadonlyArray<Endpoint> = [
  { url: "https://shop.test/hooks", secrets: [Redacted.make("whsec_AAAA")], events: ["*"], allowPrivateTargets: false }
]

const keys = { current: Redacted.make(new Uint8Array(32).fill(7)), previous: [] }

const start = async (options: object = {}) => {
  await database.empty()
  const bank = MemoryBank.make()
  const simulators = makeSimulators()
  const config = MemoryBank.configOf(options)
  const of = await open(simulators, database.layer, { config, keys, load: bank.load, runner: { endpoints } })
  app = of
  const simulator = bank.simulator()
  const reads = () => simulator.received().filter(({ path }) => path.endsWith("/get")).length
  const callBack = async (kind: "payment" | "payout", reference: string, changes: object = {}) => {
    await of.run(of.core.receiveCallback("bank", simulator.callback(kind, reference, changes)))
    await of.due()
  }
  return { of, simulator, simulators, reads, callBack }
}

const announced = async (id: string) =>
  (await database.sql<{ type: string }>(`SELECT type FROM delivery WHERE operation = '${id}' ORDER BY seq`)).map(
    ({ type }) => type
  )

const paidPayout = async ({ of, simulator }: Awaited<ReturnType<typeof start>>, reference = "out-1") => {
  const id = await createPayout(of, reference)
  await of.due()
  simulator.settle("payout", reference, "done")
  await of.later(600)
  assert.strictEqual((await payout(of, id)).status, "paid", (await summaries(of, id)).join("\n"))
  return id
}

const paidPayment = async ({ of, simulator }: Awaited<ReturnType<typeof start>>) => {
  const id = await createPayment(of, "pay-1", { amount: { value: "100.00", currency: "RUB" }, method: "page" })
  await of.due()
  simulator.settle("payment", "pay-1", "received")
  await of.later(600)
  assert.strictEqual((await payment(of, id)).status, "paid", (await summaries(of, id)).join("\n"))
  return id
}

describe("a payout that was paid", { timeout: 120_000 }, () => {
  it("and bounces is seen without a refresh, followed while it may be sent again, and told", async () => {
    const world = await start()
    const { of, simulator } = world
    const id = await paidPayout(world)
    simulator.settle("payout", "out-1", "bouncing", { code: "account_closed" })
    await of.later(7 * hour)
    const bounced = await payout(of, id)
    assert.deepInclude(bounced, { status: "returning" }, (await summaries(of, id)).join("\n"))
    assert.deepInclude(bounced.failure, { reason: "DestinationInvalid" })
    simulator.settle("payout", "out-1", "done")
    await of.later(2 * hour)
    const again = await payout(of, id)
    assert.deepInclude(again, { status: "paid", failure: null }, (await summaries(of, id)).join("\n"))
    simulator.settle("payout", "out-1", "refused", { code: "recipient_refused" })
    await of.later(7 * hour)
    assert.deepInclude((await payout(of, id)).failure, { reason: "RecipientRejected" })
    assert.deepStrictEqual(await announced(id), [
      "payout.processing",
      "payout.paid",
      "payout.returning",
      "payout.updated",
      "payout.returned"
    ])
    assert.strictEqual(simulator.ledger("payout").length, 1)
  })

  it("costs as many reads as its schedule has, and none after its time", async () => {
    const world = await start()
    const { of, reads } = world
    await paidPayout(world)
    const before = reads()
    await of.later(30 * day)
    // 6 h, 1 d and 3 d apart, and then every week.
    assert.strictEqual(reads() - before, 6)
    await of.later(151 * day)
    const all = reads()
    assert.isAtMost(all - before, 29)
    await of.later(60 * day)
    assert.strictEqual(reads(), all)
  })

  it("is read after a verified callback at once, however many come, and each week otherwise", async () => {
    const world = await start({ callbackKey: "c" })
    const { callBack, of, reads, simulator } = world
    const id = await paidPayout(world)
    const before = reads()
    await of.later(6 * day)
    assert.strictEqual(reads(), before)
    simulator.settle("payout", "out-1", "returned", { code: "account_closed" })
    for (let n = 0; n < 20; n += 1) await callBack("payout", "out-1", { status: `s${n}` })
    assert.strictEqual((await payout(of, id)).status, "returned", (await summaries(of, id)).join("\n"))
    assert.strictEqual(reads() - before, 1)
    await of.later(8 * day)
    assert.isAtMost(reads() - before, 3)
  })
})

describe("a payment that was paid", { timeout: 120_000 }, () => {
  it("shows and tells that it is disputed, and what others have paid back", async () => {
    const world = await start()
    const { of, simulator } = world
    const id = await paidPayment(world)
    const dispute = simulator.dispute("pay-1", { amount: rub("30.00"), status: "open" })
    await of.later(7 * hour)
    assert.strictEqual(Number((await payment(of, id)).disputed?.value), 30, (await summaries(of, id)).join("\n"))
    simulator.refund("pay-1", { amount: rub("20.00"), status: "paid_back" })
    await of.later(day)
    const shown = await payment(of, id)
    assert.deepStrictEqual([Number(shown.disputed?.value), Number(shown.refundedAmount?.value)], [30, 20])
    assert.strictEqual(shown.status, "paid")
    simulator.settleDispute("pay-1", dispute, "lost")
    simulator.refund("pay-1", { amount: rub("50.00"), status: "paid_back" })
    await of.later(3 * day)
    assert.strictEqual(Number((await payment(of, id)).refundedAmount?.value), 70)
    assert.deepStrictEqual(await announced(id), [
      "payment.awaiting_payer",
      "payment.paid",
      "payment.disputed",
      "payment.updated",
      "payment.updated"
    ])
    const lines = (await summaries(of, id)).filter((line) => line.includes("→") && line.startsWith("read"))
    assert.deepStrictEqual(lines, [
      "read: disputed: 0 → 30 RUB",
      "read: paid back elsewhere: 0 → 20 RUB",
      "read: paid back elsewhere: 20 → 70 RUB"
    ])
  })

  it("is read after a verified callback about a dispute or a refund of it", async () => {
    const world = await start({ callbackKey: "c" })
    const { callBack, of, simulator } = world
    const id = await paidPayment(world)
    simulator.dispute("pay-1", { amount: rub("30.00"), status: "open" })
    await callBack("payment", "pay-1", { about: { kind: "dispute", amount: rub("30.00") } })
    await of.later(120)
    assert.strictEqual(Number((await payment(of, id)).disputed?.value), 30, (await summaries(of, id)).join("\n"))
    assert.include(await announced(id), "payment.disputed")
  })

  it("is looked after as long as the latest of its refunds", async () => {
    const world = await start()
    const { of, simulator } = world
    const id = await paidPayment(world)
    await of.later(170 * day)
    await of.run(of.core.payments.refresh(id))
    const back = await refund(of, id, "re-1", "40.00")
    await of.later(hour)
    simulator.settle("refund", "re-1", "paid_back")
    await of.later(day)
    assert.strictEqual((await refundOf(of, back)).status, "succeeded", (await summaries(of, back)).join("\n"))
    await of.later(100 * day)
    const row = await rowOf(of, id)
    assert.strictEqual(row.step, "sweep")
    assert.strictEqual(row.bulkhead, "bank/ended")
    simulator.dispute("pay-1", { amount: rub("60.00"), status: "open" })
    await of.later(8 * day)
    assert.strictEqual(Number((await payment(of, id)).disputed?.value), 60)
  })
})
