/** An unhealthy provider gets nothing new, keeps what it holds, and nobody is failed for it: breaker, worker and database together. */
import { Effect, Exit, Scope } from "effect"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { Health, type Service } from "../../src/health/Health.ts"
import { layer as healthLayer } from "../health/alone.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "./support/simulators.ts"

const p2pPort = "8082"
const feennexPort = "8081"

let database: Database
let scope: Scope.Closeable
let health: Service
let simulators: Simulators
let app: App

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

beforeEach(async () => {
  await database.empty()
  scope = await Effect.runPromise(Scope.make())
  health = Context.get(await Effect.runPromise(Layer.buildWithScope(healthLayer, scope)), Health)
})

afterEach(async () => {
  await app.close()
  await Effect.runPromise(Scope.close(scope, Exit.void))
})

const start = async (...route: ReadonlyArray<string>) => {
  simulators = makeSimulators()
  app = await open(simulators, database.layer, { config: configOf(...route), runner: { guard: health } })
}

const leftOut = (instance: string) => `attempt: ${instance} left out: its circuit is open`

const circuit = async (instance: string) => (await app.run(health.of(instance))).circuit

describe("an unhealthy provider", { timeout: 180_000 }, () => {
  it("gets nothing new after five failures, while another one can take it", async () => {
    await start("p2p", "feennex")
    simulators.down.add(p2pPort)
    for (let n = 1; n <= 7; n += 1) {
      await createPayout(app, `pass-${n}`)
      await app.due()
    }
    assert.strictEqual(await circuit("p2p"), "open")
    const { data } = await app.run(app.core.payouts.list({ limit: 10 }))
    assert.deepStrictEqual(
      data.map(({ attempts, provider, reference }) => [reference, provider, attempts]),
      [7, 6, 5, 4, 3, 2, 1].map((n) => [`pass-${n}`, "feennex", n <= 5 ? 2 : 1])
    )
    for (const { id, reference } of data) {
      const lines = (await summaries(app, id)).filter((line) => line === leftOut("p2p"))
      assert.lengthOf(lines, reference === "pass-6" || reference === "pass-7" ? 1 : 0, reference)
    }
  })

  it("that is the only one lets payouts wait however long, and processes them when it is healthy again", async () => {
    await start("p2p")
    simulators.down.add(p2pPort)
    const ids: Array<string> = []
    for (let n = 1; n <= 8; n += 1) ids.push(await createPayout(app, `waits-${n}`))
    await app.later(2 * 3600)
    for (const id of ids) {
      const lines = await summaries(app, id)
      // One before it was tried for the first time and one after each trial, not one for every round of two hours.
      const leftOuts = lines.filter((line) => line === leftOut("p2p")).length
      assert.isAtLeast(leftOuts, 1)
      assert.isAtMost(leftOuts, lines.filter((line) => line.includes(": sent to p2p")).length + 1)
      assert.include(["created", "submitting"], (await payout(app, id)).status, (await summaries(app, id)).join("\n"))
    }
    simulators.down.delete(p2pPort)
    await app.later(1800)
    assert.strictEqual(await circuit("p2p"), "closed")
    for (const [n, id] of ids.entries()) {
      assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
      assert.deepStrictEqual(simulators.paid(`waits-${n + 1}`), [0, 1])
    }
  })

  it("lets payments wait as well", async () => {
    await start("p2p")
    simulators.down.add(feennexPort)
    const ids = [await createPayment(app, "payment-1"), await createPayment(app, "payment-2")]
    await app.later(1800)
    assert.strictEqual(await circuit("feennex"), "open")
    for (const id of ids) assert.include(["created", "submitting"], (await payment(app, id)).status)
    simulators.down.delete(feennexPort)
    await app.later(1800)
    for (const id of ids) assert.notInclude(["created", "submitting", "failed"], (await payment(app, id)).status)
  })

  it("is still asked about what it holds, and gets new ones again as soon as it answers", async () => {
    await start("feennex")
    const id = await createPayout(app, "held-1")
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "processing")
    simulators.down.add(feennexPort)
    for (let n = 1; n <= 6; n += 1) {
      await createPayout(app, `new-${n}`)
      await app.due()
    }
    assert.strictEqual(await circuit("feennex"), "open")
    const sent = simulators.creates("new-6")
    // Its answers reach us again: the first read that gets one closes the circuit, long before it would be tried.
    simulators.down.delete(feennexPort)
    const [before] = simulators.reads("held-1")
    await app.run(app.core.payouts.refresh(id))
    assert.deepStrictEqual([simulators.reads("held-1")[0], simulators.creates("new-6")], [before! + 1, sent])
    assert.strictEqual(await circuit("feennex"), "closed")
  })
})
