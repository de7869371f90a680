/**
 * Payouts at a provider that cannot be asked by our reference and shows a list without it, on a real database: what is lost is
 * found by what was asked for, and what fits two is nobody's until a person has looked.
 */
import { randomBytes } from "node:crypto"
import { Effect, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import type { Service as StoreService } from "../../src/store/Store.ts"
import { type App, createPayout, open, payout, summaries } from "./support/app.ts"
import { type Database, keepOpen, openEmbedded, startPostgres } from "./support/databases.ts"
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
  const simulators = makeSimulators()
  app = await open(simulators, database.layer, { config, keys, load: banks.load })
  return { app, bank: banks.simulator(), clock: simulators.clock }
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

  it("is told from one that is alike and was made long after it was sent", async () => {
    const { app, bank, clock } = await start()
    bank.fault({ kind: "cutAfterActing" }, { path: create })
    const lost = await createPayout(app, "po-1")
    const before = clock.now()
    await app.due()
    await clock.advance(hour * 1000)
    bank.fault({ kind: "answer", status: 500, body: "" }, { path: "/payouts/list" })
    const alike = await createPayout(app, "po-2")
    await app.due()
    assert.strictEqual(bank.operations("payout").length, 2)
    assert.strictEqual((await payout(app, lost)).status, "unknown", await told(app, lost))
    await app.later(600)
    for (const id of [lost, alike])
      assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.strictEqual((await payout(app, lost)).providerReference, "payout-1")
    const lists = bank
      .received()
      .flatMap(({ path, request }) => (path === "/payouts/list" ? [request?.body ?? ""] : []))
    const untils = lists.map((body) => Number(/"until":(\d+)/.exec(body)?.[1]) - before)
    // Half a minute for the send, ten for clocks, and two that the adapter adds: no read of it goes on to the end.
    assert.deepStrictEqual(new Set(untils), new Set([(30 + 600 + 120) * 1000]))
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

describe("two gateways that read one entry of a list at one moment", { timeout: 600_000 }, () => {
  const databases: Record<string, () => Promise<Database>> = {
    embedded: async () => {
      await database.empty()
      return { ...database, close: () => Promise.resolve() }
    },
    postgres: async () => {
      const server = await startPostgres()
      const opened = await keepOpen(server.layer(await server.database()))
      return { ...opened, close: () => opened.close().finally(server.close) }
    }
  }

  // Whoever is about to write an id down waits for the other one.
  const meeting = () => {
    let waiting: Array<() => void> = []
    let isOpen = false
    return (store: StoreService): StoreService => ({
      ...store,
      commit: (row, to) =>
        isOpen || to.providerReference === null
          ? store.commit(row, to)
          : Effect.andThen(
              Effect.callback<void>((resume) => {
                waiting = [...waiting, () => resume(Effect.void)]
                if (waiting.length < 2) return
                isOpen = true
                for (const go of waiting) go()
              }),
              store.commit(row, to)
            )
    })
  }

  for (const [name, opening] of Object.entries(databases)) {
    it(`have it for one operation; of the other one a person decides (${name})`, async () => {
      const opened = await opening()
      const banks = MemoryBank.make()
      const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
      const config = MemoryBank.configOf({ lookUp: "list" })
      const simulators = makeSimulators()
      const options = { config, keys, load: banks.load, wrap: meeting() }
      const [one, other] = [
        await open(simulators, opened.layer, options),
        await open(simulators, opened.layer, options)
      ]
      const bank = banks.simulator()
      bank.fault({ kind: "cutAfterActing" }, { path: create })
      const first = await createPayout(one, "po-1")
      await one.due()
      bank.fault({ kind: "cutBeforeReading" }, { path: create })
      const second = await createPayout(one, "po-2")
      await one.due()
      assert.strictEqual(bank.operations("payout").length, 1)
      for (let turn = 0; turn < 10; turn += 1) {
        await simulators.clock.advance(30_000)
        await Promise.all([one.due(), other.due()])
      }
      const rows = await opened.sql<{ id: string; status: string; provider_reference: string | null }>(
        "SELECT id, status, provider_reference FROM operation ORDER BY seq"
      )
      const text = `${await told(one, first)}\n\n${await told(one, second)}`
      assert.deepStrictEqual(rows.map(({ status }) => status).toSorted(), ["needs_review", "processing"], text)
      const [holder] = rows.filter(({ status }) => status === "processing")
      const [loser] = rows.filter(({ status }) => status === "needs_review")
      assert.deepStrictEqual([holder?.provider_reference, loser?.provider_reference], ["payout-1", null])
      assert.include(await told(one, loser?.id ?? ""), `the provider's id of it is that of ${holder?.id}`)
      // Nothing of it is sent again by itself.
      bank.settle("payout", "po-1", "done")
      await one.later(48 * hour)
      // What the bank has is the first one; read as the second it speaks of another reference, and a person is asked in the end.
      const became = holder?.id === first ? "paid" : "needs_review"
      assert.strictEqual((await payout(one, holder?.id ?? "")).status, became, await told(one, holder?.id ?? ""))
      assert.strictEqual((await payout(one, loser?.id ?? "")).status, "needs_review")
      assert.strictEqual(bank.ledger("payout").length, 1)
      for (const each of [one, other]) await each.close()
      await opened.close()
    })
  }
})
