/** Callbacks that anybody can write, in numbers: they do not pile up, and a true one is never behind them or lost to them. */
import * as Sandbox from "@switchyard/sandbox"
import { Effect, Exit, Result } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import * as Inbox from "../../src/operations/inbox.ts"
import * as Intake from "../../src/operations/intake.ts"
import { OperationRunner } from "../../src/operations/OperationRunner.ts"
import {
  type App,
  type AppOptions,
  createPayment,
  createPayout,
  open,
  payment,
  payout,
  summaries
} from "../operations/support/app.ts"
import { type Database, startPostgres } from "../operations/support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "../operations/support/simulators.ts"
import { openings, soon } from "./support.ts"

const { close, database, kept, node } = openings()
let server: Awaited<ReturnType<typeof startPostgres>>
let records: Database

beforeAll(async () => {
  server = await startPostgres()
}, 600_000)
afterAll(() => server.close())
afterEach(close)

const start = async (options: Partial<AppOptions> = {}) => {
  records = await database(server)
  const simulators = makeSimulators({ clock: Sandbox.Clock.manual() })
  const app = kept(await open(simulators, records.layer, { config: configOf("p2p", "feennex"), ...options }))
  return { app, simulators }
}

const count = async (where: string) => {
  const [row] = await records.sql<{ n: bigint }>(`SELECT count(*) AS n FROM callback WHERE ${where}`)
  return Number(row?.n)
}

interface Body {
  readonly order_id: string
  readonly updated_at?: string
  readonly [member: string]: unknown
}

const raw = (body: Body, path = "payouts/success") => ({
  path,
  headers: {},
  body: new TextEncoder().encode(JSON.stringify({ type: "pay_out", status: "successful", updated_at: "1", ...body }))
})

const receive = (app: App, body: Body) => app.run(Effect.result(app.core.receiveCallback("p2p", raw(body))))

/** So many forged ones, a few dozen at a time; how many were not taken. */
const forge = async (app: App, number: number, bodyOf: (n: number) => Body) => {
  const all = Array.from({ length: number }, (_, n) => app.core.receiveCallback("p2p", raw(bodyOf(n))))
  const exits = await app.run(Effect.forEach(all, Effect.exit, { concurrency: 64 }))
  return exits.filter(Exit.isFailure).length
}

// Nothing but a callback would have it read for hours.
const followed = async (app: App, simulators: Simulators, reference: string) => {
  simulators.p2p.admin.plan([{ status: "expectation", after: 0 }], { reference })
  simulators.onCallback(async () => {})
  const id = await createPayout(app, reference, { provider: "p2p" })
  await app.due()
  assert.strictEqual((await payout(app, id)).status, "processing")
  return id
}

describe("a flood of forged callbacks", { timeout: 600_000 }, () => {
  it("about nothing is taken up to a bound, and a true one is handled before them", async () => {
    let ended = 0
    let before: number | undefined
    const { app, simulators } = await start({
      wrap: (store) => ({
        ...store,
        endCallbacks: (all) => {
          ended += all.length
          return store.endCallbacks(all)
        },
        requestRead: (...args) => {
          before ??= ended
          return store.requestRead(...args)
        }
      })
    })
    const id = await followed(app, simulators, "true")
    const refused = await forge(app, 6_000, (n) => ({ order_id: `no-${n}` }))
    // Those that come in the same moment are counted together.
    const most = Intake.bounds.ofInstance + 256
    assert.isAtMost(await count("next_at IS NOT NULL"), most)
    assert.isAtLeast(refused, 6_000 - most)
    await simulators.p2p.admin.setStatus("true", "successful")
    assert.isTrue(Result.isSuccess(await receive(app, { order_id: "true" })))
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
    assert.isAtMost(before ?? 6_000, 400)
    assert.strictEqual(await count("next_at IS NOT NULL"), 0)
    await app.run(Effect.flatMap(OperationRunner, Inbox.prune))
    assert.isAtMost(await count("true"), 10_001)
  })

  it("about one open payout waits as one, and the true one among them still counts", async () => {
    const { app, simulators } = await start()
    const id = await followed(app, simulators, "aimed-at")
    // Its event is known, so that by itself it would lead to nothing any more.
    await receive(app, { order_id: "aimed-at", updated_at: "known" })
    await app.due()
    await simulators.clock.advance(120_000)
    const replay = (n: number) => ({ order_id: "aimed-at", updated_at: "known", n })
    assert.strictEqual(await forge(app, 1_000, replay), 0)
    assert.isAtMost(await count("next_at IS NOT NULL"), 8)
    await simulators.p2p.admin.setStatus("aimed-at", "successful")
    await receive(app, { order_id: "aimed-at", updated_at: "true" })
    assert.isAtMost(await count("next_at IS NOT NULL"), 9)
    await app.due()
    assert.strictEqual((await payout(app, id)).status, "paid", (await summaries(app, id)).join("\n"))
  })

  it("waits for one that is claimed no more: what comes meanwhile is kept by itself", async () => {
    const { app, simulators } = await start()
    await followed(app, simulators, "claimed")
    await receive(app, { order_id: "claimed", updated_at: "first" })
    const now = Instant.of(simulators.clock.now())
    const bulkheads = [{ bulkhead: "p2p/proven", limit: 10, dueBy: now }]
    const claimed = await app.run(app.store.claimCallbacks({ now, leaseUntil: Instant.after(now, 60_000), bulkheads }))
    assert.lengthOf(claimed, 1)
    await receive(app, { order_id: "claimed", updated_at: "second" })
    assert.strictEqual(await count("next_at IS NOT NULL"), 2)
    await receive(app, { order_id: "claimed", updated_at: "third" })
    assert.strictEqual(await count("next_at IS NOT NULL"), 2)
    assert.strictEqual(await count("stands_for_more"), 1)
  })

  it("that repeats a signed one under ever other addresses is kept once", async () => {
    const { app, simulators } = await start()
    const id = await createPayment(app, "signed")
    await app.later(30)
    await simulators.feennex.admin.pay("signed")
    await app.later(120)
    const [callback] = simulators.received.filter(({ instance }) => instance === "feennex")
    const { body } = callback ?? assert.fail("no callback came")
    const paid = (await payment(app, id)).status
    const kept = await count("instance = 'feennex'")
    for (let n = 0; n < 300; n += 1) {
      await app.run(app.core.receiveCallback("feennex", { body, headers: {}, path: `payment/${n}` }))
    }
    assert.isAtMost(await count("instance = 'feennex'"), kept + 1)
    await app.due()
    assert.strictEqual((await payment(app, id)).status, paid)
    assert.strictEqual(await count("next_at IS NOT NULL"), 0)
  })

  it("pushes out nothing that is remembered of true ones, nor the evidence of what the records have lost", async () => {
    const { app, simulators } = await start()
    const now = simulators.clock.now()
    await records.sql(
      `INSERT INTO callback (instance, digest, received_at, state, kind, reference, trust, event_id) VALUES
        ('feennex', 'lost', ${now}, 'unknown', 'payment', 'lost', 'verified', 'e1'),
        ('feennex', 'done', ${now}, 'handled', NULL, NULL, 'verified', 'e2')`
    )
    await records.sql(
      `INSERT INTO callback (instance, digest, received_at, state)
       SELECT 'p2p', n::text, ${now}, 'rejected' FROM generate_series(1, 25000) AS n`
    )
    const prune = () => app.run(Effect.flatMap(OperationRunner, Inbox.prune))
    await prune()
    assert.deepStrictEqual([await count("trust = 'verified'"), await count("true")], [2, 10_002])
    await records.sql(`INSERT INTO recovery (since, started_at) VALUES (${now}, ${now})`)
    await simulators.clock.advance(25 * 3_600_000)
    await prune()
    assert.deepStrictEqual([await count("digest = 'lost'"), await count("true")], [1, 1])
  })
})

describe("a callback whose key must be fetched first", { timeout: 600_000 }, () => {
  it("is answered and kept at once, holds up nobody, and counts when the key has come", async () => {
    const simulators = makeSimulators({ clock: Sandbox.Clock.manual() })
    records = await database(server)
    let fetched = Promise.withResolvers<void>()
    const app = await node(simulators, records, {
      config: configOf("p2p", "feennex"),
      facade: (switchyard) => ({
        ...switchyard,
        // A request that has left cannot be called back.
        parseCallback: (instance, callback) =>
          instance === "p2p"
            ? Effect.andThen(
                Effect.uninterruptible(Effect.promise(() => fetched.promise)),
                switchyard.parseCallback(instance, callback)
              )
            : switchyard.parseCallback(instance, callback)
      })
    })
    simulators.onCallback(async () => {})
    simulators.p2p.admin.plan([{ status: "expectation", after: 0 }], { reference: "keyed" })
    const keyed = await createPayout(app, "keyed", { provider: "p2p" })
    await soon("it is followed", simulators, 5_000, async () => (await payout(app, keyed)).status === "processing")
    await simulators.p2p.admin.setStatus("keyed", "successful")

    let answered = 0
    const coming = Array.from({ length: 50 }, (_, n) =>
      receive(app, { order_id: "keyed", n }).then((taken) => {
        assert.isTrue(Result.isSuccess(taken))
        answered += 1
      })
    )
    await soon("all are answered", simulators, 1_000, () => answered === coming.length)
    assert.strictEqual(await count("state = 'new'"), 50)

    // Somebody else's go on, whatever happens to these.
    const other = await createPayment(app, "meanwhile")
    await soon(
      "it waits for its payer",
      simulators,
      10_000,
      async () => (await payment(app, other)).status === "awaiting_payer"
    )
    await simulators.feennex.admin.pay("meanwhile")
    for (const { body, instance, path } of simulators.received.filter((each) => each.instance === "feennex")) {
      await app.run(app.core.receiveCallback(instance, { body, path, headers: {} }))
    }
    await soon(
      "its callback is handled",
      simulators,
      2_000,
      async () => (await count("instance = 'feennex' AND state = 'new'")) === 0
    )

    fetched.resolve()
    fetched = Promise.withResolvers()
    fetched.resolve()
    await soon("it counts", simulators, 200_000, async () => (await payout(app, keyed)).status === "paid", {
      step: 1_000,
      looks: 20
    })
  })
})
