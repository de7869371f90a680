/**
 * Requests that were stored by a version which took more than today's: nothing is lost and nothing is sent twice.
 * What may be with somebody is for a person; what never left, or is known to be there, waits and goes on where it can be read again.
 */
import { randomBytes } from "node:crypto"
import { Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayout, open, payout, summaries } from "./support/app.ts"
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

const hour = 3600

const start = async (options: object) => {
  await database.empty()
  const simulators = makeSimulators()
  const bank = MemoryBank.make()
  const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
  app = await open(simulators, database.layer, { config: MemoryBank.configOf(options), keys, load: bank.load })
  const simulator = bank.simulator()
  const sends = () => simulator.received().filter(({ path }) => !/\/(get|list)$/.test(path)).length
  return { app, sends, simulator, simulators }
}

const told = async (of: App, id: string) => (await summaries(of, id)).join("\n")

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

/** What is stored of it, and that by which it is replaced as if another version had written it. */
const stored = async (of: App, id: string) => {
  const row = (await of.run(of.store.find(id))) ?? assert.fail("it is not there")
  const text = await of.run(of.vault.open(row.sealed, id))
  const put = async (content: string) => {
    const sealed = hexOf(await of.run(of.vault.seal(content, id)))
    await database.sql(`UPDATE operation SET sealed = decode('${sealed}', 'hex') WHERE id = '${id}'`)
  }
  return { text, put }
}

const unreadable = (text: string): string => {
  const request = JSON.parse(text)
  return JSON.stringify({ ...request, destination: { type: "carrier_pigeon", loft: "7" } })
}

const why = "its request was stored by another version, and cannot be read by this one"

describe("a request that this version cannot read", { timeout: 180_000 }, () => {
  it("of what is to be replayed is for a person before its window is over, and can be read again by whoever can", async () => {
    const { app: of, sends, simulator } = await start({ duplicates: "replayed" })
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
    const id = await createPayout(of, "po-1")
    await of.due()
    assert.strictEqual((await payout(of, id)).status, "unknown")
    const { put, text } = await stored(of, id)
    await put(unreadable(text))
    const before = sends()
    await of.later(hour)
    assert.strictEqual((await payout(of, id)).status, "needs_review", await told(of, id))
    const [line] = (await of.run(of.core.payouts.timeline(id))).filter(({ summary }) => /needs_review/.test(summary))
    assert.strictEqual(line?.details.why, why)
    assert.strictEqual(sends(), before)
    // Nothing of it is lost: a version that reads it finds what became of it.
    await put(text)
    simulator.settle("payout", "po-1", "done")
    await of.later(hour)
    await of.run(of.core.payouts.refresh(id))
    assert.include(await told(of, id), "the provider calls it paid")
    assert.strictEqual(simulator.operations("payout").length, 1)
  })

  it("of what was given up and is to be abandoned is for a person, and its draft stays as it is", async () => {
    const { app: of, sends, simulator } = await start({ stages: "draft" })
    simulator.fault({ kind: "error", code: "insufficient_funds" }, { path: "/payouts/commit" })
    simulator.fault({ kind: "error", code: "maintenance" }, { path: "/payouts/abandon", times: 3 })
    const id = await createPayout(of, "po-1")
    await of.due()
    assert.strictEqual((await payout(of, id)).status, "unknown", await told(of, id))
    const { put, text } = await stored(of, id)
    await put(unreadable(text))
    const before = sends()
    await of.later(hour)
    assert.strictEqual((await payout(of, id)).status, "needs_review", await told(of, id))
    assert.strictEqual(sends(), before)
    assert.strictEqual(simulator.ledger("payout").length, 0)
  })

  it("of what never left waits, says why, and is sent where it can be read", async () => {
    const { app: of, sends, simulators } = await start({})
    const id = await createPayout(of, "po-1")
    const { put, text } = await stored(of, id)
    await put(unreadable(text))
    await of.later(2 * hour)
    assert.deepStrictEqual([(await payout(of, id)).status, sends()], ["created", 0])
    assert.include(await told(of, id), `parked: ${why}`)
    await put(text)
    await simulators.clock.advance(300_000)
    await of.later(600)
    assert.strictEqual((await payout(of, id)).status, "processing", await told(of, id))
    assert.strictEqual(sends(), 1)
  })

  it("of what its provider has waits, says why, and is followed where it can be read", async () => {
    const { app: of, simulator } = await start({})
    const id = await createPayout(of, "po-1")
    await of.due()
    const { put, text } = await stored(of, id)
    await put(unreadable(text))
    simulator.settle("payout", "po-1", "done")
    await of.later(6 * hour)
    assert.strictEqual((await payout(of, id)).status, "processing")
    assert.include(await told(of, id), `parked: ${why}`)
    await put(text)
    await of.later(6 * hour)
    assert.strictEqual((await payout(of, id)).status, "paid", await told(of, id))
  })
})
