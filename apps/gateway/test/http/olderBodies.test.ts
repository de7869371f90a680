/** The requests of the first edition, as its documents showed them: whoever wrote a client by them goes on without a change. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { configOf } from "../operations/support/simulators.ts"
import { configured } from "./support/durable.ts"

let database: Database
let gateway: Awaited<ReturnType<typeof configured>>

beforeAll(async () => {
  database = await openEmbedded()
  gateway = await configured(database, configOf("p2p", "feennex"))
})
afterAll(async () => {
  await gateway.dispose()
  await database.close()
})

const rub = { value: "1500.00", currency: "RUB" }

const holder = "Ivanov Ivan Ivanovich"

const sbp = { type: "sbp", phone: "79161234567", bank: "Sberbank", holder }

const card = { type: "card", number: "4111111111111111", holder }

const payouts: ReadonlyArray<readonly [string, object]> = [
  ["a card", { destination: card }],
  ["a phone of the fast payment system", { destination: sbp }],
  ["a pinned provider", { destination: sbp, provider: "p2p" }],
  ["the recipient's e-mail", { destination: card, recipientEmail: "a@b.example", provider: "feennex" }],
  ["a description and metadata", { destination: card, description: "Reward payout", metadata: { campaign: "7" } }],
  [
    "options of both providers",
    {
      destination: sbp,
      provider: "p2p",
      recipientEmail: "a@b.example",
      description: "Reward payout",
      metadata: { campaign: "7" },
      providerOptions: {
        feennex: { payway: "sbp_rub", accountDetails: { contract: "C1234" } },
        p2p: { timeoutMinutes: 30, customer: "CUST12345" }
      }
    }
  ]
]

const payments: ReadonlyArray<readonly [string, object]> = [
  ["a method", { method: "bank_transfer" }],
  [
    "what its payer is shown",
    {
      method: "bank_transfer",
      payerEmail: "a@b.example",
      description: "An order",
      successUrl: "https://shop.example/paid",
      failedUrl: "https://shop.example/failed",
      metadata: { campaign: "7" }
    }
  ],
  ["a pinned provider", { method: "bank_transfer", provider: "feennex" }]
]

const shared = [
  ...["id", "object", "reference", "status", "amount", "fee", "provider", "providerReference", "attempts"],
  ...["failure", "metadata", "createdAt", "updatedAt", "version"]
]

const create = (kind: string, reference: string, body: object) =>
  gateway.ask("POST", `/v1/${kind}`, {
    body: { reference, amount: rub, ...body },
    headers: { "idempotency-key": `${kind}-${reference}` }
  })

describe("a payout request of the first edition", () => {
  it.each(payouts)("with %s is taken as it was", async (name, body) => {
    const answer = await create("payouts", `older-${name.replaceAll(/\W/g, "-")}`, body)
    expect([answer.status, answer.json.errors]).toEqual([201, undefined])
    expect(Object.keys(answer.json)).toEqual(expect.arrayContaining([...shared, "settled", "destination", "receipts"]))
    expect(answer.json).toMatchObject({ object: "payout", status: "created", amount: rub, attempts: 0 })
  })
})

describe("a payment request of the first edition", () => {
  it.each(payments)("with %s is taken as it was", async (name, body) => {
    const answer = await create("payments", `older-${name.replaceAll(/\W/g, "-")}`, body)
    expect([answer.status, answer.json.errors]).toEqual([201, undefined])
    const members = [...shared, "payerPaid", "credited", "shortfall", "followUpOf", "next"]
    expect(Object.keys(answer.json)).toEqual(expect.arrayContaining(members))
    expect(answer.json).toMatchObject({ object: "payment", status: "created", amount: rub })
  })
})
