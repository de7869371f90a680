import { Effect, Layer, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import * as DeliveriesSql from "../../src/store/deliveries.ts"
import * as Vault from "../../src/vault.ts"
import { Deliveries } from "../../src/webhooks/Deliveries.ts"
import type { Endpoint } from "../../src/webhooks/Endpoint.ts"
import { type App, createPayout, open, payout, summaries } from "../operations/support/app.ts"
import { type Database, keepOpen, startPostgres } from "../operations/support/databases.ts"
import { configOf, makeSimulators } from "../operations/support/simulators.ts"

let server: Awaited<ReturnType<typeof startPostgres>>
const open_: Array<{ close: () => Promise<unknown> }> = []

beforeAll(async () => {
  server = await startPostgres()
}, 600_000)
afterAll(() => server.close())
afterEach(async () => {
  for (const each of open_.splice(0).reverse()) await each.close()
})

const connect = async (url: Redacted.Redacted): Promise<Omit<Database, "close">> => {
  const database = await keepOpen(server.layer(url))
  open_.push(database)
  return database
}

const gateway = async (...args: Parameters<typeof open>): Promise<App> => {
  const app = await open(...args)
  open_.push(app)
  return app
}

describe("gateways on one PostgreSQL", { timeout: 600_000 }, () => {
  it("may all start at once on an empty database", async () => {
    const url = await server.database()
    const all = await Promise.all(Array.from({ length: 5 }, () => connect(url)))
    const rows = await all[0]!.sql<{ version: number }>("SELECT version FROM schema_version")
    assert.deepStrictEqual(
      rows.map(({ version }) => version),
      rows.map((_, step) => step + 1)
    )
  })

  it("process a hundred payouts between them, each of them once", async () => {
    const url = await server.database()
    const simulators = makeSimulators()
    const config = configOf("p2p", "feennex")
    const one = await gateway(simulators, (await connect(url)).layer, { config })
    const two = await gateway(simulators, (await connect(url)).layer, { config })
    const ids = await Promise.all(Array.from({ length: 100 }, (_, n) => createPayout(n % 2 ? one : two, `payout-${n}`)))
    for (let turn = 0; turn < 12; turn += 1) {
      await Promise.all([one.due(), two.due()])
      await simulators.clock.advance(10_000)
      await simulators.p2p.admin.callbacksIdle()
    }
    await Promise.all([one.due(), two.due()])
    for (const [n, id] of ids.entries()) {
      assert.strictEqual((await payout(one, id)).status, "paid", (await summaries(one, id)).join("\n"))
      assert.deepStrictEqual(simulators.paid(`payout-${n}`), [0, 1])
      assert.deepStrictEqual(simulators.creates(`payout-${n}`), [0, 1])
    }
  })

  it("agree on who is first when a hundred same requests come to both", async () => {
    const url = await server.database()
    const simulators = makeSimulators()
    const apps = [
      await gateway(simulators, (await connect(url)).layer, { config: configOf("p2p") }),
      await gateway(simulators, (await connect(url)).layer, { config: configOf("p2p") })
    ]
    const { payoutRequest } = await import("../operations/support/app.ts")
    const request = await payoutRequest("payout-1")
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => {
        const app = apps[n % 2]!
        return app.run(app.core.payouts.create({ idempotencyKey: "key", bodyDigest: "d", request }))
      })
    )
    assert.strictEqual(answers.filter(({ replayed }) => !replayed).length, 1)
    assert.strictEqual(new Set(answers.map(({ resource }) => JSON.stringify(resource))).size, 1)
  })

  it("refuse an open operation without a next step, whoever writes it", async () => {
    const url = await server.database()
    const database = await connect(url)
    const app = await gateway(makeSimulators(), database.layer, { config: configOf("p2p") })
    await createPayout(app, "payout-1")
    for (const change of ["next_at = NULL", "step = 'none', next_at = NULL", "step = 'none'"]) {
      const error = await database.sql(`UPDATE operation SET ${change}`).then(
        () => "written",
        () => "refused"
      )
      assert.strictEqual(error, "refused", change)
    }
  })

  it("claim of each bulkhead by its index, as many as are wanted, whatever waits in the others", async () => {
    const database = await connect(await server.database())
    const app = await gateway(makeSimulators(), database.layer, { config: configOf("p2p") })
    await database.sql(
      `INSERT INTO operation (id, kind, reference, idempotency_key, body_digest, status, step, next_at, version, attempts,
        created_at, updated_at, request, sealed, facts, results, lane)
      SELECT 'po_' || n, 'payout', 'r-' || n, 'k-' || n, 'd', 'processing', 'poll', n, 1, 1, n, n,
        '{"amount": {"value": "1.00", "currency": "RUB"}, "method": "card", "metadata": {}}', '\\x07',
        '{"sending": null}', '{}', CASE WHEN n % 1000 = 0 THEN 'p2p/read' ELSE 'feennex/read' END
      FROM generate_series(1, 30000) AS n`
    )
    await database.sql("ANALYZE operation")
    const now = Instant.of(1_000_000)
    const bulkheads = [
      { bulkhead: "feennex/read", limit: 3, dueBy: now },
      { bulkhead: "p2p/read", limit: 100, dueBy: Instant.of(20_000) },
      { bulkhead: "p2p/send", limit: 100, dueBy: now }
    ]
    const claim = app.store.claim({ now, leaseUntil: Instant.after(now, 60_000), bulkheads })
    const rows = await app.run(claim)
    const referencesOf = (bulkhead: string) =>
      rows.flatMap((row) => (row.bulkhead === bulkhead ? [row.reference] : [])).sort()
    assert.deepStrictEqual(referencesOf("feennex/read"), ["r-1", "r-2", "r-3"])
    assert.lengthOf(referencesOf("p2p/read"), 20)
    assert.deepStrictEqual([...(await app.run(app.store.bulkheads))], ["feennex/read", "p2p/read"])
    // The statement of the claim, so far as it looks for what is due.
    const explained = await database.sql<{ readonly "QUERY PLAN": unknown }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) SELECT next.id
      FROM unnest('{feennex/read,p2p/read,p2p/send}'::text[], '{3,100,100}'::bigint[], '{1000000,20000,1000000}'::bigint[])
        AS wanted(lane, most, due_by)
      CROSS JOIN LATERAL (
        SELECT id FROM operation WHERE operation.lane = wanted.lane AND next_at <= wanted.due_by
        ORDER BY next_at LIMIT wanted.most FOR UPDATE SKIP LOCKED
      ) next`
    )
    const plan = JSON.stringify(explained)
    assert.include(plan, '"Index Name":"operation_due_by_lane"')
    assert.notMatch(plan, /"Node Type":"(?:Seq Scan|Sort|Incremental Sort)"/)
    // Each bulkhead was looked up once, and no more of it read than was wanted.
    const [, read = "0"] =
      /"Index Name":"operation_due_by_lane".*?"Actual Rows":([\d.]+),"Actual Loops":3/.exec(plan) ?? []
    assert.isAtMost(Number(read) * 3, 4)
  })

  it("tell the merchant in the transaction of the event, in order and sealed", async () => {
    const database = await connect(await server.database())
    const simulators = makeSimulators()
    const url = "https://shop.example/hooks"
    const endpoints: ReadonlyArray<Endpoint> = [
      { url, secrets: [Redacted.make("whsec_x")], events: ["*"], allowPrivateTargets: false }
    ]
    const app = await gateway(simulators, database.layer, { config: configOf("p2p"), runner: { endpoints } })
    await createPayout(app, "payout-1")
    await app.later(10)
    const layer = DeliveriesSql.layer.pipe(
      Layer.provide(database.layer),
      Layer.provide(Layer.effect(Vault.Vault, Effect.succeed(app.vault)))
    )
    const types = await app.run(
      Effect.gen(function* () {
        const queue = yield* Deliveries
        const now = Instant.of(simulators.clock.now())
        const claim = { endpoint: url, now, leaseUntil: Instant.after(now, 1_000), limit: 10 }
        const first = yield* queue.claimDue(claim)
        assert.strictEqual((yield* queue.claimDue(claim)).length, 0)
        const attempt = { at: now, httpStatus: 200, error: null }
        yield* queue.delivered(first[0]!, attempt)
        const second = yield* queue.claimDue(claim)
        yield* queue.retry(second[0]!, attempt, Instant.after(now, 5_000))
        const page = yield* queue.list({ limit: 10 })
        assert.deepStrictEqual(
          page.data.map(({ status }) => status),
          ["pending", "delivered"]
        )
        const found = yield* queue.find(second[0]!.id)
        assert.strictEqual(JSON.parse(found.message.body).data.reference, "payout-1")
        return [first, second].map((claimed) => claimed.map(({ type }) => type).join())
      }).pipe(Effect.provide(layer))
    )
    assert.deepStrictEqual(types, ["payout.processing", "payout.paid"])
  })

  it("answer StoreUnavailable while the disk of the server is full, and go on when there is room", async () => {
    const simulators = makeSimulators()
    const database = await connect(await server.database())
    const app = await gateway(simulators, database.layer, { config: configOf("p2p") })
    const id = await createPayout(app, "payout-1")
    // What the server says then, wherever something is to be written.
    await database.sql(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RAISE EXCEPTION USING ERRCODE = ''disk_full''; END'`)
    for (const table of ["operation", "event", "attempt"]) {
      await database.sql(`CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${table} EXECUTE FUNCTION full_disk()`)
    }
    const refused = await createPayout(app, "payout-2").catch((error: unknown) => error)
    assert.deepInclude(refused, { _tag: "StoreUnavailable", isAboutContent: false })
    await app.due().catch(() => undefined)
    assert.strictEqual((await payout(app, id)).status, "created")
    await database.sql("DROP FUNCTION full_disk() CASCADE")
    await app.later(120)
    assert.strictEqual((await payout(app, id)).status, "paid")
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
    await createPayout(app, "payout-2")
  })

  it("answer StoreUnavailable while the database is away, and go on when it is back", async () => {
    const url = await server.database()
    const simulators = makeSimulators()
    const app = await gateway(simulators, (await connect(url)).layer, { config: configOf("p2p") })
    const id = await createPayout(app, "payout-1")
    await server.stop()
    assert.deepStrictEqual(
      (await app.run(app.core.notReady)).map(({ name }) => name),
      ["database"]
    )
    const error = await app.run(Effect.flip(app.core.payouts.get(id)))
    assert.strictEqual(error._tag, "StoreUnavailable")
    await server.restart()
    await app.later(10)
    assert.strictEqual((await payout(app, id)).status, "paid")
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
  })
})
