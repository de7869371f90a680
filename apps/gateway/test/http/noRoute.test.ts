/** Who is refused before anything is stored: what nobody can carry out, and what everybody insists on and is not there. */
import { Redacted } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import * as JsonText from "../../src/http/JsonText.ts"
import { payoutRequest } from "../operations/support/app.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { providers } from "../operations/support/simulators.ts"
import { paymentBody, payoutBody } from "./support/api.ts"
import { configured } from "./support/durable.ts"

const config = {
  providers: {
    ...providers,
    feennex: { ...providers.feennex, options: { ...providers.feennex.options, requireEmail: true } }
  },
  routes: {
    payouts: [
      { when: { currency: ["RUB"], destination: ["card", "sbp"] }, try: ["p2p", "feennex"] },
      { try: ["feennex"] }
    ],
    payments: [{ try: ["feennex"] }]
  },
  limits: { payouts: { RUB: { max: "100000.00" } } }
}

let database: Database
let gateway: Awaited<ReturnType<typeof configured>>

beforeAll(async () => {
  database = await openEmbedded()
  gateway = await configured(database, config)
})
afterAll(async () => {
  await gateway.dispose()
  await database.close()
})
beforeEach(() => database.empty())

let made = 0
const post = (path: string, body: object) => {
  made += 1
  return gateway.ask("POST", `/v1/${path}`, { body, headers: { "idempotency-key": `no-route-${made}` } })
}
const payout = (changes: object) => post("payouts", { ...payoutBody(), ...changes })
const stored = async () => (await gateway.ask("GET", "/v1/payouts")).json.data.length

const usd = { value: "15.00", currency: "USD" }
const required = "is required by this shop"
const digit = "is not a card number: its check digit is wrong"
const mistyped = { type: "card", number: "4111111111111112" }

describe("what nobody can carry out is refused with no_route, and says of each instance why", () => {
  const notTried = (rule: number) => ({ instance: "p2p", reason: `not in routes.payouts[${rule}].try` })

  it.each([
    [
      "a destination that nobody has",
      { amount: { value: "1.00", currency: "EUR" }, destination: { type: "wallet", account: "w-1" } },
      [{ instance: "feennex", reason: "has no wallet in EUR" }, notTried(1)]
    ],
    [
      "an instance that is asked for by name and cannot",
      { amount: usd, provider: "p2p" },
      [{ instance: "p2p", reason: "has no card in USD" }]
    ]
  ])("%s", async (_, changes, instances) => {
    const answer = await payout(changes)
    expect([answer.status, answer.json.code, answer.json.type]).toEqual([
      422,
      "no_route",
      "urn:switchyard:problem:no_route"
    ])
    expect(answer.json.instances).toEqual(instances)
    expect(answer.json.errors).toBeUndefined()
    expect(await stored()).toBe(0)
  })

  it("a payment, a quote and an account check", async () => {
    const payment = await post("payments", { ...paymentBody(), method: "card" })
    const [feennex, p2p] = payment.json.instances
    expect([payment.json.code, feennex, p2p.instance]).toEqual([
      "no_route",
      { instance: "feennex", reason: "has no card in RUB" },
      "p2p"
    ])
    const iban = { type: "iban", iban: "DE89370400440532013000" }
    for (const [path, body] of [
      ["payout-quotes", { amount: usd, destination: { type: "iban" } }],
      ["account-checks", { amount: usd, destination: iban }],
      ["payment-quotes", { amount: usd, method: "bank_transfer" }]
    ] as const) {
      const answer = await post(path, body)
      expect([path, answer.status, answer.json.code]).toEqual([path, 422, "no_route"])
      expect(answer.json.instances[0].reason).toMatch(/^has no (iban|bank_transfer) in USD$/)
    }
  })
})

describe("what stands in a field is refused with the field", () => {
  const noEmail = [{ path: "recipientEmail", reason: required }]

  it("that the only instance insists on", async () => {
    const answer = await payout({ amount: usd })
    expect([answer.status, answer.json.code, answer.json.errors]).toEqual([422, "invalid_field", noEmail])
    expect(answer.json.instances).toEqual([
      { instance: "feennex", reason: `recipientEmail: ${required}` },
      { instance: "p2p", reason: "not in routes.payouts[1].try" }
    ])
    const payment = await post("payments", paymentBody())
    expect([payment.status, payment.json.errors]).toEqual([422, [{ path: "payerEmail", reason: required }]])
    expect(await stored()).toBe(0)
    expect((await payout({ amount: usd, recipientEmail: "a@b.example" })).status).toBe(201)
  })

  it("that each of two instances has another reason for", async () => {
    // Nineteen digits: more than the one takes, and the other wants an e-mail.
    const answer = await payout({ destination: { type: "card", number: "6304000000000000000" } })
    expect([answer.status, answer.json.code]).toEqual([422, "invalid_field"])
    expect(answer.json.errors).toEqual([...noEmail, { path: "destination.number", reason: "must be 16 digits" }])
    expect(answer.text).not.toContain("6304")
  })

  it("that is above the limit of the config, or names no instance", async () => {
    const above = await payout({ amount: { value: "100000.01", currency: "RUB" } })
    expect([above.status, above.json.code]).toEqual([422, "invalid_field"])
    expect(above.json.errors).toEqual([{ path: "amount", reason: "is above limits.payouts.RUB.max" }])
    const unknown = await payout({ provider: "nobody" })
    expect([unknown.status, unknown.json.code]).toEqual([422, "invalid_field"])
    expect(unknown.json.errors).toEqual([{ path: "provider", reason: "is no configured provider" }])
  })

  it("that is a card number with a wrong digit, wherever a destination is given", async () => {
    const errors = [{ path: "destination.number", reason: digit }]
    const amount = { value: "1500.00", currency: "RUB" }
    for (const answer of [
      await payout({ destination: mistyped }),
      await post("account-checks", { amount, destination: mistyped }),
      await post("payout-quotes", { amount, destination: mistyped })
    ]) {
      expect([answer.status, answer.json.code, answer.json.errors]).toEqual([422, "invalid_field", errors])
      expect(answer.text).not.toContain("4111")
    }
    expect(await stored()).toBe(0)
  })
})

describe("a payout that somebody takes", () => {
  it("goes to those alone who take it, and keeps the first reason when they refuse", async () => {
    const { app, simulators } = gateway
    const first = await payout({ reference: "sbp-1", destination: { type: "sbp", phone: "79161234567", bank: "Bank" } })
    expect(first.status).toBe(201)
    simulators.p2p.admin.fault({ kind: "error", message: "low balance" }, { endpoint: "create_pay_out" })
    const second = await payout({ reference: "card-1" })
    await app.later(20)
    const read = async (id: string) => (await gateway.ask("GET", `/v1/payouts/${id}`)).json
    const ends = [await read(first.json.id), await read(second.json.id)]
    expect(ends.map(({ provider, status }) => [provider, status])).toContainEqual(["p2p", "paid"])
    const failed = ends.find(({ status }) => status === "failed")
    expect([failed.attempts, failed.failure.reason]).toEqual([1, "InsufficientFunds"])
    expect(simulators.feennex.admin.journal({ endpoint: "/withdraw/create" })).toEqual([])
  })
})

describe("a payout that was accepted before its card number was verified", () => {
  it("is answered the same again, and paid once", async () => {
    const { app, simulators } = gateway
    const body = { ...payoutBody("before-1"), destination: mistyped }
    const request = {
      ...(await payoutRequest("before-1")),
      destination: { type: "card" as const, number: Redacted.make(mistyped.number) }
    }
    const bodyDigest = JsonText.digest(body)
    const { resource } = await app.run(app.core.payouts.create({ idempotencyKey: "before", bodyDigest, request }))
    const again = (sent: object) =>
      gateway.ask("POST", "/v1/payouts", { body: sent, headers: { "idempotency-key": "before" } })
    const replayed = await again(body)
    expect([replayed.status, replayed.headers.get("idempotency-replayed")]).toEqual([201, "true"])
    expect(replayed.json.id).toBe(resource.id)
    const other = await again({ ...body, description: "another" })
    expect([other.status, other.json.errors[0].reason]).toEqual([422, digit])

    await app.later(20)
    const paid = await gateway.ask("GET", `/v1/payouts/${resource.id}`)
    expect([paid.json.status, paid.json.destination.account]).toEqual(["paid", "************1112"])
    expect(simulators.paid("before-1")).toEqual([0, 1])
    expect((await again(body)).json.id).toBe(resource.id)
  })
})
