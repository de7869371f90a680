/** A database that is away, or refuses what is to be written, at the worst moments. */
import { Effect } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { StoreUnavailable } from "../../src/model/Operations.ts"
import { OperationRunner } from "../../src/operations/OperationRunner.ts"
import type { Service as StoreService } from "../../src/store/Store.ts"
import { type App, createPayout, open, payout, summaries } from "./support/app.ts"
import { sandboxClock, shifted } from "./support/clock.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators } from "./support/simulators.ts"

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

const away = new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: false })
const content = new StoreUnavailable({ retryAfterSeconds: 1, isAboutContent: true })

const start = async (route: ReadonlyArray<string>, wrap: (store: StoreService) => StoreService) => {
  await database.empty()
  const simulators = makeSimulators()
  app = await open(simulators, database.layer, { config: configOf(...route), wrap })
  return { app, simulators }
}

describe("a provider's answer", () => {
  it("outlives an outage of the database of many minutes: a refusal is still proof, and the next provider pays", async () => {
    let isAway = false
    let lost = 0
    const { app: of, simulators } = await start(["p2p", "feennex"], (store) => ({
      ...store,
      commit: (row, commit) =>
        Effect.suspend(() => {
          if (commit.attempt !== null && commit.attempt.outcome !== null && lost === 0) isAway = true
          if (!isAway) return store.commit(row, commit)
          lost += 1
          return Effect.fail(away)
        })
    }))
    simulators.p2p.admin.fault({ kind: "error", message: "low balance" }, { endpoint: "create_pay_out" })
    const id = await createPayout(of, "payout-1")
    const running = of.due()
    const until = simulators.clock.now() + 8 * 60_000
    while (simulators.clock.now() < until) {
      await new Promise((resolve) => setImmediate(resolve))
      await simulators.clock.advance(500)
    }
    assert.isAbove(lost, 100)
    isAway = false
    for (let n = 0; n < 10; n += 1) await simulators.clock.advance(1_000)
    await running
    await of.later(600)
    const timeline = (await summaries(of, id)).join("\n")
    assert.deepStrictEqual(simulators.paid("payout-1"), [1, 0], timeline)
    assert.strictEqual((await payout(of, id)).status, "paid", timeline)
  })

  it("is waited for as long when somebody sets the clock meanwhile", async () => {
    await database.empty()
    const simulators = makeSimulators()
    let ahead = 0
    let isAway = false
    app = await open(simulators, database.layer, {
      config: configOf("p2p", "feennex"),
      clock: shifted(sandboxClock(simulators.clock), () => ahead),
      source: { millis: Effect.sync(simulators.clock.now), isAgreed: Effect.succeed(true) },
      wrap: (store) => ({
        ...store,
        commit: (row, commit) =>
          Effect.suspend(() => {
            if (commit.attempt !== null && commit.attempt.outcome !== null && ahead === 0) isAway = true
            return isAway ? Effect.fail(away) : store.commit(row, commit)
          })
      })
    })
    simulators.p2p.admin.fault({ kind: "error", message: "low balance" }, { endpoint: "create_pay_out" })
    const id = await createPayout(app, "payout-1")
    const running = app.due()
    const pass = async (millis: number) => {
      for (
        const until = simulators.clock.now() + millis;
        simulators.clock.now() < until;
        await simulators.clock.advance(500)
      ) {
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await pass(60_000)
    assert.isTrue(isAway)
    ahead = 30 * 86_400_000
    await pass(60_000)
    isAway = false
    await pass(10_000)
    await running
    await app.later(600)
    const timeline = (await summaries(app, id)).join("\n")
    assert.include(timeline, "attempt 1: Rejected", timeline)
    assert.deepStrictEqual(simulators.paid("payout-1"), [1, 0], timeline)
  })
})

describe("a gateway that is ended while the database does not answer", () => {
  it("tries to write down what it was answered for some seconds, however long a try takes", async () => {
    let tries = 0
    const { app: of, simulators } = await start(["p2p"], (store) => ({
      ...store,
      commit: (row, commit) =>
        commit.attempt === null || commit.attempt.outcome === null
          ? store.commit(row, commit)
          : Effect.suspend(() => {
              tries += 1
              return Effect.andThen(Effect.sleep("18 seconds"), Effect.fail(away))
            })
    }))
    const id = await createPayout(of, "payout-1")
    const running = of.due()
    while (tries === 0) await new Promise((resolve) => setImmediate(resolve))
    await of.run(Effect.flatMap(OperationRunner, ({ drain }) => drain))
    let isOver = false
    void running.finally(() => {
      isOver = true
    })
    for (let turns = 0; turns < 2_000 && !isOver; turns += 1) {
      await simulators.clock.advance(500)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await running
    // The look-up finds it.
    assert.isAtMost(tries, 2)
    assert.strictEqual((await payout(of, id)).status, "submitting")
  })
})

describe("what the database refuses for its content", () => {
  it("is set aside by itself, where it can be seen, and holds up nothing else", async () => {
    let poisoned: string | undefined
    const { app: of } = await start(["p2p"], (store) => ({
      ...store,
      commit: (row, commit) =>
        row.id === poisoned &&
        commit.suspended === null &&
        commit.entries.some(({ kind }) => kind === "read" || kind === "transition")
          ? Effect.fail(content)
          : store.commit(row, commit)
    }))
    const bad = await createPayout(of, "payout-1")
    await of.due()
    poisoned = bad
    const good = await createPayout(of, "payout-2")
    await of.later(600)
    assert.strictEqual((await payout(of, good)).status, "paid")
    const timeline = (await summaries(of, bad)).join("\n")
    assert.include(timeline, "anomaly: parked: what its provider said cannot be stored")
    poisoned = undefined
    await of.later(2 * 3600)
    assert.strictEqual((await payout(of, bad)).status, "paid", timeline)
  })

  it("as a callback is set aside, and its batch goes on", async () => {
    const { app: of, simulators } = await start(["p2p"], (store) => ({
      ...store,
      requestRead: (id, ...rest) =>
        Effect.flatMap(store.find(id), (row) =>
          row?.reference === "payout-1" ? Effect.fail(content) : store.requestRead(id, ...rest)
        )
    }))
    simulators.onCallback(async () => {})
    const first = await createPayout(of, "payout-1")
    const second = await createPayout(of, "payout-2")
    await of.later(120)
    for (const { body, instance, path } of simulators.received) {
      await of.run(of.core.receiveCallback(instance, { body, path, headers: {} }))
    }
    await of.later(120)
    assert.strictEqual((await payout(of, second)).status, "paid", (await summaries(of, second)).join("\n"))
    const rows = await database.sql<{ state: string; n: bigint }>(
      "SELECT state, count(*) AS n FROM callback GROUP BY state ORDER BY state"
    )
    assert.deepStrictEqual(
      rows.map(({ state }) => state),
      ["handled", "rejected"]
    )
    assert.strictEqual((await payout(of, first)).status, "processing")
  })
})

describe("texts of providers that no database takes", () => {
  it("are stored written out, in refusals, read errors and callbacks alike", async () => {
    const { app: of, simulators } = await start(["feennex"], (store) => store)
    simulators.feennex.admin.fault(
      { kind: "error", code: 99, message: "a \u0000 b \ud800 c" },
      { endpoint: "/withdraw/create" }
    )
    simulators.feennex.admin.fault(
      { kind: "error", code: 77, message: "x\u0000y" },
      { endpoint: "/withdraw/shop_payment_status" }
    )
    const id = await createPayout(of, "payout-1")
    await of.later(3600)
    const timeline = JSON.stringify(await of.run(of.store.timeline(id)))
    assert.include(timeline, "OutcomeUnknown")
    assert.notInclude(["created", "submitting"], (await payout(of, id)).status, timeline)
    const odd = JSON.stringify({ order_id: "payout\u0000-1", type: "pay_out", status: "s\u0000\ud800" })
    for (const instance of ["p2p", "feennex"]) {
      await of.run(
        of.core.receiveCallback(instance, { body: new TextEncoder().encode(odd), path: "payouts/x", headers: {} })
      )
    }
    await of.later(60)
    const [left] = await database.sql<{ n: bigint }>("SELECT count(*) AS n FROM callback WHERE state = 'new'")
    assert.strictEqual(Number(left?.n), 0)
  })
})
