/**
 * Captures and cancels of payments through the API, over the real core, both databases and the reference provider: what is taken
 * is never more than was held, and nothing is taken twice.
 */
import { Money } from "@switchyard/core"
import { Effect, Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { begin } from "../../src/start/recovery.ts"
import type { Service as StoreService } from "../../src/store/Store.ts"
import type { Endpoint } from "../../src/webhooks/Endpoint.ts"
import { type AppOptions, summaries } from "../operations/support/app.ts"
import { type Database, keepOpen, openEmbedded, startPostgres } from "../operations/support/databases.ts"
import * as MemoryBank from "../operations/support/memoryBank.ts"
import { makeSimulators } from "../operations/support/simulators.ts"
import { keys } from "./support/api.ts"
import { configured, durable, over } from "./support/durable.ts"

const testKeys = { current: Redacted.make(new Uint8Array(32).fill(7)), previous: [] }
const endpoint: Endpoint = {
  url: "https://shop.example/hooks",
  events: ["*"],
  secrets: [Redacted.make("whsec-test")],
  allowPrivateTargets: false
}

const hour = 3600
const day = 24 * hour

let server: Awaited<ReturnType<typeof startPostgres>>
let embedded: Database
const open_: Array<() => Promise<unknown>> = []

beforeAll(async () => {
  server = await startPostgres()
  embedded = await openEmbedded()
}, 600_000)
afterAll(async () => {
  await embedded.close()
  await server.close()
})
afterEach(async () => {
  for (const close of open_.splice(0).reverse()) await close()
})

const databases = {
  embedded: () => Promise.resolve(embedded),
  postgres: async () => {
    const opened = await keepOpen(server.layer(await server.database()))
    open_.push(opened.close)
    return opened
  }
}

type Opened = Pick<Database, "layer" | "empty" | "sql">
type Options = Partial<AppOptions>

/** A gateway with one payment of 100.00 that is held, or waits for its payer. */
const face = async (
  database: Opened,
  bankOptions: object = {},
  { more = {}, payment = {}, settled = "held" }: { more?: Options; payment?: object; settled?: string | null } = {}
) => {
  const bank = MemoryBank.make()
  const simulators = makeSimulators()
  const config = MemoryBank.configOf(bankOptions)
  const options = { load: bank.load, keys: testKeys, runner: { endpoints: [endpoint] }, ...more }
  let gateway = await configured(database, config, options, simulators)
  let isOpen = true
  const close = async () => {
    if (isOpen) await gateway.dispose()
    isOpen = false
  }
  open_.push(close)
  let made = 0
  const post = (path: string, body?: unknown, key?: string, caller = keys.merchant) => {
    made += 1
    return gateway.ask("POST", path, {
      ...(body === undefined ? {} : { body }),
      key: caller,
      headers: { "idempotency-key": key ?? `change-${made}` }
    })
  }
  const create = (reference: string, more_: object = {}) =>
    post(
      "/v1/payments",
      { reference, amount: { value: "100.00", currency: "RUB" }, method: "page", captureMethod: "manual", ...more_ },
      `create-${reference}`
    )
  const first = await create("pay-1", payment)
  const { id } = first.json
  const path = `/v1/payments/${id}`
  const simulator = () => bank.simulator()
  const world = {
    id,
    first,
    create,
    post,
    simulator,
    database,
    gateway: () => gateway,
    later: (seconds: number) => gateway.app.later(seconds),
    get: async (at = path) => (await gateway.ask("GET", at, {})).json,
    capture: (body: object, key?: string, caller?: string) => post(`${path}/capture`, body, key, caller),
    cancel: (key?: string, caller?: string) => post(`${path}/cancel`, undefined, key, caller),
    resolve: (body: object) => gateway.ask("POST", `${path}/resolve`, { body, key: keys.operator }),
    told: async () => (await summaries(gateway.app, id)).join("\n"),
    events: async () =>
      (await database.sql<{ type: string }>("SELECT type FROM delivery ORDER BY seq")).map(({ type }) => type),
    changes: () =>
      database.sql<{ number: bigint; name: string; stage: string; amount: string | null; why: string }>(
        "SELECT number, name, stage, amount::text, why, version FROM payment_change ORDER BY asked_at, number"
      ),
    sent: (to: string) =>
      simulator()
        .received()
        .filter((each) => each.path === to).length,
    captured: () =>
      simulator()
        .captures("pay-1")
        .filter(({ status }) => status !== "failed")
        .reduce((sum, { amount }) => sum + Number(amount.value.value) / 10 ** amount.value.scale, 0),
    close,
    restart: async (again: Options = {}) => {
      await close()
      gateway = await over(database, config, { ...options, ...again }, simulators)
      isOpen = true
    }
  }
  if (settled !== null) {
    await world.later(1)
    simulator().settle("payment", "pay-1", settled as "held")
    await world.later(600)
  }
  return world
}

const rub = (value: string) => ({ value, currency: "RUB" })
const money = (value: string) => Money.unsafe(value, "RUB")

const refusal = ({ json, status }: { json: { code?: string }; status: number }) => [status, json.code]

describe.each(["embedded", "postgres"] as const)("a payment that is held, %s", { timeout: 240_000 }, (on) => {
  it("is captured by half, then the rest, and shows and tells each", async () => {
    const { capture, captured, changes, events, first, get, later, sent, told } = await face(await databases[on]())
    assert.strictEqual(first.status, 201)
    const held = await get()
    assert.deepInclude(held, {
      status: "authorized",
      captureMethod: "manual",
      authorizedAmount: rub("100.00"),
      capturableAmount: rub("100.00"),
      capturedAmount: rub("0.00"),
      captureBefore: null,
      change: null
    })
    const half = await capture({ amount: rub("50.00"), final: false }, "half")
    assert.strictEqual(half.status, 202, half.text)
    assert.deepInclude(half.json.change, { type: "capture", status: "requested", amount: rub("50.00") })
    await later(60)
    assert.deepInclude(await get(), {
      status: "authorized",
      capturedAmount: rub("50.00"),
      capturableAmount: rub("50.00")
    })
    assert.deepInclude((await get()).change, { number: 1, status: "succeeded" }, await told())
    const rest = await capture({})
    assert.deepInclude(rest.json.change, { number: 2, amount: rub("50.00") })
    await later(60)
    const { capturableAmount, capturedAmount, status } = await get()
    assert.deepStrictEqual([status, capturedAmount, capturableAmount], ["paid", rub("100.00"), null], await told())
    assert.deepStrictEqual([captured(), sent("/payments/capture")], [100, 2])
    const types = await events()
    assert.deepStrictEqual(
      types.filter((type) => /authorized|captured|paid/.test(type)),
      ["payment.authorized", "payment.captured", "payment.paid", "payment.captured"]
    )
    const timeline = await told()
    for (const line of ["capture 1 asked for", "capture 1: done", "capture 2 asked for", "capture 2: done"])
      assert.include(timeline, line)
    const rows = await changes()
    assert.deepStrictEqual(
      rows.map(({ amount, name, number, stage }) => [Number(number), name, Number(amount), stage]),
      [
        [1, "capture", 50, "done"],
        [2, "capture", 50, "done"]
      ]
    )
    assert.match(
      rows[1]?.why ?? "",
      /^100(\.00)? RUB held, 50(\.00)? captured, 50 of it by us and 0 elsewhere, by the read of /
    )
    assert.deepStrictEqual(refusal(await capture({ amount: rub("0.01") })), [409, "not_capturable"])
  })

  it("is let go, and nothing of it can be captured then", async () => {
    const { cancel, capture, events, get, later, sent, simulator, told } = await face(await databases[on]())
    simulator().fault({ kind: "cutAfterActing" }, { path: "/payments/cancel" })
    const asked = await cancel("let-go")
    assert.deepStrictEqual([asked.status, asked.json.change.type], [202, "cancel"])
    assert.deepStrictEqual(refusal(await capture({})), [409, "in_flight"])
    await later(hour)
    assert.strictEqual((await get()).status, "canceled", await told())
    assert.strictEqual(sent("/payments/cancel"), 1)
    assert.include(await events(), "payment.canceled")
    assert.deepStrictEqual(refusal(await capture({})), [409, "not_capturable"])
    const again = await cancel("let-go")
    assert.deepStrictEqual([again.status, again.json.status], [202, "canceled"])
    assert.strictEqual(again.headers.get("idempotency-replayed"), "true")
    assert.deepStrictEqual(refusal(await cancel()), [409, "not_cancelable"])
  })

  it("is asked for once under one key, and refused with another request under it", async () => {
    const { cancel, capture, captured, create, get, id, later, post, sent } = await face(await databases[on]())
    const body = { amount: rub("40.00"), final: false }
    const answers = await Promise.all(Array.from({ length: 20 }, () => capture(body, "k")))
    assert.deepStrictEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
    assert.strictEqual(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null).length, 1)
    assert.deepStrictEqual(refusal(await capture({ ...body, final: true }, "k")), [409, "idempotency_key_reused"])
    assert.deepStrictEqual(refusal(await cancel("k")), [409, "idempotency_key_reused"])
    const created = await capture(body, "create-pay-1")
    assert.deepStrictEqual(
      [...refusal(created), created.json.operation],
      [409, "idempotency_key_reused", { id, kind: "payment" }]
    )
    const other = (await create("pay-2")).json.id
    const elsewhere = await post(`/v1/payments/${other}/capture`, body, "k")
    assert.deepStrictEqual(
      [...refusal(elsewhere), elsewhere.json.operation],
      [409, "idempotency_key_reused", { id, kind: "payment" }]
    )
    await later(60)
    assert.deepStrictEqual([captured(), sent("/payments/capture")], [40, 1])
    const again = await capture(body, "k")
    assert.deepStrictEqual([again.status, again.json], [202, await get()])
    assert.strictEqual((await post(`/v1/payments/${id}/capture`, {}, "")).json.code, "idempotency_key_required")
  })

  it("is no obstacle to itself where it comes again while it is being written down", async () => {
    let meanwhile: (() => Promise<unknown>) | undefined
    const wrap = (store: StoreService): StoreService => ({
      ...store,
      // The first request is written down between the two questions of the second one.
      changeByKey: (key) =>
        Effect.tap(store.changeByKey(key), () => {
          const first = meanwhile
          meanwhile = undefined
          return first === undefined ? Effect.void : Effect.promise(first)
        })
    })
    const { capture, captured, later } = await face(await databases[on](), {}, { more: { wrap } })
    const body = { amount: rub("40.00"), final: false }
    const first: Array<number> = []
    meanwhile = async () => first.push((await capture(body, "k")).status)
    const second = await capture(body, "k")
    assert.deepStrictEqual([first, second.status, second.headers.get("idempotency-replayed")], [[202], 202, "true"])
    await later(60)
    assert.strictEqual(captured(), 40)
  })

  it("is never captured beyond what is held, whatever is asked for at once", async () => {
    const { capture, captured, get, later, told } = await face(await databases[on]())
    const codes = new Map<string, number>()
    for (let round = 0; round < 4; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => capture({ amount: rub("30.00"), final: false }))
      )
      for (const answer of answers) {
        const name = answer.status === 202 ? "taken" : refusal(answer).join(" ")
        codes.set(name, (codes.get(name) ?? 0) + 1)
      }
      assert.isAtMost(answers.filter(({ status }) => status === 202).length, 1)
      await later(60)
      assert.isAtMost(captured(), 100)
    }
    assert.deepStrictEqual([captured(), codes.get("taken")], [90, 3], await told())
    assert.isAbove(codes.get("409 exceeds_authorized") ?? 0, 0)
    const over = await capture({ amount: rub("10.01") })
    assert.deepStrictEqual([...refusal(over), over.json.left], [409, "exceeds_authorized", rub("10.00")])
    assert.strictEqual((await get()).capturableAmount.value, "10.00")
  })

  for (const changes of ["refused", "replayed", "undocumented"] as const) {
    it(`is captured once where the answer was lost and repeats are ${changes}`, async () => {
      const bank = { changes, ...(changes === "replayed" ? { duplicates: "replayed" } : {}) }
      const { capture, captured, get, later, simulator, told } = await face(await databases[on](), bank)
      simulator().fault({ kind: "cutAfterActing" }, { path: "/payments/capture" })
      assert.strictEqual((await capture({ amount: rub("60.00") })).status, 202)
      await later(day)
      assert.deepInclude(await get(), { status: "paid", capturedAmount: rub("60.00") }, await told())
      assert.strictEqual(captured(), 60)
    })
  }

  it("is captured once after the process that sent it was killed and started again", async () => {
    let kills = 1
    const more: Options = {
      facade: (switchyard) => ({
        ...switchyard,
        payments: {
          ...switchyard.payments,
          capture: (...call) =>
            Effect.flatMap(switchyard.payments.capture(...call), (ended) => {
              kills -= 1
              return kills < 0 ? Effect.succeed(ended) : Effect.die(new Error("killed"))
            })
        }
      })
    }
    const world = await face(await databases[on](), { changes: "undocumented" }, { more })
    await world.capture({}, "all")
    for (let n = 0; n < 20 && kills > 0; n += 1) await world.later(5)
    await world.restart({ facade: (switchyard) => switchyard })
    await world.later(hour)
    assert.strictEqual((await world.get()).status, "paid", await world.told())
    assert.deepStrictEqual([world.captured(), world.sent("/payments/capture")], [100, 1])
    assert.include(await world.told(), "its outcome was never recorded")
    const again = await world.capture({}, "all")
    assert.deepStrictEqual([again.status, again.headers.get("idempotency-replayed")], [202, "true"])
  })

  it("sends nothing after a recovery before a read explains all that was captured", async () => {
    const world = await face(await databases[on]())
    const { capture, captured, changes, database, get, later, resolve, sent, simulator, told } = world
    const tables = ["operation", "attempt", "event", "delivery", "payment_change"]
    for (const table of tables) await database.sql(`CREATE TABLE backup_${table} AS SELECT * FROM ${table}`)
    const both = [
      ["first", "40.00"],
      ["second", "20.00"]
    ] as const
    for (const [key, value] of both) {
      await capture({ amount: rub(value), final: false }, key)
      await later(60)
    }
    assert.strictEqual(captured(), 60)
    await world.close()
    for (const table of tables.toReversed()) await database.sql(`DELETE FROM ${table}`)
    for (const table of tables)
      await database.sql(`INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM backup_${table}`)
    for (const table of tables) await database.sql(`DROP TABLE backup_${table}`)
    await world.restart()
    await world.gateway().app.run(begin(null))
    // Nobody here knows of these captures, nor of their keys: only their provider does.
    assert.strictEqual((await get()).capturableAmount.value, "100.00")
    for (const [key, value] of both) {
      const again = await capture({ amount: rub(value), final: false }, key)
      assert.deepStrictEqual([again.status, again.headers.get("idempotency-replayed")], [202, null], again.text)
      await later(day)
      assert.deepStrictEqual([captured(), sent("/payments/capture")], [60, 2], await told())
      const { change, status } = await get()
      assert.deepStrictEqual([status, change.status], ["needs_review", "needs_review"], await told())
      const decided = await resolve({ outcome: "carried_out", note: "it is one that they have" })
      assert.deepStrictEqual([decided.status, decided.json.status], [200, "authorized"], decided.text)
      await later(hour)
    }
    const timeline = JSON.stringify(await get(`/v1/payments/${world.id}/timeline`))
    for (const sum of ["60", "20"]) assert.include(timeline, `the records do not explain ${sum} of what was captured`)
    assert.strictEqual((await get()).capturableAmount.value, "40.00", await told())
    // All is explained; what somebody else captures then is a person's again, who may have it sent at a risk.
    await capture({ amount: rub("10.00"), final: false })
    await later(hour)
    assert.strictEqual(captured(), 70, await told())
    simulator().capture("pay-1", { amount: money("5.00"), status: "done" })
    await capture({})
    await later(day)
    assert.deepStrictEqual([captured(), (await get()).status], [75, "needs_review"], await told())
    const risky = await resolve({ outcome: "retry", note: "n" })
    assert.deepStrictEqual(refusal(risky), [409, "acceptance_of_duplicate_risk_required"])
    await resolve({ outcome: "not_carried_out", note: "the clerk's", acceptDuplicateRisk: true })
    await later(2 * hour)
    assert.strictEqual((await capture({})).json.change?.amount?.value, "25.00", await told())
    await later(day)
    assert.strictEqual((await resolve({ outcome: "retry", note: "n", acceptDuplicateRisk: true })).status, 200)
    await later(day)
    assert.deepStrictEqual([captured(), (await get()).status], [100, "paid"], await told())
    // The numbers of what may have been forgotten are used by nobody: they go on above the epoch of the recovery.
    const [fence] = await database.sql<{ epoch: bigint }>("SELECT recovered_epoch AS epoch FROM fence")
    const from = Number(fence?.epoch)
    assert.isAbove(from, 1_000_000_000_000)
    assert.deepStrictEqual(
      (await changes()).map(({ number, stage }) => [Number(number), stage]),
      [
        [from + 1, "done"],
        [from + 2, "done"],
        [from + 3, "done"],
        [from + 4, "dead"],
        [from + 5, "done"]
      ]
    )
  })

  it("uses no number twice, where the same backup is restored a second time", async () => {
    const world = await face(await databases[on]())
    const { capture, captured, changes, database, sent, told } = world
    const tables = ["operation", "attempt", "event", "delivery", "payment_change", "recovery"]
    for (const table of tables) await database.sql(`CREATE TABLE backup_${table} AS SELECT * FROM ${table}`)
    const numbers: Array<number> = []
    for (const round of [1, 2]) {
      await world.close()
      for (const table of tables.toReversed()) await database.sql(`DELETE FROM ${table}`)
      for (const table of tables)
        await database.sql(`INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM backup_${table}`)
      await database.sql("ALTER TABLE recovery ALTER COLUMN id RESTART")
      await database.sql("UPDATE fence SET epoch = 0, recovered_epoch = 0")
      await world.restart()
      await world.gateway().app.run(begin(null))
      assert.deepStrictEqual(await database.sql("SELECT id FROM recovery"), [{ id: 1 }])
      assert.strictEqual((await capture({ amount: rub("40.00"), final: false }, `again-${round}`)).status, 202)
      numbers.push(...(await changes()).map(({ number }) => Number(number)))
      await world.later(hour)
    }
    assert.strictEqual(new Set(numbers).size, 2, numbers.join())
    // What the first was is told by nobody's records: nothing is sent beside it.
    assert.deepStrictEqual([captured(), sent("/payments/capture")], [40, 1], await told())
    assert.strictEqual((await world.get()).status, "needs_review")
    for (const table of tables) await database.sql(`DROP TABLE backup_${table}`)
  })

  it("is a person's where nobody knows whether it was captured, and goes on once that is said", async () => {
    const world = await face(await databases[on](), { changes: "undocumented" })
    const { capture, captured, get, later, resolve, sent, simulator, told } = world
    simulator().fault({ kind: "cutBeforeReading" }, { path: "/payments/capture" })
    await capture({ amount: rub("40.00"), final: false })
    await later(300)
    assert.deepStrictEqual(refusal(await resolve({ outcome: "retry", note: "n" })), [409, "in_flight"])
    await later(7 * day)
    assert.deepInclude(await get(), { status: "needs_review" }, await told())
    assert.deepInclude((await get()).change, { status: "needs_review", type: "capture" })
    assert.deepStrictEqual(refusal(await resolve({ outcome: "paid", note: "n" })), [409, "not_resolvable"])
    // Asking again is about the change: neither that nor its payment is sent once more.
    const retried = await resolve({ outcome: "retry", note: "n" })
    assert.deepStrictEqual([retried.status, retried.json.status], [200, "authorized"], retried.text)
    await later(7 * day)
    assert.deepStrictEqual([sent("/payments/create"), sent("/payments/capture")], [1, 1], await told())
    assert.strictEqual((await get()).status, "needs_review", await told())
    assert.deepStrictEqual(refusal(await capture({})), [409, "in_flight"])
    const risky = await resolve({ outcome: "not_carried_out", note: "asked them" })
    assert.deepStrictEqual(
      [...refusal(risky), risky.json.mayStillPay],
      [409, "acceptance_of_duplicate_risk_required", ["bank"]]
    )
    const decided = await resolve({ outcome: "not_carried_out", note: "asked them", acceptDuplicateRisk: true })
    assert.deepStrictEqual([decided.status, decided.json.status], [200, "authorized"], decided.text)
    // No other is taken before a read explains what was captured.
    assert.deepStrictEqual(refusal(await capture({})), [409, "in_flight"])
    await later(2 * hour)
    assert.strictEqual((await capture({})).status, 202, await told())
    await later(hour)
    assert.deepStrictEqual(
      [captured(), sent("/payments/capture"), (await get()).status],
      [100, 2, "paid"],
      await told()
    )
    assert.deepStrictEqual(refusal(await resolve({ outcome: "carried_out", note: "n" })), [409, "not_resolvable"])
  })
})

describe("a payment of which nothing is held", { timeout: 120_000 }, () => {
  it("is canceled without asking anybody while nothing of it was sent", async () => {
    const { cancel, changes, events, first, get, later, simulator } = await face(embedded, {}, { settled: null })
    const canceled = await cancel("c")
    assert.deepStrictEqual([canceled.status, canceled.json.status], [202, "canceled"])
    await later(hour)
    assert.strictEqual(simulator().received().length, 0)
    assert.strictEqual((await get(`/v1/payments/${first.json.id}`)).status, "canceled")
    assert.deepStrictEqual(
      (await changes()).map(({ name, stage }) => [name, stage]),
      [["cancel", "done"]]
    )
    assert.deepStrictEqual(await events(), ["payment.canceled"])
    assert.strictEqual((await cancel("c")).headers.get("idempotency-replayed"), "true")
  })

  it("is not canceled while it is being sent, and not captured before it is held", async () => {
    const { cancel, capture, get, later, told } = await face(embedded, {}, { settled: null })
    assert.deepStrictEqual(refusal(await capture({})), [409, "in_flight"])
    await later(5)
    assert.deepStrictEqual(refusal(await capture({})), [409, "not_capturable"])
    assert.strictEqual((await cancel()).status, 202)
    await later(hour)
    assert.strictEqual((await get()).status, "canceled", await told())
  })

  it("is completed by itself, once, and never where its merchant has wanted to cancel it", async () => {
    for (const wanted of [false, true]) {
      const world = await face(
        embedded,
        { approval: "asked" },
        { payment: { captureMethod: "automatic" }, settled: null }
      )
      await world.later(30)
      world.simulator().fault({ kind: "cutAfterActing" }, { path: "/payments/complete" })
      if (wanted) assert.strictEqual((await world.cancel()).status, 202)
      world.simulator().settle("payment", "pay-1", "approved")
      await world.later(hour)
      const { change, status } = await world.get()
      assert.deepStrictEqual(
        [status, change.type, change.status, world.sent("/payments/complete")],
        wanted ? ["canceled", "cancel", "succeeded", 0] : ["paid", "complete", "succeeded", 1],
        await world.told()
      )
      await world.close()
    }
  })

  it("is never completed where its merchant has wanted to cancel it before anybody knew who has it", async () => {
    const world = await face(
      embedded,
      { approval: "asked" },
      { payment: { captureMethod: "automatic" }, settled: null }
    )
    const { cancel, get, later, sent, simulator, told } = world
    simulator().fault({ kind: "cutAfterActing" }, { path: "/payments/create" })
    await later(1)
    assert.strictEqual((await get()).status, "unknown", await told())
    assert.deepStrictEqual(refusal(await cancel("c")), [409, "in_flight"])
    simulator().settle("payment", "pay-1", "approved")
    await later(hour)
    assert.strictEqual((await get()).status, "awaiting_payer", await told())
    assert.strictEqual(sent("/payments/complete"), 0, await told())
    // The key was kept for nothing yet: now it is known who has it, and that is asked.
    assert.strictEqual((await cancel("c")).status, 202)
    await later(hour)
    assert.strictEqual((await get()).status, "canceled", await told())
  })

  it("is refused by name where no route holds what is asked for, with why for each instance", async () => {
    const gateway = await durable(embedded, "p2p")
    open_.push(gateway.dispose)
    const body = {
      reference: "pay-1",
      amount: rub("100.00"),
      method: "bank_transfer",
      captureMethod: "manual"
    }
    const answer = await gateway.ask("POST", "/v1/payments", { body, headers: { "idempotency-key": "m" } })
    assert.strictEqual(answer.status, 422, answer.text)
    assert.match(answer.text, /no manual capture/)
    const created = await gateway.ask("POST", "/v1/payments", {
      body: { ...body, captureMethod: "automatic" },
      headers: { "idempotency-key": "a" }
    })
    assert.strictEqual(created.status, 201, created.text)
    await gateway.app.later(60)
    const cancel = await gateway.ask("POST", `/v1/payments/${created.json.id}/cancel`, {
      headers: { "idempotency-key": "c" }
    })
    assert.deepStrictEqual(refusal(cancel), [409, "unsupported"], cancel.text)
  })

  it("is changed by no key that may not name its context", async () => {
    const { cancel, capture, first } = await face(
      embedded,
      {},
      {
        payment: { provider: "bank", context: { subAccount: "s-1" } },
        settled: null
      }
    )
    assert.strictEqual(first.status, 201, first.text)
    for (const answer of [await capture({}, "x", keys.operator), await cancel("y", keys.operator)])
      assert.deepStrictEqual(
        [...refusal(answer), answer.json.errors[0].path],
        [422, "invalid_field", "context.subAccount"]
      )
    assert.strictEqual((await cancel("z")).status, 202)
  })
})

describe("what is held until a time that its provider states", { timeout: 120_000 }, () => {
  it("is read and told a day before, and ends as its provider says", async () => {
    for (const captured of [undefined, "30.00"]) {
      const { capture, close, events, get, later, sent, told } = await face(embedded, {
        holdsForMillis: 3 * day * 1000
      })
      const { captureBefore, createdAt } = await get()
      assert.strictEqual(Date.parse(captureBefore), Date.parse(createdAt) + 3 * day * 1000, await told())
      if (captured !== undefined) await capture({ amount: rub(captured), final: false })
      await later(2 * day - hour)
      assert.notInclude(await events(), "payment.updated")
      await later(2 * hour)
      assert.include(await events(), "payment.updated", await told())
      await later(day)
      const { capturableAmount, capturedAmount, status } = await get()
      assert.deepStrictEqual(
        [status, capturableAmount, capturedAmount.value],
        captured === undefined ? ["canceled", null, "0.00"] : ["paid", null, captured],
        await told()
      )
      assert.deepStrictEqual((await events()).filter((type) => type === "payment.updated").length, 1)
      assert.deepStrictEqual(refusal(await capture({})), [409, "not_capturable"])
      assert.strictEqual(sent("/payments/capture"), captured === undefined ? 0 : 1)
      await close()
    }
  })
})
