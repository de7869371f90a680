import { Effect, Result } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import type * as Runner from "../../src/operations/OperationRunner.ts"
import { type App, createPayout, open, payout, payoutRequest, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, providers, type Simulators } from "./support/simulators.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

const start = async (
  config: unknown,
  simulators: Simulators = makeSimulators(),
  isFresh = true,
  runner: Runner.Options = {}
) => {
  if (isFresh) await database.empty()
  await app?.close()
  app = await open(simulators, database.layer, { config, runner })
  return { app, simulators }
}

afterEach(async () => {
  await app?.close()
  app = undefined
})

const create = async (app: App, idempotencyKey: string, reference: string, bodyDigest = reference, extra = {}) => {
  const request = await payoutRequest(reference, extra)
  return app.run(Effect.result(app.core.payouts.create({ idempotencyKey, bodyDigest, request })))
}

const codeOf = (result: Awaited<ReturnType<typeof create>>) =>
  Result.isFailure(result) && result.failure._tag === "Conflict" ? result.failure.code : "none"

describe("the durable core", { timeout: 180_000 }, () => {
  it("creates one of a hundred simultaneous identical requests, and the rest get its answer", async () => {
    const { app, simulators } = await start(configOf("p2p"))
    const results = await Promise.all(Array.from({ length: 100 }, () => create(app, "key", "payout-1")))
    const answers = results.map((result) => Result.getOrThrow(result))
    assert.strictEqual(answers.filter(({ replayed }) => !replayed).length, 1)
    assert.strictEqual(new Set(answers.map(({ resource }) => JSON.stringify(resource))).size, 1)
    await app.later(10)
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
    const later = Result.getOrThrow(await create(app, "key", "payout-1"))
    assert.deepStrictEqual(later, { resource: answers[0]!.resource, replayed: true })
  })

  it("refuses another body under the same key, and a used reference under another key", async () => {
    const { app } = await start(configOf("p2p"))
    await create(app, "key-1", "payout-1")
    assert.strictEqual(codeOf(await create(app, "key-1", "payout-1", "another body")), "idempotency_key_reused")
    assert.strictEqual(codeOf(await create(app, "key-2", "payout-1")), "duplicate_reference")
  })

  it("refuses what nobody can carry out, and stores nothing", async () => {
    const { app } = await start(configOf("p2p"))
    const result = await create(app, "key", "payout-1", "d", { amount: { value: "10.00", currency: "USD" } })
    assert.strictEqual(Result.isFailure(result) && result.failure._tag, "Refused")
    assert.deepStrictEqual(await app.run(app.core.payouts.list({ limit: 10 })), { data: [], nextCursor: null })
  })

  it("lists the newest first, page by page, by status, reference and provider", async () => {
    const { app } = await start(configOf("p2p"))
    for (let n = 1; n <= 5; n += 1) await create(app, `key-${n}`, `payout-${n}`)
    const first = await app.run(app.core.payouts.list({ limit: 3 }))
    assert.deepStrictEqual(
      first.data.map(({ reference }) => reference),
      ["payout-5", "payout-4", "payout-3"]
    )
    const rest = await app.run(app.core.payouts.list({ limit: 3, cursor: first.nextCursor! }))
    assert.deepStrictEqual(
      rest.data.map(({ reference }) => reference),
      ["payout-2", "payout-1"]
    )
    assert.isNull(rest.nextCursor)
    assert.strictEqual((await app.run(app.core.payouts.list({ limit: 9, reference: "payout-2" }))).data.length, 1)
    assert.strictEqual((await app.run(app.core.payouts.list({ limit: 9, status: "paid" }))).data.length, 0)
    assert.strictEqual((await app.run(app.core.payouts.list({ limit: 9, cursor: "nonsense" }))).data.length, 0)
  })

  it("asks the provider now within its spacing, else says when", async () => {
    const { app, simulators } = await start(configOf("feennex"))
    const id = await createPayout(app, "payout-1")
    await app.due()
    await simulators.clock.advance(6_000)
    assert.strictEqual((await app.run(app.core.payouts.refresh(id))).status, "paid")
    const early = await app.run(Effect.flip(app.core.payouts.refresh(id)))
    assert.strictEqual(early._tag, "TooEarly")
    assert.strictEqual((await app.run(Effect.flip(app.core.payouts.refresh("po_none"))))._tag, "NoSuchOperation")
  })

  it("cancels at once what was never sent, and otherwise only where the provider can", async () => {
    const { app, simulators } = await start(configOf("p2p"))
    const unsent = await createPayout(app, "payout-1")
    assert.strictEqual((await app.run(app.core.payouts.cancel(unsent))).status, "canceled")
    const sent = await createPayout(app, "payout-2")
    await app.due()
    const refused = await app.run(Effect.flip(app.core.payouts.cancel(sent)))
    assert.strictEqual(refused._tag === "Conflict" && refused.code, "not_cancelable")
    await app.later(10)
    assert.deepStrictEqual(simulators.creates("payout-1"), [0, 0])
    assert.strictEqual((await payout(app, sent)).status, "paid")
  })

  it("lets an operator decide, writes down who did, and wants the risk accepted where a retry may pay twice", async () => {
    const { app, simulators } = await start(configOf("p2p"))
    simulators.p2p.admin.fault({ kind: "resetBefore" }, { endpoint: "create_pay_out" })
    const id = await createPayout(app, "payout-1")
    await app.later(10)
    const by = { note: "called them", operator: "anna" }
    const retry = { outcome: "retry" as const, acceptDuplicateRisk: false, ...by }
    const refused = await app.run(Effect.flip(app.core.payouts.resolve(id, retry)))
    assert.strictEqual(refused._tag === "Conflict" && refused.code, "acceptance_of_duplicate_risk_required")
    await app.run(app.core.payouts.resolve(id, { ...retry, acceptDuplicateRisk: true }))
    await app.later(120)
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual(simulators.paid("payout-1"), [0, 1])
    assert.include(await summaries(app, id), "operator: anna decided: retry")
    const closed = await app.run(Effect.flip(app.core.payouts.resolve(id, { ...retry, outcome: "failed" })))
    assert.strictEqual(closed._tag === "Conflict" && closed.code, "not_resolvable")
  })

  it("parks what belongs to a removed or re-pointed provider, and goes on when it is back", async () => {
    const { app, simulators } = await start(configOf("feennex"))
    const id = await createPayout(app, "payout-1")
    await app.due()
    const elsewhere = {
      ...providers,
      feennex: { ...providers.feennex, options: { ...providers.feennex.options, shopId: 113 } }
    }
    const routes = { payouts: [{ try: ["p2p"] }], payments: [] }
    const moved = await start({ providers: elsewhere, routes }, simulators, false)
    await moved.app.later(120)
    assert.strictEqual((await payout(moved.app, id)).status, "processing")
    assert.include((await summaries(moved.app, id)).at(-1), "parked: feennex now leads to another merchant account")
    const removed = await start({ providers: { p2p: providers.p2p }, routes }, simulators, false)
    await removed.app.later(600)
    assert.include((await summaries(removed.app, id)).at(-1), "parked: feennex is not configured any more")
    assert.deepStrictEqual(simulators.reads("payout-1"), [0, 0])
    const back = await start(configOf("feennex"), simulators, false)
    await back.app.later(600)
    assert.strictEqual((await payout(back.app, id)).status, "paid")
  })

  it("reads once for ten thousand forged callbacks, and not at all for what is closed", {
    timeout: 240_000
  }, async () => {
    const { app, simulators } = await start(configOf("p2p"))
    const id = await createPayout(app, "payout-1")
    await app.due()
    simulators.onCallback(async () => {})
    await simulators.p2p.admin.sendCallback("payout-1", "rejected_gate")
    const genuine = JSON.parse(new TextDecoder().decode(simulators.received[0]!.body))
    const forge = (n: number) =>
      app.core.receiveCallback("p2p", {
        path: simulators.received[0]!.path,
        headers: {},
        body: new TextEncoder().encode(
          JSON.stringify({ ...genuine, forged: n, updated_at: null, ...(n % 10 === 0 ? { order_id: `no-${n}` } : {}) })
        )
      })
    await app.run(
      Effect.forEach(
        Array.from({ length: 10_000 }, (_, n) => n),
        forge,
        { concurrency: 32, discard: true }
      )
    )
    await app.due()
    assert.deepStrictEqual(simulators.reads("payout-1"), [0, 1])
    assert.strictEqual((await payout(app, id)).status, "processing")
    simulators.onCallback(async ({ body, instance, path }) => {
      await app.run(app.core.receiveCallback(instance, { body, path, headers: {} }))
    })
    await app.later(120)
    assert.strictEqual((await payout(app, id)).status, "paid")
    const before = simulators.counts.requests
    await app.run(
      Effect.forEach(
        Array.from({ length: 50 }, (_, n) => n + 20_000),
        forge,
        { discard: true }
      )
    )
    await app.later(120)
    assert.strictEqual(simulators.counts.requests, before)
    const rows = await database.sql<{ n: bigint }>("SELECT count(*) AS n FROM callback WHERE sealed IS NOT NULL")
    assert.strictEqual(Number(rows[0]!.n), 0)
  })

  it("stores nothing personal in the open", async () => {
    const { app } = await start(configOf("p2p"))
    await createPayout(app, "payout-1", { description: "for Ivanov" })
    await app.later(10)
    for (const table of ["operation", "attempt", "event", "callback", "delivery"]) {
      const rows = await database.sql(`SELECT * FROM ${table}`)
      const text = JSON.stringify(rows, (_, value) =>
        typeof value === "bigint"
          ? Number(value)
          : value instanceof Uint8Array
            ? Buffer.from(value).toString("latin1")
            : value
      )
      for (const secret of ["4111111111111111", "Ivanov", "recipient@shop.example", "sandbox_sign_key"]) {
        assert.notInclude(text, secret, table)
      }
    }
  })
})
