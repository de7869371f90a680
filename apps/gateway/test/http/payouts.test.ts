/** Payouts through the face: what it asks of the core, what it makes of each answer, and what it refuses by itself. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Cursor from "../../src/model/Cursor.ts"
import { keys, payoutBody, startApi } from "./support/api.ts"

let gateway: Awaited<ReturnType<typeof startApi>>

beforeEach(async () => {
  gateway = await startApi()
})

afterEach(() => gateway.dispose())

const create = (body: unknown = payoutBody(), headers: Record<string, string> = { "idempotency-key": "k1" }) =>
  gateway.ask("POST", "/v1/payouts", { body, headers })

describe("creating a payout", () => {
  it("answers 201 with the resource and passes key, digest and request on", async () => {
    const answer = await create()
    expect(answer.text).toContain('"id":"po_1"')
    expect(answer.status).toBe(201)
    expect(answer.json).toMatchObject({ object: "payout", status: "created", reference: "order-1" })
    expect(answer.headers.get("idempotency-replayed")).toBeNull()
    expect(gateway.script.creates[0]).toMatchObject({
      idempotencyKey: "k1",
      bodyDigest: expect.stringMatching(/^[0-9a-f]{64}$/)
    })
  })

  it("asks for an idempotency key and refuses one that is too long or not printable", async () => {
    const missing = await create(payoutBody(), {})
    expect([missing.status, missing.json.code]).toEqual([400, "idempotency_key_required"])
    expect(missing.json.errors).toEqual([{ path: "Idempotency-Key", reason: "is missing" }])
    for (const key of ["k".repeat(256), "clé"]) {
      const answer = await create(payoutBody(), { "idempotency-key": key })
      expect([answer.status, answer.json.errors[0].path]).toEqual([422, "Idempotency-Key"])
    }
    expect((await create(payoutBody(), { "idempotency-key": "k".repeat(255) })).status).toBe(201)
  })

  it("holds the answer as long as preferred, at most 30 seconds", async () => {
    const answer = await create(payoutBody(), { "idempotency-key": "k1", prefer: "wait=5" })
    expect(answer.status).toBe(201)
    expect(answer.headers.get("preference-applied")).toBe("wait=5")
    await create(payoutBody("order-2"), { "idempotency-key": "k2", prefer: "respond-async, wait=900" })
    await create(payoutBody("order-3"), { "idempotency-key": "k3", prefer: "wait=soon" })
    expect(gateway.script.waits).toEqual([5, 30])
  })

  it("names every refused field with a reason and never its value", async () => {
    const answer = await create({
      reference: "-bad",
      amount: { value: 1500, currency: "RUB" },
      destination: { type: "card", number: "4111-1111-1111-1111" },
      surprise: "4929123412341234"
    })
    expect(answer.status).toBe(422)
    expect(answer.json.code).toBe("invalid_field")
    const paths = answer.json.errors.map(({ path }: { path: string }) => path)
    expect(paths).toEqual(expect.arrayContaining(["reference", "amount.value", "destination.number", "surprise"]))
    expect(answer.text).not.toMatch(/4111|4929/)
    expect(gateway.script.creates).toEqual([])
  })

  it.each([
    ["no body", "", "A JSON body is required"],
    ["broken JSON", '{"reference": "4929123412341234"', "not valid JSON"],
    ["two members of one name", '{"a":1,"a":2}', "JSON with a duplicate key"],
    ["deep nesting", "[".repeat(5000), "JSON nested deeper than 100 levels"],
    ["NUL in text", '{"reference":"a\\u0000b"}', "text with NUL or half a character"],
    ["half a character", '{"reference":"\\ud800"}', "text with NUL or half a character"],
    ["an endless number", '{"a":1e999}', "a number out of range"],
    ["a number too small to be kept", '{"a":1e-400}', "a number out of range"],
    ["a number that would become another one", '{"a":9007199254740993}', "a number with more than 15 digits"]
  ])("answers 400 to %s", async (_, body, detail) => {
    const answer = await create(body)
    expect(answer.json).toMatchObject({ status: 400, code: "malformed_json", detail })
    expect(answer.text).not.toContain("4929")
  })

  it("answers 400 to a body that is not UTF-8 and 422 to JSON that is no object", async () => {
    expect((await create(new Uint8Array([0x7b, 0xff, 0x7d]))).json).toMatchObject({ detail: "The body is not UTF-8" })
    for (const body of ["[]", "null", "1", '"x"', "{}"]) expect((await create(body)).status).toBe(422)
  })

  it("answers 415 to another content type and 413 to too long a body", async () => {
    const xml = await create("<a/>", { "idempotency-key": "k", "content-type": "text/xml" })
    expect([xml.status, xml.json.code]).toEqual([415, "unsupported_media_type"])
    const big = await create(JSON.stringify({ description: "x".repeat(1024 * 1024) }))
    expect([big.status, big.json.code]).toEqual([413, "body_too_large"])
  })

  it("answers 503 with Retry-After while the database is away", async () => {
    gateway.script.isAway = true
    const answer = await create()
    expect([answer.status, answer.json.code, answer.headers.get("retry-after")]).toEqual([503, "unavailable", "7"])
    expect(answer.json.retryAfterSeconds).toBe(7)
  })

  it("answers 201 with what was acknowledged when only the waiting failed", async () => {
    gateway.script.isForgetful = true
    const answer = await create(payoutBody(), { "idempotency-key": "k1", prefer: "wait=1" })
    expect([answer.status, answer.json.id]).toEqual([201, "po_1"])
  })

  it("answers 500 without detail to a defect", async () => {
    gateway.script.isBroken = true
    const answer = await create()
    expect(answer.status).toBe(500)
    expect(answer.json).toEqual({
      type: "urn:switchyard:problem:internal",
      title: "Something broke on our side",
      status: 500,
      code: "internal"
    })
  })
})

describe("an existing payout", () => {
  beforeEach(async () => {
    await create()
  })

  it("is read, listed and explained", async () => {
    expect((await gateway.ask("GET", "/v1/payouts/po_1")).json).toMatchObject({ id: "po_1" })
    const list = await gateway.ask("GET", "/v1/payouts?status=created&reference=order-1&provider=p2p&limit=1")
    expect(list.json).toMatchObject({ data: [{ id: "po_1" }], nextCursor: null })
    expect((await gateway.ask("GET", "/v1/payouts/po_1/timeline")).json.data[0]).toMatchObject({ kind: "transition" })
  })

  it.each([
    ["status=nonsense", "status"],
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=x", "limit"],
    ["limit=1&limit=2", "limit"],
    ["reference=%00", "reference"],
    ["cursor=%F0%9F%98%80", "cursor"],
    ["cursor=", "cursor"],
    ["cursor=abc", "cursor"],
    [`cursor=${Cursor.after("deliveries", 7)}`, "cursor"],
    ["surprise=1", "surprise"]
  ])("a list with %s is refused", async (query, path) => {
    const answer = await gateway.ask("GET", `/v1/payouts?${query}`)
    expect([answer.status, answer.json?.errors?.[0]?.path]).toEqual([422, path])
  })

  it("is not found under any other id, whatever its text", async () => {
    for (const id of ["po_2", "x".repeat(101), "%00", "a%2Fb", "%F0%9F%98%80"]) {
      for (const [method, rest] of [
        ["GET", ""],
        ["GET", "/timeline"],
        ["POST", "/refresh"],
        ["POST", "/cancel"]
      ]) {
        const answer = await gateway.ask(method!, `/v1/payouts/${id}${rest}`)
        expect([id, answer.status, answer.json?.code]).toEqual([id, 404, "not_found"])
      }
    }
  })

  it("is refreshed, within its provider's spacing", async () => {
    expect((await gateway.ask("POST", "/v1/payouts/po_1/refresh")).status).toBe(200)
    const expected = { too_early: [429, "42"], read_failed: [503, "9"], not_found: [404, null] } as const
    for (const [how, [status, after]] of Object.entries(expected)) {
      Object.assign(gateway.script, { refresh: how })
      const answer = await gateway.ask("POST", "/v1/payouts/po_1/refresh")
      expect([how, answer.status, answer.headers.get("retry-after")]).toEqual([how, status, after])
      // What the header says stands in the body too, where many clients look.
      expect(answer.json.retryAfterSeconds).toBe(after === null ? undefined : Number(after))
    }
  })

  it("is not canceled where the core refuses", async () => {
    const answer = await gateway.ask("POST", "/v1/payouts/po_1/cancel")
    expect([answer.status, answer.json.code, answer.json.detail]).toEqual([409, "not_cancelable", "It was sent"])
  })

  it("is abandoned by an operator only, with a note", async () => {
    const abandon = (body: unknown, key = keys.operator, id = "po_1") =>
      gateway.ask("POST", `/v1/payouts/${id}/abandon`, { body, key })
    const refused = await abandon({ note: "seen" }, keys.merchant)
    expect([refused.status, refused.json.code]).toEqual([403, "operator_required"])
    expect((await abandon({ note: "seen" })).status).toBe(200)
    expect(gateway.script.abandons).toEqual([{ note: "seen", operator: "boss" }])
    for (const body of [{}, { note: " " }, { note: "x", outcome: "failed" }])
      expect((await abandon(body)).status).toBe(422)
  })

  it("is decided by an operator only, with a note, and whether the duplicate risk is accepted", async () => {
    const path = "/v1/payouts/po_1/resolve"
    const decide = (body: unknown, key = keys.operator) => gateway.ask("POST", path, { body, key })
    const refused = await decide({ outcome: "paid", note: "seen" }, keys.merchant)
    expect([refused.status, refused.json.code]).toEqual([403, "operator_required"])
    expect((await decide({ outcome: "paid", note: "seen" })).status).toBe(200)
    expect(gateway.script.resolutions).toEqual([
      { outcome: "paid", note: "seen", acceptDuplicateRisk: false, operator: "boss" }
    ])
    expect((await decide({ outcome: "retry", note: "x", acceptDuplicateRisk: true })).status).toBe(200)
    expect(gateway.script.resolutions[1]).toMatchObject({ outcome: "retry", acceptDuplicateRisk: true })
    for (const body of [
      { outcome: "lost", note: "x" },
      { outcome: "paid" },
      { outcome: "paid", note: " " },
      { outcome: "paid", note: "x", y: 1 }
    ]) {
      expect((await decide(body)).status).toBe(422)
    }
  })
})
