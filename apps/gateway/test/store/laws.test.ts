/** Laws that only the records can keep: who comes second changes nothing, and what nobody knows is soon forgotten. */

import { Effect } from "effect"
import { afterAll, assert, beforeAll, beforeEach, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import * as Inbox from "../../src/operations/inbox.ts"
import { OperationRunner } from "../../src/operations/OperationRunner.ts"
import type { Commit } from "../../src/store/Commit.ts"
import type { Row } from "../../src/store/Row.ts"
import { type App, createPayout, open } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "../operations/support/simulators.ts"

let database: Database
let app: App
let simulators: Simulators

beforeAll(async () => {
  database = await openEmbedded()
  simulators = makeSimulators()
  app = await open(simulators, database.layer, { config: configOf("p2p") })
})
afterAll(async () => {
  await app.close()
  await database.close()
})
beforeEach(() => database.empty())

const count = async (table: string, where = "true") => {
  const [row] = await database.sql<{ n: bigint }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`)
  return Number(row?.n)
}

// A transition that says who was sent to, with everything that is written along with one.
const sentTo = (row: Row, provider: string): Commit => {
  const at = Instant.of(simulators.clock.now())
  const attempt = {
    number: 1,
    instance: provider,
    fingerprint: "f",
    startedAt: at,
    sendUntil: Instant.after(at, 1_000)
  }
  const delivery = {
    id: `whd_${provider}`,
    eventId: "evt_1",
    endpoint: "https://shop.example/hooks",
    orderingKey: row.id
  }
  return {
    ...row,
    at,
    status: "submitting",
    step: "look_up",
    nextAt: Instant.after(at, 1_000),
    provider,
    attempts: 1,
    entries: [{ kind: "attempt", summary: `sent to ${provider}`, details: {} }],
    changes: [],
    asking: null,
    attempt: { ...attempt, endedAt: null, outcome: null, reason: null },
    deliveries: [
      {
        ...delivery,
        type: "payout.processing",
        operation: row.id,
        body: new Uint8Array([1]),
        createdAt: at,
        traceParent: null
      }
    ]
  }
}

const written = async (provider: string) => [
  await count("operation", `provider = '${provider}'`),
  await count("attempt", `instance = '${provider}'`),
  await count("event", `summary = 'sent to ${provider}'`),
  await count("delivery", `id = 'whd_${provider}'`)
]

describe("the records", { timeout: 180_000 }, () => {
  it("write nothing at all of a transition that somebody else was faster with", async () => {
    const id = await createPayout(app, "payout-1")
    const row = (await app.run(app.store.find(id)))!
    assert.isTrue(await app.run(app.store.commit(row, sentTo(row, "first"))))
    assert.isFalse(await app.run(app.store.commit(row, sentTo(row, "second"))))
    assert.deepStrictEqual(await written("first"), [1, 1, 1, 1])
    assert.deepStrictEqual(await written("second"), [0, 0, 0, 0])
    assert.strictEqual((await app.run(app.store.find(id)))?.version, row.version + 1)
  })

  it("write one of many transitions that come in the same moment", async () => {
    const id = await createPayout(app, "payout-2")
    const row = (await app.run(app.store.find(id)))!
    const names = Array.from({ length: 20 }, (_, n) => `p${n}`)
    const all = names.map((name) => app.store.commit(row, sentTo(row, name)))
    const answers = await app.run(Effect.all(all, { concurrency: "unbounded" }))
    assert.strictEqual(answers.filter((isWritten) => isWritten).length, 1)
    for (const [n, name] of names.entries()) {
      assert.deepStrictEqual(await written(name), answers[n] === true ? [1, 1, 1, 1] : [0, 0, 0, 0], name)
    }
    assert.strictEqual((await app.run(app.store.find(id)))?.version, row.version + 1)
  })

  it("keep callbacks that found nothing for a day, no more than ten thousand, and never try them again", async () => {
    const at = simulators.clock.now()
    await database.sql(
      `INSERT INTO callback (instance, digest, sealed, received_at, state, next_at)
       SELECT 'p2p', n::text, NULL, ${at} + n, 'unknown', NULL FROM generate_series(1, 10050) AS n`
    )
    const before = simulators.counts.requests
    await app.due()
    assert.strictEqual(simulators.counts.requests, before)

    const prune = Effect.flatMap(OperationRunner, Inbox.prune)
    const doubtful = { millis: Effect.sync(simulators.clock.now), isAgreed: Effect.succeed(false) }
    assert.strictEqual(await app.run(Effect.provideService(prune, Instant.Source, doubtful)), 0)
    assert.strictEqual(await app.run(prune), 50)
    assert.strictEqual(await count("callback"), 10_000)
    assert.strictEqual(await count("callback", "digest = '50'"), 0)

    await simulators.clock.advance(24 * 3_600_000 + 5_000)
    await app.run(prune)
    assert.strictEqual(await count("callback"), 10_051 - 5_000)
  })
})
