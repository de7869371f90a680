/**
 * A provider that replays and loses a third of its answers, on a real database, with gateways that end at any moment: whatever was
 * unknown is settled and nothing is left for a person. One whose window has passed meanwhile is sent nothing again.
 */
import { randomBytes } from "node:crypto"
import type { Fault } from "@switchyard/memory/Simulator"
import { Redacted } from "effect"
import fc from "fast-check"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { isFull } from "../depth.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import * as MemoryBank from "./support/memoryBank.ts"
import { makeSimulators } from "./support/simulators.ts"

const many = isFull ? 300 : 12

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

const hour = 3600

const start = async (options: object) => {
  await database.empty()
  const simulators = makeSimulators()
  const bank = MemoryBank.make()
  const config = MemoryBank.configOf({ duplicates: "replayed", ...options })
  const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
  const begin = async (): Promise<App> => {
    await app?.close()
    app = await open(simulators, database.layer, { config, keys, load: bank.load })
    return app
  }
  await begin()
  const simulator = bank.simulator()
  const received = () => simulator.received().filter(({ path }) => path.endsWith("/create"))
  const executed = (kind: "payment" | "payout") => simulator.operations(kind).map(({ reference }) => reference)
  return { begin, executed, received, simulator, simulators }
}

const lost: ReadonlyArray<Fault> = [
  { kind: "cutBeforeReading" },
  { kind: "cutAfterActing" },
  { kind: "truncate" },
  { kind: "late" },
  { kind: "answer", status: 502, body: "<html>" }
]
const answered: Fault = { kind: "slow", millis: 0 }

// Repeatable: a run that fails is the same run the next time.
const randomOf = (seed: number) => {
  const [values] = fc.sample(fc.array(fc.nat(999_999), { minLength: 4_096, maxLength: 4_096 }), { seed, numRuns: 1 })
  let taken = 0
  return (below: number): number => {
    taken += 1
    return (values?.[taken % 4_096] ?? 0) % below
  }
}

const timeline = async (app: App, id: string) => (await summaries(app, id)).join("\n")

describe("a provider that replays", { timeout: isFull ? 3_600_000 : 180_000 }, () => {
  for (const seed of isFull ? [1, 2, 3, 4, 5] : [1]) {
    it(`and loses a third of its answers leaves nothing unknown and nothing for a person, and pays once (${seed})`, async () => {
      const random = randomOf(seed)
      const { begin, executed, received, simulator } = await start({})
      for (let n = 0; n < many * 60; n += 1) simulator.fault(random(3) === 0 ? (lost[random(5)] ?? answered) : answered)
      const payouts = new Map<string, string>()
      const payments = new Map<string, string>()
      let now = await begin()
      for (let n = 0; n < many; n += 1) {
        payouts.set(`po-${n}`, await createPayout(now, `po-${n}`))
        if (n % 2 === 0) payments.set(`pm-${n}`, await createPayment(now, `pm-${n}`, { method: "page" }))
        if (random(4) === 0) await now.later(random(90))
        if (random(8) === 0) await now.run(simulator.arrive)
        if (random(10) === 0) now = await begin()
      }
      await now.later(600)
      await now.run(simulator.arrive)
      for (const [reference, id] of payments) {
        const { next, status } = await payment(now, id)
        assert.strictEqual(status, "awaiting_payer", `${reference}\n${await timeline(now, id)}`)
        assert.isNotNull(next, reference)
      }
      await now.later(hour)
      for (const [reference, id] of payouts) {
        assert.strictEqual((await payout(now, id)).status, "processing", `${reference}\n${await timeline(now, id)}`)
      }
      for (const reference of payouts.keys()) simulator.settle("payout", reference, "done")
      await now.later(2 * hour)
      for (const [reference, id] of payouts) {
        assert.strictEqual((await payout(now, id)).status, "paid", `${reference}\n${await timeline(now, id)}`)
      }
      assert.deepStrictEqual(executed("payout").sort(), [...payouts.keys()].sort())
      assert.deepStrictEqual(executed("payment").sort(), [...payments.keys()].sort())
      assert.strictEqual(simulator.ledger("payout").length, payouts.size)
      assert.isAbove(received().length, payouts.size + payments.size, "nothing was ever replayed")
    })
  }

  it("and whose window has passed while nobody was there is sent nothing again", async () => {
    const { begin, executed, received, simulator, simulators } = await start({ replayWithinMillis: hour * 1000 })
    const random = randomOf(7)
    const now = await begin()
    const payouts = new Map<string, string>()
    for (let n = 0; n < many; n += 1) {
      const fault = lost[random(3)] ?? answered
      simulator.fault(fault, { path: "/payouts/create" })
      payouts.set(`po-${n}`, await createPayout(now, `po-${n}`))
      await now.due()
    }
    const before = received().length
    await app?.close()
    app = undefined
    await simulators.clock.advance(2 * hour * 1000)
    const after = await begin()
    await after.later(3 * 24 * hour)
    assert.strictEqual(received().length, before)
    const there = new Set(executed("payout"))
    assert.isAbove(there.size, 0)
    assert.isBelow(there.size, payouts.size)
    for (const [reference, id] of payouts) {
      const expected = there.has(reference) ? "processing" : "needs_review"
      assert.strictEqual((await payout(after, id)).status, expected, `${reference}\n${await timeline(after, id)}`)
    }
  })
})
