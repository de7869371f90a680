/** What a provider states of an operation beside its state: stored, shown, and told with its earlier word when it changes. */
import type { Transport } from "@switchyard/core"
import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it } from "vitest"
import * as Notes from "../../src/operations/notes.ts"
import { merged, restated } from "../../src/operations/stated.ts"
import { keys, startApi } from "../http/support/api.ts"
import { endpoint } from "../webhooks/support/receiver.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "./support/simulators.ts"

let database: Database
let simulators: Simulators
let app: App
/** What the provider's answers are turned into on their way. */
let change: (text: string) => string

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

const changing: Transport.Transport = async (request, line) => {
  const response = await simulators.transport(request, line)
  return new Response(change(await response.text()), response)
}

const openWith = (instance: string) => {
  const runner = { endpoints: [endpoint("https://shop.test")] }
  return open(simulators, database.layer, { config: configOf(instance), runner, transport: changing })
}

beforeEach(async () => {
  await database.empty()
  change = (text) => text
  simulators = makeSimulators()
  app = await openWith("feennex")
})
afterEach(() => app.close())

const usd = (value: string) => ({ value, currency: "USD" })

const bodies = async (id: string) => {
  const rows = await database.sql<{ id: string; body: Uint8Array }>(
    `SELECT id, body FROM delivery WHERE operation = '${id}' ORDER BY seq`
  )
  return Promise.all(rows.map(async (row) => JSON.parse(await app.run(app.vault.open(row.body, row.id)))))
}

const anomalies = async (id: string) =>
  (await app.run(app.store.timeline(id))).filter(({ kind }) => kind === "anomaly").map(({ details }) => details)

describe("what a payout costs", () => {
  it("is stored from the first answer on, and shown by the core, over HTTP and to the merchant", async () => {
    const id = await createPayout(app, "payout-1")
    assert.isNull((await payout(app, id)).debited)
    await app.due()
    const sent = await payout(app, id)
    assert.deepStrictEqual([sent.status, sent.debited], ["processing", usd("19.13")])
    await app.later(61)
    assert.deepStrictEqual((await payout(app, id)).debited, usd("19.13"))

    const message = (await bodies(id)).at(-1)
    assert.deepStrictEqual([message.type, message.data.debited], ["payout.paid", usd("19.13")])
    const gateway = await startApi({}, { operations: app.core })
    const answer = await gateway.ask("GET", `/v1/payouts/${id}`)
    assert.deepStrictEqual([answer.status, answer.json.debited], [200, usd("19.13")])
    const list = await gateway.ask("GET", "/v1/payouts")
    assert.deepStrictEqual(list.json.data[0].debited, usd("19.13"))
    await gateway.dispose()
  })

  it("is nothing where it failed, as what was set aside is given back", async () => {
    simulators.feennex.admin.plan("payout", [{ status: 6, after: 1_000 }])
    const id = await createPayout(app, "payout-1")
    await app.later(120)
    const failed = await payout(app, id)
    assert.deepStrictEqual([failed.status, failed.debited], ["failed", null])
    assert.isNull((await bodies(id)).at(-1).data.debited)
  })

  it("and is stated otherwise after it was paid: the later word holds, both are told once, and it stays paid", async () => {
    const id = await createPayout(app, "payout-1")
    await app.later(61)
    change = (text) => text.replace('"shop_write_off":19.13', '"shop_write_off":150.0')
    for (let times = 0; times < 2; times += 1) {
      await simulators.clock.advance(60_000)
      await app.run(app.core.payouts.refresh(id))
    }
    const now = await payout(app, id)
    assert.deepStrictEqual([now.status, now.debited], ["paid", usd("150.00")])
    assert.deepStrictEqual(await anomalies(id), [
      { anomaly: "AmountRestated", field: "debited", before: "19.13 USD", after: "150.00 USD" }
    ])
    assert.include(await summaries(app, id), "anomaly: the provider states another amount than before: debited")
  })

  it("is not taken from an answer that speaks of another payout", async () => {
    const id = await createPayout(app, "payout-1")
    await app.due()
    change = (text) => text.replace('"shop_write_off":19.13', '"shop_write_off":150.0').replace(/"id":\d+/, '"id":999')
    await app.later(61)
    const other = await payout(app, id)
    assert.deepStrictEqual([other.status, other.debited], ["processing", usd("19.13")])
  })
})

describe("what a provider states in a unit of its own", () => {
  const providerAmounts = [
    { label: "usdt_amount", value: "14.9630", unit: "USDT" },
    { label: "merchant_spent_usdt", value: "15.2623", unit: "USDT" },
    { label: "exchange_rate", value: "100.2472", unit: "RUB/USDT" }
  ]
  const debited = { value: "15.2623", currency: "USDT" }

  beforeEach(async () => {
    await app.close()
    app = await openWith("p2p")
  })

  it("is stored from the first answer on, and shown by the core, over HTTP and to the merchant, with what it costs", async () => {
    const id = await createPayout(app, "payout-1")
    assert.isNull((await payout(app, id)).providerAmounts)
    await app.due()
    assert.deepInclude(await payout(app, id), { status: "processing", providerAmounts, debited })
    await app.later(10)
    assert.deepInclude(await payout(app, id), { status: "paid", providerAmounts, debited })

    const message = (await bodies(id)).at(-1)
    assert.strictEqual(message.type, "payout.paid")
    assert.deepInclude(message.data, { providerAmounts, debited })
    const gateway = await startApi({}, { operations: app.core })
    assert.deepInclude((await gateway.ask("GET", `/v1/payouts/${id}`)).json, { providerAmounts, debited })
    await gateway.dispose()
  })

  it("and otherwise after it was paid stands there as it was stated last, with a line for each, and it stays paid", async () => {
    const id = await createPayout(app, "payout-1")
    await app.later(10)
    change = (text) => text.replace('"15.2623"', '"16"').replace('"100.2472"', '"99.5000"')
    await simulators.clock.advance(60_000)
    await app.run(app.core.payouts.refresh(id))
    const [first, second, third] = providerAmounts
    const later = [first, { ...second, value: "16" }, { ...third, value: "99.5000" }]
    const now = await payout(app, id)
    assert.deepInclude(now, { status: "paid", debited: { value: "16", currency: "USDT" } })
    assert.deepStrictEqual<unknown>(now.providerAmounts, later)
    assert.deepStrictEqual(
      (await anomalies(id)).map(({ after, before, field }) => [field, before, after]),
      [
        ["debited", "15.2623 USDT", "16 USDT"],
        ["merchant_spent_usdt", "15.2623 USDT", "16 USDT"],
        ["exchange_rate", "100.2472 RUB/USDT", "99.5000 RUB/USDT"]
      ]
    )
  })
})

const noted = async (id: string) =>
  (await app.run(app.store.timeline(id)))
    .filter(({ details }) => "notes" in details)
    .map(({ details, summary }) => ({ summary, notes: details.notes }))

describe("what else a provider states", () => {
  it("of a payout stands beside the move that came with it, once, and its account for operators alone", async () => {
    const id = await createPayout(app, "payout-1")
    await app.later(61)
    const balance = { name: "balance", value: "999980.87", isOfAccount: true }
    assert.deepStrictEqual(await noted(id), [{ summary: "submitting → processing", notes: [balance] }])
    // The status read that found it paid states no balance, and takes none away.
    const row = await app.run(app.store.find(id))
    assert.deepStrictEqual([row?.status, row?.results.notes], ["paid", [balance]])
    assert.notInclude(JSON.stringify([await payout(app, id), await bodies(id)]), balance.value)

    const gateway = await startApi({}, { operations: app.core })
    const path = `/v1/payouts/${id}/timeline`
    const views = await Promise.all(
      [keys.merchant, keys.operator].map(async (key) => (await gateway.ask("GET", path, { key })).json.data)
    )
    const notesOf = (lines: ReadonlyArray<{ readonly details: { readonly notes?: unknown } }>) =>
      lines.flatMap(({ details }) => (details.notes === undefined ? [] : [details.notes]))
    assert.deepStrictEqual(views.map(notesOf), [[[]], [[balance]]])
    await gateway.dispose()
  })

  it("of a payment is told when it is new and when it has changed, and not with every answer", async () => {
    const id = await createPayment(app, "order-1")
    await app.later(60)
    const names = (notes: unknown) => (notes as ReadonlyArray<{ name: string }>).map(({ name }) => name)
    const first = await noted(id)
    assert.deepStrictEqual(
      first.map(({ notes, summary }) => [summary, names(notes)]),
      [
        [
          "the provider states payway, created, ps_data.method, ps_data.currency",
          ["payway", "created", "ps_data.method", "ps_data.currency"]
        ]
      ]
    )
    await app.later(3600)
    assert.deepStrictEqual(await noted(id), first)

    await simulators.feennex.admin.pay("order-1")
    await app.later(120)
    const [, ...later] = await noted(id)
    assert.deepStrictEqual(
      later.map(({ notes, summary }) => [summary, names(notes)]),
      [["awaiting_payer → paid", ["processed", "updated"]]]
    )
    const row = await app.run(app.store.find(id))
    assert.deepStrictEqual(names(row?.results.notes), [
      "payway",
      "created",
      "ps_data.method",
      "ps_data.currency",
      "processed",
      "updated"
    ])
  })

  it("is bounded, of however much an answer speaks", () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ name: `n${n}`, value: "v".repeat(600) }))
    const stored = Notes.bounded(many) ?? []
    assert.deepStrictEqual([stored.length, stored[0]?.value.length], [50, 500])
    const before = { notes: Array.from({ length: 50 }, (_, n) => ({ name: `m${n}`, value: "1" })) }
    const after = Notes.merged(before, { notes: stored })
    assert.strictEqual(after?.length, 50)
    assert.isUndefined(Notes.merged({}, {}))
  })

  it("is not told of what no answer of ours has stated: stored notes that are none count as nothing", () => {
    const entries = Notes.withNotes({ notes: "odd" }, { notes: [{ name: "a", value: "1" }] }, [])
    assert.deepStrictEqual(entries, [
      { kind: "read", summary: "the provider states a", details: { notes: [{ name: "a", value: "1" }] } }
    ])
    assert.deepStrictEqual(
      Notes.withNotes({ notes: [{ name: "a", value: "1" }] }, { notes: [{ name: "a", value: "1" }] }, []),
      []
    )
  })
})

describe("what a payment brings", () => {
  it("is not taken from an answer of another shop, nor is where its payer should pay", async () => {
    const id = await createPayment(app, "order-1")
    await app.later(30)
    const sealed = (await app.run(app.store.find(id)))?.nextAction
    await simulators.feennex.admin.pay("order-1")
    change = (text) => text.replace('"shop_id":112', '"shop_id":113')
    await app.later(120)
    const other = await payment(app, id)
    assert.deepStrictEqual([other.status, other.credited, other.payerPaid], ["needs_review", null, null])
    assert.isNotNull(sealed)
    assert.deepStrictEqual((await app.run(app.store.find(id)))?.nextAction, sealed)
  })

  it("and is stated otherwise later is told with both", async () => {
    const id = await createPayment(app, "order-1")
    await app.later(30)
    await simulators.feennex.admin.pay("order-1")
    await app.later(120)
    const { credited } = await payment(app, id)
    change = (text) => text.replace(/"shop_refund":"?1440(\.0+)?"?/, '"shop_refund":"1400.00"')
    await simulators.clock.advance(60_000)
    await app.run(app.core.payments.refresh(id))
    const now = await payment(app, id)
    assert.deepStrictEqual([now.status, now.credited?.value], ["paid", "1400.00"])
    assert.deepStrictEqual(await anomalies(id), [
      { anomaly: "AmountRestated", field: "credited", before: `${credited?.value} RUB`, after: "1400.00 RUB" }
    ])
  })
})

describe("an answer", () => {
  const inUsdt = (label: string, value: string, unit = "USDT") => ({ label, value, unit })
  const rate = inUsdt("exchange_rate", "99", "RUB/USDT")
  const stated = {
    fee: usd("1.00"),
    providerAmounts: [inUsdt("usdt_amount", "10.0"), inUsdt("merchant_spent_usdt", "10.5"), rate]
  }
  const changes = (answer: Parameters<typeof merged>[1]) =>
    restated(stated, answer).map(({ details: { after, before, field } }) => [field, before, after])

  it("leaves what it does not state as it was, also among the provider's own amounts", () => {
    const more = inUsdt("commission", "0.5")
    assert.deepStrictEqual(merged(stated, { providerAmounts: [more, inUsdt("usdt_amount", "11")] }), {
      fee: usd("1.00"),
      providerAmounts: [inUsdt("usdt_amount", "11"), inUsdt("merchant_spent_usdt", "10.5"), rate, more]
    })
    assert.deepStrictEqual(merged(stated, {}), stated)
    assert.deepStrictEqual(merged({}, stated), stated)
    assert.deepStrictEqual(merged({ fee: usd("1.00") }, {}), { fee: usd("1.00") })
  })

  it("is stored beside nothing that is no list of amounts", () => {
    assert.deepStrictEqual(merged({ providerAmounts: { usdt: "10.0" } }, stated), stated)
    assert.deepStrictEqual(restated({ providerAmounts: { usdt: "10.0" } }, stated), [])
  })

  it("takes back an earlier one only with another amount, however it is written", () => {
    const own = (...providerAmounts: ReadonlyArray<unknown>) => changes({ providerAmounts })
    assert.deepStrictEqual(changes({}), [])
    assert.deepStrictEqual(changes({ fee: usd("1.00") }), [])
    assert.deepStrictEqual(own(inUsdt("usdt_amount", "10"), inUsdt("merchant_spent_usdt", "10.50")), [])
    assert.deepStrictEqual(own(inUsdt("commission", "0.5")), [])
    assert.deepStrictEqual(changes({ credited: usd("5.00") }), [])
    assert.deepStrictEqual(changes({ fee: usd("1.01") }), [["fee", "1.00 USD", "1.01 USD"]])
    assert.deepStrictEqual(
      own(inUsdt("merchant_spent_usdt", "10.51"), inUsdt("exchange_rate", "99.0001", "RUB/USDT")),
      [
        ["merchant_spent_usdt", "10.5 USDT", "10.51 USDT"],
        ["exchange_rate", "99 RUB/USDT", "99.0001 RUB/USDT"]
      ]
    )
    assert.deepStrictEqual(own(inUsdt("exchange_rate", "99", "USDT/RUB")), [
      ["exchange_rate", "99 RUB/USDT", "99 USDT/RUB"]
    ])
    assert.deepStrictEqual(changes({ fee: { value: "1.00", currency: "EUR" } }), [["fee", "1.00 USD", "1.00 EUR"]])
  })
})
