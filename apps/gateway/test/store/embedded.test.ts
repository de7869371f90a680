import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { Effect, Fiber, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { until } from "../../soak/world/until.ts"
import { firstFacts } from "../../src/lifecycle/Facts.ts"
import * as Instant from "../../src/model/Instant.ts"
import { lockDataDirectory } from "../../src/security/dataDirectoryLock.ts"
import * as Embedded from "../../src/store/Embedded.ts"
import { Store } from "../../src/store/Store.ts"
import { createPayout, open, payoutRequest } from "../operations/support/app.ts"
import { type Database, directory, openEmbedded } from "../operations/support/databases.ts"
import { layEmbedded } from "../operations/support/embedded.ts"
import { configOf, makeSimulators } from "../operations/support/simulators.ts"

let database: Database

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

describe("the embedded database", { timeout: 180_000 }, () => {
  it("is not confused by requests that are given up while it answers", async () => {
    await database.empty()
    const underWay = Promise.withResolvers<void>()
    let begun = 0
    const app = await open(makeSimulators(), database.layer, {
      config: configOf("p2p"),
      wrap: (store) => ({
        ...store,
        create: (operation) => {
          begun += 1
          if (begun === 30) underWay.resolve()
          return store.create(operation)
        }
      })
    })
    const requests = await Promise.all(Array.from({ length: 60 }, (_, n) => payoutRequest(`given-up-${n}`)))
    await app.run(
      Effect.gen(function* () {
        const fibers = yield* Effect.forEach(requests, (request, n) =>
          Effect.forkChild(app.core.payouts.create({ idempotencyKey: `given-up-${n}`, bodyDigest: "d", request }))
        )
        yield* Effect.promise(() => underWay.promise)
        for (const fiber of fibers.filter((_, n) => n % 2 === 0)) yield* Fiber.interrupt(fiber)
        for (const fiber of fibers.filter((_, n) => n % 2 === 1)) yield* Fiber.join(fiber)
      })
    )
    const { data } = await app.run(app.core.payouts.list({ limit: 100 }))
    const there = new Set(data.map(({ reference }) => reference))
    for (let n = 1; n < 60; n += 2) assert.isTrue(there.has(`given-up-${n}`))
    // Each that is there has its first line of the timeline: both were written or none.
    for (const { id } of data) assert.strictEqual((await app.run(app.core.payouts.timeline(id))).length, 1)
    await app.close()
  })

  it("tells what is open by state and age, and what is due", async () => {
    await database.empty()
    const simulators = makeSimulators()
    const app = await open(simulators, database.layer, { config: configOf("p2p") })
    await createPayout(app, "old-1")
    await app.due()
    await simulators.clock.advance(120_000)
    await createPayout(app, "new-1")
    const { open: rows, queues } = await app.run(app.store.snapshot(Instant.of(simulators.clock.now()), []))
    assert.sameDeepMembers(
      [...rows],
      [
        { kind: "payout", state: "created", age: "1m", count: 1 },
        { kind: "payout", state: "processing", age: "10m", count: 1 }
      ]
    )
    const operations = queues.find(({ queue }) => queue === "operations")
    assert.deepStrictEqual(operations, { queue: "operations", due: 1, oldestDueAt: operations!.oldestDueAt })
    await app.close()
  })

  it("refuses a second gateway on its directory with a clear message", async () => {
    const { path, remove } = directory()
    const twice = Effect.gen(function* () {
      yield* lockDataDirectory(path)
      return yield* Effect.flip(Layer.build(Embedded.layer(path)))
    })
    const refused = await Effect.runPromise(Effect.scoped(twice))
    assert.include(refused.message, "is in use by another gateway")
    remove()
  })

  it("keeps what was acknowledged when it is opened again", async () => {
    const { path, remove } = directory()
    await layEmbedded(path)
    const once = (effect: Effect.Effect<unknown, unknown, Store>) =>
      Effect.runPromise(Effect.provide(effect, Layer.fresh(Embedded.layer(path))))
    const facts = firstFacts({ amount: { value: "1.00", currency: "RUB" } }, 1)
    await once(
      Effect.flatMap(Store, (store) =>
        store.create({
          id: "po_1",
          kind: "payout",
          reference: "r-1",
          idempotencyKey: "k-1",
          bodyDigest: "d",
          createdAt: Instant.of(1),
          request: { amount: { value: "1.00", currency: "RUB" }, method: "card", metadata: {} },
          sealed: new Uint8Array([1]),
          facts,
          bulkhead: "p2p/send",
          createdBy: null,
          traceParent: null
        })
      )
    )
    const found = await once(Effect.flatMap(Store, (store) => store.find("po_1")))
    assert.include(found, { reference: "r-1", status: "created" })
    remove()
  })

  it("does not let the log of its transactions grow for ever", async () => {
    const { path, remove } = directory()
    await layEmbedded(path)
    const bytes = () => {
      const log = join(path, "pglite/pg_wal")
      return readdirSync(log).reduce((sum, name) => sum + statSync(join(log, name)).size, 0)
    }
    const writing = Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`CREATE TABLE written (what text)`
      for (let n = 0; n < 25; n += 1) {
        yield* sql`INSERT INTO written SELECT repeat(md5(g::text), 40) FROM generate_series(1, 6000) g`
        yield* sql`TRUNCATE written`
      }
      const most = bytes()
      assert.isAbove(most, 200 * 2 ** 20)
      yield* Effect.promise(() => until("most of it is gone", () => bytes() < most / 2))
    })
    await Effect.runPromise(Effect.provide(writing, Layer.fresh(Embedded.layer(path))))
    remove()
  })
})
