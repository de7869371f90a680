/** What an endpoint does not know is refused wherever it stands: in the query, in a body where none is taken. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Cursor from "../../src/model/Cursor.ts"
import { face, keys, payoutBody } from "./support/face.ts"

let gateway: Awaited<ReturnType<typeof face>>

beforeEach(async () => {
  gateway = await face()
  await gateway.ask("POST", "/v1/payouts", { body: payoutBody(), headers: { "idempotency-key": "k-1" } })
})

afterEach(() => gateway.dispose())

const refused = (answer: Awaited<ReturnType<typeof gateway.ask>>) => [answer.status, answer.json?.errors?.[0]?.path]

describe("an unknown query parameter", () => {
  it.each([
    ["GET", "/v1/payouts/po_1"],
    ["GET", "/v1/payouts/po_1/timeline"],
    ["POST", "/v1/payouts/po_1/refresh"],
    ["GET", "/v1/providers"],
    ["GET", "/v1/webhook-deliveries"]
  ])("is refused by %s %s", async (method, path) => {
    expect(refused(await gateway.ask(method, `${path}?surprise=1`))).toEqual([422, "surprise"])
    expect((await gateway.ask(method, path)).status).toBe(200)
  })
})

describe("a body where none is taken", () => {
  it.each([
    "/v1/payouts/po_1/refresh",
    "/v1/payouts/po_1/cancel",
    "/v1/payments/pm_1/refresh",
    "/v1/webhook-deliveries/whd_1/redeliver",
    "/v1/webhooks/test"
  ])("is refused by POST %s", async (path) => {
    const body = '{"amount":"1"}'
    const headers = { "content-length": String(body.length) }
    expect(refused(await gateway.ask("POST", path, { body, headers }))).toEqual([422, "*"])
  })

  it("may be an empty object, which says nothing", async () => {
    const ask = { body: "{}", headers: { "content-length": "2" } }
    expect((await gateway.ask("POST", "/v1/payouts/po_1/refresh", ask)).status).toBe(200)
  })
})

describe("a cursor", () => {
  it("is known by the list it came from, and by no other", () => {
    for (const seq of [0, 1, 22, 333, 4444, 999_999_999_999_999]) {
      expect(Cursor.seqOf("operations", Cursor.after("operations", seq))).toBe(seq)
      expect(Cursor.seqOf("deliveries", Cursor.after("operations", seq))).toBeUndefined()
    }
    for (const text of ["", "abc", "czEyMw==", "cz0xMg", "c_1", btoa("s012"), btoa("s1 "), "x".repeat(41)]) {
      expect(Cursor.seqOf("operations", text)).toBeUndefined()
    }
  })

  it("that is none is refused by name, also for deliveries", async () => {
    for (const list of ["payouts", "payments", "webhook-deliveries"]) {
      expect(refused(await gateway.ask("GET", `/v1/${list}?cursor=abc`, { key: keys.merchant }))).toEqual([
        422,
        "cursor"
      ])
    }
  })
})
