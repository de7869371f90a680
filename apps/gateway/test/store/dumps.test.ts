/**
 * Every database that an earlier version has left behind is opened by today's code, brought up to date and carried on to
 * its end against the simulators as they were then: nothing is paid twice, nothing is lost, nothing stands still.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { isEnded } from "../../src/lifecycle/Status.ts"
import * as Embedded from "../../src/store/Embedded.ts"
import { ends, goOn } from "../dumps/ends.ts"
import { type Beside, readBeside, readSql, unpack, versions } from "../dumps/files.ts"
import { openRegisters } from "../dumps/ledger.ts"
import { startWebhooks } from "../dumps/merchant.ts"
import { allEndpoints, allKeys, endpoints, startSimulators, withClosed } from "../dumps/setting.ts"
import { load } from "../dumps/sql.ts"
import { holdings, play } from "../dumps/tape.ts"
import { type App, open, payment, paymentRequest, payout, payoutRequest, summaries } from "../operations/support/app.ts"
import { type Database, directory, keepOpen, startPostgres } from "../operations/support/databases.ts"
import type { Simulators } from "../operations/support/simulators.ts"

let server: Awaited<ReturnType<typeof startPostgres>>

beforeAll(async () => {
  server = await startPostgres()
}, 180_000)
afterAll(() => server.close())

const postgres = async (version: string): Promise<Database> => {
  const url = await server.database()
  await load(server.client(url), readSql(version))
  return keepOpen(server.layer(url))
}

const embedded = async (version: string): Promise<Database> => {
  const { path, remove } = directory()
  unpack(version, path)
  const database = await keepOpen(Embedded.layer(path))
  return { ...database, close: () => database.close().finally(remove) }
}

const everything = async ({ core, run }: App) => [
  ...(await run(core.payouts.list({ limit: 1000 }))).data,
  ...(await run(core.payments.list({ limit: 1000 }))).data
]

const dumps = versions.flatMap((version) => [
  { version, engine: "postgres" as const, restore: postgres },
  { version, engine: "embedded" as const, restore: embedded }
])

describe.each(dumps)("the $engine database of $version", { timeout: 1_200_000 }, ({ engine, restore, version }) => {
  const beside: Beside = readBeside(version, engine)
  let database: Database
  let simulators: Simulators
  let app: App

  beforeAll(async () => {
    database = await restore(version)
    simulators = startSimulators()
    await play(simulators, beside.calls)
    await simulators.clock.advance(beside.at - simulators.clock.now())
    const runner = { endpoints: allEndpoints }
    app = await open(simulators, database.layer, { config: withClosed, keys: allKeys, runner })
  }, 180_000)
  afterAll(async () => {
    await app.close()
    await database.close()
  })

  // In order: each begins where the one before has ended.
  it("meets the simulators as they were", () => {
    expect(holdings(simulators)).toEqual(beside.holdings)
  })

  it("shows every operation, also what is sealed of it, and knows each create again", async () => {
    const before = await everything(app)
    const kept = Object.entries(beside.states).filter(([state]) => /^(payout|payment) /.test(state))
    expect(before).toHaveLength(kept.reduce((sum, [, count]) => sum + count, 0))
    expect(Object.keys(ends)).toEqual(expect.arrayContaining(before.map(({ reference }) => reference)))
    for (const { id, object, reference } of before) {
      const create = { idempotencyKey: `key of ${reference}`, bodyDigest: "d" }
      const again =
        object === "payout"
          ? await app.run(app.core.payouts.create({ ...create, request: await payoutRequest(reference) }))
          : await app.run(app.core.payments.create({ ...create, request: await paymentRequest(reference) }))
      expect([again.replayed, again.resource.id]).toEqual([true, id])
    }
  })

  it("shows what a provider had stated in its own unit, and what a payout had cost, as today's answers would", async () => {
    const listed = await everything(app)
    const of = (reference: string) => listed.find((each) => each.reference === reference)
    const providerAmounts = [
      { label: "usdt_amount", value: "14.9630", unit: "USDT" },
      { label: "merchant_spent_usdt", value: "15.2623", unit: "USDT" },
      { label: "exchange_rate", value: "100.2472", unit: "RUB/USDT" }
    ]
    const debited = { value: "15.2623", currency: "USDT" }
    expect(of("po-paid-p2p")).toMatchObject({ status: "paid", providerAmounts, debited })
    expect(of("po-processing")).toMatchObject({ status: "processing", providerAmounts, debited })
    // Nothing has left the balance for it, whatever was stated.
    expect(of("po-failed")).toMatchObject({ status: "failed", providerAmounts, debited: null })
    expect(of("po-created")).toMatchObject({ providerAmounts: null, debited: null })
  })

  it("is processed to a final state, and nothing is paid twice, paid for nothing, or left open", async () => {
    const before = await everything(app)
    const timelines = new Map<string, ReadonlyArray<string>>()
    for (const { id } of before) timelines.set(id, await summaries(app, id))
    const violations = () => [...simulators.feennex.admin.violations(), ...simulators.p2p.admin.violations()]
    const broken = violations()
    await goOn(app, simulators)

    expect(violations()).toEqual(broken)
    const paidOut = [...simulators.feennex.admin.ledger(), ...simulators.p2p.admin.ledger()]
    for (const { id, object, reference } of before) {
      const timeline = await summaries(app, id)
      const note = `${reference}\n${timeline.join("\n")}`
      const { status } = object === "payout" ? await payout(app, id) : await payment(app, id)
      const moved = paidOut.filter((entry) => entry.kind === object && entry.reference === reference).length
      expect([status, moved], note).toEqual(ends[reference])
      expect(timeline.slice(0, timelines.get(id)!.length), note).toEqual(timelines.get(id))
    }
    const still = await everything(app)
    expect(still).toHaveLength(before.length)
    // What has ended is looked after, and nothing else has a next step.
    const due = await app.run(app.store.open(0, 1_000))
    expect(due.filter(({ status, step }) => !isEnded(status) || step !== "sweep")).toEqual([])
  })

  it("tells the merchant everything that was not told yet", async () => {
    const webhooks = await startWebhooks(database, simulators, allKeys, (url) =>
      url === endpoints.gone.url ? 410 : 200
    )
    // Whoever held a claim is dead.
    await simulators.clock.advance(90_000)
    const pending = await webhooks.run(webhooks.deliveries.list({ status: "pending", limit: 1000 }))
    expect(pending.data.length).toBeGreaterThan(beside.states["delivery pending"]!)
    await webhooks.deliver()
    const after = await webhooks.run(webhooks.deliveries.list({ limit: 1000 }))
    const became = new Map(after.data.map(({ id, status }) => [id, status]))
    for (const { eventId, id, url } of pending.data) {
      expect(became.get(id)).toBe(url === endpoints.gone.url ? "failed" : "delivered")
      expect(webhooks.notifications).toContainEqual(expect.objectContaining({ eventId, url }))
    }
    for (const { body } of webhooks.notifications) expect(JSON.parse(body)).toMatchObject({ data: {} })
    await webhooks.close()
  })

  it("shows its report, and compares anew, by today's rules, a file that comes again", async () => {
    const registers = await openRegisters(database.layer, simulators)
    const [done, cut] = beside.registers
    expect(await registers.get(done!.id)).toMatchObject({ status: "done", counts: { entries: 6 } })
    // What an earlier version compared less of is no answer to the same file.
    const again = await registers.import(done!.file)
    expect(again).toMatchObject({ replayed: false, resource: { status: "done", counts: { entries: 6 } } })
    expect((await registers.import(done!.file)).resource.id).toBe(again.resource.id)
    expect(await registers.get(cut!.id)).toMatchObject({ status: "interrupted" })
    const { resource } = await registers.import(cut!.file)
    expect(resource).toMatchObject({ status: "done" })
    expect(resource.findings).toContainEqual(expect.objectContaining({ kind: "foreign", reference: "pm-elsewhere" }))
    registers.close()
  })
})
