/** While the clocks do not agree nothing begins because of the time, and no time that has passed proves anything. */
import { Effect } from "effect"
import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { type App, createPayout, open, payout, summaries } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "../operations/support/simulators.ts"

let database: Database
let simulators: Simulators
let app: App
let isAgreed = true

const start = async (...route: ReadonlyArray<string>) => {
  simulators = makeSimulators()
  const source = { millis: Effect.sync(simulators.clock.now), isAgreed: Effect.sync(() => isAgreed) }
  app = await open(simulators, database.layer, { config: configOf(...route), source })
}

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
beforeEach(() => {
  isAgreed = true
  return database.empty()
})
afterEach(() => app.close())

describe("while the clocks do not agree", { timeout: 180_000 }, () => {
  it("what was claimed is not sent, nor written down as if it were, and goes on as soon as they do", async () => {
    await start("p2p")
    const id = await createPayout(app, "payout-1")
    isAgreed = false
    await app.later(60)
    assert.strictEqual((await payout(app, id)).status, "created")
    assert.deepStrictEqual(await app.run(app.store.attempts(id)), [])
    assert.deepStrictEqual(simulators.creates("payout-1"), [0, 0])
    isAgreed = true
    await app.later(10)
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
  })

  it("'not found' is told and counts for nothing, however often and however late", async () => {
    await start("feennex")
    simulators.feennex.admin.fault({ kind: "resetBefore" }, { endpoint: "/withdraw/create" })
    const id = await createPayout(app, "payout-1")
    await app.due()
    isAgreed = false
    await app.later(2 * 3600)
    const told = (await summaries(app, id)).filter((line) => line.includes("not found"))
    assert.isAbove(told.length, 5)
    assert.deepStrictEqual(simulators.creates("payout-1"), [1, 0])
    assert.isNull((await app.run(app.store.find(id)))?.facts.search.absent)
    isAgreed = true
    await app.later(3600)
    const timeline = (await summaries(app, id)).join("\n")
    assert.deepStrictEqual(simulators.creates("payout-1"), [2, 0], timeline)
    assert.deepStrictEqual(simulators.paid("payout-1"), [1, 0], timeline)
  })
})
