/** The OpenAPI document: it lists the whole interface, and everything it says of errors is what they look like. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { keys, startApi } from "./support/api.ts"

let gateway: Awaited<ReturnType<typeof startApi>>
// biome-ignore lint/suspicious/noExplicitAny: a document is looked into
let spec: any

beforeAll(async () => {
  gateway = await startApi()
  const answer = await gateway.ask("GET", "/openapi.json", { key: null })
  expect(answer.status).toBe(200)
  spec = answer.json
})

afterAll(() => gateway.dispose())

// 403 stands where some role may not do it, and nowhere else.
const guarded = [401, 422, 429, 500]
const read = [...guarded, 404, 503]
const created = [201, ...guarded, 400, 403, 408, 409, 413, 415, 503]
const resolved = [200, ...read, 400, 403, 408, 409, 413, 415]
const asked = [200, ...read, 400, 403, 408, 413, 415]

const interfaceTable: Readonly<Record<string, ReadonlyArray<number>>> = {
  "post /v1/payouts": created,
  "get /v1/payouts": [200, ...guarded, 503],
  "get /v1/payouts/{id}": [200, ...read],
  "get /v1/payouts/{id}/timeline": [200, ...read],
  "post /v1/payouts/{id}/refresh": [200, ...read, 403, 409],
  "post /v1/payouts/{id}/cancel": [200, ...read, 403, 409],
  "post /v1/payouts/{id}/abandon": resolved,
  "post /v1/payouts/{id}/resolve": resolved,
  "post /v1/refunds": created,
  "get /v1/refunds": [200, ...guarded, 503],
  "get /v1/refunds/{id}": [200, ...read],
  "get /v1/refunds/{id}/timeline": [200, ...read],
  "post /v1/refunds/{id}/refresh": [200, ...read, 403, 409],
  "post /v1/refunds/{id}/resolve": resolved,
  "post /v1/payments": created,
  "get /v1/payments": [200, ...guarded, 503],
  "get /v1/payments/{id}": [200, ...read],
  "get /v1/payments/{id}/timeline": [200, ...read],
  "post /v1/payments/{id}/refresh": [200, ...read, 403, 409],
  "post /v1/payments/{id}/capture": [202, ...resolved.slice(1)],
  "post /v1/payments/{id}/cancel": [202, ...read, 400, 403, 409],
  "post /v1/payments/{id}/abandon": resolved,
  "post /v1/payments/{id}/resolve": resolved,
  "post /v1/payments/{id}/card-form": [200, ...read, 403, 409],
  "post /v1/payments/{id}/receipts": [...created, 404],
  "get /v1/payments/{id}/receipts": [200, ...read, 409],
  "post /v1/payout-quotes": asked,
  "post /v1/account-checks": asked,
  "post /v1/payment-quotes": asked,
  "get /v1/providers": [200, ...guarded],
  "get /v1/providers/{instance}/balance": [200, ...read, 403],
  "post /v1/settlement-reports": [201, ...guarded, 400, 403, 408, 413, 415, 503],
  "post /v1/settlement-reports/{id}/compare": [200, ...read, 403, 409],
  "get /v1/settlement-reports/{id}": [200, ...read],
  "post /v1/registers": [201, ...guarded, 400, 403, 408, 413, 415, 503],
  "post /v1/registers/{id}/compare": [200, ...read, 403, 409],
  "get /v1/registers/{id}": [200, ...read],
  "get /v1/webhook-deliveries": [200, ...guarded, 503],
  "post /v1/webhook-deliveries/{id}/redeliver": [200, ...read, 403, 409],
  "post /v1/webhook-deliveries/{id}/discard": resolved,
  "post /v1/webhook-deliveries/{id}/retarget": resolved,
  "post /v1/webhook-deliveries/discard": [...asked, 409].filter((status) => status !== 404),
  "post /v1/webhook-deliveries/retarget": [...asked, 409].filter((status) => status !== 404),
  "post /v1/webhooks/test": [201, ...guarded, 403, 503],
  "post /callbacks/{instance}/{operation}": [200, 400, 404, 408, 413, 415, 429, 500, 503],
  "get /healthz": [200],
  "get /readyz": [200, 503],
  "get /metrics": [200]
}

interface Operation {
  readonly summary?: string
  readonly security: ReadonlyArray<unknown>
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string; readonly required: boolean }>
  readonly responses: Record<string, { readonly content?: Record<string, unknown>; readonly headers?: object }>
  readonly requestBody?: { readonly content: Record<string, unknown> }
}

const operations = (): ReadonlyArray<readonly [string, Operation]> =>
  Object.entries<Record<string, Operation>>(spec.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [`${method} ${path}`, operation] as const)
  )

describe("the OpenAPI document", () => {
  it("lists every path of the interface with every status it can answer", () => {
    const listed = operations().map(([name, { responses }]) => [name, Object.keys(responses).map(Number)])
    const expected = Object.entries(interfaceTable).map(([name, statuses]) => [
      name,
      [...statuses].sort((a, b) => a - b)
    ])
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(expected))
  })

  it("says of every error that it is a problem, and of 429 and 503 when to ask again", () => {
    for (const [name, { responses }] of operations()) {
      for (const [status, { content, headers }] of Object.entries(responses)) {
        if (Number(status) < 400) continue
        expect([name, status, Object.keys(content ?? {})]).toEqual([name, status, ["application/problem+json"]])
        if (status === "429" || status === "503") expect(headers).toHaveProperty("retry-after")
      }
    }
  })

  it("asks for an API key exactly under /v1, and has a summary for everything", () => {
    for (const [name, { security, summary }] of operations()) {
      expect([name, security.length > 0]).toEqual([name, name.includes(" /v1/")])
      expect(summary).toBeTruthy()
    }
    expect(spec.components.securitySchemes.apiKey).toMatchObject({ type: "http", scheme: "bearer" })
  })

  it("requires an idempotency key of creates and shows how lists are paged", () => {
    const parameters = (name: string) => operations().find(([own]) => own === name)?.[1].parameters
    for (const name of ["post /v1/payouts", "post /v1/payments"]) {
      expect(parameters(name)).toContainEqual(
        expect.objectContaining({ name: "Idempotency-Key", in: "header", required: true })
      )
    }
    expect(parameters("get /v1/payouts")).toContainEqual(
      expect.objectContaining({ name: "limit", schema: { type: "integer", minimum: 1, maximum: 100, default: 20 } })
    )
    expect(parameters("post /callbacks/{instance}/{operation}")?.map(({ name }) => name)).toEqual([
      "instance",
      "operation"
    ])
  })

  it("resolves every reference it makes, and takes no unknown members in requests", () => {
    const text = JSON.stringify(spec)
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(Object.keys(spec.components.schemas)).toContain(name)
    }
    for (const name of ["PayoutRequest", "PaymentRequest", "Resolution"]) {
      expect([name, spec.components.schemas[name]?.additionalProperties]).toEqual([name, false])
    }
    expect(Object.keys(spec.components.schemas.PayoutRequest.properties)).toEqual(
      expect.arrayContaining(["reference", "amount", "destination", "provider", "providerOptions", "metadata"])
    )
  })

  it("has an example for every body it takes, which is taken", async () => {
    const headers = { "idempotency-key": "example" }
    for (const [name, { requestBody }] of operations()) {
      const json = requestBody?.content["application/json"]
      if (json === undefined) continue
      expect([name, json]).toEqual([name, expect.objectContaining({ examples: expect.anything() })])
      const [, path = ""] = name.split(" ")
      const body = (json as { readonly examples: { readonly sandbox: { readonly value: unknown } } }).examples.sandbox
        .value
      const answer = await gateway.ask("POST", path.replace("{id}", "none"), { body, headers, key: keys.operator })
      expect([name, answer.status]).toEqual([
        name,
        path.includes("{id}") ? 404 : /quotes|checks|deliveries/.test(path) ? 200 : 201
      ])
    }
  })

  it("says of a payout what it costs, and of a register what could not be compared", () => {
    const { Payout, Register } = spec.components.schemas
    expect(Payout.required).toContain("debited")
    expect(Payout.properties.debited.description).toMatch(/^What the payout costs/)
    const { items } = Payout.properties.providerAmounts.anyOf.find(({ type }: { type?: string }) => type === "array")
    expect([items.type, items.required]).toEqual(["object", ["label", "value", "unit"]])
    for (const { description, type } of Object.values<{ description?: string; type?: string }>(items.properties)) {
      expect([type, description]).toEqual(["string", expect.any(String)])
    }
    expect(JSON.stringify(Register)).toContain("notComparable")
    expect(JSON.stringify(Register)).toContain('"debited"')
  })

  it("says of a receipt every status that it may have, and of a quote what else its provider states", () => {
    const { PaymentQuote, PayoutQuote, Receipts } = spec.components.schemas
    expect(Receipts.properties.data.items.properties.status.enum).toEqual([
      "pending",
      "succeeded",
      "rejected",
      "unrecognised"
    ])
    for (const quote of [PaymentQuote, PayoutQuote]) {
      expect(Object.keys(quote.properties.notes.items.properties)).toEqual(["name", "value", "isOfAccount"])
      expect(quote.required).not.toContain("notes")
    }
  })

  it("shows an upload as a file", () => {
    const upload = operations().find(([name]) => name.endsWith("/receipts"))?.[1]
    expect(Object.keys(upload?.requestBody?.content ?? {})).toEqual(["multipart/form-data"])
  })
})
