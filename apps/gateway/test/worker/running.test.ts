import { Clock } from "@switchyard/sandbox"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayout, open, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeFar } from "./support/far.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
}, 60_000)
afterAll(() => database.close())
afterEach(async () => {
  await app?.close()
  app = undefined
})

describe("a running worker", { timeout: 60_000 }, () => {
  it("carries payouts to their end by itself, and answers as soon as they were submitted", async () => {
    const far = makeFar({ clock: Clock.system(), p2p: { plan: [{ status: "successful", after: 100 }] } })
    const running = await open(far, database.layer, { config: configOf("p2p"), worker: { isRunning: true } })
    app = running
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => createPayout(running, `running-${n}`)))
    const settled = await running.run(running.core.payouts.settled(ids[0]!, 20))
    assert.include(["processing", "paid"], settled.status)
    const until = Date.now() + 30_000
    for (const id of ids) {
      while ((await payout(running, id)).status !== "paid" && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      assert.strictEqual((await payout(running, id)).status, "paid", (await summaries(running, id)).join("\n"))
    }
    for (let n = 0; n < 20; n += 1) assert.deepStrictEqual(far.paid(`running-${n}`), [0, 1])
  })

  it("ends only after what it has begun is recorded", async () => {
    const far = makeFar({ clock: Clock.system(), p2p: { plan: [{ status: "expectation", after: 0 }] } })
    let began = () => {}
    const sending = new Promise<void>((resolve) => {
      began = resolve
    })
    const running = await open(far, database.layer, {
      config: configOf("p2p"),
      worker: { isRunning: true },
      transport: async (request, line) => {
        began()
        await new Promise((resolve) => setTimeout(resolve, 300))
        return far.transport(request, line)
      }
    })
    const id = await createPayout(running, "draining-1")
    await sending
    await running.close()
    const after = await open(far, database.layer, { config: configOf("p2p") })
    app = after
    assert.strictEqual((await payout(after, id)).status, "processing")
  })
})
