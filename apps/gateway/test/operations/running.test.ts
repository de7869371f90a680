import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayout, open, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators } from "./support/simulators.ts"

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

describe("a running worker", { timeout: 180_000 }, () => {
  it("processes payouts to a final state by itself, and answers as soon as they were submitted", async () => {
    const simulators = makeSimulators({ p2p: { plan: [{ status: "successful", after: 100 }] } })
    const running = await open(simulators, database.layer, { config: configOf("p2p"), worker: { isRunning: true } })
    app = running
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => createPayout(running, `running-${n}`)))
    const settling = running.run(running.core.payouts.settled(ids[0]!, 20))
    for (const id of ids) {
      // Nobody drives it: the test only lets time go by, in small steps, until it has done its work.
      for (let step = 0; step < 3000 && (await payout(running, id)).status !== "paid"; step += 1) {
        await simulators.clock.advance(10)
      }
      assert.strictEqual((await payout(running, id)).status, "paid", (await summaries(running, id)).join("\n"))
    }
    assert.include(["processing", "paid"], (await settling).status)
    for (let n = 0; n < 20; n += 1) assert.deepStrictEqual(simulators.paid(`running-${n}`), [0, 1])
  })

  it("ends only after what it has begun is recorded", async () => {
    // Another world, whose provider gives the same ids.
    await database.empty()
    const simulators = makeSimulators({ p2p: { plan: [{ status: "expectation", after: 0 }] } })
    const sending = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const running = await open(simulators, database.layer, {
      config: configOf("p2p"),
      worker: { isRunning: true },
      transport: async (request, line) => {
        sending.resolve()
        await answer.promise
        return simulators.transport(request, line)
      }
    })
    const id = await createPayout(running, "draining-1")
    await sending.promise
    let isClosed = false
    const closing = running.close().then(() => {
      isClosed = true
    })
    // Everything that can happen without the provider's answer happens.
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate)
    assert.isFalse(isClosed)
    answer.resolve()
    await closing
    const after = await open(simulators, database.layer, { config: configOf("p2p") })
    app = after
    assert.strictEqual((await payout(after, id)).status, "processing")
  })
})
