/** Who may do what: every endpoint with every role, what a refusal tells, and what a key is shown. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { endpoints } from "../../src/http/api/Roles.ts"
import { keys, paymentBody, payoutBody, startApi } from "./support/api.ts"

let gateway: Awaited<ReturnType<typeof startApi>>
// biome-ignore lint/suspicious/noExplicitAny: a document is looked into
let spec: any

beforeAll(async () => {
  gateway = await startApi()
  spec = (await gateway.ask("GET", "/openapi.json", { key: null })).json
})
afterAll(() => gateway.dispose())

const everybody = ["viewer", "merchant", "operator"]
const handlers = ["merchant", "operator"]

const table: Readonly<Record<string, ReadonlyArray<string>>> = {
  "post /v1/payouts": ["merchant"],
  "get /v1/payouts": everybody,
  "get /v1/payouts/{id}": everybody,
  "get /v1/payouts/{id}/timeline": everybody,
  "post /v1/payouts/{id}/refresh": handlers,
  "post /v1/payouts/{id}/cancel": handlers,
  "post /v1/payouts/{id}/abandon": ["operator"],
  "post /v1/payouts/{id}/resolve": ["operator"],
  "post /v1/refunds": ["merchant"],
  "get /v1/refunds": everybody,
  "get /v1/refunds/{id}": everybody,
  "get /v1/refunds/{id}/timeline": everybody,
  "post /v1/refunds/{id}/refresh": handlers,
  "post /v1/refunds/{id}/resolve": ["operator"],
  "post /v1/payments": ["merchant"],
  "get /v1/payments": everybody,
  "get /v1/payments/{id}": everybody,
  "get /v1/payments/{id}/timeline": everybody,
  "post /v1/payments/{id}/refresh": handlers,
  "post /v1/payments/{id}/capture": ["merchant"],
  "post /v1/payments/{id}/cancel": handlers,
  "post /v1/payments/{id}/abandon": ["operator"],
  "post /v1/payments/{id}/resolve": ["operator"],
  "post /v1/payments/{id}/card-form": ["merchant"],
  "post /v1/payments/{id}/receipts": handlers,
  "get /v1/payments/{id}/receipts": everybody,
  "post /v1/payout-quotes": handlers,
  "post /v1/account-checks": handlers,
  "post /v1/payment-quotes": handlers,
  "get /v1/providers": everybody,
  "get /v1/providers/{instance}/balance": ["viewer", "operator"],
  "post /v1/settlement-reports": handlers,
  "post /v1/settlement-reports/{id}/compare": handlers,
  "get /v1/settlement-reports/{id}": everybody,
  "post /v1/registers": handlers,
  "post /v1/registers/{id}/compare": handlers,
  "get /v1/registers/{id}": everybody,
  "get /v1/webhook-deliveries": everybody,
  "post /v1/webhook-deliveries/{id}/redeliver": handlers,
  "post /v1/webhook-deliveries/{id}/discard": ["operator"],
  "post /v1/webhook-deliveries/{id}/retarget": ["operator"],
  "post /v1/webhook-deliveries/discard": ["operator"],
  "post /v1/webhook-deliveries/retarget": ["operator"],
  "post /v1/webhooks/test": handlers
}

const holders = [
  ["viewer", keys.viewer],
  ["merchant", keys.merchant],
  ["operator", keys.onlyOperator]
] as const

const call = (name: string, key: string, body?: unknown) => {
  const [method = "", path = ""] = name.split(" ")
  const real = path.replace("{id}", "none").replace("{instance}", "feennex")
  return gateway.ask(method.toUpperCase(), real, { key, ...(body === undefined ? {} : { body }) })
}

const codeOf = (roles: ReadonlyArray<string>) => (roles.length === 1 ? `${roles[0]}_required` : "role_required")

describe("a role", () => {
  it.each(holders)(
    "%s may do what the table says of it and nothing else, and is told who may do the rest",
    async (role, key) => {
      for (const [name, roles] of Object.entries(table)) {
        const { json, status } = await call(name, key)
        expect([name, status === 403]).toEqual([name, !roles.includes(role)])
        if (status !== 403) continue
        expect(json).toEqual({
          type: `urn:switchyard:problem:${codeOf(roles)}`,
          title: "This API key may not do this",
          status: 403,
          code: codeOf(roles),
          detail: `Use a key with the role ${roles.join(" or ")}; this one has ${role}`,
          roles
        })
      }
    }
  )

  it("beside another one takes nothing away from it", async () => {
    for (const name of Object.keys(table)) expect([name, (await call(name, keys.operator)).status]).not.toContain(403)
  })

  it("is looked at before anything of the request is, as its key is", async () => {
    const answer = await gateway.ask("POST", "/v1/payouts?x=1", { key: keys.onlyOperator, body: "{" })
    expect([answer.status, answer.json.code]).toEqual([403, "merchant_required"])
    expect(gateway.script.creates).toEqual([])
  })

  it("that may create may read what a conflict names", () => {
    for (const kind of ["payouts", "payments"] as const) {
      expect(endpoints[`${kind}.get`]).toEqual(expect.arrayContaining([...endpoints[`${kind}.create`]]))
    }
    expect(endpoints["payouts.create"]).toEqual(endpoints["payments.create"])
  })
})

describe("the OpenAPI document", () => {
  interface Documented {
    readonly operationId: string
    readonly description: string
    readonly "x-roles": ReadonlyArray<string> | undefined
  }
  const documented = (): ReadonlyArray<readonly [string, Documented]> =>
    Object.entries<Record<string, Documented>>(spec.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [`${method} ${path}`, operation] as const)
    )

  it("says of every endpoint under /v1 which roles may call it, from a table that has no others", () => {
    const guarded = documented().filter(([name]) => name.includes(" /v1/"))
    expect(Object.fromEntries(guarded.map(([name, operation]) => [name, operation["x-roles"]]))).toEqual(table)
    expect(guarded.map(([, { operationId }]) => operationId).toSorted()).toEqual(Object.keys(endpoints).toSorted())
    for (const [name, { description }] of guarded) expect(description).toContain(`Roles: ${table[name]?.join(", ")}`)
  })

  it("says what a key is, how it is sent, and what each role is for", () => {
    const { description } = spec.components.securitySchemes.apiKey
    for (const words of ["Authorization: Bearer", ...everybody.map((role) => `\`${role}\``)]) {
      expect(description).toContain(words)
    }
  })
})

describe("what the payer of a payment must do", () => {
  let id: string
  beforeEach(async () => {
    const headers = { "idempotency-key": "k1" }
    id = (await gateway.ask("POST", "/v1/payments", { body: paymentBody(), headers })).json.id
  })

  it("is shown whole to the merchant, and to others only by its kind and its time", async () => {
    const outline = { type: "redirect", expiresAt: "2026-01-02T03:04:05.000Z" }
    for (const [key, expected] of [
      [keys.viewer, outline],
      [keys.onlyOperator, outline],
      [keys.operator, { ...outline, method: "GET", url: "https://pay.example/x", fields: {} }],
      [keys.merchant, { ...outline, method: "GET", url: "https://pay.example/x", fields: {} }]
    ] as const) {
      expect((await gateway.ask("GET", `/v1/payments/${id}`, { key })).json.next).toEqual(expected)
      expect((await gateway.ask("GET", "/v1/payments", { key })).json.data[0].next).toEqual(expected)
    }
    const resolution = { outcome: "paid", note: "seen" }
    for (const [action, body] of [
      ["refresh", undefined],
      ["resolve", resolution]
    ] as const) {
      const answer = await gateway.ask("POST", `/v1/payments/${id}/${action}`, { key: keys.onlyOperator, body })
      expect([answer.status, answer.json.next]).toEqual([200, outline])
    }
  })
})

describe("who created an operation", () => {
  it("is told the core by the name of the key", async () => {
    for (const [path, body] of [
      ["payouts", payoutBody("o-9")],
      ["payments", paymentBody("o-9")]
    ] as const) {
      await gateway.ask("POST", `/v1/${path}`, { key: keys.operator, body, headers: { "idempotency-key": path } })
      expect(gateway.script.creates.at(-1)).toMatchObject({ idempotencyKey: path, createdBy: "boss" })
    }
  })
})
