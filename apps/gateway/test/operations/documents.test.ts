/** What the providers' documents allow and hardly anybody expects: ids in odd forms, one of several, debits, fees of payers. */
import { Payouts } from "@switchyard/facade"
import { Effect } from "effect"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayment, createPayout, open, payment, payout, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { configOf, makeSimulators, type Simulators } from "./support/simulators.ts"

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

const start = async (simulators: Simulators, ...route: ReadonlyArray<string>) => {
  await database.empty()
  app = await open(simulators, database.layer, { config: configOf(...route) })
  return app
}

const timelineOf = async (of: App, id: string) => (await summaries(of, id)).join("\n")

describe("a payout's id", () => {
  it.each(["number", "long", "float", "text", "word"] as const)(
    "of the form %s is followed to the end, whatever notation its status answers have",
    async (form) => {
      for (const idsInStatus of ["same", "other"] as const) {
        const simulators = makeSimulators({ feennex: { settings: { payoutIds: form, idsInStatus } } })
        const of = await start(simulators, "feennex")
        const id = await createPayout(of, "payout-1")
        await of.later(600)
        assert.strictEqual((await payout(of, id)).status, "paid", await timelineOf(of, id))
        await of.close()
        app = undefined
      }
    }
  )
})

describe("a payment whose provider says that it is one of several", () => {
  it("is ours while its id is the one that was stored, and for a person where none was", async () => {
    const simulators = makeSimulators({ feennex: { settings: { isUniqueMeans: "setting" } } })
    const of = await start(simulators, "feennex")
    const id = await createPayment(of, "payment-1")
    await of.later(30)
    assert.strictEqual((await payment(of, id)).status, "awaiting_payer", await timelineOf(of, id))
    await simulators.feennex.admin.pay("payment-1")
    await of.later(120)
    assert.strictEqual((await payment(of, id)).status, "paid", await timelineOf(of, id))

    simulators.feennex.admin.fault({ kind: "resetAfter" }, { endpoint: "/invoice/create" })
    const lost = await createPayment(of, "payment-2")
    await of.later(120)
    assert.strictEqual((await payment(of, lost)).status, "needs_review", await timelineOf(of, lost))
  })
})

describe("a payment that was paid with too little", () => {
  it("lacks what the shop lacks: a fee of the payer's covers nothing of it", async () => {
    const simulators = makeSimulators({ feennex: { fees: { payer: "0.02" } } })
    const of = await start(simulators, "feennex")
    const id = await createPayment(of, "payment-1", { amount: { value: "100.00", currency: "RUB" } })
    await of.later(30)
    await simulators.feennex.admin.pay("payment-1", "51")
    await of.later(120)
    const resource = await payment(of, id)
    assert.strictEqual(resource.status, "paid_other_amount", await timelineOf(of, id))
    assert.deepStrictEqual(resource.shortfall, { value: "50.00", currency: "RUB" })
    assert.deepStrictEqual(resource.payerPaid, { value: "51.00", currency: "RUB" })
  })
})

describe("a payout that is asked for by its debit", () => {
  const ask = (of: App, reference: string) =>
    Effect.gen(function* () {
      const request = yield* Payouts.decodeRequest({
        reference,
        debit: { value: "20.00", currency: "USD" },
        currency: "RUB",
        destination: { type: "card", number: "4111111111111111" },
        recipientEmail: "recipient@shop.example"
      })
      const { resource } = yield* of.core.payouts.create({ idempotencyKey: reference, bodyDigest: reference, request })
      return resource.id
    })

  it("is processed to a final state, and shows what was asked and what has moved", async () => {
    const simulators = makeSimulators()
    const of = await start(simulators, "p2p", "feennex")
    const id = await of.run(ask(of, "payout-1"))
    await of.later(600)
    const resource = await payout(of, id)
    assert.deepInclude(resource, { status: "paid", provider: "feennex", amount: null }, await timelineOf(of, id))
    assert.deepStrictEqual(resource.debit, { value: "20.00", currency: "USD" })
    assert.deepStrictEqual(resource.debited, { value: "20.00", currency: "USD" })
    assert.strictEqual((resource.settled as { currency: string }).currency, "RUB")
  })

  it("whose answer was lost is found again, and compared with what was asked", async () => {
    const simulators = makeSimulators()
    const of = await start(simulators, "feennex")
    simulators.feennex.admin.fault({ kind: "resetAfter" }, { endpoint: "/withdraw/create" })
    const id = await of.run(ask(of, "payout-1"))
    await of.later(900)
    assert.strictEqual((await payout(of, id)).status, "paid", await timelineOf(of, id))
    assert.deepStrictEqual(simulators.paid("payout-1"), [1, 0])
  })
})
