/**
 * The first hour with the bundled config: whatever it accepts is carried out by the simulators, and whatever they insist on
 * is refused while it is taken, with the field or with why for each instance.
 */
import { readFileSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { environment } from "../../src/start/sandboxWorld.ts"
import { configured } from "../http/support/durable.ts"
import { type Database, openEmbedded } from "../operations/support/databases.ts"

const places = {
  feennex: { url: "http://127.0.0.1:8081" },
  p2p: { url: "http://127.0.0.1:8082" },
  stripe: { url: "http://127.0.0.1:8083" }
}
const values: Readonly<Record<string, string>> = environment(places, 8080)

const config = (): unknown =>
  JSON.parse(readFileSync(new URL("../../sandbox.json", import.meta.url), "utf8"), (_, value) =>
    typeof value?.$env === "string" ? values[value.$env] : value
  )

let database: Database
let gateway: Awaited<ReturnType<typeof configured>>

beforeAll(async () => {
  database = await openEmbedded()
  gateway = await configured(database, config())
})
afterAll(async () => {
  await gateway.dispose()
  await database.close()
})

const card = { type: "card", number: "4111111111111111" }
const long = { type: "card", number: "6304000000000000000" }
const sbp = { type: "sbp", phone: "79161234567", bank: "Sberbank" }
const account = { type: "account", number: "40817810099910004312" }
const short = { type: "account", number: "4081781009" }
const iban = { type: "iban", iban: "DE89370400440532013000" }
const wallet = { type: "wallet", account: "wallet-1" }
const mail = { recipientEmail: "a@b.example" }

let made = 0
const create = async (path: string, value: string, currency: string, body: object) => {
  made += 1
  const reference = `first-${made}`
  const { json, status } = await gateway.ask("POST", `/v1/${path}`, {
    body: { reference, amount: { value, currency }, ...body },
    headers: { "idempotency-key": reference }
  })
  if (status !== 201) {
    const fields = (json.errors ?? []).map((error: { path: string }) => error.path)
    return [status, json.code, fields.length > 0 ? fields.join() : json.instances.length]
  }
  await gateway.app.later(90)
  const ended = await gateway.ask("GET", `/v1/${path}/${json.id}`)
  return [ended.json.status, ended.json.provider, ended.json.attempts]
}

const noRoute = [422, "no_route", 3]
const field = (path: string) => [422, "invalid_field", path]

describe("with the bundled config", () => {
  it.each([
    ["RUB to a card", "RUB", { destination: card }, ["paid", "p2p", 1]],
    ["RUB by SBP", "RUB", { destination: sbp }, ["paid", "p2p", 1]],
    ["RUB to an account", "RUB", { destination: account }, ["paid", "p2p", 1]],
    ["RUB to an IBAN", "RUB", { destination: iban }, ["paid", "p2p", 1]],
    ["RUB to a card that only one takes", "RUB", { destination: long, ...mail }, ["paid", "feennex", 1]],
    ["USD to a card", "USD", { destination: card, ...mail }, ["paid", "feennex", 1]],
    ["USD to a card without an e-mail", "USD", { destination: card }, field("recipientEmail")],
    [
      "RUB by SBP at the one that wants an e-mail",
      "RUB",
      { destination: sbp, provider: "feennex" },
      field("recipientEmail")
    ],
    ["RUB to an account that is too short", "RUB", { destination: short }, field("destination.number")],
    [
      "a long description where there is only one",
      "USD",
      { destination: card, ...mail, description: "d".repeat(256) },
      field("description")
    ],
    [
      "USD to a bank account of our own",
      "USD",
      { destination: { type: "token", scheme: "bank_account", token: "ba_1SandboxUsd" } },
      ["paid", "stripe", 1]
    ],
    ["RUB to a wallet", "RUB", { destination: wallet }, noRoute],
    ["USD by SBP", "USD", { destination: sbp, ...mail }, noRoute],
    ["EUR to an IBAN", "EUR", { destination: iban, ...mail }, noRoute]
  ])("a payout of %s", async (_, currency, body, ending) => {
    expect(await create("payouts", "1500.00", currency, body)).toEqual(ending)
  })

  it.each([
    ["RUB by bank transfer", "RUB", { method: "bank_transfer" }, ["awaiting_payer", "feennex", 1]],
    ["USD by card", "USD", { method: "card" }, ["awaiting_payer", "feennex", 1]],
    ["USD by card in an app", "USD", { method: "card_sdk" }, ["awaiting_payer", "stripe", 1]],
    [
      "USD by a card that its payer has given already",
      "USD",
      { method: "card", providerOptions: { stripe: { paymentMethod: "pm_card_visa" } } },
      ["paid", "stripe", 1]
    ],
    [
      "EUR on a page",
      "EUR",
      { method: "page", successUrl: "https://shop.example/paid" },
      ["awaiting_payer", "stripe", 1]
    ],
    ["RUB by card", "RUB", { method: "card" }, noRoute],
    [
      "RUB with a field that is the payment's own",
      "RUB",
      { method: "bank_transfer", payerFields: { amount: "1" } },
      field("payerFields.amount")
    ]
  ])("a payment of %s", async (_, currency, body, ending) => {
    expect(await create("payments", "15.00", currency, body)).toEqual(ending)
  })
})
