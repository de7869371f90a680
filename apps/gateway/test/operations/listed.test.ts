/**
 * Payouts at a provider that cannot be asked by our reference and shows a list without it, on a real database: what is lost is
 * found by what was asked for, and what fits two is nobody's until a person has looked.
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
const create = "/payouts/create"

const start = async () => {
  await database.empty()
  const banks = MemoryBank.make()
  const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
  const config = MemoryBank.configOf({ lookUp: "list" })
  app = await open(makeSimulators(), database.layer, { config, keys, load: banks.load })
  return { app, bank: banks.simulator() }
}

const told = async (app: App, id: string) => (await summaries(app, id)).join("\n")

describe("a payout at a provider that shows a list", { timeout: 600_000 }, () => {
  it("whose answer was lost is found by what was asked for, and is paid once", async () => {
    const { app, bank } = await start()
    bank.fault({ kind: "cutAfterActing" }, { path: create })
    const id = await createPayout(app, "po-1")
    await app.later(300)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    bank.settle("payout", "po-1", "done")
    await app.later(hour)
    assert.strictEqual((await payout(app, id)).status, "paid", await told(app, id))
    assert.strictEqual(bank.ledger("payout").length, 1)
  })

  it("that is not there is sent again once that counts, and is paid once", async () => {
    const { app, bank } = await start()
    bank.fault({ kind: "cutBeforeReading" }, { path: create })
    const id = await createPayout(app, "po-1")
    await app.later(hour)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.strictEqual(bank.operations("payout").length, 1)
  })

  it("that never arrived is not taken for one that is alike and another operation's: a person decides", async () => {
    const { app, bank } = await start()
    const arrived = await createPayout(app, "po-1")
    await app.due()
    bank.fault({ kind: "cutBeforeReading" }, { path: create })
    const lost = await createPayout(app, "po-2")
    await app.later(300)
    bank.settle("payout", "po-1", "done")
    await app.later(hour)
    assert.strictEqual((await payout(app, arrived)).status, "paid")
    const { status } = await payout(app, lost)
    assert.strictEqual(status, "needs_review", await told(app, lost))
    assert.match(await told(app, lost), /holds several/)
    assert.strictEqual(bank.operations("payout").length, 1)
  })

  it("of which two are alike stays unknown, whatever becomes of either, and is sent no more", async () => {
    const { app, bank } = await start()
    bank.fault({ kind: "cutAfterActing" }, { path: create, times: 2 })
    const ids = [await createPayout(app, "po-1"), await createPayout(app, "po-2")]
    await app.later(300)
    bank.settle("payout", "po-1", "done")
    await app.later(48 * hour)
    for (const id of ids) assert.include(["unknown", "needs_review"], (await payout(app, id)).status)
    assert.strictEqual(bank.operations("payout").length, 2)
  })
})
