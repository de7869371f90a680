/** Changes of a payment that are held up on their way: by a circuit, a lost key, a callback or a cancel, over the whole gateway. */
import { Effect, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import { OperationRunner } from "../../src/operations/OperationRunner.ts"
import { type App, type AppOptions, createPayment, open, summaries } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import * as MemoryBank from "../operations/support/memoryBank.ts"
import { makeSimulators } from "../operations/support/simulators.ts"

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

const rub = (value: string) => ({ value, currency: "RUB" })

const payment = async (
  options: object,
  { captureMethod = "manual", more = {} }: { captureMethod?: "manual" | "automatic"; more?: Partial<AppOptions> } = {}
) => {
  await database.empty()
  const bank = MemoryBank.make()
  const simulators = makeSimulators()
  const keys = { current: Redacted.make(new Uint8Array(32).fill(7)), previous: [] }
  const here = await open(simulators, database.layer, {
    config: MemoryBank.configOf(options),
    keys,
    load: bank.load,
    ...more
  })
  app = here
  const simulator = bank.simulator()
  const id = await createPayment(here, "pay-1", { amount: rub("100.00"), method: "page", captureMethod })
  await here.later(1)
  if (captureMethod === "manual") {
    simulator.settle("payment", "pay-1", "held")
    await here.later(600)
  }
  const row = async () => (await here.run(here.store.find(id)))!
  const capture = async () => {
    const found = await row()
    const event = { _tag: "ChangeAsked", name: "capture", amount: rub("40.00"), isFinal: false } as const
    const applied = await here.run(Effect.flatMap(OperationRunner, (runner) => runner.apply(found, event)))
    assert.strictEqual(applied._tag, "Applied")
  }
  return {
    app: here,
    capture,
    id,
    row,
    simulator,
    now: () => Instant.of(simulators.clock.now()),
    sent: (path: string) => simulator.received().filter((each) => each.path === path).length,
    told: async () => (await summaries(here, id)).join("\n")
  }
}

describe("a change that is held up", { timeout: 240_000 }, () => {
  it("is not sent once more where what was sent first is not known", async () => {
    const world = await payment({ changes: "replayed", duplicates: "replayed" })
    world.simulator.fault({ kind: "cutBeforeReading" }, { path: "/payments/capture" })
    await world.capture()
    for (let n = 0; n < 20 && world.sent("/payments/capture") === 0; n += 1) await world.app.later(2)
    await database.sql("UPDATE attempt SET replay_key = NULL WHERE kind = 'capture'")
    await world.app.later(7200)
    assert.strictEqual(world.sent("/payments/capture"), 1, await world.told())
    assert.deepStrictEqual(await database.sql("SELECT number FROM attempt WHERE outcome IS NULL"), [])
    assert.strictEqual((await world.row()).facts.changes?.open?.isReplayable, false)
  })

  it("by the circuit of its provider is read anew, and given up after an hour", async () => {
    let isUnhealthy = false
    const more: Partial<AppOptions> = {
      runner: {
        guard: {
          attempt: (_, run) => (isUnhealthy ? Effect.succeed(false) : Effect.as(run, true)),
          isUnhealthy: () => Effect.succeed(isUnhealthy),
          read: (_, run) => run
        }
      }
    }
    const world = await payment({}, { more })
    isUnhealthy = true
    const reads = world.simulator.received().length
    await world.capture()
    await world.app.later(50 * 60)
    assert.strictEqual((await world.row()).facts.changes?.open?.stage, "wanted", await world.told())
    assert.isAtLeast(world.simulator.received().length - reads, 8)
    await world.app.later(20 * 60)
    const { ended } = (await world.row()).facts.changes ?? {}
    assert.deepInclude(ended, { became: "dead", why: "it could not be sent in time" }, await world.told())
    isUnhealthy = false
    await world.app.later(3600)
    assert.strictEqual(world.sent("/payments/capture"), 0)
  })

  it("is read first after a callback, and after it where it is on its way", async () => {
    const guard = { attempt: () => Effect.succeed(false), isUnhealthy: () => Effect.succeed(true) }
    let isUnhealthy = false
    const world = await payment(
      {},
      {
        more: {
          runner: {
            guard: {
              attempt: (_, run) => (isUnhealthy ? guard.attempt() : Effect.as(run, true)),
              isUnhealthy: () => Effect.succeed(isUnhealthy),
              read: (_, run) => run
            }
          }
        }
      }
    )
    isUnhealthy = true
    await world.capture()
    await world.app.later(70)
    assert.strictEqual((await world.row()).step, "change", await world.told())
    const stage = (to: string) =>
      database.sql(`UPDATE operation SET facts = jsonb_set(facts, '{changes,open,stage}', '"${to}"')`)
    const called = () => world.app.run(world.app.store.requestRead(world.id, world.now(), world.now(), true))
    await stage("sending")
    const before = await world.row()
    assert.isTrue(await called())
    const { nextAt: due, readRequestedAt, step: kept } = await world.row()
    assert.deepStrictEqual([kept, due], ["change", before.nextAt])
    assert.isNotNull(readRequestedAt)
    await database.sql("UPDATE operation SET hinted_at = NULL")
    await stage("wanted")
    assert.isTrue(await called())
    const { nextAt, step } = await world.row()
    assert.deepStrictEqual([step, Number(nextAt) <= world.now()], ["sweep", true])
    await world.app.later(5)
    assert.strictEqual((await world.row()).step, "change", await world.told())
  })

  it("is not completed after a cancel, also where that is refused", async () => {
    const world = await payment({ approval: "asked", changes: "refused" }, { captureMethod: "automatic" })
    world.simulator.fault({ kind: "cutBeforeReading" }, { path: "/payments/complete" })
    world.simulator.settle("payment", "pay-1", "approved")
    for (let n = 0; n < 60 && world.sent("/payments/complete") === 0; n += 1) await world.app.later(2)
    assert.strictEqual((await world.row()).facts.changes?.open?.stage, "unknown", await world.told())
    const input = { name: "cancel", idempotencyKey: "c", bodyDigest: "d" } as const
    const refused = await world.app.run(Effect.result(world.app.core.payments.change(world.id, input)))
    assert.deepInclude(refused, { _tag: "Failure" })
    assert.isTrue((await world.row()).facts.changes?.isUnwanted)
    await world.app.later(2 * 86_400)
    assert.strictEqual(world.sent("/payments/complete"), 1, await world.told())
  })
})
