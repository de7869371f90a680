/**
 * Payouts in drafts, which anybody at the provider can commit, and payments that were declined, on a real database: whatever is
 * lost on the way, each is paid once, and nothing is tried elsewhere or called failed before what is left is dead.
 */
import { randomBytes } from "node:crypto"
import { Effect, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import type { Service as StoreService } from "../../src/store/Store.ts"
import {
  type App,
  type AppOptions,
  createPayment,
  createPayout,
  open,
  payment,
  payout,
  summaries
} from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { makeFuse } from "./support/fuse.ts"
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
const draftPath = "/payouts/draft"
const commitPath = "/payouts/commit"
const abandonPath = "/payouts/abandon"

const start = async (bankOptions: object = {}, rest: Partial<AppOptions> = {}) => {
  await database.empty()
  const simulators = makeSimulators()
  const banks = MemoryBank.make()
  const config = MemoryBank.pairOf({ stages: "draft", declined: "payable", ...bankOptions }, {})
  const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
  const opening = { config, keys, load: banks.load }
  app = await open(simulators, database.layer, { ...opening, ...rest })
  const again = async () => {
    await app?.close()
    app = await open(simulators, database.layer, opening)
    return app
  }
  return { app, again, bank: banks.simulator("bank"), other: banks.simulator("other"), simulators }
}

type Started = Awaited<ReturnType<typeof start>>

const told = async (app: App, id: string) => (await summaries(app, id)).join("\n")

const statuses = ({ bank, other }: Pick<Started, "bank" | "other">) =>
  [bank, other].map((each) => each.operations("payout").map(({ status }) => status))

const paidTimes = ({ bank, other }: Pick<Started, "bank" | "other">) =>
  bank.ledger("payout").length + other.ledger("payout").length

const kinds = async (app: App, id: string) =>
  (await app.run(app.store.attempts(id))).map(({ instance, kind, outcome }) => `${kind} ${instance}: ${outcome}`)

const settled = async (app: App, id: string, { bank, other }: Pick<Started, "bank" | "other">, reference: string) => {
  for (const each of [bank, other]) {
    if (each.operations("payout").some(({ status }) => status === "new" || status === "processing")) {
      each.settle("payout", reference, "done")
    }
  }
  await app.later(hour)
  return (await payout(app, id)).status
}

describe("a payout in drafts", { timeout: 600_000 }, () => {
  it("is prepared, written down, committed and paid once", async () => {
    let woken = 0
    const wrap = (store: StoreService): StoreService => ({
      ...store,
      wakeCallbacks: (instance, now) =>
        Effect.suspend(() => {
          woken += 1
          return store.wakeCallbacks(instance, now)
        })
    })
    const world = await start({}, { wrap })
    const { app } = world
    const id = await createPayout(app, "po-1")
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.match(await told(app, id), /attempt 1: prepared at bank, and may be committed/)
    // No callback has waited for an id that its create has told.
    assert.strictEqual(woken, 0)
    const [attempt] = await app.run(app.store.attempts(id))
    const stored = Buffer.from((await app.run(app.store.prepared(id, attempt?.fingerprint ?? ""))) ?? [])
    assert.isAbove(stored.length, 0)
    // What it takes to commit it is sealed.
    assert.notMatch(stored.toString("latin1"), /payout-1|state|1500/)
    assert.strictEqual(await settled(app, id, world, "po-1"), "paid")
    assert.strictEqual(paidTimes(world), 1)
  })

  it("whose commit was answered and the answer lost is found, and is paid once", async () => {
    const world = await start()
    const { app, bank } = world
    bank.fault({ kind: "cutAfterActing" }, { path: commitPath })
    const id = await createPayout(app, "po-2")
    await app.later(300)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.strictEqual(await settled(app, id, world, "po-2"), "paid")
    assert.deepStrictEqual([paidTimes(world), statuses(world)], [1, [["done"], []]])
  })

  it("whose commit never arrived is abandoned, and then paid once", async () => {
    const world = await start()
    const { app, bank } = world
    bank.fault({ kind: "cutBeforeReading" }, { path: commitPath })
    const id = await createPayout(app, "po-3")
    await app.later(600)
    assert.deepStrictEqual(
      (await kinds(app, id)).slice(0, 2),
      ["send bank: OutcomeUnknown", "abandon bank: Accepted"],
      await told(app, id)
    )
    assert.strictEqual(await settled(app, id, world, "po-3"), "paid", await told(app, id))
    assert.deepStrictEqual(statuses(world)[0]?.[0], "canceled")
    assert.strictEqual(paidTimes(world), 1)
  })

  it("whose commit is refused leaves a draft, which is abandoned before the next provider is asked", async () => {
    const world = await start()
    const { app, bank, other } = world
    bank.fault({ kind: "error", code: "insufficient_funds" }, { path: commitPath })
    // Whatever the abandon is answered, only a read shows that it is dead.
    bank.fault({ kind: "error", code: "maintenance" }, { path: abandonPath })
    const id = await createPayout(app, "po-4")
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "unknown", await told(app, id))
    assert.strictEqual(other.operations("payout").length, 0)
    await app.later(600)
    assert.deepStrictEqual(statuses(world), [["canceled"], ["new"]], await told(app, id))
    bank.commit("payout", "payout-1")
    assert.strictEqual(await settled(app, id, world, "po-4"), "paid", await told(app, id))
    assert.strictEqual(paidTimes(world), 1)
  })

  it("whose draft somebody has committed is not abandoned, and paid once", async () => {
    const world = await start()
    const { app, bank } = world
    bank.fault({ kind: "error", code: "insufficient_funds" }, { path: commitPath })
    const id = await createPayout(app, "po-5")
    await app.due()
    bank.commit("payout", "payout-1")
    await app.later(600)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.strictEqual(await settled(app, id, world, "po-5"), "paid")
    assert.deepStrictEqual([paidTimes(world), statuses(world)[1]], [1, []])
  })

  it("that is committed while it is being abandoned is paid once", async () => {
    const world = await start()
    const { app, bank } = world
    bank.fault({ kind: "error", code: "insufficient_funds" }, { path: commitPath })
    bank.fault({ kind: "late" }, { path: abandonPath })
    const id = await createPayout(app, "po-6")
    await app.later(60)
    bank.commit("payout", "payout-1")
    await app.run(bank.arrive)
    await app.later(600)
    assert.strictEqual(await settled(app, id, world, "po-6"), "paid", await told(app, id))
    assert.deepStrictEqual([paidTimes(world), statuses(world)[1]], [1, []])
  })

  it("whose draft was made and its answer lost is asked for its id, abandoned, and paid once elsewhere", async () => {
    const world = await start()
    const { app, bank } = world
    bank.fault({ kind: "cutAfterActing" }, { path: draftPath })
    const id = await createPayout(app, "po-7")
    await app.later(900)
    const made = await kinds(app, id)
    assert.deepStrictEqual(made.slice(0, 3), [
      "send bank: OutcomeUnknown",
      "abandon bank: Accepted",
      "abandon bank: Accepted"
    ])
    assert.strictEqual(statuses(world)[0]?.[0], "canceled", await told(app, id))
    assert.strictEqual(await settled(app, id, world, "po-7"), "paid", await told(app, id))
    assert.strictEqual(paidTimes(world), 1)
  })

  it("is paid once when the gateway ends between any two of its writes", async () => {
    for (let steps = 0; ; steps += 1) {
      const fuse = makeFuse(steps)
      const world = await start({}, { wrap: fuse.wrap })
      await createPayout(world.app, "po-8").catch(() => undefined)
      await world.app.later(70).catch(() => undefined)
      const app = await world.again()
      const [there] = (await app.run(app.core.payouts.list({ limit: 1 }))).data
      const id = there?.id ?? (await createPayout(app, "po-8"))
      await app.later(900)
      const end = await settled(app, id, world, "po-8")
      assert.strictEqual(end, "paid", `cut after ${steps} writes\n${await told(app, id)}`)
      assert.strictEqual(paidTimes(world), 1, `cut after ${steps} writes`)
      if (!fuse.state.blown) return assert.isAbove(steps, 4)
    }
  })

  it("is not committed where what was prepared cannot be written down", async () => {
    const refusing = (store: StoreService): StoreService => ({
      ...store,
      commit: (row, to) =>
        to.attempt?.prepared == null ? store.commit(row, to) : Effect.die("what was prepared cannot be written down")
    })
    const world = await start({}, { wrap: refusing })
    const { app, bank } = world
    const id = await createPayout(app, "po-9")
    await app.later(900)
    assert.notInclude(
      bank.received().map(({ path }) => path),
      commitPath
    )
    assert.strictEqual(statuses(world)[0]?.[0], "canceled", await told(app, id))
    assert.strictEqual(await settled(app, id, world, "po-9"), "paid", await told(app, id))
    assert.strictEqual(paidTimes(world), 1)
  })

  it("that is unknown is abandoned where its merchant cancels it, and then canceled", async () => {
    const world = await start()
    const { app, bank, other } = world
    bank.fault({ kind: "cutBeforeReading" }, { path: commitPath })
    const id = await createPayout(app, "po-10")
    await app.due()
    await app.later(40)
    const asked = await app.run(app.core.payouts.cancel(id))
    assert.strictEqual(asked.status, "unknown")
    await app.later(600)
    assert.strictEqual((await payout(app, id)).status, "canceled", await told(app, id))
    assert.deepStrictEqual([statuses(world)[0], other.operations("payout").length], [["canceled"], 0])
    bank.commit("payout", "payout-1")
    assert.strictEqual(paidTimes(world), 0)
  })

  it("that cannot be abandoned is for a person in the end, and never called failed", async () => {
    const world = await start()
    const { app, bank, other } = world
    bank.fault({ kind: "error", code: "insufficient_funds" }, { path: commitPath })
    bank.fault({ kind: "error", code: "maintenance" }, { path: abandonPath, times: 1000 })
    const id = await createPayout(app, "po-11")
    await app.later(4 * 24 * hour)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await told(app, id))
    assert.strictEqual(other.operations("payout").length, 0)
  })

  it("at a provider that replays is committed by its replay, once", async () => {
    const world = await start({ duplicates: "replayed" })
    const { app, bank } = world
    bank.fault({ kind: "cutBeforeReading" }, { path: commitPath })
    const id = await createPayout(app, "po-12")
    await app.later(300)
    assert.include(await kinds(app, id), "replay bank: Accepted", await told(app, id))
    assert.strictEqual(await settled(app, id, world, "po-12"), "paid", await told(app, id))
    assert.deepStrictEqual([paidTimes(world), statuses(world)], [1, [["done"], []]])
  })
})

describe("a payment that was declined and can still be paid", { timeout: 180_000 }, () => {
  it("is abandoned before another provider is asked", async () => {
    const { app, bank, other } = await start()
    bank.fault({ kind: "declines" }, { path: "/payments/create" })
    const id = await createPayment(app, "pm-1", { method: "page" })
    await app.due()
    assert.strictEqual((await payment(app, id)).status, "unknown", await told(app, id))
    assert.strictEqual(other.operations("payment").length, 0)
    await app.later(300)
    assert.strictEqual((await payment(app, id)).status, "awaiting_payer", await told(app, id))
    const held = [bank, other].map((each) => each.operations("payment").map(({ status }) => status))
    assert.deepStrictEqual(held[0], ["canceled"])
    assert.strictEqual(held[1]?.length, 1)
  })
})
