/** Payouts that are asked for by what leaves the balance, through the face and the real core. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { payoutBody } from "./support/api.ts"
import { durable } from "./support/durable.ts"

let database: Database
let gateway: Awaited<ReturnType<typeof durable>>

beforeAll(async () => {
  database = await openEmbedded()
  gateway = await durable(database, "p2p", "feennex")
})
afterAll(async () => {
  await gateway.dispose()
  await database.close()
})

let made = 0
const create = (changes: object) => {
  made += 1
  const { amount: _, ...rest } = payoutBody()
  const body = { ...rest, reference: `debit-${made}`, ...changes }
  return gateway.ask("POST", "/v1/payouts", { body, headers: { "idempotency-key": `debit-${made}` } })
}

describe("a payout by its debit", () => {
  it("is created, and answered with the debit in place of an amount", async () => {
    const debit = { value: "20.00", currency: "USD" }
    const answer = await create({ debit, currency: "RUB" })
    expect([answer.status, answer.json.amount, answer.json.debit]).toEqual([201, null, debit])
    const read = await gateway.ask("GET", `/v1/payouts/${answer.json.id}`)
    expect([read.json.amount, read.json.debit]).toEqual([null, debit])
  })

  it("is refused by name with an amount beside it, without either, and where nobody takes it", async () => {
    const money = { value: "20.00", currency: "USD" }
    const both = await create({ amount: money, debit: money })
    expect([both.status, both.json.errors]).toEqual([
      422,
      [{ path: "amount", reason: "exactly one of amount and debit must be given" }]
    ])
    const neither = await create({})
    expect([neither.status, neither.json.errors[0].path]).toEqual([422, "amount"])
    const nobody = await create({ debit: { value: "20.00", currency: "EUR" }, currency: "RUB" })
    expect([nobody.status, nobody.json.code]).toEqual([422, "invalid_field"])
    expect(nobody.json.errors).toEqual([{ path: "debit", reason: "in EUR is not taken for card in RUB" }])
    expect(nobody.json.instances.map(({ instance }: { instance: string }) => instance)).toEqual(["feennex", "p2p"])
  })
})
