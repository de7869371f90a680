/**
 * What was given up of a payout in drafts, on a real database: it is looked after by its own id for as long as it may change,
 * whatever has become of the payout, and nothing is ever sent by that.
 */
import { randomBytes } from "node:crypto"
import { Context, Effect, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import type { Conflict } from "../../src/model/Operations.ts"
import { find } from "../../src/operations/finding.ts"
import * as Runner from "../../src/operations/OperationRunner.ts"
import { leftBehind } from "../../src/store/schema/15-left-behind.ts"
import { type App, type AppOptions, createPayout, open, payout, summaries } from "./support/app.ts"
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
const day = 24 * hour
const endpoint = { url: new URL("https://shop.example/hooks"), secrets: [Redacted.make("whsec_x")], events: ["*"] }

const start = async (bankOptions: object = {}, rest: Partial<AppOptions> = {}) => {
  await database.empty()
  const simulators = makeSimulators()
  const banks = MemoryBank.make()
  const config = MemoryBank.pairOf({ stages: "draft", ...bankOptions }, {})
  const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
  const opening = { config, keys, load: banks.load, ...rest }
  app = await open(simulators, database.layer, opening)
  const again = async (changed: unknown) => {
    await app?.close()
    app = await open(simulators, database.layer, { ...opening, config: changed })
    return app
  }
  return { app, again, bank: banks.simulator("bank"), other: banks.simulator("other"), simulators }
}

type World = Awaited<ReturnType<typeof start>>

const told = async (app: App, id: string) => (await summaries(app, id)).join("\n")

/** The reads of what it holds under this id. */
const readsOf = ({ bank }: Pick<World, "bank">, id: string): number =>
  bank.received().filter(({ path, request }) => path === "/payouts/get" && JSON.parse(request?.body ?? "{}").id === id)
    .length

const sends = ({ bank, other }: Pick<World, "bank" | "other">): number =>
  [...bank.received(), ...other.received()].filter(({ path }) => !/\/(get|list)$/.test(path)).length

/** Given up at the bank, and paid at the other. */
const paidElsewhere = async (world: World, reference: string) => {
  const { app, bank, other } = world
  bank.fault({ kind: "error", code: "insufficient_funds" }, { path: "/payouts/commit" })
  const id = await createPayout(app, reference)
  await app.later(600)
  const [draft] = bank.operations("payout")
  if (draft?.status !== "canceled") assert.fail(await told(app, id))
  assert.strictEqual(other.operations("payout").length, 1, await told(app, id))
  other.settle("payout", reference, "done")
  await app.later(hour)
  assert.strictEqual((await payout(app, id)).status, "paid", await told(app, id))
  return { id, draft: draft.id }
}

describe("what a payout in drafts has left behind", { timeout: 600_000 }, () => {
  it("and was paid there after another provider had paid is for a person, told once, and never sent again", async () => {
    const world = await start({}, { runner: { endpoints: [endpoint] } as never })
    const { app, bank } = world
    const { draft, id } = await paidElsewhere(world, "po-1")
    const before = sends(world)
    bank.settle("payout", draft, "done")
    await app.later(7 * hour)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await told(app, id))
    assert.include(await told(app, id), "bank has paid what was given up there")
    const types = await database.sql<{ type: string }>("SELECT type FROM delivery WHERE type = 'payout.needs_review'")
    assert.strictEqual(types.length, 1)
    const retry = { outcome: "retry", note: "again", operator: "anna", acceptDuplicateRisk: true } as const
    const refused = await app.run(Effect.flip(app.core.payouts.resolve(id, retry)))
    assert.deepInclude(refused as Conflict, { _tag: "Conflict", code: "not_resolvable" })
    // A person has decided, and is not called once more by it.
    await app.run(app.core.payouts.resolve(id, { ...retry, outcome: "paid" }))
    await app.later(30 * day)
    assert.strictEqual((await payout(app, id)).status, "paid", await told(app, id))
    assert.strictEqual(sends(world), before)
  })

  it("is read by its own id, the slower the longer, once more when that is over, and no more after that", async () => {
    const world = await start()
    const { app } = world
    const { draft, id } = await paidElsewhere(world, "po-2")
    const first = readsOf(world, draft)
    await app.later(4 * hour)
    assert.strictEqual(readsOf(world, draft), first)
    await app.later(3 * hour)
    assert.strictEqual(readsOf(world, draft), first + 1)
    await app.later(60 * day)
    const all = readsOf(world, draft)
    assert.isAbove(all, first + 3, await told(app, id))
    assert.isBelow(all, first + 20)
    await app.later(30 * day)
    assert.strictEqual(readsOf(world, draft), all)
    assert.strictEqual((await payout(app, id)).status, "paid")
  })

  it("is looked after where a version before this one has kept its id and no more", async () => {
    const world = await start()
    const { app, bank } = world
    const { draft, id } = await paidElsewhere(world, "po-7")
    const numbers = "(bigint, bigint, bigint)"
    await database.sql("DROP TABLE left_behind")
    await database.sql(`DROP FUNCTION heal_times${numbers}`)
    await database.sql(`ALTER FUNCTION heal_times_of_step_10${numbers} RENAME TO heal_times`)
    for (const statement of leftBehind) await database.sql(statement)
    bank.settle("payout", draft, "done")
    await app.later(60)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await told(app, id))
  })

  it("is read at once after a verified callback that names it", async () => {
    const world = await start({ callbackKey: "k" })
    const { app, bank } = world
    const { draft, id } = await paidElsewhere(world, "po-3")
    const before = readsOf(world, draft)
    bank.settle("payout", draft, "done")
    await app.run(app.core.receiveCallback("bank", bank.callback("payout", draft)))
    await app.later(60)
    assert.strictEqual(readsOf(world, draft), before + 1)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await told(app, id))
    // Also by its id alone, and not where the name leads to another account.
    const { store, switchyard } = Context.get(app.context, Runner.OperationRunner)
    const event = { kind: "payout", eventId: "e", trust: "verified", providerReference: draft } as const
    assert.strictEqual((await app.run(find({ store, switchyard }, "bank", event)))?.id, id)
    const elsewhere = switchyard.instances.map((each) => ({ ...each, fingerprint: "another" }))
    const strange = find({ store, switchyard: { ...switchyard, instances: elsewhere } }, "bank", event)
    assert.isUndefined(await app.run(strange))
  })

  it("causes one read a minute, however many callbacks name it, and none of what has ended where they can be forged", async () => {
    const world = await start()
    const { app, bank, simulators } = world
    bank.fault({ kind: "error", code: "insufficient_funds" }, { path: "/payouts/commit" })
    const id = await createPayout(app, "po-4")
    await app.later(600)
    const { id: draft = "", reference } = bank.operations("payout")[0] ?? {}
    const [{ id: current = "" } = {}] = world.other.operations("payout")
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    const flood = (many: number, round: number) =>
      Promise.all(
        Array.from({ length: many }, (_, n) => {
          const body = {
            event: `e-${round}-${n}`,
            kind: "payout",
            id: draft,
            reference,
            account: "m-1",
            status: "done"
          }
          const raw = { ...body, amount: 1500, currency: "RUB" }
          return app.run(
            app.core.receiveCallback("bank", {
              body: new TextEncoder().encode(JSON.stringify(raw)),
              headers: {},
              path: "payout"
            })
          )
        })
      )
    await simulators.clock.advance(120_000)
    const before = [readsOf(world, draft), bank.received().length] as const
    await flood(150, 1)
    await app.due()
    await flood(150, 2)
    await app.later(20)
    assert.deepStrictEqual([readsOf(world, draft), bank.received().length], [before[0] + 1, before[1] + 1])
    assert.isNotEmpty(current)
    world.other.settle("payout", "po-4", "done")
    await app.later(hour)
    assert.strictEqual((await payout(app, id)).status, "paid", await told(app, id))
    const ended = readsOf(world, draft)
    await flood(20, 3)
    await app.later(120)
    assert.strictEqual(readsOf(world, draft), ended)
  })

  it("is read at its own account, whatever name leads there now, and never at another one", async () => {
    const world = await start()
    const { draft, id } = await paidElsewhere(world, "po-5")
    const { providers, routes } = MemoryBank.pairOf({ stages: "draft" }, {})
    // The name leads to another account, where the same id is something else; nobody leads to the old one.
    const third = { use: "@switchyard/memory", options: { account: "m-3", secretKey: "s" } }
    const changed = await world.again({
      providers: { third, other: providers.other },
      routes: { payouts: [{ try: ["third"] }] }
    })
    const before = world.bank.received().length
    await changed.later(7 * hour)
    assert.strictEqual(world.bank.received().length, before)
    world.bank.settle("payout", draft, "done")
    const back = await world.again({ providers, routes })
    await back.later(7 * hour)
    assert.strictEqual((await payout(back, id)).status, "needs_review", await told(back, id))
  })

  it("is looked after where an operator has called it paid while it was alive", async () => {
    const world = await start()
    const { app, bank, other } = world
    bank.fault({ kind: "error", code: "insufficient_funds" }, { path: "/payouts/commit" })
    bank.fault({ kind: "error", code: "maintenance" }, { path: "/payouts/abandon", times: 1000 })
    const id = await createPayout(app, "po-6")
    await app.later(4 * day)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await told(app, id))
    const paid = { outcome: "paid", note: "by hand", operator: "anna", acceptDuplicateRisk: false } as const
    await app.run(app.core.payouts.resolve(id, paid))
    bank.commit("payout", "payout-1")
    bank.settle("payout", "payout-1", "done")
    await app.later(7 * hour)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await told(app, id))
    assert.strictEqual(other.operations("payout").length, 0)
  })
})

describe("an operator has what is left abandoned", { timeout: 600_000 }, () => {
  const wish = { note: "nobody needs the draft", operator: "anna" }

  // Its provider has accepted to abandon it, and shows it as it was for days.
  const stuck = async (reference: string) => {
    const world = await start()
    const { app, bank } = world
    bank.fault({ kind: "error", code: "insufficient_funds" }, { path: "/payouts/commit" })
    const id = await createPayout(app, reference)
    await app.due()
    bank.lag("payout", "payout-1", 1_000_000)
    await app.later(4 * day)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await told(app, id))
    bank.settle("payout", "payout-1", "draft")
    bank.lag("payout", "payout-1", 0)
    return { ...world, id }
  }

  it("which is read first, asked for as an attempt, and failed once it is dead, as it is late for another provider", async () => {
    const { app, bank, id, other } = await stuck("po-1")
    const attempts = (await app.run(app.store.attempts(id))).length
    const reads = readsOf({ bank }, "payout-1")
    const shown = await app.run(app.core.payouts.abandon(id, wish))
    assert.deepStrictEqual([shown.status, readsOf({ bank }, "payout-1")], ["unknown", reads])
    await app.due()
    assert.strictEqual(readsOf({ bank }, "payout-1"), reads + 1)
    await app.later(hour)
    const made = (await app.run(app.store.attempts(id))).slice(attempts)
    assert.deepStrictEqual(
      made.map(({ kind, outcome }) => [kind, outcome]),
      [["abandon", "Accepted"]],
      await told(app, id)
    )
    assert.include(await told(app, id), "operator: anna asked for what is left to be abandoned")
    assert.deepStrictEqual([(await payout(app, id)).status, other.operations("payout").length], ["failed", 0])
  })

  it("but what somebody has committed meanwhile is paid, and nothing else is asked of its provider", async () => {
    const { app, bank, id } = await stuck("po-2")
    bank.commit("payout", "payout-1")
    bank.settle("payout", "payout-1", "done")
    const abandons = () => bank.received().filter(({ path }) => path === "/payouts/abandon").length
    const before = abandons()
    await app.run(app.core.payouts.abandon(id, wish))
    await app.later(120)
    assert.deepStrictEqual([(await payout(app, id)).status, abandons()], ["paid", before], await told(app, id))
    const refused = await app.run(Effect.flip(app.core.payouts.abandon(id, wish)))
    assert.deepInclude(refused as Conflict, { _tag: "Conflict", code: "not_abandonable" })
  })

  it("and is asked to wait while a request is on its way, also where its node has died", async () => {
    // The end of the abandon is never written down.
    const wrap: AppOptions["wrap"] = (store) => ({
      ...store,
      commit: (row, to) =>
        to.attempt?.kind === "abandon" && to.attempt.endedAt !== null
          ? Effect.die("the node dies")
          : store.commit(row, to)
    })
    const { app, bank } = await start({}, { wrap })
    bank.fault({ kind: "error", code: "insufficient_funds" }, { path: "/payouts/commit" })
    const id = await createPayout(app, "po-3")
    for (let tries = 0; tries < 60 && (await app.run(app.store.attempts(id))).length < 2; tries += 1) await app.later(2)
    const refused = await app.run(Effect.flip(app.core.payouts.abandon(id, wish)))
    assert.deepInclude(refused as Conflict, { _tag: "Conflict", code: "in_flight" }, await told(app, id))
  })
})
