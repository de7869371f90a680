import type { Fault } from "@switchyard/sandbox"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { createPayout, open, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { makeFuse } from "./support/fuse.ts"
import { configOf, makeSimulators } from "./support/simulators.ts"

let database: Database

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

// The same numbers in every run, so that a failure can be repeated by its seed.
const numbers = (seed: number) => {
  let state = seed * 2_654_435_761 + 1
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const faults: ReadonlyArray<Fault> = [
  { kind: "resetAfter" },
  { kind: "resetBefore" },
  { kind: "truncate" },
  { kind: "html", acts: true },
  { kind: "html", acts: false },
  { kind: "error", code: 9, message: "low balance" },
  { kind: "answer", status: 200, body: "{}", acts: true },
  { kind: "rateLimit", retryAfter: 5 }
]

describe("any faults, with a power cut in between", { timeout: 1_200_000 }, () => {
  it("let at most one provider pay a payout, and never call one failed that was paid", async () => {
    const ends: Record<string, number> = {}
    for (let seed = 1; seed <= 25; seed += 1) {
      await database.empty()
      const draw = numbers(seed)
      const simulators = makeSimulators()
      const route = draw(2) === 0 ? ["p2p", "feennex"] : ["feennex", "p2p"]
      const references = Array.from({ length: 5 }, (_, n) => `payout-${n}`)
      for (const reference of references) {
        for (let n = draw(3); n > 0; n -= 1) {
          simulators.p2p.admin.fault(faults[draw(faults.length)]!, { endpoint: "create_pay_out", reference })
          simulators.feennex.admin.fault(faults[draw(faults.length)]!, { endpoint: "/withdraw/create", reference })
        }
        if (draw(2) === 0) simulators.p2p.admin.fault({ kind: "html" }, { endpoint: "status_pay_out", reference })
        if (draw(4) === 0) simulators.p2p.admin.scriptCallback({ lost: true }, { reference })
      }
      const fuse = makeFuse(5 + draw(80))
      const config = configOf(...route)
      const first = await open(simulators, database.layer, {
        config,
        wrap: fuse.wrap,
        transport: fuse.transport(simulators.transport)
      })
      const made = await Promise.all(
        references.map((reference) => createPayout(first, reference).catch(() => undefined))
      )
      await first.later(100).catch(() => {})
      await first.close()

      const second = await open(simulators, database.layer, { config })
      await second.later(8 * 24 * 3600)
      for (const [n, id] of made.entries()) {
        if (id === undefined) continue
        const { status } = await payout(second, id)
        const [feennex = 0, p2p = 0] = simulators.paid(`payout-${n}`)
        const message = `seed ${seed} payout-${n}\n${(await summaries(second, id)).join("\n")}`
        assert.isAtMost(feennex + p2p, 1, message)
        assert.include(["paid", "needs_review", "failed"], status, message)
        if (status === "paid") assert.strictEqual(feennex + p2p, 1, message)
        if (status === "failed") assert.strictEqual(feennex + p2p, 0, message)
        ends[status] = (ends[status] ?? 0) + 1
      }
      await second.close()
    }
    // The schedules reach all three ends.
    assert.sameMembers(Object.keys(ends), ["paid", "needs_review", "failed"])
  })
})
