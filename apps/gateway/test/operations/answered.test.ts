/**
 * What a provider answers beside a state: why an operation failed, whom it waits for, and what its payer must do; shown as the
 * provider's documents mean it, and to nobody whom it does not concern.
 */
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { keys, startApi } from "../http/support/api.ts"
import { endpoint } from "../webhooks/support/receiver.ts"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import * as MemoryBank from "./support/memoryBank.ts"
import { makeSimulators } from "./support/simulators.ts"

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

const start = async (options: object = {}) => {
  await database.empty()
  const banks = MemoryBank.make()
  const runner = { endpoints: [endpoint("https://shop.test")] }
  const opened = await open(makeSimulators(), database.layer, {
    config: MemoryBank.configOf(options),
    load: banks.load,
    runner
  })
  app = opened
  const bodies = async (id: string) => {
    const rows = await database.sql<{ id: string; body: Uint8Array }>(
      `SELECT id, body FROM delivery WHERE operation = '${id}' ORDER BY seq`
    )
    return Promise.all(rows.map(async (row) => JSON.parse(await opened.run(opened.vault.open(row.body, row.id)))))
  }
  return { app: opened, bank: banks.simulator(), bodies }
}

describe("why an operation failed", () => {
  it("is shown as the provider's documents mean it, to the core, over HTTP and in a webhook", async () => {
    const { app, bank, bodies } = await start()
    const id = await createPayout(app, "payout-1")
    await app.due()
    bank.settle("payout", "payout-1", "refused", { code: "sanctions", scheme: "RR04", message: "on a list" })
    await app.later(61)
    const failed = await payout(app, id)
    const failure = {
      ...{ reason: "Compliance", by: "compliance", again: "never" },
      ...{ message: "on a list", providerCode: "sanctions", scheme: "RR04" }
    }
    assert.deepStrictEqual([failed.status, failed.failure], ["failed", failure], (await summaries(app, id)).join("\n"))
    assert.deepStrictEqual((await bodies(id)).at(-1).data.failure, failure)
    const gateway = await startApi({}, { operations: app.core })
    const answer = await gateway.ask("GET", `/v1/payouts/${id}`)
    assert.deepStrictEqual(answer.json.failure, failure)
    await gateway.dispose()
  })

  it("is nothing that may be tried again where no document lists the code", async () => {
    const { app, bank } = await start()
    const id = await createPayment(app, "payment-1", { method: "page" })
    await app.due()
    bank.settle("payment", "payment-1", "refused", { code: "somebody_sneezed" })
    await app.later(61)
    assert.deepStrictEqual((await payment(app, id)).failure, {
      ...{ reason: "UnrecognisedAnswer", by: "provider", again: "never" },
      ...{ message: "no reason given", providerCode: "somebody_sneezed", scheme: null }
    })
  })

  it("is that its payer was too late where its provider says expired and no more", async () => {
    const { app, bank } = await start()
    const id = await createPayment(app, "payment-1", { method: "page" })
    await app.due()
    bank.settle("payment", "payment-1", "expired")
    await app.later(61)
    assert.deepInclude((await payment(app, id)).failure, { reason: "Expired", by: "payer", again: "later" })
  })

  it("is what the table of reasons says of a refusal, and nobody's where its merchant has canceled it", async () => {
    const { app, bank } = await start()
    bank.fault({ kind: "error", code: "bad_destination" }, { path: "/payouts/create" })
    const refused = await createPayout(app, "payout-1")
    await app.due()
    const { failure } = await payout(app, refused)
    assert.deepInclude(failure, { reason: "DestinationInvalid", by: "bank", again: "other_destination", scheme: null })
    const unsent = await createPayout(app, "payout-2")
    await app.run(app.core.payouts.cancel(unsent))
    assert.deepInclude((await payout(app, unsent)).failure, { reason: "Canceled", by: null, again: "later" })
  })

  it("is read of an operation that an earlier version has ended", async () => {
    const { app, bank } = await start()
    const id = await createPayout(app, "payout-1")
    await app.due()
    bank.settle("payout", "payout-1", "refused")
    await app.later(61)
    const older = JSON.stringify({ reason: "Rejected", message: "no", providerCode: "7" })
    await database.sql(`UPDATE operation SET facts = jsonb_set(facts, '{failure}', '${older}') WHERE id = '${id}'`)
    assert.deepStrictEqual((await payout(app, id)).failure, {
      ...{ reason: "Rejected", by: null, again: "never", message: "no", providerCode: "7", scheme: null }
    })
  })
})

describe("whom an operation waits for", () => {
  it("is what the latest answer says, and nobody once it has ended", async () => {
    const { app, bank, bodies } = await start()
    const id = await createPayout(app, "payout-1")
    assert.isNull((await payout(app, id)).waitingFor)
    await app.due()
    assert.isNull((await payout(app, id)).waitingFor)
    for (const [word, waitingFor] of [
      ["payee", "recipient"],
      ["examiners", "compliance"],
      ["godot", null]
    ] as const) {
      bank.waitFor("payout", "payout-1", word)
      await app.later(61)
      assert.strictEqual((await payout(app, id)).waitingFor, waitingFor, word)
    }
    bank.waitFor("payout", "payout-1", "you")
    await app.later(61)
    const lines = (await summaries(app, id)).filter((line) => line.includes("waits for"))
    assert.deepStrictEqual(
      lines,
      ["recipient", "compliance", "merchant"].map((each) => `read: it waits for: ${each}`)
    )
    bank.settle("payout", "payout-1", "done")
    await app.later(61)
    const paid = await payout(app, id)
    assert.deepStrictEqual([paid.status, paid.waitingFor], ["paid", null])
    assert.isNull((await bodies(id)).at(-1).data.waitingFor)
  })

  it("is its payer where a payment waits for one, unless its provider says somebody else", async () => {
    const { app, bank } = await start()
    const id = await createPayment(app, "payment-1", { method: "page" })
    await app.due()
    assert.strictEqual((await payment(app, id)).waitingFor, "payer")
    bank.waitFor("payment", "payment-1", "examiners")
    await app.later(61)
    const examined = await payment(app, id)
    assert.deepStrictEqual([examined.status, examined.waitingFor], ["awaiting_payer", "compliance"])
  })
})

describe("what lets somebody act as the payer", () => {
  it("stands in the merchant's own answers about the payment, and nowhere else", async () => {
    const { app, bodies } = await start({ payer: "sdk" })
    const id = await createPayment(app, "payment-1", { method: "page" })
    await app.due()
    const secret = "secret-of-payment-1"
    const next = { type: "sdk", clientSecret: secret, publishableKey: "pk_memory" }
    assert.deepStrictEqual((await payment(app, id)).next, next, (await summaries(app, id)).join("\n"))

    const gateway = await startApi({}, { operations: app.core })
    const own = await gateway.ask("GET", `/v1/payments/${id}`)
    assert.deepStrictEqual([own.status, own.json.next], [200, next])
    const viewer = await gateway.ask("GET", `/v1/payments/${id}`, { key: keys.viewer })
    assert.deepStrictEqual(viewer.json.next, { type: "sdk" })
    const list = await gateway.ask("GET", "/v1/payments")
    const timeline = await gateway.ask("GET", `/v1/payments/${id}/timeline`)
    await gateway.dispose()
    assert.deepStrictEqual(list.json.data[0].next, { type: "sdk", publishableKey: "pk_memory" })
    const messages = await bodies(id)
    assert.deepStrictEqual(messages.at(-1).data.next, { type: "sdk", publishableKey: "pk_memory" })
    const tables = await database.sql<{ text: string }>(
      "SELECT row_to_json(operation)::text AS text FROM operation UNION ALL SELECT row_to_json(attempt)::text FROM attempt"
    )
    for (const [where, text] of Object.entries({ list, timeline, messages, tables })) {
      assert.notInclude(JSON.stringify(text), secret, where)
    }
  })

  it("is kept where a later answer does not repeat it, and shown no longer than it may be used", async () => {
    const { app, bank } = await start({ payer: "sdk", payerHasMillis: 600_000 })
    const id = await createPayment(app, "payment-1", { method: "page" })
    await app.due()
    bank.ask("payment-1", {})
    await app.later(61)
    assert.propertyVal((await payment(app, id)).next, "clientSecret", "secret-of-payment-1")
    await app.later(600)
    const over = await payment(app, id)
    assert.deepStrictEqual([over.status, over.next], ["awaiting_payer", null])
  })
})

describe("a voucher", () => {
  it("is shown whole, in the webhook too, and another one replaces all of it", async () => {
    const { app, bank, bodies } = await start({ payer: "voucher" })
    const id = await createPayment(app, "payment-1", { method: "page" })
    await app.due()
    const number = { type: "voucher", number: "34191-payment-1" }
    const first = { ...number, barcode: "8367-payment-1", page: "https://pay.memory.invalid/v/payment-1" }
    assert.deepStrictEqual((await payment(app, id)).next, first)
    assert.deepStrictEqual((await bodies(id)).at(-1).data.next, first)
    bank.ask("payment-1", { voucher: { number: "2" } })
    await app.later(61)
    assert.deepStrictEqual((await payment(app, id)).next, { type: "voucher", number: "2" })
    bank.settle("payment", "payment-1", "received")
    await app.later(61)
    const paid = await payment(app, id)
    assert.deepStrictEqual([paid.status, paid.next], ["paid", null])
  })
})

describe("a payment whose provider asks the payer by itself", () => {
  it("waits for it without a next step, also where the answer to its create was lost", async () => {
    const { app, bank } = await start({ payer: "nothing" })
    bank.fault({ kind: "cutAfterActing" }, { path: "/payments/create" })
    const id = await createPayment(app, "payment-1", { method: "page" })
    for (let round = 0; round < 8; round += 1) await app.later(120)
    const waiting = await payment(app, id)
    const timeline = (await summaries(app, id)).join("\n")
    assert.deepStrictEqual([waiting.status, waiting.next], ["awaiting_payer", null], timeline)
    bank.settle("payment", "payment-1", "received")
    await app.later(120)
    assert.strictEqual((await payment(app, id)).status, "paid")
  })

  it("is over where its provider was to say what the payer must do, and that was lost", async () => {
    const { app, bank } = await start()
    bank.fault({ kind: "cutAfterActing" }, { path: "/payments/create" })
    const id = await createPayment(app, "payment-1", { method: "page" })
    await app.due()
    bank.ask("payment-1", {})
    for (let round = 0; round < 8; round += 1) await app.later(120)
    const { failure, status } = await payment(app, id)
    assert.deepStrictEqual([status, failure?.reason, failure?.again], ["canceled", "AnswerLost", "later"])
  })
})
