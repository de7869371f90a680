/** What is asked beside how much and where to: it arrives, is shown masked, and every later call is made in its context. */
import { randomBytes } from "node:crypto"
import { Money, OperationContext } from "@switchyard/core"
import { Redacted } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { ofPayout } from "../../src/operations/answers.ts"
import { begin } from "../../src/start/recovery.ts"
import { type App, createPayment, createPayout, open, payout, payoutRequest, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import * as MemoryBank from "./support/memoryBank.ts"
import { makeSimulators } from "./support/simulators.ts"

let database: Database
let app: App | undefined

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())

const start = async (options: object = {}) => {
  await database.empty()
  const simulators = makeSimulators()
  const bank = MemoryBank.make()
  const keys = { current: Redacted.make(new Uint8Array(randomBytes(32))), previous: [] }
  app = await open(simulators, database.layer, { config: MemoryBank.configOf(options), keys, load: bank.load })
  return { app, simulator: bank.simulator(), simulators }
}

afterEach(async () => {
  await app?.close()
  app = undefined
})

type Simulator = Awaited<ReturnType<typeof start>>["simulator"]

const bodies = (simulator: Simulator, path: string): ReadonlyArray<Record<string, unknown>> =>
  simulator
    .received()
    .flatMap(({ path: at, request }) => (at === path && request !== undefined ? [JSON.parse(request.body)] : []))

/** In which sub-accounts each endpoint was asked. */
const asked = (simulator: Simulator) =>
  simulator.received().map(({ path, request }) => `${path} ${JSON.parse(request?.body ?? "{}").sub_account ?? "main"}`)

const told = async (app: App, id: string) => (await summaries(app, id)).join("\n")

const recipient = {
  type: "person",
  givenName: "Kanareika",
  familyName: "Pevchaya",
  birthDate: "1987-06-05",
  country: "RS",
  address: { line1: "Skvorechnaya 17", city: "Ptitsegrad" },
  phone: "447700900461"
}

const inContext = { provider: "bank", context: { subAccount: "sub-1" } }

describe("a payout with a recipient and a balance", { timeout: 180_000 }, () => {
  it("is sent with all of it, and shown and stored without what is personal", async () => {
    const { app, simulator } = await start()
    const id = await createPayout(app, "po-1", { recipient, source: "RUB" })
    await app.due()
    const { email, recipient: sent, source } = bodies(simulator, "/payouts/create")[0] ?? {}
    assert.deepStrictEqual([email, source], ["recipient@shop.example", "RUB"])
    assert.deepStrictEqual(sent, {
      type: "person",
      given_name: "Kanareika",
      family_name: "Pevchaya",
      birth_date: "1987-06-05",
      country: "RS",
      phone: "447700900461",
      address: { line1: "Skvorechnaya 17", city: "Ptitsegrad" }
    })
    const shown = await payout(app, id)
    assert.deepStrictEqual(shown.recipient, { type: "person", name: "K*** P***", country: "RS", phone: "********0461" })
    assert.strictEqual(shown.source, "RUB")
    const rows = JSON.stringify(await database.sql("SELECT t::text AS row FROM operation t"))
    for (const value of ["Kanareika", "Pevchaya", "1987-06-05", "Skvorechnaya", "Ptitsegrad", "447700900461"]) {
      assert.notInclude(rows, value)
    }
    assert.include(rows, "K*** P***")
  })

  it("out of another balance than was chosen is not what was asked for", async () => {
    const request = await payoutRequest("po-1", { source: "EUR" })
    const answer = (debited: Money.Money) =>
      ofPayout(request, {
        reference: "po-1",
        status: "paid",
        providerStatus: "done",
        receipts: [],
        debited,
        anomalies: []
      }).observation.anomalies
    assert.deepStrictEqual(
      answer(Money.unsafe("20", "USD")).map(({ kind }) => kind),
      ["CurrencyDiffers"]
    )
    assert.deepStrictEqual(answer(Money.unsafe("20", "EUR")), [])
  })
})

describe("a payout under an offer", { timeout: 180_000 }, () => {
  const offer = (simulators: { readonly clock: { readonly now: () => number } }, seconds: number, id = "offer-1") => ({
    id,
    expiresAt: new Date(simulators.clock.now() + seconds * 1000).toISOString()
  })

  it("is not sent once it has expired, and says so", async () => {
    const { app, simulator, simulators } = await start()
    const id = await createPayout(app, "po-1", { provider: "bank", offer: offer(simulators, 60) })
    await simulators.clock.advance(60_000)
    await app.due()
    const shown = await payout(app, id)
    assert.strictEqual(shown.status, "failed", await told(app, id))
    assert.include(shown.failure?.message, "offer.expiresAt: has passed")
    assert.deepStrictEqual(shown.offer?.id, "offer-1")
    assert.deepStrictEqual(simulator.received(), [])
  })

  it("is replayed with it after it has expired, byte for byte", async () => {
    const { app, simulator, simulators } = await start({ duplicates: "replayed" })
    // As its quote would have made it.
    const quoted = offer(simulators, 60)
    const request = { provider: "bank", offer: quoted }
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
    simulator.fault({ kind: "error", code: "maintenance" }, { path: "/payouts/get", times: 3 })
    const id = await createPayout(app, "po-2", request)
    await app.later(300)
    const creates = bodies(simulator, "/payouts/create")
    assert.isAtLeast(creates.length, 2, await told(app, id))
    assert.deepStrictEqual(creates[1], creates[0])
    assert.strictEqual(creates[0]?.offer, "offer-1")
  })
})

describe("an operation in a context", { timeout: 180_000 }, () => {
  it("is created, looked up, canceled and read in it, and its account is that of the context", async () => {
    const { app, simulator } = await start()
    simulator.fault({ kind: "cutAfterActing" }, { path: "/payouts/create" })
    const id = await createPayout(app, "po-1", inContext)
    await app.later(120)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.deepStrictEqual((await payout(app, id)).context, { subAccount: "sub-1" })
    await app.run(app.core.payouts.cancel(id))
    await app.later(120)
    assert.strictEqual((await payout(app, id)).status, "canceled", await told(app, id))
    const paths = new Set(asked(simulator))
    assert.deepStrictEqual([...paths].toSorted(), [
      "/payouts/cancel sub-1",
      "/payouts/create sub-1",
      "/payouts/get sub-1"
    ])
    const accounts = await database.sql<{ fingerprint: string }>("SELECT DISTINCT fingerprint FROM attempt")
    assert.deepStrictEqual(accounts, [
      { fingerprint: OperationContext.account("@switchyard/memory m-1", { subAccount: "sub-1" }) }
    ])
  })

  it("is replayed in it", async () => {
    const { app, simulator } = await start({ duplicates: "replayed" })
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/payouts/create" })
    const id = await createPayout(app, "po-1", inContext)
    await app.later(180)
    assert.strictEqual((await payout(app, id)).status, "processing", await told(app, id))
    assert.deepStrictEqual(
      simulator.operations("payout").map(({ subAccount }) => subAccount),
      ["sub-1"]
    )
  })

  it("is asked about there after a recovery, and nowhere else", async () => {
    const { app, simulator } = await start()
    const id = await createPayout(app, "po-1", inContext)
    const other = await createPayout(app, "po-2", { provider: "bank", context: { subAccount: "sub-2" } })
    const plain = await createPayout(app, "po-3")
    await app.later(60)
    await app.run(begin(null))
    await app.later(3 * 3600)
    for (const each of [id, other, plain]) {
      assert.strictEqual((await payout(app, each)).status, "processing", await told(app, each))
    }
    const reads = bodies(simulator, "/payouts/get").map(
      ({ id: theirs, reference, sub_account: within }) => `${theirs ?? reference} ${within ?? "main"}`
    )
    const expected = new Set([
      "payout-1 sub-1",
      "po-1 sub-1",
      "payout-2 sub-2",
      "po-2 sub-2",
      "payout-3 main",
      "po-3 main"
    ])
    assert.deepStrictEqual(
      reads.filter((read) => !expected.has(read)),
      []
    )
    for (const name of ["sub-1", "sub-2", "main"]) assert.isTrue(reads.some((read) => read.endsWith(name)))
  })

  it("of a payment goes with its create and its reads", async () => {
    const { app, simulator } = await start()
    await createPayment(app, "pm-1", { ...inContext, method: "page" })
    await app.later(120)
    assert.deepStrictEqual([...new Set(asked(simulator))].toSorted(), ["/payments/create sub-1", "/payments/get sub-1"])
  })

  it("of a payment is that of its card form and its receipts", async () => {
    const { app, simulator } = await start()
    const card = await createPayment(app, "pm-1", { ...inContext, method: "card" })
    const payerFields = { payer_name: "Kanareika Pevchaya" }
    const transfer = await createPayment(app, "pm-2", { ...inContext, payerFields })
    await app.later(120)
    assert.strictEqual((await app.run(app.core.payments.cardForm(card))).type, "card_form")
    const file = new TextEncoder().encode("%PDF-1.7 a receipt")
    const upload = () => app.run(app.core.payments.uploadReceipt(transfer, file))
    simulator.fault({ kind: "cutBeforeReading" }, { path: "/payments/uploadReceipt" })
    assert.strictEqual((await upload())._tag, "OutcomeUnknown")
    await app.later(120)
    // The list of this account says that it has not arrived.
    assert.strictEqual((await upload())._tag, "Accepted", await told(app, transfer))
    const payers = asked(simulator).filter((each) => /cardForm|eceipt/.test(each))
    // One was cut off before it was read.
    assert.deepStrictEqual(payers, [
      "/payments/cardForm sub-1",
      "/payments/uploadReceipt main",
      "/payments/receipts sub-1",
      "/payments/uploadReceipt sub-1"
    ])
  })
})
