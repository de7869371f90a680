/** Two instances that lead to one account, each of which hears of everything in it: what the one has is no second one at the other. */
import { plugin } from "@switchyard/memory"
import { DateTime, Effect } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import * as MemoryBank from "./support/memoryBank.ts"
import { makeSimulators } from "./support/simulators.ts"

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

const start = async () => {
  await database.empty()
  const simulators = makeSimulators()
  const bank = MemoryBank.make()
  // Both names are of the same provider, and so of the same books.
  const load = async () => {
    const loaded = await bank.load()
    const making: typeof plugin.make = (options, instance) =>
      Effect.map(
        loaded.plugin.make(options, { ...instance, name: "bank" }),
        ({ payments, payouts, refunds, ...rest }) => ({
          ...rest,
          ...(payments && { payments: { ...payments, provider: instance.name } }),
          ...(payouts && { payouts: { ...payouts, provider: instance.name } }),
          ...(refunds && { refunds: { ...refunds, provider: instance.name } })
        })
      )
    return { plugin: { ...plugin, make: making } }
  }
  const one = { account: "m-1", secretKey: "s", callbackKey: "hush" }
  const of = await open(simulators, database.layer, { config: MemoryBank.pairOf(one, one), load })
  app = of
  const simulator = bank.simulator()
  const callBack = async (at: string, kind: "payment" | "payout", reference: string) => {
    const now = DateTime.makeUnsafe(simulators.clock.now())
    const { body, headers, path } = simulator.callback(kind, reference, { at: now })
    await of.run(of.core.receiveCallback(at, { body, headers, path }))
    await of.due()
  }
  return { of, simulator, callBack }
}

const anomaliesOf = async (of: App, id: string) =>
  (await of.run(of.store.timeline(id))).flatMap(({ details }) =>
    details.anomaly === undefined ? [] : [details.anomaly]
  )

describe("an account to which two names lead", { timeout: 60_000 }, () => {
  it("has a payment once: what the other name hears of it wakes its holder, and calls nobody", async () => {
    const { callBack, of, simulator } = await start()
    const id = await createPayment(of, "pay-1", { method: "page" })
    await of.later(30)
    simulator.settle("payment", "pay-1", "received")
    await callBack("other", "payment", "pay-1")
    await of.later(120)
    const told = (await summaries(of, id)).join("\n")
    assert.deepInclude(await payment(of, id), { status: "paid", provider: "bank" }, told)
    assert.deepStrictEqual(await anomaliesOf(of, id), [], told)
    assert.deepStrictEqual(await database.sql("SELECT 1 FROM side_read"), [])
    await callBack("other", "payment", "pay-1")
    await of.later(3600)
    assert.strictEqual((await payment(of, id)).status, "paid")
  })

  it("has a payout once, whichever of its names the callback comes by", async () => {
    const { callBack, of, simulator } = await start()
    const id = await createPayout(of, "po-1")
    await of.later(2)
    for (const name of ["other", "bank"]) await callBack(name, "payout", "po-1")
    simulator.settle("payout", "po-1", "done")
    for (const name of ["other", "bank"]) await callBack(name, "payout", "po-1")
    await of.later(600)
    assert.deepInclude(await payout(of, id), { status: "paid", provider: "bank" })
    assert.deepStrictEqual(await anomaliesOf(of, id), [])
  })
})
