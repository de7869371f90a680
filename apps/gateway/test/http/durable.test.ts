/** The rules that only the records keep, through the face: over the real core and real registers in the embedded database. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type Database, openEmbedded } from "../operations/support/databases.ts"
import { keys, paymentBody, payoutBody } from "./support/api.ts"
import { durable } from "./support/durable.ts"

let database: Database
let gateway: Awaited<ReturnType<typeof durable>>

beforeAll(async () => {
  database = await openEmbedded()
})
afterAll(() => database.close())
beforeEach(async () => {
  gateway = await durable(database, "p2p")
})
afterEach(() => gateway.dispose())

const post = (path: string, body?: unknown, key = keys.merchant) =>
  gateway.ask("POST", `/v1/${path}`, { key, ...(body === undefined ? {} : { body }) })
const get = (path: string) => gateway.ask("GET", `/v1/${path}`)

const kinds = [
  ["payout", payoutBody],
  ["payment", paymentBody]
] as const

describe.each(kinds)("a %s", (kind, body) => {
  const path = `${kind}s`
  const create = (sent: unknown = body(), key = "k1") =>
    gateway.ask("POST", `/v1/${path}`, { body: sent, headers: { "idempotency-key": key } })

  it("asked for again is answered with the first answer and says so, whatever the spacing and order of the body", async () => {
    const first = await create()
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null])
    const turned = Object.fromEntries(Object.entries(body()).toReversed())
    await gateway.app.later(5)
    const again = await create(JSON.stringify(turned, null, 3))
    expect([again.status, again.json]).toEqual([201, first.json])
    expect(again.headers.get("idempotency-replayed")).toBe("true")
  })

  it("is refused under the key of another body, and with a reference that is taken, and told by which one", async () => {
    const { id } = (await create()).json
    const reused = await create({ ...body(), description: "other" })
    expect([reused.status, reused.json.code]).toEqual([409, "idempotency_key_reused"])
    const taken = await create(body(), "k2")
    expect([taken.status, taken.json.code]).toEqual([409, "duplicate_reference"])
    for (const { json } of [reused, taken]) {
      expect(json.operation).toEqual({ id, kind })
      expect(json.detail).toContain(`the ${kind} ${id}`)
    }
    expect(taken.headers.get("content-type")).toBe("application/problem+json")
    expect(taken.json.type).toBe("urn:switchyard:problem:duplicate_reference")
  })

  it("is created once by a hundred simultaneous requests, and all get one answer", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => create()))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1)
    expect((await get(path)).json.data).toHaveLength(1)
  })

  it("is listed newest first, page by page, by status, reference and provider", async () => {
    for (const n of [1, 2, 3, 4, 5]) await create(body(`order-${n}`), `k${n}`)
    const references = (answer: Awaited<ReturnType<typeof get>>) =>
      answer.json.data.map(({ reference }: { reference: string }) => reference)
    const first = await get(`${path}?limit=3`)
    expect(references(first)).toEqual(["order-5", "order-4", "order-3"])
    const second = await get(`${path}?limit=3&cursor=${first.json.nextCursor}`)
    expect([references(second), second.json.nextCursor]).toEqual([["order-2", "order-1"], null])
    expect(references(await get(`${path}?reference=order-2`))).toEqual(["order-2"])
    expect(references(await get(`${path}?status=paid`))).toEqual([])
    expect(references(await get(`${path}?status=created&provider=p2p`))).toEqual([])
  })

  it("is refused under a key that created one of the other kind, and told which", async () => {
    const { id } = (await create(body(), "k1")).json
    const [other] = kinds.filter(([name]) => name !== kind)
    const headers = { "idempotency-key": "k1" }
    const reused = await gateway.ask("POST", `/v1/${other?.[0]}s`, { body: other?.[1]("order-2"), headers })
    expect(reused.json).toMatchObject({ status: 409, code: "idempotency_key_reused", operation: { id, kind } })
  })

  it("says by which key it was created, first and for ever, and is listed by it", async () => {
    const first = await create()
    expect(first.json.createdBy).toBe("shop")
    const again = await gateway.ask("POST", `/v1/${path}`, {
      body: body(),
      key: keys.operator,
      headers: { "idempotency-key": "k1" }
    })
    expect([again.headers.get("idempotency-replayed"), again.json]).toEqual(["true", first.json])
    const others = { body: body("order-2"), key: keys.operator, headers: { "idempotency-key": "k2" } }
    expect((await gateway.ask("POST", `/v1/${path}`, others)).json.createdBy).toBe("boss")
    await gateway.app.later(5)
    const listed = async (query: string) =>
      (await get(`${path}?${query}`)).json.data.map(({ reference }: { reference: string }) => reference)
    expect(await listed("createdBy=shop")).toEqual(["order-1"])
    expect(await listed("createdBy=boss")).toEqual(["order-2"])
    expect(await listed("createdBy=boss&reference=order-1")).toEqual([])
    expect(await listed("createdBy=%00")).toEqual([])
    expect((await get(`${path}?createdBy=`)).json.errors[0].path).toBe("createdBy")
    expect((await get(`${path}/${first.json.id}`)).json.createdBy).toBe("shop")
    // As it was before that was recorded.
    await database.sql("UPDATE operation SET created_by = NULL")
    expect((await get(`${path}/${first.json.id}`)).json.createdBy).toBeNull()
  })

  it("is there under its own id and kind only, and its timeline tells how it began", async () => {
    const { id } = (await create()).json
    expect((await get(`${path}/${id}`)).json).toMatchObject({ id, status: "created" })
    expect((await get(`${path}/${id}/timeline`)).json.data).toMatchObject([{ kind: "transition", summary: "created" }])
    const [other] = kinds.filter(([name]) => name !== kind)
    expect((await get(`${other?.[0]}s/${id}`)).status).toBe(404)
  })

  it("that needs no decision takes none", async () => {
    const { id } = (await create()).json
    const answer = await post(`${path}/${id}/resolve`, { outcome: "paid", note: "seen" }, keys.operator)
    expect([answer.status, answer.json.code]).toEqual([409, "not_resolvable"])
  })

  it("that nobody can carry out is refused, and nothing is stored", async () => {
    const answer = await create({ ...body(), provider: "nobody" })
    expect([answer.status, answer.json.errors[0].path]).toEqual([422, "provider"])
    expect((await get(path)).json.data).toEqual([])
  })
})

describe("a payout", () => {
  const create = async (reference: string) =>
    (
      await gateway.ask("POST", "/v1/payouts", {
        body: payoutBody(reference),
        headers: { "idempotency-key": reference }
      })
    ).json.id

  it("is canceled while nothing was sent, and not when it was", async () => {
    const unsent = await create("order-1")
    expect((await post(`payouts/${unsent}/cancel`)).json).toMatchObject({ status: "canceled" })
    const sent = await create("order-2")
    await gateway.app.due()
    expect((await post(`payouts/${sent}/cancel`)).json).toMatchObject({ status: 409, code: "not_cancelable" })
  })

  it("is refreshed within its provider's spacing", async () => {
    const id = await create("order-1")
    expect((await post(`payouts/${id}/refresh`)).json).toMatchObject({ status: "created" })
    await gateway.app.due()
    expect((await post(`payouts/${id}/refresh`)).status).toBe(200)
    const early = await post(`payouts/${id}/refresh`)
    expect([early.status, early.json.code, Number(early.headers.get("retry-after")) > 0]).toEqual([
      429,
      "too_early",
      true
    ])
  })

  it("is retried only when the risk is accepted, where its provider may pay twice", async () => {
    gateway.simulators.p2p.admin.fault({ kind: "resetBefore" }, { endpoint: "create_pay_out" })
    const id = await create("order-1")
    await gateway.app.later(10)
    const decide = (more: object) =>
      post(`payouts/${id}/resolve`, { outcome: "retry", note: "called them", ...more }, keys.operator)
    for (const outcome of ["retry", "failed"]) {
      const refused = (await decide({ outcome })).json
      expect(refused).toMatchObject({
        status: 409,
        code: "acceptance_of_duplicate_risk_required",
        mayStillPay: ["p2p"]
      })
      expect(refused.detail).toContain("p2p")
    }
    expect((await decide({ acceptDuplicateRisk: true })).status).toBe(200)
    const { data } = (await get(`payouts/${id}/timeline`)).json
    expect(data.at(-1)).toMatchObject({ details: { note: "called them", operator: "boss" } })
  })
})

describe("a payment", () => {
  it("takes no receipt before its provider has told where they go", async () => {
    const created = await gateway.ask("POST", "/v1/payments", {
      body: paymentBody(),
      headers: { "idempotency-key": "k1" }
    })
    const body = new FormData()
    body.append("file", new Blob([new Uint8Array([0x25, 0x50, 0x44, 0x46])]))
    const answer = await gateway.ask("POST", `/v1/payments/${created.json.id}/receipts`, { body })
    expect([answer.status, answer.json.code]).toEqual([409, "receipts_unavailable"])
  })
})

describe("a callback", () => {
  it("is stored once, however often it comes, and is another with another signature", async () => {
    const call = (sign: string) =>
      gateway.ask("POST", "/callbacks/p2p/payout", { key: null, body: "a=1", headers: { "x-sign": sign } })
    expect([(await call("a")).status, (await call("a")).status, (await call("b")).status]).toEqual([200, 200, 200])
    expect(await database.sql("SELECT state FROM callback")).toEqual([{ state: "rejected" }, { state: "rejected" }])
  })
})

describe("a register", () => {
  const hand = (text: string, provider = "feennex") => {
    const body = new FormData()
    body.append("provider", provider)
    body.append("file", new Blob([text]))
    return gateway.ask("POST", "/v1/registers", { body })
  }

  it("that was handed in already is answered the same and says so", async () => {
    const text = gateway.simulators.feennex.admin.register()
    const first = await hand(text)
    expect([first.status, first.json.status, first.headers.get("idempotency-replayed")]).toEqual([201, "done", null])
    const second = await hand(text)
    expect([second.status, second.headers.get("idempotency-replayed"), second.json]).toEqual([201, "true", first.json])
    expect((await get(`registers/${first.json.id}`)).json).toEqual(first.json)
  })

  it("that is none, or of nobody who issues any, is refused at its field", async () => {
    expect((await hand("a;b\r\n1;2\r\n")).json.errors[0].path).toBe("file")
    expect((await hand("a;b\r\n1;2\r\n", "p2p")).json.errors[0].path).toBe("provider")
    expect((await get("registers/rg_none")).status).toBe(404)
  })
})
