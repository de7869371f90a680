/** Restored backups: a database that is older than what the providers have, on the real records. */
import { Effect } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import { begin } from "../../src/start/recovery.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "./support/simulators.ts"

let database: Database

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

const tables = [
  "operation",
  "attempt",
  "event",
  "callback",
  "delivery",
  "recovery",
  "side_read",
  "left_behind",
  "used_account"
]

/** A backup inside the database, and the way back to it. */
const backup = async () => {
  for (const table of tables) {
    await database.sql(`DROP TABLE IF EXISTS backup_${table}`)
    await database.sql(`CREATE TABLE backup_${table} AS SELECT * FROM ${table}`)
  }
  return async () => {
    await database.empty()
    for (const table of tables) {
      await database.sql(`INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM backup_${table}`)
    }
  }
}

const start = (simulators: Simulators, ...route: ReadonlyArray<string>) =>
  open(simulators, database.layer, { config: configOf(...route) })

const recover = (app: App) => app.run(begin(null))

const timelineOf = async (app: App, id: string) => (await summaries(app, id)).join("\n")

/** A payout that p2p has paid since the backup was taken, with the attempt at Feennex written down and its answer not. */
const paidSinceTheBackup = async () => {
  await database.empty()
  const simulators = makeSimulators()
  simulators.feennex.admin.fault({ kind: "error", code: 9, message: "low balance" }, { endpoint: "/withdraw/create" })
  const first = await start(simulators, "feennex", "p2p")
  const saves = { restore: async () => {} }
  const take = first.store.commit
  const wrapped = await open(simulators, database.layer, {
    config: configOf("feennex", "p2p"),
    wrap: (store) => ({
      ...store,
      commit: (row, commit) =>
        Effect.tap(take(row, commit), () =>
          commit.attempt?.endedAt === null && commit.attempt.instance === "feennex"
            ? Effect.promise(async () => {
                saves.restore = await backup()
              })
            : Effect.void
        )
    })
  })
  const id = await createPayout(wrapped, "payout-1")
  await wrapped.later(30)
  assert.strictEqual((await payout(wrapped, id)).provider, "p2p")
  assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
  await wrapped.close()
  await first.close()
  await saves.restore()
  return { id, simulators }
}

describe("a backup that falls into an attempt", () => {
  it("asks everybody who may have had it since: what another provider has paid is paid by nobody else", async () => {
    for (const route of [["feennex", "p2p"], ["feennex"], ["p2p"]]) {
      const { id, simulators } = await paidSinceTheBackup()
      const restored = await start(simulators, ...route)
      await recover(restored)
      await restored.later(26 * 3600)
      const timeline = await timelineOf(restored, id)
      assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1], timeline)
      const { provider, status } = await payout(restored, id)
      assert.deepStrictEqual([status, provider], ["paid", "p2p"], timeline)
      await restored.close()
    }
  })

  it("is looked after by everybody who may have had it when an operator calls it failed meanwhile", async () => {
    const { id, simulators } = await paidSinceTheBackup()
    const restored = await start(simulators, "feennex", "p2p")
    await recover(restored)
    const risk = { outcome: "failed", note: "", operator: "anna", acceptDuplicateRisk: true } as const
    await restored.later(60)
    const failed = await restored.run(restored.core.payouts.resolve(id, risk))
    assert.deepInclude(failed, { status: "failed", provider: "feennex" }, await timelineOf(restored, id))
    await restored.later(26 * 3600)
    const { provider, status } = await payout(restored, id)
    assert.deepStrictEqual([status, provider], ["needs_review", "p2p"], await timelineOf(restored, id))
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
    await restored.close()
  })
})

describe("what was lost with the database and is created again", () => {
  it("is paid once, whatever the routes say now, also by a process that was started without being told", async () => {
    for (const [before, now] of [
      [["p2p"], ["feennex"]],
      [["feennex"], ["p2p", "feennex"]],
      [["p2p"], ["p2p"]],
      [["feennex"], ["feennex"]]
    ] as const) {
      await database.empty()
      const simulators = makeSimulators()
      const first = await start(simulators, ...before)
      await createPayout(first, "payout-0")
      await first.later(200)
      const restore = await backup()
      await createPayout(first, "payout-1")
      await first.later(200)
      await first.close()
      await restore()

      const told_ = await start(simulators, ...now)
      await recover(told_)
      await told_.close()
      // The variable is gone from its environment; the records are not.
      const app = await start(simulators, ...now)
      const id = await createPayout(app, "payout-1")
      await app.later(48 * 3600)
      const timeline = await timelineOf(app, id)
      assert.strictEqual(
        simulators.paid("payout-1").reduce((sum, each) => sum + each, 0),
        1,
        timeline
      )
      assert.strictEqual((await payout(app, id)).status, "paid", timeline)
      await app.close()
    }
  })

  it("waits for a person where an account that was used is not configured any more", async () => {
    await database.empty()
    const simulators = makeSimulators()
    const first = await start(simulators, "p2p")
    await createPayout(first, "payout-0")
    await first.later(120)
    const restore = await backup()
    await createPayout(first, "payout-1")
    await first.later(120)
    await first.close()
    await restore()

    const { p2p: _, ...left } = (configOf("feennex") as { providers: Record<string, unknown> }).providers
    const config = { providers: left, routes: { payouts: [{ try: ["feennex"] }], payments: [{ try: ["feennex"] }] } }
    const app = await open(simulators, database.layer, { config })
    await recover(app)
    const id = await createPayout(app, "payout-1")
    await app.later(3600)
    assert.strictEqual((await payout(app, id)).status, "needs_review", await timelineOf(app, id))
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
    await app.close()
  })

  it("is not canceled and not resolved before it is known who has it", async () => {
    await database.empty()
    const simulators = makeSimulators()
    const first = await start(simulators, "p2p")
    await recover(first)
    const id = await createPayout(first, "payout-1")
    const refused = await first.run(Effect.flip(first.core.payouts.cancel(id)))
    assert.strictEqual(refused._tag === "Conflict" && refused.code, "not_cancelable")
    await first.close()
  })
})

describe("a recovery", () => {
  it("lets new payments go on once their provider does not know them, and payouts once everybody has denied them", async () => {
    await database.empty()
    const simulators = makeSimulators()
    const app = await open(simulators, database.layer, { config: onlyFeennex })
    await recover(app)
    await app.later(20 * 60)
    const paymentId = await createPayment(app, "payment-1")
    await app.later(30)
    assert.strictEqual((await payment(app, paymentId)).status, "awaiting_payer", await timelineOf(app, paymentId))
    const payoutId = await createPayout(app, "payout-1")
    await app.later(600)
    assert.strictEqual((await payout(app, payoutId)).status, "paid", await timelineOf(app, payoutId))
    await app.close()
  })

  it("begins once for one backup, and again for another one", async () => {
    await database.empty()
    const app = await start(makeSimulators(), "feennex")
    const { store } = app
    const first = await app.run(store.beginRecovery(Instant.of(1_000), Instant.of(5_000)))
    assert.isTrue(first.isNew)
    assert.deepInclude(await app.run(store.beginRecovery(Instant.of(1_000), Instant.of(6_000))), {
      id: first.id,
      isNew: false
    })
    const second = await app.run(store.beginRecovery(Instant.of(2_000), Instant.of(7_000)))
    assert.isTrue(second.isNew)
    assert.deepInclude(await app.run(store.recoveryOf(first.id)), { endedAt: 7_000 })
    assert.strictEqual(await app.run(store.endRecoveries({ operator: "anna", note: "compared" }, Instant.of(8_000))), 1)
    // What is ended does not begin again because a variable was left set.
    assert.deepInclude(await app.run(store.beginRecovery(Instant.of(2_000), Instant.of(9_000))), {
      id: second.id,
      isNew: false,
      endedAt: 8_000
    })
    assert.strictEqual(await app.run(store.recovery), undefined)
    await app.close()
  })

  it("covers what was created before its end and within thirty days of its beginning", async () => {
    await database.empty()
    const simulators = makeSimulators()
    const app = await start(simulators, "feennex")
    const begun = await app.run(begin(null).pipe(Effect.andThen(app.store.recovery)))
    const id = begun?.id ?? 0
    const at = async (reference: string) => {
      const payoutId = await createPayout(app, reference)
      return (await app.run(app.store.find(payoutId)))?.recovery
    }
    assert.strictEqual(await at("payout-1"), id)
    await simulators.clock.advance(29 * 86_400_000)
    assert.strictEqual(await at("payout-2"), id)
    await simulators.clock.advance(2 * 86_400_000)
    assert.strictEqual(await at("payout-3"), null)
    const again = await app.run(
      app.store.beginRecovery(Instant.of(simulators.clock.now() - 1), Instant.of(simulators.clock.now()))
    )
    await simulators.clock.advance(1_000)
    await app.run(app.store.endRecoveries({ operator: "anna", note: "compared" }, Instant.of(simulators.clock.now())))
    await simulators.clock.advance(1_000)
    assert.strictEqual(await at("payout-4"), null)
    assert.strictEqual((await app.run(app.store.findByReference("payout", "payout-3")))?.recovery, again.id)
    await app.close()
  })
})

const onlyFeennex = (() => {
  const { providers } = configOf("feennex") as { providers: Record<string, unknown> }
  return {
    providers: { feennex: providers.feennex },
    routes: { payouts: [{ try: ["feennex"] }], payments: [{ try: ["feennex"] }] }
  }
})()
