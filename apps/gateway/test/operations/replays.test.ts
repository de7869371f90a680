/** Unknowns at a provider that replays, on a real database: settled within a minute, paid once, and never replayed too late. */
import { randomBytes } from "node:crypto"
import { Redacted } from "effect"
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

const hour = 3600

const start = async (options: object = {}) => {
  await database.empty()
  const simulators = makeSimulators()
  const bank = MemoryBank.make()
  const config = MemoryBank.configOf({ duplicates: "replayed", ...options })
  const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
  app = await open(simulators, database.layer, { config, keys, load: bank.load })
  const simulator = bank.simulator()
  const creates = () => simulator.received().filter(({ path }) => path.endsWith("/create")).length
  return { app, bank, config, creates, keys, simulator, simulators }
}

afterEach(async () => {
  await app?.close()
  app = undefined
})

const told = async (app: App, id: string) => (await summaries(app, id)).join("\n")

describe("a payout whose outcome is unknown, at a provider that replays", { timeout: 180_000 }, () => {
  it("and that never arrived is carried out by its replay, once", async () => {
    const { app, creates, simulator } = await start()
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/payouts/create" })
    const id = await createPayout(app, "po-1")
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "unknown")
    await app.later(180)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.strictEqual(creates(), 2)
    assert.strictEqual(simulator.operations("payout").length, 1)
    simulator.settle("payout", "po-1", "done")
    await app.later(hour)
    assert.strictEqual((await payout(app, id)).status, "paid", await told(app, id))
    assert.strictEqual(simulator.ledger("payout").length, 1)
  })

  it("and whose answer was lost is found by its replay or a look-up, and made once", async () => {
    const { app, simulator } = await start()
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
    const id = await createPayout(app, "po-2")
    await app.later(180)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.strictEqual(simulator.operations("payout").length, 1)
  })

  it("and that nobody can look up is settled by the replay alone", async () => {
    const { app, creates, simulator } = await start()
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
    simulator.fault({ kind: "error", code: "maintenance" }, { path: "/payouts/get", times: 3 })
    const id = await createPayout(app, "po-3")
    await app.later(300)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.isAtLeast(creates(), 2)
    assert.strictEqual(simulator.operations("payout").length, 1)
  })

  it("is not replayed once its window is over: a person decides, and nothing is made twice", async () => {
    const { app, creates, simulator } = await start({ replayWithinMillis: 120_000 })
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/payouts/create" })
    const id = await createPayout(app, "po-4")
    await app.later(3 * 24 * hour)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await told(app, id))
    assert.strictEqual(creates(), 1)
    assert.strictEqual(simulator.operations("payout").length, 0)
  })

  it("is paid once when its first request arrives after its replay", async () => {
    const { app, simulator } = await start()
    simulator.fault({ kind: "late" }, { path: "/payouts/create" })
    const id = await createPayout(app, "po-5")
    await app.later(180)
    await app.run(simulator.arrive)
    simulator.settle("payout", "po-5", "done")
    await app.later(hour)
    assert.strictEqual((await payout(app, id)).status, "paid", await told(app, id))
    assert.strictEqual(simulator.operations("payout").length, 1)
    assert.strictEqual(simulator.ledger("payout").length, 1)
  })

  it("goes on in a gateway that has begun anew, by the key that lies beside the attempt", async () => {
    const { app: first, bank, config, creates, keys, simulator, simulators } = await start()
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/payouts/create" })
    const id = await createPayout(first, "po-6")
    await first.due()
    await first.close()
    app = await open(simulators, database.layer, { config, keys, load: bank.load })
    await app.later(180)
    assert.strictEqual(creates(), 2)
    const attempts = await app.run(app.store.attempts(id))
    assert.deepStrictEqual(
      attempts.map(({ kind, number, outcome }) => [number, kind, outcome]),
      [
        [1, "send", "OutcomeUnknown"],
        [2, "replay", "Accepted"]
      ]
    )
    assert.strictEqual(simulator.operations("payout").length, 1)
  })

  it("waits for a person where the key beside the attempt cannot be opened any more", async () => {
    const { app: first, bank, config, creates, simulator, simulators } = await start()
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/payouts/create" })
    const id = await createPayout(first, "po-8")
    await first.due()
    await first.close()
    app = await open(simulators, database.layer, { config, load: bank.load })
    await app.later(hour)
    assert.strictEqual(creates(), 1)
    assert.match(await told(app, id), /sealed with a key that is not configured/)
  })

  it("is not replayed after its merchant wanted to cancel it", async () => {
    const { app, creates, simulator } = await start()
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/payouts/create" })
    const id = await createPayout(app, "po-7")
    await app.due()
    const refused = await app.run(app.core.payouts.cancel(id)).then(
      () => "canceled",
      (error: unknown) => String(error)
    )
    assert.match(refused, /not sent again any more/)
    await app.later(hour)
    assert.strictEqual(creates(), 1)
  })
})

describe("a payment whose create answer was lost, at a provider that replays", { timeout: 180_000 }, () => {
  it("shows its payer what to do, as the lost answer did", async () => {
    const { app, simulator } = await start()
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payments/create" })
    const id = await createPayment(app, "pm-1", { method: "page" })
    await app.later(300)
    const found = await payment(app, id)
    assert.strictEqual(found.status, "awaiting_payer", await told(app, id))
    assert.isNotNull(found.next)
    assert.strictEqual(simulator.operations("payment").length, 1)
  })
})

describe("what the provider has had since before it was asked for", { timeout: 180_000 }, () => {
  it("is for a person, and nothing that it states is taken over", async () => {
    const { app: before, bank, config, keys, simulator, simulators } = await start({ duplicates: "refused" })
    await createPayout(before, "po-older")
    await before.due()
    assert.strictEqual(simulator.operations("payout").length, 1)
    await before.close()
    // The reference was somebody else's: no record speaks of that.
    await database.empty()
    await simulators.clock.advance(hour * 1000)
    app = await open(simulators, database.layer, { config, keys, load: bank.load })
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/payouts/create" })
    const id = await createPayout(app, "po-older")
    await app.later(180)
    const found = await payout(app, id)
    assert.strictEqual(found.status, "needs_review", await told(app, id))
    assert.match(await told(app, id), /since before anything of it was sent/)
    assert.deepStrictEqual([found.debited, found.fee, found.settled], [null, null, null])
  })
})
