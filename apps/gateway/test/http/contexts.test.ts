/** Which contexts a key may name, through the API and the real core: what the config does not allow is refused by its member. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { configOf } from "../operations/support/memoryBank.ts"
import { keys, paymentBody, payoutBody } from "./support/api.ts"
import { configured } from "./support/durable.ts"

let database: Database
let gateway: Awaited<ReturnType<typeof configured>>

beforeAll(async () => {
  database = await openEmbedded()
  gateway = await configured(database, configOf({}))
})
afterAll(async () => {
  await gateway.dispose()
  await database.close()
})

let made = 0
const create = (context: object | undefined, key = keys.merchant, idempotencyKey?: string) => {
  made += 1
  const reference = idempotencyKey ?? `context-${made}`
  const body = { ...payoutBody(reference), provider: "bank", ...(context === undefined ? {} : { context }) }
  return gateway.ask("POST", "/v1/payouts", { body, key, headers: { "idempotency-key": reference } })
}

const refusal = ({ json, status }: Awaited<ReturnType<typeof create>>) => [status, json.code, json.errors]
const refused = [422, "invalid_field", [{ path: "context.subAccount", reason: "is not what this API key may name" }]]

describe("a key names a context", () => {
  it("that its entry allows, and no other value of the same member", async () => {
    expect((await create({ subAccount: "s-1" })).status).toBe(201)
    const answer = await create({ subAccount: "private-sub-7" })
    expect(refusal(answer)).toEqual(refused)
    expect(answer.text).not.toContain("private-sub-7")
  })

  it("only where its entry says so: one without any still creates without a context", async () => {
    expect(refusal(await create({ subAccount: "s-1" }, keys.operator))).toEqual(refused)
    expect((await create(undefined, keys.operator)).status).toBe(201)
  })

  it("and no member that an object has by itself", async () => {
    const answer = await create({ constructor: "s-1" })
    expect([answer.status, answer.json.errors[0].path]).toEqual([422, "context.constructor"])
  })

  it("for payments, quotes and account checks as for payouts", async () => {
    const context = { subAccount: "s-9" }
    const { amount, destination } = payoutBody()
    const asks = [
      ["/v1/payments", { ...paymentBody("context-payment"), provider: "bank", context }],
      ["/v1/payout-quotes", { amount, destination, provider: "bank", context }],
      ["/v1/payment-quotes", { amount, method: "bank_transfer", provider: "bank", context }],
      ["/v1/account-checks", { amount, destination, provider: "bank", context }]
    ] as const
    for (const [path, body] of asks) {
      const answer = await gateway.ask("POST", path, { body, headers: { "idempotency-key": `context-${path}` } })
      expect([path, ...refusal(answer)]).toEqual([path, ...refused])
    }
  })

  it("in which a payment was made: it pays back no other", async () => {
    const body = { ...paymentBody("context-paid-back"), provider: "bank", context: { subAccount: "s-1" } }
    const paid = await gateway.ask("POST", "/v1/payments", { body, headers: { "idempotency-key": "paid-back" } })
    expect(paid.status).toBe(201)
    const back = (key: string) =>
      gateway.ask("POST", "/v1/refunds", {
        body: { reference: `back-${key}`, payment: paid.json.id },
        key,
        headers: { "idempotency-key": `back-${key}` }
      })
    expect(refusal(await back(keys.operator))).toEqual(refused)
    // That its provider pays nothing back is said to those who may know.
    const answer = await back(keys.merchant)
    expect([answer.status, answer.json.errors.map(({ path }: { readonly path: string }) => path)]).toEqual([
      422,
      ["payment"]
    ])
  })

  it("and what was accepted once is answered the same, also where the key may not name it now", async () => {
    const first = await create({ subAccount: "s-2" }, keys.merchant, "context-again")
    expect(first.status).toBe(201)
    const again = await create({ subAccount: "s-2" }, keys.operator, "context-again")
    expect([again.status, again.json.id, again.headers.get("idempotency-replayed")]).toEqual([
      201,
      first.json.id,
      "true"
    ])
  })
})
