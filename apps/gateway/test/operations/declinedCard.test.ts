/**
 * A card that the first provider cannot charge, at simulators written by somebody else than its adapter: what it leaves can still
 * be paid by its payer, so another provider is asked only after it was canceled and seen canceled, whatever goes wrong on the way.
 */
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import { type App, createPayment, open, payment, summaries } from "./support/app.ts"
import { type Database, openEmbedded } from "./support/databases.ts"
import { makeSimulators, providers } from "./support/simulators.ts"

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

const stripe = {
  use: "@switchyard/stripe",
  options: {
    baseUrl: "http://127.0.0.1:8083",
    account: "acct_1Sandbox000000001",
    mode: "test",
    secretKey: "sk_test_sandbox",
    webhookSecrets: ["whsec_sandbox"],
    currencies: ["USD"],
    methods: { card: { through: "confirm", types: ["card"] } }
  }
}

const start = async (route: ReadonlyArray<string> = ["stripe", "feennex"]) => {
  await database.empty()
  const simulators = makeSimulators()
  const config = { providers: { ...providers, stripe }, routes: { payments: [{ try: route }] } }
  const of = await open(simulators, database.layer, { config })
  app = of
  const { admin } = simulators.stripe
  const begin = (reference: string, paymentMethod = "pm_card_chargeDeclinedProcessingError") =>
    createPayment(of, reference, {
      amount: { value: "30.00", currency: "USD" },
      method: "card",
      payerEmail: "payer@shop.example",
      providerOptions: { stripe: { paymentMethod } }
    })
  /** What is there of it: at Stripe the status and what was taken, at the other one how often it was asked for. */
  const there = (reference: string) => ({
    stripe: admin.operations(reference).map(({ money, status }) => [status, money]),
    faults: admin.journal({}).filter(({ fault }) => fault !== null).length,
    feennex: simulators.feennex.admin.journal({ endpoint: "/invoice/create", reference }).length
  })
  return { of, simulators, admin, begin, there }
}

const told = async (of: App, id: string) => (await summaries(of, id)).join("\n")

const create = "POST /v1/payment_intents"
const cancel = `${create}/:id/cancel`

describe("a payment whose card was not charged", { timeout: 300_000 }, () => {
  it("goes to another provider after what is left was canceled and seen canceled, and not before", async () => {
    const { begin, of, there } = await start()
    const id = await begin("order-1")
    for (let waited = 0; waited < 30; waited += 5) {
      await of.later(5)
      const { feennex, stripe } = there("order-1")
      assert.isTrue(feennex === 0 || stripe[0]?.[0] === "canceled")
    }
    await of.later(60)
    assert.deepStrictEqual(there("order-1"), { stripe: [["canceled", "0.00"]], faults: 0, feennex: 1 })
    assert.deepInclude(await payment(of, id), { status: "awaiting_payer", provider: "feennex" })
    const lines = await summaries(of, id)
    const at = (words: string) => lines.findIndex((line) => line.includes(words))
    const [abandoned, dead, sent] = [
      at("stripe is asked to abandon it"),
      at("unknown → submitting"),
      at("sent to feennex")
    ]
    assert.isAtLeast(abandoned, 0, lines.join("\n"))
    assert.isBelow(abandoned, dead, lines.join("\n"))
    assert.isBelow(dead, sent, lines.join("\n"))
  })

  it("that its payer pays before the cancel comes is paid there, and nobody else is asked", async () => {
    const { admin, begin, of, there } = await start()
    const id = await begin("order-2")
    await of.later(2)
    assert.isTrue(admin.pay("order-2"))
    await of.later(600)
    assert.deepStrictEqual(
      there("order-2"),
      { stripe: [["succeeded", "30.00"]], faults: 0, feennex: 0 },
      await told(of, id)
    )
    assert.deepInclude(await payment(of, id), { status: "paid", provider: "stripe" })
  })

  it.each([
    ["the cancel is lost on its way", { kind: "resetBefore" }],
    ["the cancel is answered 500 and not carried out", { kind: "error", status: 500 }]
  ] as const)("waits until it is dead where %s", async (_, fault) => {
    const { admin, begin, of, there } = await start()
    const id = await begin("order-3")
    admin.fault(fault, { endpoint: cancel })
    for (let waited = 0; waited < 1200; waited += 20) {
      await of.later(20)
      const { feennex, stripe } = there("order-3")
      assert.isTrue(feennex === 0 || stripe[0]?.[0] === "canceled", await told(of, id))
    }
    assert.deepStrictEqual(
      there("order-3"),
      { stripe: [["canceled", "0.00"]], faults: 1, feennex: 1 },
      await told(of, id)
    )
    assert.deepInclude(await payment(of, id), { status: "awaiting_payer", provider: "feennex" })
  })

  // An end that nobody has confirmed to be of our making is one like any other (decision 0028).
  it.each([
    ["is lost", { kind: "resetAfter" }],
    ["is a 500", { kind: "error", status: 500, acts: true }]
  ] as const)("ends there where the answer to the cancel %s and it is read as canceled", async (_, fault) => {
    const { admin, begin, of, there } = await start()
    const id = await begin("order-6")
    admin.fault(fault, { endpoint: cancel })
    await of.later(1200)
    assert.deepStrictEqual(there("order-6"), { stripe: [["canceled", "0.00"]], faults: 1, feennex: 0 })
    assert.deepInclude(await payment(of, id), { status: "canceled", provider: "stripe" }, await told(of, id))
  })

  it("whose first answer was lost is found declined, canceled, and only then goes on", async () => {
    const { admin, begin, of, there } = await start()
    admin.fault({ kind: "resetAfter" }, { endpoint: create })
    const id = await begin("order-4")
    for (let waited = 0; waited < 3600; waited += 60) {
      await of.later(60)
      const { feennex, stripe } = there("order-4")
      assert.isAtMost(stripe.length, 1)
      assert.isTrue(feennex === 0 || stripe[0]?.[0] === "canceled", await told(of, id))
    }
    const { faults, stripe } = there("order-4")
    assert.deepStrictEqual([stripe, faults], [[["canceled", "0.00"]], 1], await told(of, id))
    assert.include(["awaiting_payer", "failed", "needs_review"], (await payment(of, id)).status)
  })

  it("is not tried there again where nobody else can be asked", async () => {
    const { begin, of, there } = await start(["stripe"])
    const id = await begin("order-7")
    await of.later(1200)
    assert.deepStrictEqual(
      there("order-7"),
      { stripe: [["canceled", "0.00"]], faults: 0, feennex: 0 },
      await told(of, id)
    )
    const { failure, status } = await payment(of, id)
    assert.deepInclude({ status, ...failure }, { status: "failed", reason: "ProviderUnavailable" })
  })

  it("by its issuer's own word fails once it is dead: no other provider could charge it", async () => {
    const { begin, of, there } = await start()
    const id = await begin("order-5", "pm_card_visa_chargeDeclinedLostCard")
    await of.later(600)
    assert.deepStrictEqual(there("order-5"), { stripe: [["canceled", "0.00"]], faults: 0, feennex: 0 })
    const { failure, status } = await payment(of, id)
    assert.deepInclude({ status, ...failure }, { status: "failed", reason: "Declined", by: "issuer", again: "never" })
  })
})
