/** A step that broke off because the database was away for a moment: it goes on within seconds, not when its claim ends. */
import { Effect, Result } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { StoreUnavailable } from "../../src/model/Operations.ts"
import type { Service as StoreService } from "../../src/store/Store.ts"
import { type App, createPayout, open, payout } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, providers } from "./support/simulators.ts"

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

/** A database that is away while `isAway` says so, for whatever a test gives to `guard`. */
const start = async (
  instance: "feennex" | "p2p",
  wrap: (store: StoreService, guard: <A>(there: Effect.Effect<A, StoreUnavailable>) => typeof there) => StoreService
) => {
  await database.empty()
  const state = { isAway: false }
  const guard = <A>(there: Effect.Effect<A, StoreUnavailable>) =>
    Effect.suspend(() => (state.isAway ? Effect.fail(away) : there))
  const simulators = makeSimulators()
  const { feennex, p2p } = providers
  const config = {
    ...Object(configOf(instance)),
    providers: { p2p, feennex: { ...feennex, options: { ...feennex.options, statusInterval: "1 second" } } }
  }
  app = await open(simulators, database.layer, { config, wrap: (store) => wrap(store, guard) })
  const of = app
  /** Lets this many seconds pass, one after the other. */
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) {
      await simulators.clock.advance(1_000)
      // What goes on by itself has had its turn at the database.
      await database.sql("SELECT 1")
      await of.due()
    }
  }
  return { of, simulators, state, pass }
}

describe("what broke off while the database was away", () => {
  it("is sent within seconds", async () => {
    const { simulators, of, pass, state } = await start("p2p", (store, guard) => ({
      ...store,
      commit: (row, commit) => guard(store.commit(row, commit)),
      expedite: (row, at) => guard(store.expedite(row, at))
    }))
    const id = await createPayout(of, "payout-1")
    state.isAway = true
    await of.due()
    await pass(2)
    assert.deepStrictEqual(simulators.creates("payout-1"), [0, 0])
    state.isAway = false
    await pass(5)
    assert.deepStrictEqual(simulators.creates("payout-1"), [0, 1])
    assert.strictEqual((await payout(of, id)).status, "processing")
  })

  it("is read again within seconds, and never sooner than its provider allows", async () => {
    const { simulators, of, pass, state } = await start("feennex", (store, guard) => ({
      ...store,
      commit: (row, commit) => guard(store.commit(row, commit))
    }))
    const id = await createPayout(of, "payout-1")
    simulators.onCallback(async () => {})
    await of.due()
    const refresh = Effect.result(of.core.payouts.refresh(id))
    await simulators.clock.advance(1_500)
    state.isAway = true
    const failed = await of.run(refresh)
    assert.isTrue(Result.isFailure(failed) && failed.failure._tag === "StoreUnavailable")
    state.isAway = false
    const [reads] = simulators.reads("payout-1")
    assert.isTrue(Result.isFailure(await of.run(refresh)))
    assert.deepStrictEqual(simulators.reads("payout-1"), [reads, 0])
    await pass(3)
    assert.isAbove(simulators.reads("payout-1")[0] ?? 0, reads ?? 0)
  })

  it("is read again within seconds, where it has ended and nothing of it is due", async () => {
    const { simulators, of, pass, state } = await start("feennex", (store, guard) => ({
      ...store,
      commit: (row, commit) => guard(store.commit(row, commit))
    }))
    const id = await createPayout(of, "payout-1")
    await of.later(3600)
    const { status } = await payout(of, id)
    assert.strictEqual(status, "paid")
    const refresh = Effect.result(of.core.payouts.refresh(id))
    await simulators.clock.advance(2_000)
    state.isAway = true
    const failed = await of.run(refresh)
    assert.isTrue(Result.isFailure(failed) && failed.failure._tag === "StoreUnavailable")
    state.isAway = false
    await pass(2)
    assert.isTrue(Result.isSuccess(await of.run(refresh)))
    assert.strictEqual((await payout(of, id)).status, "paid")
  })

  it("is handled within seconds, where it is a callback", async () => {
    const { simulators, of, pass, state } = await start("p2p", (store, guard) => ({
      ...store,
      findByReference: (kind, reference) => guard(store.findByReference(kind, reference)),
      expediteCallbacks: (...args) => guard(store.expediteCallbacks(...args))
    }))
    simulators.onCallback(async () => {})
    const id = await createPayout(of, "payout-1")
    await pass(1)
    const body = new TextEncoder().encode(
      JSON.stringify({ type: "pay_out", status: "successful", updated_at: "1", order_id: "payout-1" })
    )
    await of.run(of.core.receiveCallback("p2p", { body, path: "payouts/success", headers: {} }))
    state.isAway = true
    await of.due()
    await pass(2)
    state.isAway = false
    await pass(5)
    const [row] = await database.sql<{ state: string }>("SELECT state FROM callback")
    assert.strictEqual(row?.state, "handled")
    assert.strictEqual((await payout(of, id)).status, "processing")
  })
})
