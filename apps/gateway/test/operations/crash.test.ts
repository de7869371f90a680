import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { createPayout, open, payout, payoutRequest, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { makeFuse } from "./support/fuse.ts"
import { configOf, makeSimulators } from "./support/simulators.ts"

let database: Database

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

/** Runs a payout until the power is cut after `steps`, then a new gateway on the same database for as long as it takes. */
const cutAfter = async (steps: number, route: ReadonlyArray<string>, hours: number) => {
  await database.empty()
  const simulators = makeSimulators()
  const fuse = makeFuse(steps)
  const config = configOf(...route)
  const first = await open(simulators, database.layer, {
    config,
    wrap: fuse.wrap,
    transport: fuse.transport(simulators.transport)
  })
  await createPayout(first, "payout-1").catch(() => {})
  await first.later(70).catch(() => {})
  await first.close()

  const second = await open(simulators, database.layer, { config })
  const request = await payoutRequest("payout-1")
  const { resource } = await second
    .run(second.core.payouts.create({ idempotencyKey: "again", bodyDigest: "d", request }))
    .catch(async () => {
      const { data } = await second.run(second.core.payouts.list({ limit: 1 }))
      return { resource: data[0]! }
    })
  await second.later(hours * 3600)
  const end = await payout(second, resource.id)
  const timeline = (await summaries(second, resource.id)).join("\n")
  await second.close()
  return { end, timeline, simulators, isCut: fuse.state.blown }
}

describe("a gateway that dies between any two steps", { timeout: 1_200_000 }, () => {
  it("goes on after a restart and pays through Feennex exactly once", async () => {
    for (let steps = 0; ; steps += 1) {
      const { end, simulators, isCut, timeline } = await cutAfter(steps, ["feennex", "p2p"], 1)
      assert.strictEqual(end.status, "paid", `cut after ${steps} steps\n${timeline}`)
      assert.deepStrictEqual(simulators.paid("payout-1"), [1, 0], `cut after ${steps} steps`)
      assert.deepStrictEqual(simulators.feennex.admin.violations(), [])
      if (!isCut) return assert.isAbove(steps, 6)
    }
  })

  it("goes on after a restart and pays through the P2P platform at most once, and through nobody else", async () => {
    for (let steps = 0; ; steps += 1) {
      const { end, simulators, isCut, timeline } = await cutAfter(steps, ["p2p", "feennex"], 24 * 7)
      const [feennex, p2p] = simulators.paid("payout-1")
      assert.strictEqual(feennex, 0)
      // What cannot be asked about is left to a person; then nothing was paid.
      assert.strictEqual(end.status, p2p === 1 ? "paid" : "needs_review", `cut after ${steps} steps\n${timeline}`)
      assert.isAtMost(simulators.creates("payout-1")[1]!, 1)
      if (!isCut) return assert.isAbove(steps, 6)
    }
  })
})
