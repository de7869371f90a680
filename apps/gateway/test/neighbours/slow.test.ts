/** A provider that is slow takes nothing from another, nor its reads from its sends: places, bulkheads, side reads. */
import * as Sandbox from "@switchyard/sandbox"
import { Effect } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import type { Guard } from "../../src/operations/OperationRunner.ts"
import { type App, createPayout, open, payout, summaries } from "../operations/support/app.ts"
import { startPostgres } from "../operations/support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "../operations/support/simulators.ts"
import { comesAbout, openings, soon } from "./support.ts"

const { close, database, kept, node } = openings()
let server: Awaited<ReturnType<typeof startPostgres>>

beforeAll(async () => {
  server = await startPostgres()
}, 600_000)
afterAll(() => server.close())
afterEach(close)

interface Slow {
  /** Whether a request waits for 25 seconds before it is answered. */
  isSlow: (path: string) => boolean
  /** Sends to Feennex that are on their way, and the most there were at once; and reads. */
  sends: number
  most: number
  reads: number
}

// Feennex answers what is slow after 25 seconds, in the simulators' time.
const slowSimulators = () => {
  const clock = Sandbox.Clock.manual()
  const slow: Slow = { isSlow: () => false, sends: 0, most: 0, reads: 0 }
  const simulators = makeSimulators({
    clock,
    wrap: (to, fetch) =>
      to !== "feennex"
        ? fetch
        : async (request) => {
            const { pathname } = new URL(request instanceof Request ? request.url : request)
            const kind = pathname.endsWith("/create") ? "sends" : "reads"
            slow[kind] += 1
            slow.most = Math.max(slow.most, slow.sends)
            if (slow.isSlow(pathname)) await clock.sleep(25_000)
            slow[kind] -= 1
            return fetch(request)
          }
  })
  return { simulators, slow }
}

const isPaid = (app: App, id: string) => async () => (await payout(app, id)).status === "paid"
const isSent = (simulators: Simulators, reference: string) => () =>
  simulators.creates(reference).some((count) => count > 0)

const many = (app: App, count: number, extra: object) =>
  Promise.all(Array.from({ length: count }, (_, n) => createPayout(app, `slow-${n}`, extra)))

describe("a provider that answers after 25 seconds", { timeout: 600_000 }, () => {
  it("adds nothing to the payouts of another, however many wait for it", async () => {
    const { simulators, slow } = slowSimulators()
    slow.isSlow = () => true
    const app = await node(simulators, await database(server), { config: configOf("p2p", "feennex") })
    await many(app, 200, { provider: "feennex" })
    await soon("its places are taken", simulators, 1_000, () => slow.sends >= 64)
    const id = await createPayout(app, "quick", { provider: "p2p" })
    simulators.p2p.admin.plan([{ status: "successful", after: 100 }], { reference: "quick" })
    await soon("the other is sent", simulators, 1_000, isSent(simulators, "quick"))
    await soon("the other is paid", simulators, 5_000, isPaid(app, id))
    assert.strictEqual(slow.most, 64)
  })

  it("when it is read holds up nothing that is sent to it", async () => {
    const { simulators, slow } = slowSimulators()
    const app = await node(simulators, await database(server), { config: configOf("feennex") })
    simulators.feennex.admin.plan("payout", [{ status: 3, after: 0 }])
    const ids = await many(app, 150, {})
    const isProcessing = async () => {
      const { data } = await app.run(app.core.payouts.list({ status: "processing", limit: 200 }))
      return data.length === ids.length
    }
    await soon("all are followed", simulators, 5_000, isProcessing)
    slow.isSlow = (path) => path.includes("status")
    await soon("its reads are all on their way", simulators, 70_000, () => slow.reads >= 64, { step: 1_000, looks: 20 })
    await createPayout(app, "another")
    await soon("another is sent to it", simulators, 1_000, isSent(simulators, "another"))
  })

  it("has no more sends at once than its share, also of those whose first candidate was left out", async () => {
    const { simulators, slow } = slowSimulators()
    slow.isSlow = () => true
    // It is not known to be unhealthy yet when they are created, and is when they are carried out.
    const guard: Guard = {
      attempt: (instance, run) => (instance === "p2p" ? Effect.succeed(false) : Effect.as(run, true)),
      isUnhealthy: () => Effect.succeed(false),
      read: (_, run) => run
    }
    const records = await database(server)
    const app = await node(simulators, records, {
      config: configOf("p2p", "feennex"),
      runner: { guard },
      worker: { shareOf: () => ({ sends: 2, reads: 2 }) }
    })
    const ids = await many(app, 7, {})
    await soon("its places are taken", simulators, 1_000, () => slow.sends === 2)
    const isHandedOver = async () => {
      const rows = await Promise.all(ids.map((id) => app.run(app.store.find(id))))
      return rows.every((row) => row?.bulkhead === "feennex/send" || row?.step !== "submit")
    }
    await soon("the others wait for it", simulators, 1_000, isHandedOver)
    assert.strictEqual(slow.most, 2)
    slow.isSlow = () => false
    const areSent = () => ids.every((_, n) => simulators.creates(`slow-${n}`)[0] === 1)
    await soon("each is sent in its turn", simulators, 60_000, areSent, { step: 500 })
    assert.strictEqual(slow.most, 2)
    await app.close()
    const after = kept(await open(simulators, records.layer, { config: configOf("p2p", "feennex") }))
    await after.later(3_600)
    for (const [n, id] of ids.entries()) {
      assert.deepStrictEqual(simulators.paid(`slow-${n}`), [1, 0], (await summaries(after, id)).join("\n"))
    }
  })

  it("is asked beside the holder without holding up whom else is asked", async () => {
    const { simulators, slow } = slowSimulators()
    const records = await database(server)
    const before = kept(await open(simulators, records.layer, { config: configOf("p2p", "feennex") }))
    const ids = await many(before, 40, { provider: "p2p" })
    const other = await createPayout(before, "other", { provider: "feennex" })
    await before.due()
    slow.isSlow = () => true
    // Feennex calls back about many that are at the P2P platform, which calls back about one that is at Feennex.
    const now = simulators.clock.now()
    const asked = [...ids.map((id, n) => [id, "feennex", n] as const), [other, "p2p", 1_000] as const]
    for (const [id, instance, n] of asked) {
      await records.sql(
        `INSERT INTO side_read (operation, instance, next_at) VALUES ('${id}', '${instance}', ${now - 2_000 + n})`
      )
    }
    const app = await node(simulators, records, { config: configOf("p2p", "feennex") })
    const isAsked = () => simulators.p2p.admin.journal({ endpoint: "status_pay_out", reference: "other" }).length > 0
    await soon("the other provider is asked", simulators, 1_000, isAsked)
    assert.isAbove((await app.run(app.store.sideReadBulkheads)).length, 0)
  })
})

describe("what waits in no bulkhead of this process", { timeout: 600_000 }, () => {
  it("from before there were any is carried on, and never in a place of somebody else", async () => {
    const { simulators, slow } = slowSimulators()
    slow.isSlow = () => true
    const records = await database(server)
    const before = kept(await open(simulators, records.layer, { config: configOf("p2p", "feennex") }))
    const slowIds = await many(before, 100, { provider: "feennex" })
    const id = await createPayout(before, "quick", { provider: "p2p" })
    await records.sql("UPDATE operation SET lane = 'other'")
    const app = await node(simulators, records, { config: configOf("p2p", "feennex") })
    await soon("its places are taken", simulators, 1_000, () => slow.sends >= 64)
    await soon("the other is sent", simulators, 1_000, isSent(simulators, "quick"))
    await soon("the other is paid", simulators, 20_000, isPaid(app, id), { step: 1_000, looks: 20 })
    assert.strictEqual(slow.most, 64)
    assert.lengthOf(slowIds, 100)
  })

  it("of an instance that only others know is left to them, and taken when nobody comes", async () => {
    const { simulators } = slowSimulators()
    const records = await database(server)
    const before = kept(await open(simulators, records.layer, { config: configOf("feennex") }))
    const id = await createPayout(before, "left")
    await records.sql("UPDATE operation SET lane = 'newer/send'")
    const app = await node(simulators, records, { config: configOf("feennex") })
    assert.isFalse(await comesAbout(simulators, 20_000, isSent(simulators, "left"), { step: 1_000, looks: 10 }))
    await soon("it is sent", simulators, 40_000, isSent(simulators, "left"), { step: 1_000, looks: 20 })
    await soon("it is paid", simulators, 400_000, isPaid(app, id), { step: 1_000, looks: 20 })
  })
})
