/** Transfer receipts through the durable core: one for each payment, whatever becomes of its answer. */
import { Effect, Result } from "effect"
import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it } from "vitest"
import * as Instant from "../../src/model/Instant.ts"
import { type App, createPayment, open, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { makeSimulators, providers, type Simulators } from "./support/simulators.ts"

let database: Database
let simulators: Simulators
let app: App
let id: string

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

const config = {
  providers: {
    feennex: { ...providers.feennex, options: { ...providers.feennex.options, receiptHosts: ["127.0.0.1:8081"] } }
  },
  routes: { payments: [{ try: ["feennex"] }] }
}

beforeEach(async () => {
  await database.empty()
  simulators = makeSimulators()
  app = await open(simulators, database.layer, { config })
  id = await createPayment(app, "order-1")
  await app.later(30)
})
afterEach(() => app.close())

const pdf = new TextEncoder().encode("%PDF-1.7 a receipt")
const endpoint = "/api/v1/order/{id}/receipt"

const upload = async (file = pdf) => {
  const sent = await app.run(Effect.result(app.core.payments.uploadReceipt(id, file)))
  return Result.merge(sent)
}

const codeOf = (end: Awaited<ReturnType<typeof upload>>) =>
  end._tag === "Conflict" ? `${end.code}: ${end.message}` : end._tag

const arrived = () => simulators.feennex.admin.journal({ endpoint }).length

const receiptLines = async () => (await summaries(app, id)).filter((line) => /receipt/.test(line))

const handed = (outcome: string) => `attempt: handed a receipt to feennex: ${outcome}`

const once = "the provider takes one for each payment, also after it has rejected that"

describe("a transfer receipt", { timeout: 180_000 }, () => {
  it("is handed in once: a second is refused here, also after the provider has rejected the first", async () => {
    assert.strictEqual((await upload())._tag, "Accepted")
    assert.strictEqual(codeOf(await upload()), `receipt_exists: a receipt was handed in: ${once}`)
    simulators.feennex.admin.receipt("order-1", "rejected", "not readable")
    await simulators.clock.advance(3_600_000)
    assert.strictEqual(codeOf(await upload()), `receipt_exists: a receipt was handed in: ${once}`)
    assert.deepStrictEqual([arrived(), await receiptLines()], [1, [handed("Accepted")]])
  })

  it("is handed in once, however many hand one in at the same time", async () => {
    const ends = await Promise.all(Array.from({ length: 10 }, () => upload()))
    assert.deepStrictEqual(ends.map(({ _tag }) => _tag).toSorted(), [
      "Accepted",
      ...Array.from({ length: 9 }, () => "Conflict")
    ])
    assert.strictEqual(arrived(), 1)
  })

  it("that was refused, or never sent, may be followed by another one", async () => {
    assert.strictEqual((await upload(new TextEncoder().encode("<html>")))._tag, "NotExecuted")
    const body = JSON.stringify({ detail: "File type: application/zip not allowed" })
    simulators.feennex.admin.fault({ kind: "answer", status: 400, body }, { endpoint })
    assert.strictEqual((await upload())._tag, "Rejected")
    assert.strictEqual((await upload())._tag, "Accepted")
    assert.deepStrictEqual(await receiptLines(), ["NotExecuted", "Rejected", "Accepted"].map(handed))
  })

  it("whose answer was lost is no reason for a second while it may be on its way, or once it is seen there", async () => {
    simulators.feennex.admin.fault({ kind: "resetAfter" }, { endpoint })
    assert.strictEqual((await upload())._tag, "OutcomeUnknown")
    assert.strictEqual(codeOf(await upload()), "receipt_exists: a receipt may be on its way at this moment")
    await simulators.clock.advance(60_000)
    assert.strictEqual(codeOf(await upload()), `receipt_exists: a receipt was handed in and has arrived: ${once}`)
    assert.strictEqual(codeOf(await upload()), `receipt_exists: a receipt was handed in: ${once}`)
    assert.deepStrictEqual([arrived(), await receiptLines()], [1, [handed("OutcomeUnknown")]])
  })

  it("whose answer was lost and that is proven not to have arrived may be handed in again", async () => {
    simulators.feennex.admin.fault({ kind: "resetBefore" }, { endpoint })
    assert.strictEqual((await upload())._tag, "OutcomeUnknown")
    await simulators.clock.advance(60_000)
    simulators.feennex.admin.fault({ kind: "html" }, { endpoint: `${endpoint}/status` })
    assert.match(codeOf(await upload()), /^receipt_exists: .* the provider does not say/)
    assert.strictEqual((await upload())._tag, "Accepted")
    assert.deepStrictEqual(await receiptLines(), ["OutcomeUnknown", "Accepted"].map(handed))
  })

  it("that was on its way when the process died is treated as one whose answer was lost", async () => {
    const startedAt = Instant.of(simulators.clock.now())
    const sendUntil = Instant.after(startedAt, 30_000)
    await app.run(app.store.beginReceiptUpload(id, { instance: "feennex", startedAt, sendUntil }))
    await simulators.clock.advance(35_000)
    assert.strictEqual(codeOf(await upload()), "receipt_exists: a receipt may be on its way at this moment")
    await simulators.clock.advance(1)
    assert.strictEqual((await upload())._tag, "Accepted")
  })

  it("is not handed in while the clocks do not agree until when it may be on its way", async () => {
    await app.close()
    const source = { millis: Effect.sync(simulators.clock.now), isAgreed: Effect.succeed(false) }
    app = await open(simulators, database.layer, { config, source })
    assert.strictEqual(codeOf(await upload()), "StoreUnavailable")
    assert.strictEqual(arrived(), 0)
    assert.isUndefined(await app.run(app.store.receiptUpload(id)))
  })

  it("goes nowhere before the provider has said where, or at another merchant account", async () => {
    const early = await createPayment(app, "order-2")
    const place = await app.run(Effect.flip(app.core.payments.receiptPlace(early)))
    assert.deepInclude(place, { _tag: "Conflict", code: "receipts_unavailable" })
    await app.close()
    const { feennex } = config.providers
    const other = { ...config, providers: { feennex: { ...feennex, options: { ...feennex.options, shopId: 113 } } } }
    app = await open(simulators, database.layer, { config: other })
    assert.strictEqual(codeOf(await upload()), "receipts_unavailable: feennex now leads to another merchant account")
    assert.strictEqual(arrived(), 0)
  })
})

describe("the record of a receipt", () => {
  it("is ended by nobody but whoever began it, and an accepted one never forgotten", async () => {
    const { store } = app
    const first = Instant.of(1_000)
    const begin = (startedAt: Instant.Instant) =>
      app.run(store.beginReceiptUpload(id, { instance: "feennex", startedAt, sendUntil: Instant.after(startedAt, 1) }))
    assert.deepStrictEqual([await begin(first), await begin(Instant.of(2_000))], [true, false])
    await app.run(store.endReceiptUpload(id, Instant.of(2_000), false))
    assert.strictEqual((await app.run(store.receiptUpload(id)))?.startedAt, first)
    await app.run(store.endReceiptUpload(id, first, true))
    await app.run(store.endReceiptUpload(id, first, false))
    assert.deepInclude(await app.run(store.receiptUpload(id)), { isAccepted: true, startedAt: first })
  })
})
