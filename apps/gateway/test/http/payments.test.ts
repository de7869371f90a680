/** Payments through the face, with the transfer receipts of their payers. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { keys, paymentBody, startApi } from "./support/api.ts"

let gateway: Awaited<ReturnType<typeof startApi>>

beforeEach(async () => {
  gateway = await startApi()
})

afterEach(() => gateway.dispose())

const create = (body: unknown = paymentBody(), key = "k1") =>
  gateway.ask("POST", "/v1/payments", { body, headers: { "idempotency-key": key } })

const upload = (parts: ReadonlyArray<readonly [string, string | Blob]>, id = "pm_1") => {
  const body = new FormData()
  for (const [name, value] of parts) body.append(name, value)
  return gateway.ask("POST", `/v1/payments/${id}/receipts`, { body })
}

const pdf = new Blob([new Uint8Array([0x25, 0x50, 0x44, 0x46, 0, 0xff])], { type: "application/pdf" })

describe("a payment", () => {
  it("is created with 201, and tells what the payer must do", async () => {
    const answer = await create()
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({ id: "pm_1", object: "payment", next: { type: "redirect" } })
  })

  it("may follow up another one, which the core is told apart from the request", async () => {
    await create({ ...paymentBody(), followUpOf: "pm_9" })
    expect(gateway.script.creates[0]).toMatchObject({ followUpOf: "pm_9" })
    expect(gateway.script.creates[0]?.request).not.toHaveProperty("followUpOf")
    const bad = await create({ ...paymentBody(), followUpOf: "../x" }, "k2")
    expect([bad.status, bad.json.errors]).toEqual([
      422,
      [{ path: "followUpOf", reason: "must be the id of an operation" }]
    ])
  })

  it("that nobody can carry out is refused with the field that says so", async () => {
    gateway.script.isRefused = true
    const answer = await create({ ...paymentBody(), provider: "nobody" })
    expect(answer.status).toBe(422)
    expect(answer.json.errors).toEqual([{ path: "provider", reason: "is not a configured provider instance" }])
  })

  it("is read, listed, explained, refreshed and decided like a payout", async () => {
    await create()
    for (const path of ["", "/pm_1", "/pm_1/timeline", "?status=awaiting_payer", "/pm_1/receipts"]) {
      expect([path, (await gateway.ask("GET", `/v1/payments${path}`)).status]).toEqual([path, 200])
    }
    expect((await gateway.ask("GET", "/v1/payments?status=returned")).status).toBe(422)
    expect((await gateway.ask("POST", "/v1/payments/pm_1/refresh")).status).toBe(200)
    const body = { outcome: "failed", note: "seen" }
    expect((await gateway.ask("POST", "/v1/payments/pm_1/resolve", { body, key: keys.operator })).status).toBe(200)
    expect((await gateway.ask("POST", "/v1/payments/pm_1/resolve", { body })).status).toBe(403)
  })

  it("is captured and canceled under a key only, by whoever may", async () => {
    await create()
    const keyed = { headers: { "idempotency-key": "c1" } }
    for (const [path, body] of [
      ["capture", { amount: { value: "1.00", currency: "RUB" }, final: false }],
      ["cancel", undefined]
    ] as const) {
      const sent = body === undefined ? {} : { body }
      const url = `/v1/payments/pm_1/${path}`
      expect((await gateway.ask("POST", url, { ...sent, ...keyed })).status).toBe(202)
      const unkeyed = await gateway.ask("POST", url, sent)
      expect([unkeyed.status, unkeyed.json.code]).toEqual([400, "idempotency_key_required"])
      expect((await gateway.ask("POST", url, { ...sent, ...keyed, key: keys.viewer })).status).toBe(403)
    }
    for (const body of [
      { amount: { value: "0", currency: "RUB" } },
      { final: "no" },
      { amount: "1.00" },
      { other: 1 }
    ]) {
      expect((await gateway.ask("POST", "/v1/payments/pm_1/capture", { body, ...keyed })).status).toBe(422)
    }
    const [capture, cancel] = gateway.script.changes
    expect(capture).toMatchObject({ name: "capture", isFinal: false, idempotencyKey: "c1", createdBy: "shop" })
    expect(cancel).toMatchObject({ name: "cancel", idempotencyKey: "c1", createdBy: "shop" })
    expect(gateway.script.changes).toHaveLength(2)
  })
})

describe("a card form", () => {
  const ask = (id = "pm_1", key?: string) => gateway.ask("POST", `/v1/payments/${id}/card-form`, key ? { key } : {})

  beforeEach(async () => {
    await create()
  })

  it("is the token for the payer's browser and the address it goes to, and is kept by nobody on the way", async () => {
    const answer = await ask()
    expect([answer.status, answer.json]).toEqual([
      200,
      { type: "card_form", formToken: "token-4711", url: "https://pay.example/form" }
    ])
    expect(answer.headers.get("cache-control")).toBe("no-store")
    for (const path of ["", "/pm_1", "/pm_1/timeline"]) {
      expect((await gateway.ask("GET", `/v1/payments${path}`)).text).not.toContain("token-4711")
    }
  })

  it("is refused as any other question is: not there, not now, not by this provider, not by this key", async () => {
    for (const [said, status, code] of [
      ["none", 409, "card_form_unavailable"],
      ["unsupported", 422, "unsupported"],
      ["read_failed", 503, "provider_unavailable"]
    ] as const) {
      gateway.script.cardForm = said
      const answer = await ask()
      expect([said, answer.status, answer.json.code]).toEqual([said, status, code])
    }
    expect((await ask("pm_7")).status).toBe(404)
    const operator = await ask("pm_1", keys.onlyOperator)
    expect([operator.status, operator.json.code]).toEqual([403, "merchant_required"])
  })
})

describe("a transfer receipt", () => {
  beforeEach(async () => {
    await create()
  })

  it("is handed on and shown with what the provider thinks of it; a status that is not documented is no other", async () => {
    const answer = await upload([["file", pdf]])
    expect([answer.status, answer.json]).toEqual([201, { data: [{ id: "r1", status: "pending", comment: null }] }])
    const list = await gateway.ask("GET", "/v1/payments/pm_1/receipts")
    expect(list.json).toEqual({ data: [{ id: "r1", status: "unrecognised", comment: null }] })
  })

  it("must be the one part called file", async () => {
    const wrong: ReadonlyArray<ReadonlyArray<readonly [string, string | Blob]>> = [
      [],
      [["file", "text"]],
      [["other", pdf]],
      [
        ["file", pdf],
        ["file", pdf]
      ],
      [
        ["file", pdf],
        ["4929123412341234", "x"]
      ],
      [["file", new Blob([])]]
    ]
    for (const parts of wrong) {
      const answer = await upload(parts)
      expect([parts.length, answer.status]).toEqual([parts.length, parts.length === 0 ? expect.any(Number) : 422])
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(answer.text).not.toContain("4929")
    }
  })

  it("is refused as JSON with 415, broken with 400, too long with 413", async () => {
    const path = "/v1/payments/pm_1/receipts"
    expect((await gateway.ask("POST", path, { body: {} })).status).toBe(415)
    const headers = { "content-type": "multipart/form-data; boundary=b" }
    expect((await gateway.ask("POST", path, { body: "--b\r\nbroken", headers })).status).toBe(400)
    const noBoundary = { "content-type": "multipart/form-data; x=y" }
    expect((await gateway.ask("POST", path, { body: "--b", headers: noBoundary })).status).toBe(400)
    const long = await upload([["file", new Blob([new Uint8Array(10 * 1024 * 1024 + 1)])]])
    expect([long.status, long.json.code]).toEqual([413, "body_too_large"])
    const longer = await upload([["file", new Blob([new Uint8Array(12 * 1024 * 1024)])]])
    expect([longer.status, longer.json.code]).toEqual([413, "body_too_large"])
  })

  it("goes nowhere when the provider takes none, and nothing of it is read", async () => {
    gateway.script.receipts = "none"
    for (const parts of [[["file", pdf]], [["other", pdf]]] as const) {
      const answer = await upload(parts)
      expect([answer.status, answer.json.code]).toEqual([409, "receipts_unavailable"])
    }
    expect((await upload([["file", pdf]], "pm_7")).status).toBe(404)
  })

  it("is refused where there is one already, or where the adapter refuses the file by name", async () => {
    gateway.script.receipt = "exists"
    const second = await upload([["file", pdf]])
    expect([second.status, second.json.code]).toEqual([409, "receipt_exists"])
    gateway.script.receipt = "refused"
    const refused = await upload([["file", pdf]])
    expect([refused.status, refused.json.errors]).toEqual([
      422,
      [{ path: "file", reason: "must be a JPEG, PNG, PDF, WebP or HEIF file" }]
    ])
  })

  it("whose fate is not known is told so, and to look before sending it again", async () => {
    gateway.script.receipt = "unknown"
    const unknown = await upload([["file", pdf]])
    expect([unknown.status, unknown.json.code]).toEqual([503, "outcome_unknown"])
    gateway.script.receipt = "rejected"
    const rejected = await upload([["file", pdf]])
    expect([rejected.status, rejected.json.code]).toEqual([422, "provider_refused"])
  })
})
